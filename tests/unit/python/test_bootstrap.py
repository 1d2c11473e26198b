import contextlib
import unittest
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

import jobs_path  # noqa: F401
from fake_lake import FakeCatalog, FakeTable
from fake_webhdfs import FakeWebHdfs

from sparkwright import bootstrap, running
from sparkwright.expectations import ExpectationError, expect_or_fail, judged
from sparkwright.protocol.interval import parse_interval
from sparkwright.protocol.sealed import seal, unseal
from sparkwright.protocol.spec import Spec
from sparkwright.protocol.webhdfs import WebHdfs
from sparkwright.quality.checks import Checks
from sparkwright.running import Running

ME = "r-ingest-1"
FOLDER = f"/sparkwright/attempts/{ME}"
DAY = parse_interval({"start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"})


class RunTest(unittest.TestCase):
    """A claimed attempt whose job writes one row, without Spark."""

    def setUp(self) -> None:
        self.fake = FakeWebHdfs()
        self.addCleanup(self.fake.close)
        self.table = FakeTable("lake.bronze.orders", [])
        self.aside = FakeTable("lake.bronze.orders_quarantine", [])
        self.woken: list[bool] = []
        self.replace(
            "sparkwright.tables.watched.open_catalog",
            lambda _name: FakeCatalog([self.table, self.aside]),
        )
        self.replace("sparkwright.driver.hooks.SparkHooks", lambda _attempt: None)
        for name in ("prefer_unzipped_pyspark", "log", "write"):
            self.replace(f"sparkwright.bootstrap.{name}", lambda *_, **_named: None)
        self.replace("sparkwright.tables.publish.log", lambda _text: None)
        self.replace("sparkwright.bootstrap.job.jobs_folder", lambda _working: Path("/release"))
        self.replace("sparkwright.bootstrap.job.run_job", lambda *_: self.job())
        self.replace("sparkwright.bootstrap.wake", self.note_wake)

    def replace(self, name: str, fake: object) -> None:
        replaced = patch(name, fake, create=name.endswith("print"))
        replaced.start()
        self.addCleanup(replaced.stop)

    def job(self) -> None:
        self.table.write(ME, None, attempt=ME, added_records="1")

    def note_wake(self, attempt: str) -> object:
        self.assertEqual(attempt, ME)
        self.woken.append(f"{FOLDER}/result.json" in self.fake.files)
        return lambda: None

    def run_it(self) -> tuple[int, dict[str, object]]:
        spec = Spec(ME, "r", "retail", "ingest", 1, "manual:1", "sha", "retail/ingest.py", DAY)
        hdfs = WebHdfs([self.fake.url], "spark", patience=2)
        attempt = Running(spec, FOLDER, "driver-1", "2026-11-21T11:16:41.000Z", hdfs)
        running.begin(attempt)
        code = bootstrap.run(attempt)
        return code, unseal(self.fake.files[f"{FOLDER}/result.json"], "result.json")

    def test_a_successful_attempt_publishes_and_wakes_after_its_result(self) -> None:
        code, result = self.run_it()
        self.assertEqual((code, result["status"], result["error"]), (0, "succeeded", None))
        self.assertEqual(self.woken, [True])

    def test_the_result_has_the_error_of_the_job(self) -> None:
        def fails() -> None:
            raise ValueError("boom")

        self.job = fails
        code, result = self.run_it()
        self.assertEqual((code, result["status"]), (1, "failed"))
        self.assertEqual(
            (result["error"]["class"], result["error"]["message"]), ("ValueError", "boom")
        )
        self.assertEqual(self.woken, [True])

    def fails_with(self, error: BaseException) -> dict[str, object]:
        def fails() -> None:
            raise error

        self.job = fails
        code, result = self.run_it()
        self.assertEqual((code, result["status"]), (1, "failed"))
        self.assertEqual(self.table.heads, {})
        self.assertEqual(self.woken, [True])
        told = result["error"]
        assert isinstance(told, dict)
        return told

    def test_an_error_whose_text_raises_leaves_a_result(self) -> None:
        class UntoldError(ValueError):
            def __str__(self) -> str:
                raise RuntimeError("no text")

            __repr__ = __str__

        told = self.fails_with(UntoldError())
        self.assertEqual(told["class"], "UntoldError")
        self.assertEqual(told["message"], "UntoldError, whose text cannot be read")

    def test_an_error_whose_text_exits_leaves_a_result(self) -> None:
        class ExitsError(ValueError):
            def __str__(self) -> str:
                raise SystemExit(0)

        self.assertEqual(self.fails_with(ExitsError())["class"], "ExitsError")

    def test_an_error_whose_text_is_a_number_leaves_a_result(self) -> None:
        class NumberError(ValueError):
            def __str__(self) -> str:
                return 7  # type: ignore[return-value]  # noqa: PLE0307

        self.assertEqual(self.fails_with(NumberError())["class"], "NumberError")

    def test_an_error_with_unencodable_text_leaves_a_result(self) -> None:
        told = self.fails_with(ValueError("r\udce9sum\x00"))
        self.assertEqual(told["message"], "r\\udce9sum\\x00")

    def expects_too_much(self) -> None:
        """A job that writes a row, quarantines another, and fails for it."""
        self.table.write(ME, None, attempt=ME, added_records="1")
        self.aside.write(ME, None, attempt=ME, added_records="1")
        checks = running.current().state(Checks)
        checks.outcomes.append(judged(self.table.name, expect_or_fail("paid", "amount > 0"), 2, 1))
        checks.quarantined[self.table.name] += 1
        running.current().quarantines.add(self.aside.name)
        checks.settle(ME)

    def test_a_failed_expectation_publishes_the_quarantine_alone(self) -> None:
        self.job = self.expects_too_much
        code, result = self.run_it()
        self.assertEqual((code, result["error"]["class"]), (1, "ExpectationError"))
        self.assertEqual(self.table.heads, {})
        head = self.aside.heads["main"]
        self.assertEqual(self.aside.heads, {"main": head, f"sparkwright-{ME}": head})
        self.assertEqual(list(result["snapshots"]), [self.aside.name])
        self.assertEqual(
            result["rows"], {self.table.name: {"read": None, "written": 0, "quarantined": 1}}
        )
        self.assertFalse(result["expectations"][0]["passed"])
        self.assertIn(f"{FOLDER}/publish.json", self.fake.files)

    def test_a_zombie_does_not_publish_its_quarantine(self) -> None:
        self.job = self.expects_too_much
        given_up = {"version": 1, "by": "orchestrator", "nonce": "n", "reason": "it was cut off"}
        self.fake.files[f"{FOLDER}/publish.json"] = seal(given_up)
        code, result = self.run_it()
        self.assertEqual((code, result["error"]["class"]), (3, "ClaimLost"))
        self.assertEqual((self.aside.heads, result["rows"], result["snapshots"]), ({}, {}, {}))

    def test_a_failed_expectation_fails_a_job_that_catches_it(self) -> None:
        def catches() -> None:
            with contextlib.suppress(ExpectationError):
                self.expects_too_much()

        self.job = catches
        code, result = self.run_it()
        self.assertEqual((code, result["error"]["class"]), (1, "ExpectationError"))
        self.assertEqual((self.table.heads, "main" in self.aside.heads), ({}, True))

    def test_an_attempt_that_was_given_up_withdraws_and_exits_with_3(self) -> None:
        given_up = {"version": 1, "by": "orchestrator", "nonce": "n", "reason": "it was cut off"}
        self.fake.files[f"{FOLDER}/publish.json"] = seal(given_up)
        code, result = self.run_it()
        self.assertEqual((code, result["status"]), (3, "failed"))
        self.assertEqual(
            (result["error"]["class"], result["error"]["retryable"]), ("ClaimLost", False)
        )
        self.assertEqual(self.table.heads, {})


