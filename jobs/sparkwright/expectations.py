"""What a job expects of its rows: each expectation a name, a predicate in SQL, and what follows.

`attempt.check(frame, table, [expect("a known branch", "branch IS NOT NULL"), ...])` holds rows
against them. A predicate that is NULL for a row has failed, as one that is false.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sparkwright.errors import SparkwrightError

WARN, DROP, FAIL, SUITE = "warn", "drop", "fail", "suite"


class ExpectationError(SparkwrightError):
    """More rows fail an expectation than may: the same rows would fail it again."""

    retryable = False


@dataclass(frozen=True)
class Expectation:
    """`predicate` should hold for every row; more than the share `fail_above` may not fail it."""

    name: str
    predicate: str
    action: str
    fail_above: float | None


@dataclass(frozen=True)
class Outcome:
    """How many of the `rows` of `table` failed an expectation, and whether that was too many.

    Both are None of an expectation of a suite that is about the table as a whole.
    """

    table: str
    name: str
    predicate: str
    action: str
    rows: int | None
    failed: int | None
    threshold: float | None
    passed: bool

    def told(self) -> dict[str, Any]:
        """Return it as it stands in result.json."""
        return dict(vars(self))


def expect(name: str, predicate: str, *, fail_above: float | None = None) -> Expectation:
    """Keep rows that fail `predicate`, and put a copy of them aside.

    With `fail_above`, a share from 0 to 1, the stage fails where more than that of all rows do.
    """
    return _made(name, predicate, WARN, fail_above)


def expect_or_drop(name: str, predicate: str, *, fail_above: float | None = None) -> Expectation:
    """Leave out rows that fail `predicate`: they go to the quarantine only.

    With `fail_above`, a share from 0 to 1, the stage fails where more than that of all rows do.
    """
    return _made(name, predicate, DROP, fail_above)


def expect_or_fail(name: str, predicate: str, *, fail_above: float = 0.0) -> Expectation:
    """Fail the stage at the first row that fails `predicate`, or above the share `fail_above`."""
    return _made(name, predicate, FAIL, fail_above)


def judged(table: str, expectation: Expectation, rows: int, failed: int) -> Outcome:
    """Return what it means that `failed` of `rows` fail `expectation`."""
    limit = expectation.fail_above
    # As it is written: in binary, 0.29 of 100 rows is less than 29.
    passed = limit is None or failed <= Decimal(str(limit)) * rows
    known = {"name": expectation.name, "predicate": expectation.predicate}
    return Outcome(table, **known, **_counts(expectation, rows, failed), passed=passed)


def words(outcome: Outcome) -> str:
    """Return how an outcome is told to a person, in a line."""
    said = f"{outcome.table}: {outcome.name!r} ({outcome.predicate})"
    if outcome.rows is None or outcome.failed is None:
        return f"{said} does not hold"
    share = f"{100 * outcome.failed / max(outcome.rows, 1):.3g}%"
    allowed = f", {100 * outcome.threshold:.3g}% may" if outcome.threshold is not None else ""
    return f"{said} fails for {outcome.failed} of {outcome.rows} rows ({share}{allowed})"


def _counts(expectation: Expectation, rows: int, failed: int) -> dict[str, Any]:
    limit, action = expectation.fail_above, expectation.action
    return {"action": action, "rows": rows, "failed": failed, "threshold": limit}


def _made(name: str, predicate: str, action: str, fail_above: float | None) -> Expectation:
    if not name.strip() or not predicate.strip():
        raise ValueError(
            "an expectation has a name and a predicate, such as "
            "expect('a known branch', 'branch IS NOT NULL')"
        )
    if fail_above is not None and not 0 <= fail_above <= 1:
        raise ValueError(
            f"{name!r}: fail_above is a share of all rows, from 0 to 1 (1% is 0.01), "
            f"not {fail_above}"
        )
    return Expectation(name, predicate, action, fail_above)
