"""The time interval of a run."""

from datetime import UTC, datetime
from typing import NamedTuple


class Interval(NamedTuple):
    """From `start` until `end` (exclusive), both in UTC."""

    start: datetime
    end: datetime


def parse_interval(value: dict[str, str]) -> Interval:
    """Return `{"start": ..., "end": ...}`, ISO 8601 with a time zone, as an Interval.

    Raises ValueError if a time zone is missing.
    """
    return Interval(_utc(value["start"]), _utc(value["end"]))


def _utc(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"{text} has no time zone: end it in Z")
    return time.astimezone(UTC)
