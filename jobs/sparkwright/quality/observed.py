"""A suite of expectations made from the rows of a table, which meet it."""

from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import NumericType, StructField

from sparkwright.protocol.lake_names import quoted

FEW = 20
"""The most distinct values of a text column that count as a set."""


def observed(frame: DataFrame, table: str) -> dict[str, Any]:
    """Return facts about all rows of `frame` as a suite of Great Expectations in JSON.

    The suite has the columns, and which of them are never null, have few values, or are not
    negative. Numbers that grow with every load get no upper bound.
    """
    columns = list(frame.schema)
    found = frame.agg(*[each for column in columns for each in _measures(column)]).first()
    sets = {
        column.name: _values(frame, column)
        for column in columns
        if _is_text(column) and 0 < found[f"{column.name} kinds"] <= FEW
    }
    held = [
        {
            "type": "expect_table_columns_to_match_set",
            "kwargs": {"column_set": frame.columns, "exact_match": True},
        },
        {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1}},
    ]
    for column in columns:
        held.extend(_held(column, found.asDict(), sets.get(column.name)))
    return {"name": table, "expectations": held, "meta": {"great_expectations_version": "1.24.1"}}


def _measures(column: StructField) -> list[Column]:
    value = F.col(quoted(column.name))
    name, kinds = column.name, F.approx_count_distinct(value, 0.01)
    measures = [F.count(value).alias(f"{name} has"), F.count("*").alias(f"{name} rows")]
    if _is_text(column):
        measures.append(kinds.alias(f"{name} kinds"))
    if _is_number(column):
        measures.append(F.min(value).cast("double").alias(f"{name} least"))
    return measures


def _held(
    column: StructField, found: dict[str, Any], values: list[str] | None
) -> list[dict[str, Any]]:
    name, rows = column.name, found[f"{column.name} rows"]
    held = []
    if rows and found[f"{name} has"] == rows:
        held.append(_of("expect_column_values_to_not_be_null", name))
    if values:
        held.append(_of("expect_column_values_to_be_in_set", name, value_set=values))
    least = found.get(f"{name} least")
    if least is not None and least >= 0:
        # The minimum is incidental, but its sign is not.
        held.append(_of("expect_column_values_to_be_between", name, min_value=0))
    return held


def _of(kind: str, column: str, **kwargs: Any) -> dict[str, Any]:
    return {"type": kind, "kwargs": {"column": column, **kwargs}}


def _values(frame: DataFrame, column: StructField) -> list[str]:
    value = F.col(quoted(column.name))
    found = frame.where(value.isNotNull()).select(value).distinct().collect()
    return sorted(row[0] for row in found)


def _is_text(column: StructField) -> bool:
    return column.dataType.simpleString() == "string"


def _is_number(column: StructField) -> bool:
    return isinstance(column.dataType, NumericType)
