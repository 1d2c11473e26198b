import unittest
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import jobs_path  # noqa: F401
from effort import runs
from hypothesis import example, given
from hypothesis import strategies as st

from sparkwright.cursors import Cursor
from sparkwright.shape import Column

ZONES = (
    *("UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca"),
    *("Pacific/Kiritimati", "Etc/GMT+12", "America/St_Johns", "Asia/Kathmandu"),
)
TYPES = ("timestamp without time zone", "timestamp with time zone", "date")
FOLD = datetime(2026, 11, 1, 5, tzinfo=UTC)
"""An hour before New York's clocks are put back."""

minutes = st.integers(0, 3000)
rows = st.lists(st.tuples(minutes, st.integers(0, 10)), max_size=20)


def micros(time: datetime) -> str:
    return str(int(time.timestamp()) * 1_000_000)


def value(text: str) -> datetime | date:
    quoted, kind = text.split("::")
    parse = date.fromisoformat if kind == "date" else datetime.fromisoformat
    return parse(quoted.strip("'"))


def holds(sql: str, cursor: datetime | date) -> bool:
    """Evaluate the SQL of a condition as PostgreSQL does."""
    for part in sql.split(" and "):
        _, sign, text = part.split(" ", 2)
        other = value(text)
        if not {">=": cursor >= other, "<": cursor < other, "<=": cursor <= other}[sign]:
            return False
    return True


class NoRowIsLostTest(unittest.TestCase):
    @runs(200)
    @example("America/New_York", TYPES[0], [(50, 5), (70, 9), (100, 0)], [60, 90])
    @given(st.sampled_from(ZONES), st.sampled_from(TYPES), rows, st.lists(minutes, max_size=8))
    def test_of_a_clock_in_any_zone(
        self, zone: str, kind: str, written: list[tuple[int, int]], loads: list[int]
    ) -> None:
        """Rows become visible up to the lag after their time; what all loads read is all rows."""
        cursor, lo, seen = Cursor("timestamp", Column("c", "c", kind), lag=600), None, set()
        for load in [*sorted(loads), 3100]:
            hi = micros(FOLD + timedelta(minutes=load))
            sql = cursor.between(lo, hi)
            for number, (at, late) in enumerate(written):
                local = (FOLD + timedelta(minutes=at)).astimezone(ZoneInfo(zone))
                bare = local if "with time" in kind else local.replace(tzinfo=None)
                if at + late < load and holds(sql, bare.date() if kind == "date" else bare):
                    seen.add(number)
            lo = hi
        self.assertEqual(seen, set(range(len(written))))


if __name__ == "__main__":
    unittest.main()
