"""Times in files: ISO 8601 in UTC with milliseconds and `Z`."""

from datetime import UTC, datetime


def now() -> str:
    """Return the present time, such as `2026-11-21T11:16:41.000Z`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
