"""A driver's Python dies with its JVM; otherwise it would outlive a kill and keep writing."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent dies; does nothing except on Linux.

    Raises OSError if the kernel refuses.
    """
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl(PR_SET_PDEATHSIG) failed: {os.strerror(number)}")
    # If the parent died before the request, the kernel never sends the signal.
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
