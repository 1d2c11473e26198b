"""The quarantine of a table: failed rows, each with its rules, run, attempt and time."""

from datetime import UTC, datetime

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StructField

from sparkwright.errors import RefusedError
from sparkwright.protocol.lake_names import quoted
from sparkwright.quality.checks import quarantine_of
from sparkwright.running import Running
from sparkwright.tables.widening import fits

RULES = "sparkwright_rules"

_OWN = {
    RULES: "array<string>",
    "sparkwright_run": "string",
    "sparkwright_attempt": "string",
    "sparkwright_time": "timestamp",
}


def refuse_own_columns(frame: DataFrame, table: str) -> None:
    """Raise RefusedError if `frame` has columns with names of the quarantine's own columns."""
    taken = [name for name in frame.columns if name.lower() in _OWN]
    if taken:
        raise RefusedError(
            f"the rows for {table} have columns that {quarantine_of(table)} adds itself: "
            f"frame.drop({', '.join(map(repr, taken))})"
        )


def quarantine(running: Running, failed: DataFrame, table: str) -> None:
    """Append rows, which have `sparkwright_rules`, to the quarantine of `table`.

    The table is created if it is missing, and gets new columns. Raises RefusedError if a column
    has another type than before.
    """
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
        F.col(quoted(each.name)) if each.name.lower() in have else F.lit(None).alias(each.name)
        for each in session.table(name).schema
    ]
    running.quarantines.add(name)
    rows.select(columns).writeTo(name).append()


def _make(session: SparkSession, name: str, rows: DataFrame) -> None:
    columns = ", ".join(map(_definition, rows.schema))
    # There are few rows, so a shuffle into one task would cost more than a few small files.
    session.sql(
        f"CREATE TABLE IF NOT EXISTS {name} ({columns}) USING iceberg "
        "PARTITIONED BY (days(sparkwright_time)) TBLPROPERTIES ('write.wap.enabled' = 'true', "
        "'write.distribution-mode' = 'none', 'write.parquet.compression-codec' = 'zstd')"
    )


def _evolve(session: SparkSession, name: str, rows: DataFrame) -> None:
    """Add missing columns to the table, and widen types if necessary."""
    known = {each.name.lower(): each for each in session.table(name).schema}
    for column in rows.schema:
        old = known.get(column.name.lower())
        if old is None:
            session.sql(f"ALTER TABLE {name} ADD COLUMNS ({_definition(column)})")
        elif not fits(column.dataType, old.dataType):
            if not fits(old.dataType, column.dataType):
                raise RefusedError(_retyped(name, old, column))
            kind = column.dataType.simpleString()
            session.sql(f"ALTER TABLE {name} ALTER COLUMN {quoted(old.name)} TYPE {kind}")


def _retyped(name: str, old: StructField, new: StructField) -> str:
    return (
        f"{name}.{old.name} is of type {old.dataType.simpleString()}, and the rows that failed now "
        f"have {new.dataType.simpleString()}: keep the old values under another name, and the next "
        f"attempt adds the column again: ALTER TABLE {name} RENAME COLUMN {quoted(old.name)} TO "
        f"{quoted(f'{old.name}_before')}"
    )


def _definition(column: StructField) -> str:
    return f"{quoted(column.name)} {column.dataType.simpleString()}"
