import json
import unittest
from pathlib import Path
from unittest.mock import patch

from jobs_path import ROOT

from sparkwright.say import say
from sparkwright.sealed import seal, unseal
from sparkwright.shown import cut, shown, shown_in
from sparkwright.verdict import judge


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

    def test_an_error_that_cannot_be_told_keeps_its_class(self) -> None:
        for error in (Mute(), Number(), Endless()):
            judged = judge(error)
            self.assertEqual(judged.name, type(error).__name__)
            self.assertIn("cannot be told", judged.message)
            self.assertTrue(judged.retryable)

    def test_an_error_that_causes_itself_or_is_a_group_is_told(self) -> None:
        error = ValueError("a\x00b\ud83d")
        error.__cause__ = RuntimeError("other")
        error.__cause__.__cause__ = error
        self.assertEqual(judge(error).message, "a\\x00b\\ud83d")
        self.assertIn("boom", judge(ExceptionGroup("both", [ValueError("boom")])).traceback)

    def test_a_whole_result_can_be_sealed(self) -> None:
        value = unseal(seal(shown_in({"a\ud83d": ["b\x00"]})), "it")
        self.assertEqual(value, {"a\\ud83d": ["b\\x00"]})

    def test_a_text_that_is_cut_says_how_much_is_left_out(self) -> None:
        self.assertIn("[90 characters left out]", cut("x" * 100, 10))
        self.assertLess(len(judge(ValueError("x" * 5_000_000)).message), 10_100)

    def test_a_closed_stdout_ends_nothing(self) -> None:
        with patch("sys.stdout", None):
            say("hello")
        with Path("/dev/null").open("w") as closed:
            pass
        with patch("sys.stdout", closed):
            say("hello")
