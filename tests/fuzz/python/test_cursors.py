import unittest
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import jobs_path  # noqa: F401
from effort import runs
from hypothesis import example, given
from hypothesis import strategies as st

from sparkwright.sources.cursors import Cursor
from sparkwright.sources.shape import Column

ZONES = (
    *("UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca"),
    *("Pacific/Kiritimati", "Etc/GMT+12", "America/St_Johns", "Asia/Kathmandu"),
)
TYPES = ("timestamp without time zone", "timestamp with time zone", "date")
FOLD = datetime(2026, 11, 1, 5, tzinfo=UTC)
"""An hour before New York's clocks are set back."""

FOLDED = [("wait", 50), ("write", 1, 0, 0), ("load",), ("wait", 40), ("write", 1, 10, 0), ("load",)]
"""A row that is written in the repeated hour, and again after it."""

minutes = st.integers(0, 3000)
rows = st.lists(st.tuples(minutes, st.integers(0, 10)), max_size=20)


def micros(time: datetime) -> str:
    return str(int(time.timestamp()) * 1_000_000)


def value(text: str) -> datetime | date | int:
    quoted, _, kind = text.partition("::")
    if kind in ("xid8", ""):
        return int(quoted.strip("'"))
    parse = date.fromisoformat if kind == "date" else datetime.fromisoformat
    return parse(quoted.strip("'"))


def holds(sql: str, cursor: datetime | date | int) -> bool:
    """Evaluate the SQL of a condition as PostgreSQL does."""
    for part in sql.split(" and "):
        _, sign, text = part.split(" ", 2)
        other = value(text)
        if not {">=": cursor >= other, "<": cursor < other, "<=": cursor <= other}[sign]:
            return False
    return True


@dataclass
class Table:
    """A table that one cursor loads, and its copy in the lake. Times are in minutes.

    Rows of a transaction are visible and unlocked after its end.
    """

    zone: str
    cursor: Cursor
    now: int = 0
    xid: int = 100
    lo: str | None = None
    source: dict[int, tuple[int, Any]] = field(default_factory=dict)
    lake: dict[int, int] = field(default_factory=dict)
    open: dict[int, tuple[int, int, Any]] = field(default_factory=dict)
    version: int = 0

    def write(self, key: int, late: int, behind: int) -> None:
        """Write a row with a clock that is `behind`, in a transaction that ends `late`."""
        if key in self.open:
            return
        self.version += 1
        ends = self.now + min(late, LAG - behind)
        self.xid += 1
        self.open[key] = (ends, self.version, self.stamp(behind))
        self.commit()

    def stamp(self, behind: int) -> Any:
        if self.cursor.kind == "xid":
            return self.xid
        local = (FOLD + timedelta(minutes=self.now - behind)).astimezone(ZoneInfo(self.zone))
        bare = local if self.cursor.column.type == TYPES[1] else local.replace(tzinfo=None)
        return bare.date() if self.cursor.column.type == "date" else bare

    def commit(self) -> None:
        for key, (ends, version, stamp) in list(self.open.items()):
            if ends <= self.now:
                del self.open[key]
                self.source[key] = (version, stamp)

    def load(self) -> None:
        self.commit()
        oldest = min((stamp for *_, stamp in self.open.values()), default=self.xid + 1)
        clock = micros(FOLD + timedelta(minutes=self.now))
        hi = str(oldest) if self.cursor.kind == "xid" else clock
        sql = self.cursor.between(self.lo, hi)
        for key, (version, stamp) in self.source.items():
            if holds(sql, stamp):
                self.lake[key] = version
        self.lo = hi


LAG = 10
writes = st.tuples(st.just("write"), st.integers(0, 4), st.integers(0, LAG), st.integers(0, LAG))
passes = st.tuples(st.just("wait"), st.one_of(st.integers(0, 20), st.integers(0, 900)))
histories = st.lists(st.one_of(writes, passes, st.just(("load",))), max_size=40)
cursors = st.sampled_from(
    [
        *(Cursor("timestamp", Column("c", "c", kind), lag=60 * LAG) for kind in TYPES),
        Cursor("xid", Column("c", "c", "xid8"), stamped=False),
    ]
)


BY_TIME = Cursor("timestamp", Column("c", "c", TYPES[0]), lag=60 * LAG)


class EveryVersionArrivesTest(unittest.TestCase):
    @runs(300)
    @example("America/New_York", BY_TIME, FOLDED)
    @example("Pacific/Kiritimati", BY_TIME, [("write", 1, 0, 0)])
    @example("Etc/GMT+12", BY_TIME, [("load",), ("write", 1, 0, 0)])
    @given(st.sampled_from(ZONES), cursors, histories)
    def test_by_each_cursor(self, zone: str, cursor: Cursor, history: list[tuple]) -> None:
        """After any writes and loads, the lake equals the source."""
        table = Table(zone, cursor)
        for what, *arguments in history:
            if what == "write":
                table.write(*arguments)
            elif what == "wait":
                table.now += arguments[0]
            else:
                table.load()
        table.now += LAG + 1
        table.load()
        self.assertEqual(table.lake, {key: version for key, (version, _) in table.source.items()})


class NoRowIsLostTest(unittest.TestCase):
    @runs(200)
    @example("America/New_York", TYPES[0], [(50, 5), (70, 9), (100, 0)], [60, 90])
    @given(st.sampled_from(ZONES), st.sampled_from(TYPES), rows, st.lists(minutes, max_size=8))
    def test_of_a_clock_in_any_zone(
        self, zone: str, kind: str, written: list[tuple[int, int]], loads: list[int]
    ) -> None:
        """Loads read every row that becomes visible at most the lag after its time."""
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
