"""The parent of a session's attempts: a Python that has imported pyspark, and forks for each.

An import of pyspark takes a new Python most of a second. A fork has its own copy of memory, so what
an attempt changes never reaches the next one. Neither threads nor a connection to the JVM would
survive a fork: this process has none.

It shares a socket with the host, for messages in JSON: a `Request`, {"kill": attempt}, and
{"ended": attempt, "code": exit code} from here.
"""

import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
from typing import Any

LARGEST = 1 << 20
"""Bytes of a message."""


class ForkServer:
    """The loop of the process."""

    def __init__(self, host: socket.socket) -> None:
        """`host` is the socket; the process ends once the other side is closed."""
        self._host = host
        self._pids: dict[str, int] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(host, selectors.EVENT_READ)

    def next_request(self) -> dict[str, Any] | None:
        """Return None in the server at the end, and the request in each forked process."""
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is not self._host:
                    self._reap(key.fd, key.data)
                    continue
                text = self._host.recv(LARGEST)
                if not text:
                    return None
                message = json.loads(text)
                if "kill" in message:
                    self._kill(message["kill"])
                elif self._fork(message["attempt"]) == 0:
                    return message

    def _fork(self, attempt: str) -> int:
        pid = os.fork()
        if pid == 0:
            # Kept open, it would hide the host's end from the server.
            self._host.close()
            for key in [*self._selector.get_map().values()]:
                if key.fileobj is not self._host:
                    os.close(key.fd)
            self._selector.close()
            return 0
        self._pids[attempt] = pid
        self._selector.register(os.pidfd_open(pid), selectors.EVENT_READ, attempt)
        return pid

    def _kill(self, attempt: str) -> None:
        # A pid that is not reaped yet belongs to no other process.
        if attempt in self._pids:
            os.kill(self._pids[attempt], signal.SIGTERM)

    def _reap(self, pidfd: int, attempt: str) -> None:
        self._selector.unregister(pidfd)
        os.close(pidfd)
        _, status = os.waitpid(self._pids.pop(attempt), 0)
        code = os.waitstatus_to_exitcode(status)
        self._host.send(json.dumps({"ended": attempt, "code": code}).encode())


def become(request: dict[str, Any]) -> None:
    """Make this forked process what a new Python in the attempt's folder would be."""
    os.setsid()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(name, flags, 0o644)
        os.dup2(file, number)
        os.close(file)


def main(descriptor: str) -> int:
    """Serve the host at the other end of a socket; in each fork, run its attempt."""
    from sparkwright.driver.guardian import guard
    from sparkwright.driver.parent import die_with_parent

    die_with_parent()
    # All that an attempt needs.
    import pyspark.sql.functions  # noqa: F401

    from sparkwright import bootstrap
    from sparkwright.driver import hooks  # noqa: F401
    from sparkwright.session.attach import attach

    attach()
    # Without a collection of these objects, forks share their memory.
    gc.freeze()
    request = ForkServer(socket.socket(fileno=int(descriptor))).next_request()
    if request is None:
        return 0
    become(request)
    # A fork is cheap now, and there are no threads yet.
    guard()
    return bootstrap.main(request["arguments"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
