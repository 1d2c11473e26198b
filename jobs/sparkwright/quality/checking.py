"""Checking the rows of a frame against expectations, in one pass."""

from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from sparkwright.errors import RefusedError
from sparkwright.expectations import DROP, Expectation, describe, judged
from sparkwright.log import log
from sparkwright.protocol.lake_names import parts
from sparkwright.quality.checks import Checked, Checks
from sparkwright.quality.predicates import checked_predicates, culprit
from sparkwright.quality.quarantine import RULES, quarantine, refuse_own_columns
from sparkwright.running import Running

_ROWS, _ASIDE = "rows", "aside"


def check(
    running: Running, frame: DataFrame, table: str, expectations: list[Expectation]
) -> DataFrame:
    """Return the rows of `frame` without those that an expectation drops.

    The frame is computed once and cached until the attempt ends. Failing rows go to the quarantine
    of `table`. Then ExpectationError is raised if too many fail.
    """
    checks = running.state(Checks)
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
        quarantine(running, marked.where(F.size(RULES) > 0), table)
        checks.quarantined[table] += aside
    checks.outcomes.extend(outcomes)
    for outcome in outcomes:
        if outcome.failed:
            log(describe(outcome))
    checks.settle(running.spec.attempt)
    kept = marked.where(~_is_dropped(expectations)).drop(RULES)
    checks.checked.append(Checked(kept, rows, rows - dropped))
    return kept


def _refuse(
    running: Running, frame: DataFrame, table: str, expectations: list[Expectation]
) -> None:
    catalog, names = running.spec.catalog, [each.name for each in expectations]
    if (parts(table) or [""])[0] != catalog:
        raise RefusedError(
            f"the quarantine of {table!r} would be outside the lake: name the table with its "
            f"catalog, such as {catalog}.bronze.orders"
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RefusedError(
            f"{table} has several expectations named {', '.join(map(repr, twice))}: the quarantine "
            "identifies them by their names"
        )
    refuse_own_columns(frame, table)


def _held(running: Running, frame: DataFrame) -> DataFrame:
    running.state(Checks).frames.append(frame.persist(StorageLevel.MEMORY_AND_DISK))
    return frame


def _is_dropped(expectations: list[Expectation]) -> Column:
    names = [F.lit(each.name) for each in expectations if each.action == DROP]
    return F.arrays_overlap(RULES, F.array(*names)) if names else F.lit(False)


def _counted(marked: DataFrame, expectations: list[Expectation]) -> tuple[int, int, int, list[int]]:
    """Return the numbers of all, failing and dropped rows, and of failures by expectation."""

    def of(condition: Column) -> Column:
        return F.count_if(condition)

    each = [of(F.array_contains(RULES, expectation.name)) for expectation in expectations]
    totals = [F.count("*"), of(F.size(RULES) > 0), of(_is_dropped(expectations))]
    rows, aside, dropped, *failed = marked.agg(*totals, *each).first()
    return rows, aside, dropped, failed
