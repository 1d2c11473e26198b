"""Hooks into the methods by which PySpark writes tables, to check each call first."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pyspark.sql import DataFrameWriter, DataFrameWriterV2, SparkSession
from pyspark.sql.conf import RuntimeConfig
from pyspark.sql.merge import MergeIntoWriter
from pyspark.sql.sql_formatter import SQLStringFormatter
from pyspark.sql.streaming import DataStreamWriter

from sparkwright.guard import writes
from sparkwright.guard.statements import Statements
from sparkwright.tables.snapshot_properties import PREFIX

_FILES = ("parquet", "csv", "json", "text", "orc", "xml")

Now = Callable[[], Statements | None]
"""Returns the checker of statements; None while all are allowed."""


def hook(now: Now, lead: Callable[[Any], None]) -> None:
    """Check the calls of all sessions, also later ones; `lead` restores a session's settings."""
    _hook_sql(now, lead)
    _before(DataFrameWriter, "save", now, writes.save)
    _before(DataFrameWriter, "saveAsTable", now, writes.save_as_table)
    _before(DataFrameWriter, "insertInto", now, writes.insert_into)
    for name in _FILES:
        _before(DataFrameWriter, name, now, writes.file)
    _before(DataFrameWriterV2, "__init__", now, writes.write_to)
    _before(DataFrameWriterV2, "replace", now, functools.partial(writes.replace, "replace"))
    _before(DataFrameWriterV2, "createOrReplace", now, functools.partial(writes.replace, _CREATE))
    _before(MergeIntoWriter, "__init__", now, writes.write_to)
    _before(DataStreamWriter, "start", now, writes.start)
    _before(DataStreamWriter, "toTable", now, writes.to_table)
    _before(RuntimeConfig, "set", now, writes.set_conf)
    _before(RuntimeConfig, "unset", now, writes.unset_conf)
    made = SparkSession.Builder.getOrCreate

    @functools.wraps(made)
    def get_or_create(builder: Any) -> Any:
        session = made(builder)
        lead(session)
        return session

    SparkSession.Builder.getOrCreate = get_or_create


def hooked() -> list[tuple[type, str]]:
    """Return the classes of PySpark, and the names in them, that `hook` replaces."""
    return [
        (SparkSession, "sql"),
        (SparkSession.Builder, "getOrCreate"),
        *((DataFrameWriter, name) for name in ("save", "saveAsTable", "insertInto", *_FILES)),
        *((DataFrameWriterV2, name) for name in ("__init__", "replace", "createOrReplace")),
        (MergeIntoWriter, "__init__"),
        *((DataStreamWriter, name) for name in ("start", "toTable")),
        *((RuntimeConfig, name) for name in ("set", "unset")),
    ]


def _hook_sql(now: Now, lead: Callable[[Any], None]) -> None:
    original = SparkSession.sql

    @functools.wraps(original)
    def sql(session: Any, sqlQuery: str, args: Any = None, **kwargs: Any) -> Any:  # noqa: N803
        look = now()
        if look is None:
            return original(session, sqlQuery, args, **kwargs)
        formatter = SQLStringFormatter(session)
        try:
            text = formatter.format(sqlQuery, **kwargs) if kwargs else sqlQuery
            deletes = look.check(session, text, args, functools.partial(original, session))
            with _marked(session) if deletes else _nothing():
                return original(session, text, args)
        finally:
            if kwargs:
                formatter.clear()
            # RESET removes the attempt's settings too.
            if "reset" in sqlQuery.lower():
                lead(session)

    SparkSession.sql = sql


@contextmanager
def _marked(session: Any) -> Iterator[None]:
    """Give snapshots of metadata-only deletes the attempt's properties.

    Iceberg gives them no properties of the session, only those of its thread-local CommitMetadata.
    """
    given = session._jvm.java.util.HashMap()
    for name, value in session.conf.getAll.items():
        if name.startswith(PREFIX):
            given[name.removeprefix(PREFIX)] = value
    loader = session._jvm.java.lang.Thread.currentThread().getContextClassLoader()
    field = loader.loadClass(_COMMIT).getDeclaredField("COMMIT_PROPERTIES")
    field.setAccessible(True)
    properties = field.get(None)
    properties.set(given)
    try:
        yield
    finally:
        properties.remove()


_COMMIT, _CREATE = "org.apache.iceberg.spark.CommitMetadata", "createOrReplace"


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _before(owner: type, name: str, now: Now, look: Callable[..., None]) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(self: Any, *arguments: Any, **named: Any) -> Any:
        statements = now()
        if statements is not None:
            look(statements, self, *arguments, **named)
        return original(self, *arguments, **named)

    setattr(owner, name, wrapped)
