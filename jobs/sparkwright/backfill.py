"""A backfill's rows: those whose time lies in its interval, of what has been loaded."""

from sparkwright.cursors import BARE, ZONED, Cursor, time_literal
from sparkwright.errors import RefusedError
from sparkwright.interval import Interval
from sparkwright.shape import Column, Shape
from sparkwright.source import Source


def refused(source: Source) -> dict[str, str]:
    """Return the tables of `source` that no interval of time can be read of, each with why."""
    return {
        table: f"{table} can't be backfilled: it is loaded in the order of its cursor, in which an "
        "interval of time is no range; name its column of event time in the pipeline, under "
        "`time` of the table"
        for table, declared in source.tables.items()
        if declared.time is None
    }


def time_column(table: str, shape: Shape, name: str) -> Column:
    """Return the column of time of a table. Raises RefusedError where it is none of time."""
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
    """Return the SQL that holds for rows whose `time` is in `interval`.

    A bare timestamp or date is taken as UTC, and a row without a time is in no interval. Rows from
    the bound `loaded` on are left to the load that brings them: a row that both brought would be
    there twice. Raises RefusedError where nothing is loaded yet.
    """
    if loaded is None:
        raise RefusedError(
            f"nothing of {table} is loaded yet, so there is nothing to load once more: the first "
            "run, which is no backfill, loads all of it"
        )
    start, end = (time_literal(each, time.type) for each in interval)
    within = f"{time.quoted} >= {start} and {time.quoted} < {end}"
    return f"{within} and {cursor.below(loaded)}"
