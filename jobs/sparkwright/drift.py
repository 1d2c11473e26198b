"""Schema drift: a source whose columns are no longer those of the table that it is loaded into."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sparkwright.errors import RefusedError
from sparkwright.say import say
from sparkwright.source import SourceTable
from sparkwright.widening import fits

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import DataType, StructType

_NONE = "-"


@dataclass(frozen=True)
class Drift:
    """Names of columns that are `added` at the source, `removed` from it, or of another type."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    retyped: tuple[str, ...]


def compare(source: "StructType", target: "StructType") -> Drift:
    """Return how two schemas differ; a type of the table that holds the source's is no other."""
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


def fitted(frame: "DataFrame", table: str, declared: SourceTable) -> "DataFrame":
    """Return `frame` with the columns of its target, which new columns are added to first.

    Where the pipeline allows it, a removed column is NULL, and a retyped one widens the table's
    column, or is cast, which fails where a value does not fit. Raises RefusedError where it does
    not allow it, before anything is changed.
    """
    from pyspark.sql import functions as F

    session, target = frame.sparkSession, declared.target
    schema = session.table(target).schema
    drift = compare(frame.schema, schema)
    _check(drift, frame.schema, schema, table, declared)
    _alter(session, target, frame.schema, schema, drift)
    wanted, given = session.table(target).schema, _by_name(frame.schema)
    columns = [
        F.col(_quoted(given[field.name.lower()].name)).cast(field.dataType).alias(field.name)
        if field.name.lower() in given
        else F.lit(None).cast(field.dataType).alias(field.name)
        for field in wanted
    ]
    return frame.select(*columns)


def side_by_side(
    source: "StructType", target: "StructType", names: tuple[str, str], only: set[str] | None = None
) -> str:
    """Return two schemas as lines of a table, those that differ marked; `only` some columns."""
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
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _check(
    drift: Drift, source: "StructType", target: "StructType", table: str, declared: SourceTable
) -> None:
    refused = {
        what: names
        for what, names in (("removed", drift.removed), ("retyped", drift.retyped))
        if names and not declared.allows(what)
    }
    if not refused:
        return
    names = (table, declared.target)
    say(f"the schemas of {table} and {declared.target}:\n{side_by_side(source, target, names)}")
    told = " and ".join(f"{', '.join(each)} {what}" for what, each in refused.items())
    allow = ", ".join(f"{what}: allow" for what in refused)
    differing = {name.lower() for each in refused.values() for name in each}
    raise RefusedError(
        f"{table} has changed at the source: {told}. Nothing is written. Bring the column back, or "
        f"let the pipeline's table have `drift: {{ {allow} }}`, or rename it in the job and load "
        f"that frame.\n{side_by_side(source, target, names, differing)}"
    )


def _alter(
    session: "SparkSession", table: str, source: "StructType", target: "StructType", drift: Drift
) -> None:
    here, there = _by_name(source), _by_name(target)
    for name in drift.added:
        kind = here[name.lower()].dataType.simpleString()
        say(f"{table} gets the new column {name} {kind}")
        session.sql(f"ALTER TABLE {table} ADD COLUMN {_quoted(name)} {kind}")
    for name in drift.retyped:
        old, new = there[name.lower()].dataType, here[name.lower()].dataType
        if fits(old, new):
            say(f"{table}.{name} widens from {old.simpleString()} to {new.simpleString()}")
            session.sql(
                f"ALTER TABLE {table} ALTER COLUMN {_quoted(name)} TYPE {new.simpleString()}"
            )


def _holds(large: "DataType", small: "DataType") -> bool:
    """Say whether a column of the table takes a type of the source as it is.

    A `numeric` without digits has no type of its own: Spark reads it as decimal(38,18).
    """
    bare = small.simpleString() == "decimal(38,18)" and large.simpleString().startswith("decimal(")
    return bare or fits(small, large)


def _by_name(schema: "StructType") -> dict:
    """Spark takes columns for the same whose names differ in case alone."""
    return {field.name.lower(): field for field in schema}


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
