"""Changed keys: a key column was renamed, or has another type than in the lake."""

import re

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import DataType, NumericType, StructField

from sparkwright.errors import RefusedError
from sparkwright.protocol.lake_names import quoted
from sparkwright.sources.shape import KeyColumn
from sparkwright.tables.widening import fits

Fields = dict[str, StructField]
"""Fields of a schema by their names in lower case."""


def check_key_drift(
    frame: DataFrame, names: tuple[str, str], key: tuple[str, ...], here: Fields, there: Fields
) -> None:
    """Check that keys of `frame` match keys of the target; `names` are the names of both tables.

    Raises RefusedError if rows would be duplicated, or if two would become one.
    """
    table, target = names
    for name in key:
        given, known = here.get(name.lower()), there.get(name.lower())
        if given is None:
            continue
        if known is None:
            _check_new(frame, names, name, [each for each in there if each not in here])
        elif not _same(frame, given, known.dataType):
            raise RefusedError(
                f"the key {name} of {table} is of type {given.dataType.simpleString()}, and that "
                f"of {target} of type {known.dataType.simpleString()}, which does not hold the "
                f"same keys: {_reload(target)}, or let the job load a frame that has the old keys"
            )


def check_retyped(names: tuple[str, str], before: dict[str, str], columns: list[KeyColumn]) -> None:
    """Check that keys are written as at the last load, whose types are in `before`.

    Spark reads several types as strings, and both timestamp types as one. Raises RefusedError if
    every row would be duplicated.
    """
    table, target = names
    for column in columns:
        old, new = _look(before.get(column.name, "")), _look(column.type)
        if old and new and old != new:
            raise RefusedError(
                f"the key {column.name} of {table} was of type {before[column.name]} at the last "
                f"load, and is of type {column.type}: its values look otherwise now, and every row "
                f"would come to {target} a second time: run the stage with --full-refresh"
            )


def _look(kind: str) -> str | None:
    """Return the notation of a type's values; None if Spark's own types differ anyway."""
    name = re.sub(r"\(.*\)", "", kind)
    if name in ("character", "bit"):
        return kind
    if name in ("text", "character varying", "name", "enum"):
        return "text"
    if name.startswith("timestamp ") or name in ("uuid", "inet", "cidr", "macaddr", "macaddr8"):
        return name
    return None


def _check_new(frame: DataFrame, names: tuple[str, str], key: str, left: list[str]) -> None:
    table, target = names
    if frame.sparkSession.table(target).isEmpty():
        return
    renamed = (
        f"if {left[0]} has become {key}, run ALTER TABLE {target} RENAME COLUMN {quoted(left[0])} "
        f"TO {quoted(key)}; otherwise "
        if left
        else ""
    )
    raise RefusedError(
        f"the rows of {target} have no {key}, which is of the key of {table} now, and would come a "
        f"second time: {renamed}{_reload(target)}"
    )


def _same(frame: DataFrame, given: StructField, known: DataType) -> bool:
    """Return whether a table's column of type `known` holds the keys of `frame` unchanged."""
    kind = given.dataType
    # A narrower column in the table is widened later.
    if fits(kind, known) or fits(known, kind):
        return True
    if not isinstance(kind, NumericType) or not isinstance(known, NumericType):
        return False
    column = F.col(quoted(given.name))
    back = column.try_cast(known).try_cast(kind)
    return frame.where(~back.eqNullSafe(column)).isEmpty()


def _reload(target: str) -> str:
    return f"load {target} again (DROP TABLE, and delete its entry in the bookmark)"
