import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from jobs_path import ROOT

JOB = """
import os, subprocess, sys, threading, time
sys.path.insert(0, {jobs!r})
from sparkwright.driver.guardian import guard
guard()
pids = [subprocess.Popen(["sleep", "600"]).pid]
pids.append(subprocess.Popen(["sleep", "600"], start_new_session=True).pid)
thread = threading.Thread(target=lambda: pids.append(subprocess.Popen(["sleep", "600"]).pid))
thread.start(); thread.join()
reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    pid = os.fork()
    if pid == 0:
        os.execvp("sleep", ["sleep", "600"])
    os.write(writer, str(pid).encode())
    os._exit(0)
pids.append(int(os.read(reader, 20)))
print(os.getpid(), os.getppid(), *pids, flush=True)
{end}
"""
PARENT = (
    "import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', {job!r}]).returncode)"
)


def is_there(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@unittest.skipUnless(sys.platform.startswith("linux"), "the kernel's wishes are Linux's")
class GuardianTest(unittest.TestCase):
    def start(self, end: str) -> tuple[subprocess.Popen[str], list[int]]:
        job = JOB.format(jobs=str(ROOT / "jobs"), end=end)
        parent = subprocess.Popen(
            [sys.executable, "-c", PARENT.format(job=job)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.addCleanup(parent.wait)
        self.addCleanup(parent.kill)
        assert parent.stdout is not None
        self.addCleanup(parent.stdout.close)
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        self.assertEqual(len(pids), 6)
        return parent, pids

    def assert_gone(self, pids: list[int]) -> None:
        deadline = time.monotonic() + 20
        while left := [pid for pid in pids if is_there(pid)]:
            self.assertLess(time.monotonic(), deadline, f"still there: {left}")
            time.sleep(0.01)

    def test_no_process_is_left_however_the_job_ends(self) -> None:
        for end, code in [
            ("sys.exit(0)", 0),
            ("raise ValueError", 1),
            ("os._exit(3)", 3),
            ("os.kill(os.getpid(), 9)", -signal.SIGKILL),
        ]:
            with self.subTest(end):
                parent, pids = self.start(end)
                self.assertEqual(parent.wait(20), code & 0xFF)
                self.assert_gone(pids)

    def test_no_process_is_left_if_the_parent_is_killed(self) -> None:
        parent, pids = self.start("time.sleep(600)")
        parent.kill()
        self.assert_gone(pids)

    def test_no_process_is_left_if_the_guardian_is_terminated(self) -> None:
        _, pids = self.start("time.sleep(600)")
        subprocess.run(["kill", "-TERM", str(pids[1])], check=True)
        self.assert_gone(pids)


if __name__ == "__main__":
    unittest.main()
