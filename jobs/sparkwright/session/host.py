"""The loop of a session's driver: it runs the attempts that its inbox assigns, until it closes."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sparkwright.log import log
from sparkwright.protocol.sealed import BrokenSealError
from sparkwright.protocol.webhdfs_errors import HdfsError
from sparkwright.session.inbox import Assignment, Inbox


class Process(Protocol):
    """An attempt's process, as in `child.Child`."""

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""

    def kill(self) -> None:
        """End it."""

    def close(self) -> None:
        """Remove what it left in the JVM."""


@dataclass(frozen=True)
class Limits:
    """When a host closes: after so many attempts, seconds of age, or seconds without an attempt."""

    attempts: int
    age: float
    idle: float


class Host:
    """The attempts of one session."""

    def __init__(
        self,
        inbox: Inbox,
        driver: str,
        limits: Limits,
        start: Callable[[Assignment], Process],
        tidy: Callable[[], None],
    ) -> None:
        """`start` starts an attempt's process; `tidy` is called when no attempt runs."""
        self._inbox = inbox
        self._driver = driver
        self._limits = limits
        self._start = start
        self._tidy = tidy
        self._running: dict[str, Process] = {}
        self._ended: dict[str, int] = {}
        self._taken = 0
        self._born = self._busy = time.monotonic()
        self._closed = False

    def run(self, pause: float = 0.1) -> None:
        """Run attempts until a limit is reached and the last attempt has ended."""
        while not (self._closed and not self._running and not self._ended):
            try:
                self.step()
            except HdfsError as error:
                log(f"the session waits for HDFS: {error}")
            time.sleep(pause)

    def step(self) -> None:
        """Do once all that is due: note what has ended, kill, start, close. Raises HdfsError."""
        self._reap()
        orders = self._inbox.look()
        reason = "the orchestrator closes it" if orders.close else self._reason_to_close()
        if reason and not self._closed:
            self._inbox.close(reason)
            log(f"the session takes no more attempts: {reason}")
            self._closed = True
            # An attempt that was assigned before closed.json is in the inbox now.
            orders = self._inbox.look()
        assigned, killed = orders.assigned, orders.killed
        for attempt in sorted(killed & self._running.keys()):
            self._running[attempt].kill()
        for attempt in sorted(assigned - killed - self._running.keys() - self._ended.keys()):
            self._take(attempt)
        for attempt in sorted(killed & assigned - self._running.keys() - self._ended.keys()):
            # It was killed before it began.
            self._ended[attempt] = -9

    def _take(self, attempt: str) -> None:
        try:
            self._running[attempt] = self._start(self._inbox.read(attempt))
        except (BrokenSealError, KeyError, OSError) as error:
            log(f"{attempt} can't begin: {error}")
            self._ended[attempt] = 4
        self._taken += 1

    def _reap(self) -> None:
        for attempt, process in list(self._running.items()):
            code = process.poll()
            if code is None:
                continue
            process.close()
            del self._running[attempt]
            self._ended[attempt] = code
            if not self._running:
                self._tidy()
        if self._running:
            self._busy = time.monotonic()
        for attempt, code in list(self._ended.items()):
            self._inbox.ended(attempt, code, self._driver)
            del self._ended[attempt]
            self._busy = time.monotonic()

    def _reason_to_close(self) -> str:
        now = time.monotonic()
        if self._taken >= self._limits.attempts:
            return f"it has taken {self._taken} attempts"
        if now - self._born >= self._limits.age:
            return f"it is {now - self._born:.0f} s old"
        if not self._running and now - self._busy >= self._limits.idle:
            return f"it has had no attempt for {now - self._busy:.0f} s"
        return ""
