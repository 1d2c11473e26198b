"""Checks of a job's statements and writes to the lake before they run."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from pyspark.sql import SparkSession

from sparkwright.guard.hooked import hook
from sparkwright.guard.statements import Statements
from sparkwright.guard.targets import Targets
from sparkwright.protocol.lake_names import text
from sparkwright.running import Running
from sparkwright.tables.snapshot_properties import PREFIX
from sparkwright.tables.watched import Watched


def settings_of(running: Running) -> dict[str, str]:
    """Return the settings that direct a session's writes to the attempt."""
    spec = running.spec
    return {
        "spark.wap.branch": spec.attempt,
        f"{PREFIX}sparkwright.attempt": spec.attempt,
        f"{PREFIX}sparkwright.run": spec.run,
    }


class Guarded:
    """The checks of one attempt's job, from the first session with the lake on."""

    def __init__(self, running: Running) -> None:
        """Wrap PySpark's classes, so that later sessions are checked too."""
        self._running = running
        self._settings = settings_of(running)
        self._statements: Statements | None = None
        self._free = self._ended = False
        hook(lambda: self.statements, self.lead)
        _guards[:] = [self]

    def end(self) -> None:
        """Stop checking: the job is done."""
        self._statements, self._ended = None, True
        _guards.clear()

    @property
    def statements(self) -> Statements | None:
        """Return the checker of statements; None while all are allowed."""
        return None if self._free else self._statements

    def lead(self, session: Any) -> None:
        """Direct a session's writes to the attempt's branch, as in the driver's first session."""
        if self._statements is None and not self._ended and self._running.state(Watched).begun:
            self._statements = self._begun()
        if self.statements is None:
            return
        for name, value in self._settings.items():
            if session.conf.get(name, None) != value:
                session.conf.set(name, value)

    def _begun(self) -> Statements:
        spec, touched = self._running.spec, self._running.state(Watched).touched
        if touched is not None:
            made = touched.made
        else:
            # Without records of created tables, known ones are not the attempt's.
            before = frozenset(self._running.mains)
            made = lambda inner: text((spec.catalog, *inner)) not in before  # noqa: E731
        return Statements(Targets(spec.catalog, spec.attempt, made), spec.attempt, self._settings)

    @contextmanager
    def on_main(self, session: Any) -> Iterator[None]:
        """Let everything that `session` does act on main at once."""
        was, self._free = self._free, True
        kept = {name: session.conf.get(name, None) for name in self._settings}
        for name in self._settings:
            session.conf.unset(name)
        try:
            yield
        finally:
            for name, value in kept.items():
                if value is not None:
                    session.conf.set(name, value)
            self._free = was


_guards: list[Guarded] = []


def on_main() -> AbstractContextManager[None]:
    """Return a context in which statements act on main at once: see `attempt.on_main`."""
    session = SparkSession.builder.getOrCreate()
    return _guards[0].on_main(session) if _guards else nullcontext()
