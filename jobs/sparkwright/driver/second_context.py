"""A job that stops its context and makes another one: the first is reused, or the job refused.

An attempt has one application: its cores are reserved for it, and it publishes in its session.
"""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from pyspark import SparkConf, SparkContext
from pyspark.sql import SparkSession

from sparkwright.errors import RefusedError
from sparkwright.log import log

# A running application cannot change its name, id and times.
_KEPT = "spark.app."


class SecondContext:
    """Tracks whether a job has called stop(), and checks its later requests for a context."""

    def __init__(self) -> None:
        """Hook the calls that make a context."""
        self._stopped = False
        self._make = SparkContext.__init__
        self._parameters = inspect.signature(self._make)
        _instead(SparkContext, "__init__", self._context)
        _before(SparkSession.Builder, "getOrCreate", self._builder)
        _get_or_create = SparkContext.getOrCreate.__func__

        def get_or_create(owner: type, conf: Any = None) -> Any:
            if conf is not None and self._goes_on():
                self._take(dict(conf.getAll()))
            return _get_or_create(owner, conf)

        SparkContext.getOrCreate = classmethod(get_or_create)

    def hold_back(self, *_stopped: Any) -> None:
        """Replace stop(): publishing still needs the session."""
        self._stopped = True
        log("stop() waits until the attempt's tables are published")

    def _goes_on(self) -> bool:
        return self._stopped and SparkContext._active_spark_context is not None

    def _context(self, context: Any, *arguments: Any, **named: Any) -> None:
        """Make a context; after stop(), let the new object share the one that still runs."""
        if not self._goes_on():
            self._make(context, *arguments, **named)
            return
        requested = self._parameters.bind(context, *arguments, **named).arguments
        self._take(context_settings(requested))
        context.__dict__ = SparkContext._active_spark_context.__dict__
        for file in requested.get("pyFiles") or []:
            context.addPyFile(file)

    def _builder(self, builder: Any) -> None:
        if self._goes_on():
            # The builder itself applies settings that a session can change.
            self._refuse({name: str(value) for name, value in builder._options.items()})

    def _take(self, requested: dict[str, str]) -> None:
        has = self._refuse(requested)
        session = SparkSession.getActiveSession()
        for name, value in requested.items():
            if session is not None and has.get(name) != value and session.conf.isModifiable(name):
                session.conf.set(name, value)

    def _refuse(self, requested: dict[str, str]) -> dict[str, str]:
        session = SparkSession.getActiveSession()
        # The driver's own settings; a context appends Spark's options to some of them.
        given = SparkConf()
        has = dict(SparkContext._active_spark_context.getConf().getAll())
        modifiable = session.conf.isModifiable if session is not None else lambda _: False
        new = {name: value for name, value in requested.items() if given.get(name) != value}
        other = needs_another(new, has, modifiable)
        if other:
            raise refusal(", ".join(other))
        return has


def context_settings(requested: dict[str, Any]) -> dict[str, str]:
    """Return the Spark settings among the arguments of `SparkContext(...)`."""
    settings = dict(requested["conf"].getAll()) if requested.get("conf") is not None else {}
    if requested.get("master") is not None:
        settings["spark.master"] = requested["master"]
    for name, value in (requested.get("environment") or {}).items():
        settings[f"spark.executorEnv.{name}"] = value
    return settings


def needs_another(
    requested: dict[str, str], settings: dict[str, str], modifiable: Callable[[str], bool]
) -> list[str]:
    """Return the requested settings that a running context neither has nor can change."""
    return [
        name
        for name, value in requested.items()
        if not name.startswith(_KEPT)
        and _lower_bool(settings.get(name)) != _lower_bool(value)
        and not modifiable(name)
    ]


def refusal(requested: Iterable[str] | str) -> RefusedError:
    """Return the error for a job that needs another context."""
    return RefusedError(
        f"after stop() the job asks for other settings: {requested}. They need a second Spark "
        "application, and an attempt has one. Set them under `spark:` of the stage in the pipeline "
        "and use one session, or make two stages of the job"
    )


def _lower_bool(value: str | None) -> str | None:
    # Python's True is Spark's true.
    return value.lower() if value in ("True", "False") else value


def _instead(owner: type, name: str, act: Callable[..., None]) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(self: Any, *arguments: Any, **named: Any) -> Any:
        return act(self, *arguments, **named)

    setattr(owner, name, wrapped)


def _before(owner: type, name: str, look: Callable[..., None]) -> None:
    def act(self: Any, *arguments: Any, **named: Any) -> Any:
        look(self, *arguments, **named)
        return original(self, *arguments, **named)

    original = getattr(owner, name)
    _instead(owner, name, act)
