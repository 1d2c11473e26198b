"""A job that stops its context and makes another: it goes on in the first, or is refused.

An attempt has one application: its cores are reserved for it, and it publishes in its session.
"""

import functools
from collections.abc import Callable, Iterable
from typing import Any

from sparkwright.errors import RefusedError
from sparkwright.say import say

_FREE = frozenset({"spark.app.name"})


class SecondContext:
    """Whether a job has called stop(), and what it may ask for after that."""

    def __init__(self) -> None:
        """Watch the ways to another context; pyspark is imported by then."""
        from pyspark import SparkContext
        from pyspark.sql import SparkSession

        self._stopped = False
        _before(SparkContext, "__init__", self._context)
        _before(SparkSession.Builder, "getOrCreate", self._builder)

    def hold_back(self, *_stopped: Any) -> None:
        """Take the place of stop(): publishing needs the session after that."""
        self._stopped = True
        say("stop() waits until the attempt's tables are published")

    def _context(self, _context: Any, *_arguments: Any, **named: Any) -> None:
        from pyspark import SparkContext

        if self._stopped and SparkContext._active_spark_context is not None:
            raise refusal("SparkContext(...)")

    def _builder(self, builder: Any) -> None:
        from pyspark import SparkContext
        from pyspark.sql import SparkSession

        context, session = SparkContext._active_spark_context, SparkSession.getActiveSession()
        if not self._stopped or context is None or session is None:
            return
        settings = dict(context.getConf().getAll())
        asked = {name: str(value) for name, value in builder._options.items()}
        other = needs_another(asked, settings, session.conf.isModifiable)
        if other:
            raise refusal(", ".join(other))


def needs_another(
    asked: dict[str, str], settings: dict[str, str], modifiable: Callable[[str], bool]
) -> list[str]:
    """Return the settings that a living context cannot take and does not have."""
    return [
        name
        for name, value in asked.items()
        if name not in _FREE and _told(settings.get(name)) != _told(value) and not modifiable(name)
    ]


def refusal(asked: Iterable[str] | str) -> RefusedError:
    """Return the error of a job that needs another context."""
    return RefusedError(
        f"after stop() the job asks for {asked}, which needs a second Spark application; an "
        "attempt has one. Set it under `spark:` of the stage in the pipeline and use one "
        "session, or make two stages of the job"
    )


def _told(value: str | None) -> str | None:
    # Python's True is Spark's true.
    return value.lower() if value in ("True", "False") else value


def _before(owner: type, name: str, look: Callable[..., None]) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(self: Any, *arguments: Any, **named: Any) -> Any:
        look(self, *arguments, **named)
        return original(self, *arguments, **named)

    setattr(owner, name, wrapped)
