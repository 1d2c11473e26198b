"""Hooks into a job's calls of pyspark, which leave the job's code unchanged."""

import functools
import threading
from collections.abc import Callable
from typing import Any

from pyspark import SparkContext
from pyspark.sql import SparkSession

from sparkwright.driver.second_context import SecondContext
from sparkwright.guard.guarded import Guarded
from sparkwright.log import log
from sparkwright.protocol.clock import now
from sparkwright.protocol.put_once import put_once
from sparkwright.protocol.sealed import seal
from sparkwright.protocol.webhdfs_errors import HdfsError
from sparkwright.running import Running
from sparkwright.tables.watched import watch


class SparkHooks:
    """Hooks on SparkContext and SparkSession, for the length of an attempt.

    They record the application's id and the touched tables, defer `stop`, and refuse writes past
    the attempt.
    """

    def __init__(self, running: Running) -> None:
        """Replace methods of pyspark's classes, for the length of this process."""
        self._running = running
        self._stop = SparkContext.stop
        self._note: threading.Thread | None = None
        _after(SparkContext, "_do_init", self._context_made)
        _after(SparkSession, "__init__", self._session_made)
        # A plain script ends with spark.stop(), but publishing needs the session afterwards.
        second = SecondContext()
        SparkContext.stop = second.hold_back
        SparkSession.stop = second.hold_back
        self._guarded = Guarded(running)

    def stop(self) -> None:
        """Stop the SparkContext, if the job made one, once the application's id is recorded."""
        self._guarded.end()
        if self._note is not None:
            self._note.join()
        if SparkContext._active_spark_context is not None:
            try:
                self._stop(SparkContext._active_spark_context)
            except Exception as error:
                # The result is written already; a failed stop does not change it.
                log(f"the SparkContext did not stop cleanly: {error}")

    def _context_made(self, context: Any) -> None:
        if self._running.application is None:
            self._running.application = _own_name(context.applicationId, self._running)
            self._note = threading.Thread(
                target=_note_application, args=[self._running], daemon=True
            )
            self._note.start()

    def _session_made(self, session: Any) -> None:
        watch(self._running, session)
        self._guarded.lead(session)


def _own_name(application: str, running: Running) -> str:
    """Return `<application>@<attempt>` for an attempt that shares its session's application."""
    attempt = running.spec.attempt
    return f"{application}@{attempt}" if running.driver.endswith(f"@{attempt}") else application


def _after(owner: type, name: str, then: Callable[[Any], None]) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(self: Any, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        then(self)

    setattr(owner, name, wrapped)


def _note_application(running: Running) -> None:
    note = {
        "version": 1,
        "attempt": running.spec.attempt,
        "driver": running.driver,
        "application": running.application,
        "time": now(),
    }
    try:
        put_once(running.hdfs, f"{running.folder}/application.json", seal(note))
    except HdfsError as error:
        log(f"the application's id could not be recorded: {error}")
