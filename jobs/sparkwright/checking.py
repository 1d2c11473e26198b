"""Holding the rows of a frame against expectations, in one pass over them."""

from typing import TYPE_CHECKING

from sparkwright.checks import Checked
from sparkwright.errors import RefusedError
from sparkwright.expectations import DROP, Expectation, judged, words
from sparkwright.predicates import checked_predicates, culprit
from sparkwright.quarantine import RULES, put_aside, refuse_own_columns
from sparkwright.running import Running
from sparkwright.say import say

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

_ROWS, _ASIDE = "rows", "aside"


def check(
    running: Running, frame: "DataFrame", table: str, expectations: list[Expectation]
) -> "DataFrame":
    """Return the rows of `frame` but those that an expectation drops.

    The frame is computed once, and held until the attempt ends. Rows that fail go to the quarantine
    of `table`. Raises ExpectationError, after that, where more of them fail than may.
    """
    from pyspark.sql import functions as F

    _refuse(running, frame, table, expectations)
    if not expectations:
        return frame
    broken = [
        F.when(~F.coalesce(holds, F.lit(False)), F.lit(each.name))
        for each, holds in zip(expectations, checked_predicates(frame, expectations), strict=True)
    ]
    marked = frame.withColumn(RULES, F.array_compact(F.array(*broken)))
    try:
        rows, aside, dropped, failed = _counted(_held(running, marked), expectations)
    except Exception as error:
        raise culprit(frame, expectations, error) from error
    outcomes = [
        judged(table, each, rows, count) for each, count in zip(expectations, failed, strict=True)
    ]
    if aside:
        put_aside(running, marked.where(F.size(RULES) > 0), table)
        running.checks.quarantined[table] += aside
    running.checks.outcomes.extend(outcomes)
    for outcome in outcomes:
        if outcome.failed:
            say(words(outcome))
    running.checks.settle(running.spec.attempt)
    kept = marked.where(~_is_dropped(expectations)).drop(RULES)
    running.checks.checked.append(Checked(kept, rows, rows - dropped))
    return kept


def _refuse(
    running: Running, frame: "DataFrame", table: str, expectations: list[Expectation]
) -> None:
    catalog, names = running.spec.catalog, [each.name for each in expectations]
    if not table.startswith(f"{catalog}."):
        raise RefusedError(
            f"the quarantine of {table!r} would lie outside of the lake: name the table with its "
            f"catalog, such as {catalog}.bronze.orders"
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RefusedError(
            f"{table} has several expectations named {', '.join(map(repr, twice))}: the quarantine "
            "tells them apart by their names"
        )
    refuse_own_columns(frame, table)


def _held(running: Running, frame: "DataFrame") -> "DataFrame":
    from pyspark import StorageLevel

    running.checks.frames.append(frame.persist(StorageLevel.MEMORY_AND_DISK))
    return frame


def _is_dropped(expectations: list[Expectation]) -> "Column":
    from pyspark.sql import functions as F

    names = [F.lit(each.name) for each in expectations if each.action == DROP]
    return F.arrays_overlap(RULES, F.array(*names)) if names else F.lit(False)


def _counted(
    marked: "DataFrame", expectations: list[Expectation]
) -> tuple[int, int, int, list[int]]:
    """Return how many rows there are, fail anything, are dropped, and fail each expectation."""
    from pyspark.sql import functions as F

    def of(condition: "Column") -> "Column":
        return F.count_if(condition)

    each = [of(F.array_contains(RULES, expectation.name)) for expectation in expectations]
    totals = [F.count("*"), of(F.size(RULES) > 0), of(_is_dropped(expectations))]
    rows, aside, dropped, *failed = marked.agg(*totals, *each).first()
    return rows, aside, dropped, failed
