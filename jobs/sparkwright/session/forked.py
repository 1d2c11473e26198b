"""The host's side of the fork server: it starts processes of attempts, and learns how they end."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from sparkwright.session.forkserver import LARGEST


class Forked:
    """A process that the server has forked, with the methods of a `subprocess.Popen`."""

    def __init__(self, server: "Forks", attempt: str) -> None:
        """Only `Forks` makes it."""
        self._server = server
        self._attempt = attempt

    def poll(self) -> int | None:
        """Return the exit code, minus the signal's number if one ended it; None if it runs."""
        return self._server.code_of(self._attempt)

    def terminate(self) -> None:
        """Send SIGTERM; it is ignored if the process has ended."""
        self._server.send({"kill": self._attempt})


class Forks:
    """A fork server. If it has died, with its processes, the next start makes a new one."""

    def __init__(self, jobs: Path) -> None:
        """Start a server; `jobs` is the folder of the release."""
        self._jobs = jobs
        self._codes: dict[str, int | None] = {}
        self._start()

    def fork(
        self, attempt: str, arguments: list[str], environment: dict[str, str], folder: Path
    ) -> Forked:
        """Run the bootstrap with `arguments` in `folder`, which gets its output."""
        request = {
            "attempt": attempt,
            "arguments": arguments,
            "environment": environment,
            "folder": str(folder),
        }
        if not self.send(request):
            self.close()
            self._start()
            self.send(request)
        self._codes[attempt] = None
        return Forked(self, attempt)

    def code_of(self, attempt: str) -> int | None:
        """Return an attempt's exit code, None while it runs."""
        self._receive()
        return self._codes[attempt]

    def send(self, message: dict[str, Any]) -> bool:
        """Return whether the server still takes messages."""
        try:
            self._socket.send(json.dumps(message).encode())
        except OSError:
            return False
        return True

    def close(self) -> None:
        """End the server and its processes."""
        self._socket.close()
        self._server.kill()
        self._server.wait()
        self._all_gone()

    def _start(self) -> None:
        self._socket, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        path = os.pathsep.join([str(self._jobs), os.environ.get("PYTHONPATH", "")])
        # The folder of the process must not hide Python's modules.
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1"}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "sparkwright.session.forkserver", str(other.fileno())],
            env=environment,
            stdin=subprocess.DEVNULL,
            pass_fds=[other.fileno()],
        )
        other.close()

    def _receive(self) -> None:
        while True:
            try:
                text = self._socket.recv(LARGEST, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except OSError:
                text = b""
            if not text:
                self._all_gone()
                return
            message = json.loads(text)
            self._codes[message["ended"]] = message["code"]

    def _all_gone(self) -> None:
        """Its processes die with the server."""
        gone = -int(signal.SIGKILL)
        self._codes = {name: gone if code is None else code for name, code in self._codes.items()}
