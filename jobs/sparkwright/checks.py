"""What an attempt's checks have found so far."""

import contextlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sparkwright.expectations import ExpectationError, Outcome, words

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def quarantine_of(table: str) -> str:
    """Return the name of the table that keeps the rows of `table` that failed."""
    return f"{table}_quarantine"


@dataclass(frozen=True)
class Checked:
    """A frame that has been checked: of `rows`, `kept` are in it."""

    frame: "DataFrame"
    rows: int
    kept: int


@dataclass
class Checks:
    """Outcomes in the order of the checks, and the rows that were put aside, by table.

    `quarantines` are the tables with those rows; `frames` are held in memory for the attempt,
    `checked` are what the checks returned.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    quarantined: Counter[str] = field(default_factory=Counter)
    quarantines: set[str] = field(default_factory=set)
    frames: list["DataFrame"] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)

    def told(self) -> list[dict[str, Any]]:
        """Return every outcome as it stands in result.json."""
        return [outcome.told() for outcome in self.outcomes]

    def tables(self) -> dict[str, int]:
        """Return the tables that were checked, each with how many rows were put aside."""
        return {each.table: self.quarantined[each.table] for each in self.outcomes}

    def counted(self, frame: "DataFrame | None") -> Checked | None:
        """Return how many rows `frame` has, where it is exactly what a check returned."""
        return next((each for each in self.checked if each.frame is frame), None)

    def settle(self, attempt: str) -> None:
        """Raise ExpectationError where an expectation did not pass."""
        failed = [outcome for outcome in self.outcomes if not outcome.passed]
        if not failed:
            return
        looks = [
            f"SELECT * FROM {quarantine_of(table)} WHERE sparkwright_attempt = '{attempt}'"
            for table in dict.fromkeys(outcome.table for outcome in failed)
            if self.quarantined[table]
        ]
        hint = f". The rows: {'; '.join(looks)}" if looks else ""
        raise ExpectationError("; ".join(map(words, failed)) + hint)

    def release(self) -> None:
        """Let go of the frames that are held in memory."""
        # The result is left by then, and a JVM that is gone holds nothing.
        with contextlib.suppress(Exception):
            while self.frames:
                self.frames.pop().unpersist()
