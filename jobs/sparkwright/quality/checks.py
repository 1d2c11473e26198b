"""The outcomes of an attempt's checks so far."""

import contextlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sparkwright.expectations import ExpectationError, Outcome, describe
from sparkwright.protocol.lake_names import table_parts, text


def quarantine_of(table: str) -> str:
    """Return the name of the table that keeps the failed rows of `table`."""
    *spaces, name = table_parts(table)
    return text([*spaces, f"{name}_quarantine"])


@dataclass(frozen=True)
class Checked:
    """A checked frame with `kept` of its `rows`."""

    frame: Any
    rows: int
    kept: int


@dataclass
class Checks:
    """Outcomes in the order of the checks, and the number of quarantined rows by table.

    `frames` are held in memory for the attempt,
    `checked` are what the checks returned.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    quarantined: Counter[str] = field(default_factory=Counter)
    frames: list[Any] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)

    def as_json(self) -> list[dict[str, Any]]:
        """Return every outcome as in result.json."""
        return [outcome.as_json() for outcome in self.outcomes]

    def tables(self) -> dict[str, int]:
        """Return the number of quarantined rows of each checked table."""
        return {each.table: self.quarantined[each.table] for each in self.outcomes}

    def counted(self, frame: Any) -> Checked | None:
        """Return the counts of `frame` if it is the very frame that a check returned."""
        return next((each for each in self.checked if each.frame is frame), None)

    def settle(self, attempt: str) -> None:
        """Raise ExpectationError if an expectation did not pass."""
        failed = [outcome for outcome in self.outcomes if not outcome.passed]
        if not failed:
            return
        looks = [
            f"SELECT * FROM {quarantine_of(table)} WHERE sparkwright_attempt = '{attempt}'"
            for table in dict.fromkeys(outcome.table for outcome in failed)
            if self.quarantined[table]
        ]
        hint = f". The rows: {'; '.join(looks)}" if looks else ""
        raise ExpectationError("; ".join(map(describe, failed)) + hint)

    def release(self) -> None:
        """Release the cached frames."""
        # The JVM may be gone; the result is written by then.
        with contextlib.suppress(Exception):
            while self.frames:
                self.frames.pop().unpersist()
