"""Processes of a session's fork server: where they run, how they end, and what outlives what."""

import os
import signal
import socket
import sys
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from jobs_path import ROOT

from sparkwright.session.forked import Forked, Forks


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError("it never became true")
        time.sleep(0.02)


@unittest.skipUnless(sys.platform.startswith("linux"), "descriptors of processes are Linux's")
class ForksTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        # Accepts connections and never answers: an attempt waits for its spec.
        self.silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.silent.close)
        url = f"http://127.0.0.1:{self.silent.getsockname()[1]}"
        self.enterContext(patch.dict(os.environ, {"SPARKWRIGHT_WEBHDFS_URLS": url}))
        self.forks = Forks(ROOT / "jobs")
        self.addCleanup(self.forks.close)

    def fork(self, attempt: str, *arguments: str, **environment: str) -> Forked:
        folder = self.folder / attempt
        folder.mkdir()
        return self.forks.fork(attempt, [*arguments], {**os.environ, **environment}, folder)

    def waiting(self, attempt: str) -> Forked:
        forked = self.fork(attempt, "--attempts", f"hdfs://h/{attempt}/spec.json")
        until((self.folder / attempt / "stderr").exists)
        return forked

    def server(self) -> int:
        return self.forks._server.pid

    def test_output_and_exit_code_are_the_attempts_own(self) -> None:
        first = self.fork(
            "first", "--attempts", "hdfs://h/a/spec.json", SPARKWRIGHT_WEBHDFS_URLS=""
        )
        second = self.fork("second", "--unknown")
        until(lambda: first.poll() is not None and second.poll() is not None)
        self.assertEqual((first.poll(), second.poll()), (4, 2))
        self.assertIn("cannot begin", (self.folder / "first/stdout").read_text())
        self.assertIn("--attempts", (self.folder / "second/stderr").read_text())

    def test_one_that_is_ended_leaves_the_others(self) -> None:
        one, other = self.waiting("one"), self.waiting("other")
        one.terminate()
        until(lambda: one.poll() is not None)
        self.assertIsNone(other.poll())
        one.terminate()
        other.terminate()
        until(lambda: other.poll() is not None)

    def test_processes_die_with_the_server_and_a_new_one_serves_the_next(self) -> None:
        lost = self.waiting("lost")
        below = Path(f"/proc/{self.server()}/task/{self.server()}/children").read_text().split()
        self.assertEqual(len(below), 1)
        # A lock of another thread would stay locked in a fork.
        self.assertEqual(len([*Path(f"/proc/{self.server()}/task").iterdir()]), 1)
        os.kill(self.server(), signal.SIGKILL)
        until(lambda: lost.poll() is not None)
        self.assertEqual(lost.poll(), -signal.SIGKILL)
        until(lambda: not Path(f"/proc/{below[0]}").exists())
        after = self.fork("after", "--unknown")
        until(lambda: after.poll() is not None)
        self.assertEqual(after.poll(), 2)


if __name__ == "__main__":
    unittest.main()
