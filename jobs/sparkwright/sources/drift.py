"""Schema drift: the source's columns are no longer those of the target table."""

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DataType, DateType, StructField, StructType, TimestampType

from sparkwright.errors import RefusedError
from sparkwright.log import log, text_table
from sparkwright.protocol.lake_names import quoted
from sparkwright.protocol.source import SourceTable
from sparkwright.sources.columns import left_out
from sparkwright.sources.key_drift import check_key_drift
from sparkwright.tables.widening import fits

_NONE = "-"


@dataclass(frozen=True)
class Drift:
    """Names of columns that were added, removed or retyped at the source."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    retyped: tuple[str, ...]


def compare(source: StructType, target: StructType) -> Drift:
    """Return how two schemas differ; a wider type in the table is not a difference."""
    here, there = _by_name(source), _by_name(target)
    return Drift(
        tuple(field.name for name, field in here.items() if name not in there),
        tuple(field.name for name, field in there.items() if name not in here),
        tuple(
            there[name].name
            for name, field in here.items()
            if name in there and not _holds(there[name].dataType, field.dataType)
        ),
    )


def fitted(
    frame: DataFrame, table: str, declared: SourceTable, key: tuple[str, ...] = ()
) -> DataFrame:
    """Return `frame` with the columns of its target, after adding new columns to the target.

    If the pipeline allows it, a removed column is NULL, and a retyped one widens the table's column
    or is cast, which fails if a value does not fit. Otherwise raises RefusedError before anything
    changes. A changed column of `key`, by which rows are replaced, is always refused.
    """
    session, target = frame.sparkSession, declared.target
    schema = session.table(target).schema
    drift = compare(frame.schema, schema)
    check_key_drift(frame, (table, target), key, _by_name(frame.schema), _by_name(schema))
    _check(drift, frame.schema, schema, table, declared)
    _alter(session, target, frame.schema, schema, drift)
    wanted, given = session.table(target).schema, _by_name(frame.schema)
    columns = [
        _cast(given[field.name.lower()], field.dataType).alias(field.name)
        if field.name.lower() in given
        else F.lit(None).cast(field.dataType).alias(field.name)
        for field in wanted
    ]
    return frame.select(*columns)


def _cast(given: StructField, wanted: DataType) -> Column:
    """Return a column cast to another type, in UTC whatever the session's zone."""
    name = quoted(given.name)
    if isinstance(given.dataType, TimestampType) and not isinstance(wanted, TimestampType):
        epoch = "TIMESTAMP_NTZ'1970-01-01 00:00:00'"
        return F.expr(f"timestampadd(MICROSECOND, unix_micros({name}), {epoch})").cast(wanted)
    if isinstance(given.dataType, DateType) and isinstance(wanted, TimestampType):
        return F.expr(f"timestamp_seconds(unix_date({name}) * 86400L)")
    return F.col(name).cast(wanted)


def side_by_side(
    source: StructType, target: StructType, names: tuple[str, str], only: set[str] | None = None
) -> str:
    """Return two schemas as a text table with marked differences; `only` limits the columns."""
    here, there = _by_name(source), _by_name(target)
    drift = compare(source, target)
    marks = {
        **{name.lower(): "+" for name in drift.added},
        **{name.lower(): "-" for name in drift.removed},
        **{name.lower(): "!" for name in drift.retyped},
    }
    rows = [("", "column", *names)]
    for name in [*there, *(each for each in here if each not in there)]:
        if only is None or name in only:
            known = there.get(name) or here[name]
            types = [
                each[name].dataType.simpleString() if name in each else _NONE
                for each in (here, there)
            ]
            rows.append((marks.get(name, ""), known.name, *types))
    return "\n".join(text_table(rows))


def _check(
    drift: Drift, source: StructType, target: StructType, table: str, declared: SourceTable
) -> None:
    out = [name for name in drift.removed if left_out(declared, name)]
    removed = tuple(name for name in drift.removed if name not in out)
    refused = {
        what: names
        for what, names in (("removed", removed), ("retyped", drift.retyped))
        if names and not declared.allows(what)
    }
    if out and not refused and not declared.allows("removed"):
        raise RefusedError(_left_out(out, table, declared))
    if not refused:
        return
    names = (table, declared.target)
    log(f"the schemas of {table} and {declared.target}:\n{side_by_side(source, target, names)}")
    changes = " and ".join(f"{', '.join(each)} {what}" for what, each in refused.items())
    allow = ", ".join(f"{what}: allow" for what in refused)
    differing = {name.lower() for each in refused.values() for name in each}
    raise RefusedError(
        f"{table} has changed at the source: {changes}. Nothing is written. Bring the column back, "
        f"or let the pipeline's table have `drift: {{ {allow} }}`, or rename it in the job and "
        f"load that frame.\n{side_by_side(source, target, names, differing)}"
    )


def _left_out(names: list[str], table: str, declared: SourceTable) -> str:
    field = "columns" if declared.columns else "exclude"
    drops = "; ".join(f"ALTER TABLE {declared.target} DROP COLUMN {quoted(name)}" for name in names)
    return (
        f"`{field}` of {table} leaves out {', '.join(names)}, which {declared.target} has. Nothing "
        "is written. Let the pipeline's table have `drift: { removed: allow }`, which loads NULL "
        f"there, or remove what the lake has, by `{drops}`"
    )


def _alter(
    session: SparkSession, table: str, source: StructType, target: StructType, drift: Drift
) -> None:
    here, there = _by_name(source), _by_name(target)
    for name in drift.added:
        kind = here[name.lower()].dataType.simpleString()
        log(f"{table} gets the new column {name} {kind}")
        session.sql(f"ALTER TABLE {table} ADD COLUMN {quoted(name)} {kind}")
    for name in drift.retyped:
        old, new = there[name.lower()].dataType, here[name.lower()].dataType
        if fits(old, new):
            log(f"{table}.{name} widens from {old.simpleString()} to {new.simpleString()}")
            session.sql(
                f"ALTER TABLE {table} ALTER COLUMN {quoted(name)} TYPE {new.simpleString()}"
            )


def _holds(large: DataType, small: DataType) -> bool:
    """Return whether a column of the table takes values of a source's type unchanged.

    Spark reads a `numeric` without precision as decimal(38,18), which any decimal accepts.
    """
    bare = small.simpleString() == "decimal(38,18)" and large.simpleString().startswith("decimal(")
    return bare or fits(small, large)


def _by_name(schema: StructType) -> dict:
    """Return fields by lower-case name: Spark ignores the case of names."""
    return {field.name.lower(): field for field in schema}