class MainTest(unittest.TestCase):
    """A driver from its arguments up to its job."""

    SPEC: ClassVar = {
        "version": 1,
        "attempts": [
            {
                "attempt": ME,
                "run": "r",
                "pipeline": "retail",
                "stage": "ingest",
                "number": 1,
                "slot": "manual:1",
                "interval": {"start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"},
                "release": "sha",
                "job": "retail/ingest.py",
            }
        ],
    }

    def setUp(self) -> None:
        self.fake = FakeWebHdfs()
        self.addCleanup(self.fake.close)
        self.fake.files[f"{FOLDER}/spec.json"] = seal(self.SPEC)
        self.done: list[str] = []
        self.claimed = None

    def main(self) -> int:
        def ran(attempt: Running) -> int:
            self.done.append("run")
            self.claimed = attempt
            return 0

        with (
            patch.dict("os.environ", SPARKWRIGHT_WEBHDFS_URLS=self.fake.url),
            patch("sparkwright.bootstrap.parent.die_with_parent"),
            patch("sparkwright.bootstrap.log"),
            patch("sparkwright.bootstrap.wake", lambda _attempt: self.done.append("wake")),
            patch("sparkwright.bootstrap.run", ran),
        ):
            return bootstrap.main(["--attempts", f"hdfs://h:8020{FOLDER}/spec.json"])

    def test_the_driver_wakes_the_orchestrator_after_its_claim(self) -> None:
        self.assertEqual((self.main(), self.done), (0, ["wake", "run"]))
        held = unseal(self.fake.files[f"{FOLDER}/claim.json"], "claim.json")
        self.assertEqual(held["nonce"], self.claimed.nonce)

    def test_a_driver_without_the_claim_does_nothing(self) -> None:
        given_up = {"version": 1, "by": "orchestrator", "nonce": "n", "reason": "POST was lost"}
        self.fake.files[f"{FOLDER}/claim.json"] = seal(given_up)
        self.assertEqual((self.main(), self.done), (3, []))


if __name__ == "__main__":
    unittest.main()
