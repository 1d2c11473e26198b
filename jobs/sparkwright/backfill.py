"""A backfill's rows: those whose time lies in its interval, of what has been loaded."""

from datetime import datetime

from sparkwright.errors import RefusedError
from sparkwright.interval import Interval
from sparkwright.postgres import Postgres
from sparkwright.spec import Source

_ZONED = "timestamp with time zone"
_BARE = {"timestamp without time zone", "date"}


def refused(source: Source) -> dict[str, str]:
    """Return the tables of `source` that no interval of time can be read of, each with why."""
    return {
        table: f"{table} can't be backfilled: it is loaded in the order of commits, in which an "
        "interval of time is no range; name its column of event time in the pipeline, under "
        "`time` of the source"
        for table in source.tables
        if table not in source.time
    }


def condition(
    postgres: Postgres, table: str, column: str, interval: Interval, loaded: str | None
) -> str:
    """Return the SQL that holds for rows whose time is in `interval`; for no time at all, never.

    A bare timestamp or date is taken as UTC. Rows from the bound `loaded` on are left to the load
    that brings them: a row that both brought would be there twice. Raises RefusedError where
    nothing is loaded yet, or `column` is none of time.
    """
    if loaded is None:
        raise RefusedError(
            f"nothing of {table} is loaded yet, so there is nothing to load once more: the first "
            "run, which is no backfill, loads all of it"
        )
    found = postgres.type_of(table, column)
    if found is None:
        raise RefusedError(f"{table} has no column {column}: check `time` of the source")
    name, kind = found
    if kind != _ZONED and kind not in _BARE:
        raise RefusedError(
            f"{table}.{column} is of type {kind}: `time` of the source needs a timestamp or a date"
        )
    start, end = (_literal(time, kind) for time in interval)
    return f"{name} >= {start} and {name} < {end} and xid < '{int(loaded)}'::xid8"


def _literal(time: datetime, kind: str) -> str:
    """Return a UTC time as SQL that means the same whatever time zone the session is in."""
    if kind == _ZONED:
        return f"'{time.isoformat()}'::timestamptz"
    return f"'{time.replace(tzinfo=None).isoformat()}'::timestamp"
