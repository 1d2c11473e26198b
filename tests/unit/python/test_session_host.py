"""A session's host starts what is assigned, kills what it must, and closes at its limits."""

import unittest
from unittest.mock import patch

from fake_webhdfs import FakeWebHdfs

from sparkwright.protocol.sealed import seal, unseal
from sparkwright.protocol.webhdfs import WebHdfs
from sparkwright.session.host import Host, Limits
from sparkwright.session.inbox import Assignment, Inbox

FOLDER = "/sparkwright/sessions/s1"
LIMITS = Limits(attempts=10, age=100.0, idle=30.0)


class FakeProcess:
    def __init__(self) -> None:
        self.code: int | None = None
        self.closed = False

    def poll(self) -> int | None:
        return self.code

    def kill(self) -> None:
        self.code = -15

    def close(self) -> None:
        self.closed = True


class HostTest(unittest.TestCase):
    def setUp(self) -> None:
        self.hdfs = FakeWebHdfs()
        self.addCleanup(self.hdfs.close)
        self.started: dict[str, FakeProcess] = {}
        self.tidied = 0
        self.clock = 0.0
        self.enterContext(patch("time.monotonic", lambda: self.clock))

    def host(self, limits: Limits = LIMITS) -> Host:
        inbox = Inbox(WebHdfs([self.hdfs.url], "spark", patience=0), FOLDER)
        return Host(inbox, "driver-1", limits, self.start, self.tidy)

    def start(self, assignment: Assignment) -> FakeProcess:
        self.started[assignment.attempt] = FakeProcess()
        return self.started[assignment.attempt]

    def tidy(self) -> None:
        self.tidied += 1

    def assign(self, attempt: str) -> None:
        told = {"attempt": attempt, "spec": f"/{attempt}/spec.json", "settings": {}}
        self.hdfs.files[f"{FOLDER}/inbox/{attempt}.json"] = seal(told)

    def ended(self, attempt: str) -> int | None:
        file = self.hdfs.files.get(f"/sparkwright/attempts/{attempt}/ended.json")
        return None if file is None else unseal(file, "ended.json")["code"]

    def inbox(self) -> list[str]:
        return [name for name in self.hdfs.files if name.startswith(f"{FOLDER}/inbox/")]

    def test_an_assigned_attempt_is_started_once_and_its_exit_code_recorded(self) -> None:
        host = self.host()
        self.assign("a")
        host.step()
        process = self.started["a"]
        host.step()
        self.assertIs(self.started["a"], process)
        self.assertIsNone(self.ended("a"))
        process.code = 1
        host.step()
        self.assertEqual((self.ended("a"), process.closed, self.inbox()), (1, True, []))

    def test_the_jvm_is_tidied_only_when_no_attempt_runs(self) -> None:
        host = self.host()
        self.assign("a")
        self.assign("b")
        host.step()
        self.started["a"].code = 0
        host.step()
        self.assertEqual(self.tidied, 0)
        self.started["b"].code = 0
        host.step()
        self.assertEqual(self.tidied, 1)

    def test_a_kill_ends_a_running_attempt_and_keeps_others_from_beginning(self) -> None:
        host = self.host()
        self.assign("a")
        host.step()
        self.assign("b")
        for attempt in ("a", "b"):
            self.hdfs.files[f"{FOLDER}/inbox/{attempt}.kill"] = b""
        host.step()
        host.step()
        self.assertEqual((self.ended("a"), self.ended("b")), (-15, -9))
        self.assertEqual((list(self.started), self.inbox()), (["a"], []))

    def test_a_damaged_assignment_ends_without_a_process(self) -> None:
        host = self.host()
        self.hdfs.files[f"{FOLDER}/inbox/a.json"] = b"{"
        host.step()
        host.step()
        self.assertEqual((self.ended("a"), self.started), (4, {}))

    def test_a_host_closes_at_its_limits_and_finishes_what_was_assigned_by_then(self) -> None:
        for limits, after in (
            (Limits(1, 100.0, 30.0), 0.0),
            (Limits(10, 5.0, 30.0), 6.0),
            (Limits(10, 100.0, 3.0), 4.0),
        ):
            with self.subTest(limits):
                self.hdfs.files.clear()
                self.clock = 0.0
                host = self.host(limits)
                if limits.attempts == 1:
                    self.assign("first")
                    host.step()
                    self.started["first"].code = 0
                self.clock = after
                self.assign("late")
                host.step()
                self.assertIn(f"{FOLDER}/closed.json", self.hdfs.files)
                self.started["late"].code = 0
                host.run(pause=0.0)
                self.assertEqual((self.ended("late"), self.inbox()), (0, []))

    def test_an_outage_of_hdfs_loses_no_exit_code(self) -> None:
        host = self.host()
        self.assign("a")
        host.step()
        self.started["a"].code = 0
        self.hdfs.before = lambda op, _path: (503, "IOException") if op == "CREATE" else None
        with self.assertRaises(Exception):  # noqa: B017 - any error of HDFS
            host.step()
        self.hdfs.before = lambda _op, _path: None
        host.step()
        self.assertEqual(self.ended("a"), 0)


if __name__ == "__main__":
    unittest.main()
