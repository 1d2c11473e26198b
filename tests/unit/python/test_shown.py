import json
import unittest
from pathlib import Path
from unittest.mock import patch

from jobs_path import ROOT

from sparkwright.driver.verdict import judge
from sparkwright.log import log
from sparkwright.protocol.sealed import seal, unseal
from sparkwright.protocol.shown import cut, shown, shown_in


class Mute(Exception):  # noqa: N818
    def __str__(self) -> str:
        raise KeyboardInterrupt


class Number(Exception):  # noqa: N818
    def __str__(self) -> str:
        return 5  # type: ignore[return-value]  # noqa: PLE0307


class Endless(Exception):  # noqa: N818
    def __str__(self) -> str:
        return str(self)


class ShownTest(unittest.TestCase):
    def test_agrees_with_the_orchestrator(self) -> None:
        for each in json.loads((ROOT / "tests/unit/vectors/text.json").read_text()):
            self.assertEqual(shown(each["raw"]), each["shown"])
            self.assertEqual(shown(each["shown"]), each["shown"])

    def test_an_error_without_text_keeps_its_class(self) -> None:
        for error in (Mute(), Number(), Endless()):
            judged = judge(error)
            self.assertEqual(judged.name, type(error).__name__)
            self.assertIn("cannot be read", judged.message)
            self.assertTrue(judged.retryable)

    def test_an_error_that_causes_itself_or_is_a_group_has_a_message(self) -> None:
        error = ValueError("a\x00b\ud83d")
        error.__cause__ = RuntimeError("other")
        error.__cause__.__cause__ = error
        self.assertEqual(judge(error).message, "a\\x00b\\ud83d")
        self.assertIn("boom", judge(ExceptionGroup("both", [ValueError("boom")])).traceback)

    def test_a_whole_result_can_be_sealed(self) -> None:
        value = unseal(seal(shown_in({"a\ud83d": ["b\x00"]})), "it")
        self.assertEqual(value, {"a\\ud83d": ["b\\x00"]})

    def test_a_cut_text_has_the_number_of_omitted_characters(self) -> None:
        self.assertIn("[90 characters left out]", cut("x" * 100, 10))
        self.assertLess(len(judge(ValueError("x" * 5_000_000)).message), 10_100)

    def test_a_closed_stdout_does_not_end_the_attempt(self) -> None:
        with patch("sys.stdout", None):
            log("hello")
        with Path("/dev/null").open("w") as closed:
            pass
        with patch("sys.stdout", closed):
            log("hello")
