"""Expectations of a job about its rows: a name, an SQL predicate, and an action.

`attempt.check(frame, table, [expect("a known branch", "branch IS NOT NULL"), ...])` checks
rows against them. A row fails a predicate that is false or NULL for it.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sparkwright.errors import SparkwrightError

WARN, DROP, FAIL, SUITE = "warn", "drop", "fail", "suite"


class ExpectationError(SparkwrightError):
    """Too many rows fail an expectation; in a retry the same rows would fail again."""

    retryable = False


@dataclass(frozen=True)
class Expectation:
    """`predicate` should hold for every row; the share of failing rows may be `fail_above`."""

    name: str
    predicate: str
    action: str
    fail_above: float | None


@dataclass(frozen=True)
class Outcome:
    """How many of the `rows` of `table` failed an expectation, and whether it passed.

    Both numbers are None if a suite's expectation is about the table and not about rows.
    """

    table: str
    name: str
    predicate: str
    action: str
    rows: int | None
    failed: int | None
    threshold: float | None
    passed: bool

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as in result.json."""
        return dict(vars(self))


def expect(name: str, predicate: str, *, fail_above: float | None = None) -> Expectation:
    """Keep rows that fail `predicate`, and copy them to the quarantine.

    If a larger share of all rows than `fail_above` (0 to 1) fails, the stage fails.
    """
    return _made(name, predicate, WARN, fail_above)


def expect_or_drop(name: str, predicate: str, *, fail_above: float | None = None) -> Expectation:
    """Drop rows that fail `predicate`: they go to the quarantine only.

    If a larger share of all rows than `fail_above` (0 to 1) fails, the stage fails.
    """
    return _made(name, predicate, DROP, fail_above)


def expect_or_fail(name: str, predicate: str, *, fail_above: float = 0.0) -> Expectation:
    """Fail the stage if a larger share of rows than `fail_above` fails `predicate`."""
    return _made(name, predicate, FAIL, fail_above)


def judged(table: str, expectation: Expectation, rows: int, failed: int) -> Outcome:
    """Return the outcome if `failed` of `rows` fail `expectation`."""
    limit = expectation.fail_above
    # Decimal, because in binary 0.29 * 100 is less than 29.
    passed = limit is None or failed <= Decimal(str(limit)) * rows
    known = {"name": expectation.name, "predicate": expectation.predicate}
    return Outcome(table, **known, **_counts(expectation, rows, failed), passed=passed)


def describe(outcome: Outcome) -> str:
    """Return an outcome as a line for people."""
    line = f"{outcome.table}: {outcome.name!r} ({outcome.predicate})"
    if outcome.rows is None or outcome.failed is None:
        return f"{line} does not hold"
    share = f"{100 * outcome.failed / max(outcome.rows, 1):.3g}%"
    allowed = f", {100 * outcome.threshold:.3g}% may" if outcome.threshold is not None else ""
    return f"{line} fails for {outcome.failed} of {outcome.rows} rows ({share}{allowed})"


def _counts(expectation: Expectation, rows: int, failed: int) -> dict[str, Any]:
    limit, action = expectation.fail_above, expectation.action
    return {"action": action, "rows": rows, "failed": failed, "threshold": limit}


def _made(name: str, predicate: str, action: str, fail_above: float | None) -> Expectation:
    if not name.strip() or not predicate.strip():
        raise ValueError(
            "an expectation needs a name and a predicate, such as "
            "expect('a known branch', 'branch IS NOT NULL')"
        )
    if fail_above is not None and not 0 <= fail_above <= 1:
        raise ValueError(
            f"{name!r}: fail_above is {fail_above}; give a share of all rows from 0 to 1 "
            "(1% is 0.01)"
        )
    return Expectation(name, predicate, action, fail_above)
