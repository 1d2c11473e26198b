"""What Sparkwright needs to see of a job's Spark calls, without the job saying it."""

import functools
import threading
from collections.abc import Callable
from typing import Any

from sparkwright.clock import now
from sparkwright.iceberg import MAIN, open_catalog
from sparkwright.running import Running
from sparkwright.say import say
from sparkwright.sealed import seal
from sparkwright.second_context import SecondContext
from sparkwright.webhdfs_errors import HdfsError
from sparkwright.whole import put_once


class SparkHooks:
    """Hooks on SparkContext and SparkSession, for the length of an attempt.

    They note the application and where main of every table is, and hold `stop` back.
    """

    def __init__(self, running: Running) -> None:
        """Import pyspark, so make it only after the claim."""
        from pyspark import SparkContext
        from pyspark.sql import SparkSession

        self._running = running
        self._stop = SparkContext.stop
        self._note: threading.Thread | None = None
        self._looked = False
        _after(SparkContext, "_do_init", self._context_made)
        _after(SparkSession, "__init__", self._session_made)
        # A plain script ends with spark.stop(), and publishing needs the session after that.
        second = SecondContext()
        SparkContext.stop = second.hold_back
        SparkSession.stop = second.hold_back

    def stop(self) -> None:
        """Stop the SparkContext, if the job made one, once the application's id is noted."""
        from pyspark import SparkContext

        if self._note is not None:
            self._note.join()
        if SparkContext._active_spark_context is not None:
            try:
                self._stop(SparkContext._active_spark_context)
            except Exception as error:
                # The result is left already, and a stop that fails changes nothing of it.
                say(f"the SparkContext did not stop cleanly: {error}")

    def _context_made(self, context: Any) -> None:
        if self._running.application is None:
            self._running.application = context.applicationId
            self._note = threading.Thread(
                target=_note_application, args=[self._running], daemon=True
            )
            self._note.start()

    def _session_made(self, _session: Any) -> None:
        if self._looked:
            return
        self._looked = True
        catalog = open_catalog(self._running.spec.catalog)
        tables = catalog.tables() if catalog else []
        self._running.mains.update({table.name: table.head(MAIN) for table in tables})


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
        say(f"the application's id could not be noted: {error}")
