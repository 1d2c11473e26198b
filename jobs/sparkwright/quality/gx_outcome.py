"""Results of Great Expectations as outcomes for result.json."""

import json
from decimal import Decimal
from typing import Any

from sparkwright.expectations import SUITE, Outcome

_LONGEST = 300


def outcome_of(table: str, found: dict[str, Any]) -> Outcome:
    """Return the outcome of one expectation of a suite; `found` is its result as JSON.

    An expectation with a severity below critical never fails the stage.
    """
    config, result = found["expectation_config"], found.get("result") or {}
    kwargs = {name: value for name, value in config["kwargs"].items() if name != "batch_id"}
    critical = config.get("severity", "critical") == "critical"
    rows, failed = result.get("element_count"), result.get("unexpected_count")
    whole = rows is None or failed is None
    share = None if whole or not critical else float(1 - Decimal(str(kwargs.get("mostly", 1))))
    about = _columns(kwargs)
    kwargs.pop("column", None)
    name = config["type"].removeprefix("expect_").replace("_", " ")
    return Outcome(
        table=table,
        name=f"{', '.join(about)}: {name}" if about else name,
        predicate=(json.dumps(kwargs, default=str) + _raised(found))[:_LONGEST],
        action=SUITE,
        rows=None if whole else rows,
        failed=None if whole else failed,
        threshold=share,
        passed=bool(found["success"]) or not critical,
    )


def _columns(kwargs: dict[str, Any]) -> list[str]:
    """Return the columns of an expectation; none if it is about the table."""
    names = [kwargs.get(each) for each in ("column", "column_A", "column_B")]
    return [each for each in names if each is not None] or list(kwargs.get("column_list") or [])


def _raised(found: dict[str, Any]) -> str:
    """Return why an expectation could not be computed, such as a missing column."""
    info = found.get("exception_info") or {}
    each = info.values() if "raised_exception" not in info else [info]
    why = [one["exception_message"] for one in each if one.get("raised_exception")]
    return f" {why[0]}" if why else ""
