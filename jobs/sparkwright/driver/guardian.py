"""A process above the driver's Python that ends all processes that the job has started.

The kernel's death signal from a parent does not reach grandchildren. The guardian adopts orphans
below it, so a process cannot escape by forking twice or by starting a session.
"""

import ctypes
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from sparkwright.driver.parent import die_with_parent

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_ENDS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
_PATIENCE = 30.0


def guard() -> None:
    """Fork, and return in the child alone; this process waits for it, then ends the others.

    Call it before there are threads. Does nothing except on Linux.
    """
    if not sys.platform.startswith("linux"):
        return
    parent, guardian = os.getppid(), os.getpid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*_ENDS, signal.SIGCHLD})
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        die_with_parent()
        if os.getppid() != guardian:
            os._exit(1)
        return
    status = _await(child, parent)
    _end_all()
    _leave_as(status)


def _await(child: int, parent: int) -> int:
    """Return the child's exit status, or SIGTERM if the parent is gone or asks to stop."""
    # The parent may have died before the death signal was set, so its id is checked too.
    while os.getppid() == parent:
        received = signal.sigtimedwait({*_ENDS, signal.SIGCHLD}, 1.0)
        if received is not None and received.si_signo != signal.SIGCHLD:
            break
        while True:
            ended, status = os.waitpid(-1, os.WNOHANG)
            if ended == child:
                return status
            if ended == 0:
                break
    return signal.SIGTERM


def _end_all() -> None:
    """Kill and reap until there is no child left; every orphan becomes a child."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        for pid in _below(os.getpid()):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0] != 0:
                pass
        except ChildProcessError:
            return
        time.sleep(0.005)


def _below(top: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                # The name of a program, in brackets, may contain anything.
                fields = (entry / "stat").read_bytes().rpartition(b")")[2].split()
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, left = [], [top]
    while left:
        below = children.get(left.pop(), [])
        found += below
        left += below
    return found


def _leave_as(status: int) -> NoReturn:
    """Exit with the child's status, or by the same signal."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 1)


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, int(value), 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option}) failed: {os.strerror(number)}")
