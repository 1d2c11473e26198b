"""The rows of a backfill: loaded rows whose time lies in its interval."""

from sparkwright.errors import RefusedError
from sparkwright.protocol.interval import Interval
from sparkwright.protocol.source import Source
from sparkwright.sources.cursors import BARE, ZONED, Cursor, time_literal
from sparkwright.sources.shape import Column, Shape


def refused(source: Source) -> dict[str, str]:
    """Return the tables of `source` that cannot be backfilled, each with the reason."""
    return {
        table: f"{table} can't be backfilled: it is loaded in the order of its cursor, in which an "
        "interval of time is no range; name its column of event time in the pipeline, under "
        "`time` of the table"
        for table, declared in source.tables.items()
        if declared.time is None
    }


def time_column(table: str, shape: Shape, name: str) -> Column:
    """Return the time column of a table. Raises RefusedError if it has another type."""
    column = shape.column(name)
    if column is None:
        raise RefusedError(f"{table} has no column {name}: check `time` of the source")
    if column.type != ZONED and column.type not in BARE:
        raise RefusedError(
            f"{table}.{name} is of type {column.type}: `time` of the source needs a timestamp or a "
            "date"
        )
    return column


def condition(
    table: str, time: Column, interval: Interval, cursor: Cursor, loaded: str | None
) -> str:
    """Return the SQL condition for rows whose `time` is in `interval`.

    A bare timestamp or date counts as UTC, and a row without a time is in no interval. Rows from
    the bound `loaded` on are left to the next load, to prevent duplicates. Raises RefusedError if
    nothing is loaded yet.
    """
    if loaded is None:
        raise RefusedError(
            f"nothing of {table} is loaded yet, so there is nothing to load once more: the first "
            "run, which is no backfill, loads all of it"
        )
    start, end = (time_literal(each, time.type) for each in interval)
    within = f"{time.quoted} >= {start} and {time.quoted} < {end}"
    return f"{within} and {cursor.below(loaded)}"
