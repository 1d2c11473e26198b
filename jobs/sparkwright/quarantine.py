"""The quarantine of a table: the rows that failed an expectation, each with why, when and whose."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sparkwright.checks import quarantine_of
from sparkwright.errors import RefusedError
from sparkwright.running import Running
from sparkwright.widening import fits

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructField

RULES = "sparkwright_rules"

_OWN = {
    RULES: "array<string>",
    "sparkwright_run": "string",
    "sparkwright_attempt": "string",
    "sparkwright_time": "timestamp",
}


def refuse_own_columns(frame: "DataFrame", table: str) -> None:
    """Raise RefusedError where `frame` has columns that are the quarantine's own."""
    taken = [name for name in frame.columns if name.lower() in _OWN]
    if taken:
        raise RefusedError(
            f"the rows for {table} have columns that {quarantine_of(table)} adds itself: "
            f"frame.drop({', '.join(map(repr, taken))})"
        )


def put_aside(running: Running, failed: "DataFrame", table: str) -> None:
    """Append rows, which have `sparkwright_rules`, to the quarantine of `table`.

    The table is made where it is missing, and gets the columns that it lacks. Raises RefusedError
    where a column's type is not what it was.
    """
    from pyspark.sql import functions as F

    name, session = quarantine_of(table), failed.sparkSession
    own = {
        "sparkwright_run": F.lit(running.spec.run),
        "sparkwright_attempt": F.lit(running.spec.attempt),
        "sparkwright_time": F.lit(datetime.now(UTC)),
    }
    rows = failed.withColumns(own)
    _make(session, name, rows)
    _evolve(session, name, rows)
    have = {column.lower() for column in rows.columns}
    columns = [
        F.col(_quoted(each.name)) if each.name.lower() in have else F.lit(None).alias(each.name)
        for each in session.table(name).schema
    ]
    running.checks.quarantines.add(name)
    rows.select(columns).writeTo(name).append()


def _make(session: "SparkSession", name: str, rows: "DataFrame") -> None:
    columns = ", ".join(map(_definition, rows.schema))
    # Few rows: shuffling them to one task, as of one day, would cost more than a few small files.
    session.sql(
        f"CREATE TABLE IF NOT EXISTS {name} ({columns}) USING iceberg "
        "PARTITIONED BY (days(sparkwright_time)) TBLPROPERTIES ('write.wap.enabled' = 'true', "
        "'write.distribution-mode' = 'none', 'write.parquet.compression-codec' = 'zstd')"
    )


def _evolve(session: "SparkSession", name: str, rows: "DataFrame") -> None:
    """Give the table the columns that it lacks, and room for types that have become wider."""
    known = {each.name.lower(): each for each in session.table(name).schema}
    for column in rows.schema:
        old = known.get(column.name.lower())
        if old is None:
            session.sql(f"ALTER TABLE {name} ADD COLUMNS ({_definition(column)})")
        elif not fits(column.dataType, old.dataType):
            if not fits(old.dataType, column.dataType):
                raise RefusedError(_retyped(name, old, column))
            kind = column.dataType.simpleString()
            session.sql(f"ALTER TABLE {name} ALTER COLUMN {_quoted(old.name)} TYPE {kind}")


def _retyped(name: str, old: "StructField", new: "StructField") -> str:
    return (
        f"{name}.{old.name} is of type {old.dataType.simpleString()}, and the rows that failed now "
        f"have {new.dataType.simpleString()}: keep the old values under another name, and the next "
        f"attempt adds the column anew: ALTER TABLE {name} RENAME COLUMN {_quoted(old.name)} TO "
        f"{_quoted(f'{old.name}_before')}"
    )


def _definition(column: "StructField") -> str:
    return f"{_quoted(column.name)} {column.dataType.simpleString()}"


def _quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"
