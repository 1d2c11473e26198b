import unittest
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

import jobs_path  # noqa: F401
from fake_lake import FakeTable

from sparkwright import backfill, opening
from sparkwright.bounds import Bound
from sparkwright.errors import RefusedError
from sparkwright.interval import parse_interval
from sparkwright.loaded import property_text, tag_of
from sparkwright.postgres import Extent, Shape
from sparkwright.spec import Source

DAY = parse_interval({"start": "2026-11-20T01:00:00+01:00", "end": "2026-11-21T00:00:00Z"})
TYPES = {
    "placed_at": ("placed_at", "timestamp with time zone"),
    "Bare": ('"Bare"', "timestamp without time zone"),
    "day": ("day", "date"),
    "id": ("id", "bigint"),
}


class FakePostgres:
    def bound(self) -> Bound:
        return Bound("7312", "790")

    def type_of(self, _table: str, column: str) -> tuple[str, str] | None:
        return TYPES.get(column)

    def shape(self, _table: str) -> Shape:
        return Shape("id, xid", "id")

    def extent(self, _table: str, _key: str, _condition: str) -> Extent:
        return Extent(3, 1, 9)


class FakeSession:
    """A Spark session's settings, and what its JDBC reader is asked for."""

    _jvm = None

    def __init__(self) -> None:
        self.settings: dict[str, str] = {}
        self.asked: dict[str, str] = {}
        self.conf = SimpleNamespace(set=self.settings.__setitem__, unset=self.settings.pop)
        self.read = SimpleNamespace(format=lambda _kind: self)

    def options(self, **asked: str) -> "FakeSession":
        self.asked.update(asked)
        return self

    def load(self) -> str:
        return "rows"


class ConditionTest(unittest.TestCase):
    def condition(self, column: str, loaded: str | None = "751") -> str:
        return backfill.condition(FakePostgres(), "orders", column, DAY, loaded)

    def test_names_the_time_zone_where_the_column_has_one(self) -> None:
        self.assertEqual(
            self.condition("placed_at"),
            "placed_at >= '2026-11-20T00:00:00+00:00'::timestamptz"
            " and placed_at < '2026-11-21T00:00:00+00:00'::timestamptz and xid < '751'::xid8",
        )

    def test_takes_a_bare_time_for_utc(self) -> None:
        self.assertEqual(
            self.condition("Bare"),
            "\"Bare\" >= '2026-11-20T00:00:00'::timestamp"
            " and \"Bare\" < '2026-11-21T00:00:00'::timestamp and xid < '751'::xid8",
        )
        self.assertIn("day < '2026-11-21T00:00:00'::timestamp", self.condition("day"))

    def test_refuses_what_is_no_time_and_what_is_not_loaded(self) -> None:
        with self.assertRaisesRegex(RefusedError, "orders.id is of type bigint"):
            self.condition("id")
        with self.assertRaisesRegex(RefusedError, "orders has no column gone"):
            self.condition("gone")
        with self.assertRaisesRegex(RefusedError, "nothing of orders is loaded yet"):
            self.condition("placed_at", None)


class WindowTest(unittest.TestCase):
    """A window as it is opened, on a lake where orders are loaded up to 751, and nothing else."""

    def setUp(self) -> None:
        self.orders = FakeTable("lake.bronze.orders", [])
        mark = property_text("retail", "orders", Bound("7312", "751"))
        main = self.orders.write("main", None, attempt="r-ingest-1", bookmark=mark)
        self.orders.heads[tag_of("r-ingest-1")] = main
        lake = SimpleNamespace(table={self.orders.name: self.orders}.get)

        @contextmanager
        def connect(_jvm: object, **_login: str) -> object:
            yield FakePostgres()

        for name, fake in (("Catalog", lambda *_: lake), ("connect", connect)):
            replaced = patch.object(opening, name, fake)
            replaced.start()
            self.addCleanup(replaced.stop)

    def open(self, *, is_backfill: bool) -> opening.Window:
        tables = {"orders": self.orders.name, "ordershistory": "lake.bronze.ordershistory"}
        time = {"orders": "placed_at"}
        source = Source("xid", "jdbc:", "reader", "secret", tables, time=time)
        spec = SimpleNamespace(catalog="lake", backfill=is_backfill, interval=DAY)
        self.running = SimpleNamespace(spec=spec, mains={}, secret=lambda _name: "x")
        self.session = FakeSession()
        return opening._Opening(self.running, "retail", source, self.session).window()

    def test_a_backfill_reads_its_interval_of_what_is_loaded(self) -> None:
        new = self.open(is_backfill=True)["orders"]
        self.assertEqual((new.rows, new.read()), (3, "rows"))
        self.assertIn("where placed_at >= '2026-11-20T00:00", self.session.asked["dbtable"])
        self.assertIn("and xid < '751'::xid8) as new", self.session.asked["dbtable"])
        self.assertEqual(self.running.mains, {self.orders.name: self.orders.head()})

    def test_a_backfill_says_nothing_of_how_far_a_table_is_loaded(self) -> None:
        window = self.open(is_backfill=True)
        with window["orders"].loading():
            self.assertEqual(self.session.settings, {})
        self.assertIsNone(window.proposal({self.orders.name}))

    def test_a_table_without_a_column_of_time_cannot_be_backfilled(self) -> None:
        window = self.open(is_backfill=True)
        with self.assertRaisesRegex(RefusedError, "ordershistory can't be backfilled: .* commits"):
            window["ordershistory"]

    def test_any_other_run_reads_what_is_new_and_says_so(self) -> None:
        window = self.open(is_backfill=False)
        window["orders"].read()
        self.assertIn(
            "where xid >= '751'::xid8 and xid < '790'::xid8", self.session.asked["dbtable"]
        )
        with window["orders"].loading():
            [said] = self.session.settings.values()
        self.assertIn('"bound":"790"', said)
        self.assertEqual(self.session.settings, {})
        self.assertEqual(window["ordershistory"].condition, "xid < '790'::xid8")
        self.assertEqual(
            window.proposal({self.orders.name, "lake.bronze.ordershistory"})["tables"],
            {"orders": "790", "ordershistory": "790"},
        )


if __name__ == "__main__":
    unittest.main()
