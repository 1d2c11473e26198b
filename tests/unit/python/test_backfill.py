import unittest
from types import SimpleNamespace

import jobs_path  # noqa: F401
from fake_source import FakeSource

from sparkwright.errors import RefusedError
from sparkwright.protocol.interval import parse_interval
from sparkwright.sources import backfill
from sparkwright.sources.cursors import Cursor
from sparkwright.sources.shape import Column, Shape
from sparkwright.sources.window import Window

DAY = parse_interval({"start": "2026-11-20T01:00:00+01:00", "end": "2026-11-21T00:00:00Z"})
TIME = "timestamp with time zone"
SHAPE = Shape(
    "orders",
    (
        Column("placed_at", "placed_at", TIME),
        Column("Bare", '"Bare"', "timestamp without time zone"),
        Column("day", "day", "date"),
        Column("id", "id", "bigint", primary=True),
    ),
)
CURSOR = Cursor("xid", Column("xid", "xid", "xid8"))


class ConditionTest(unittest.TestCase):
    def condition(self, column: str, loaded: str | None = "751") -> str:
        time = backfill.time_column("orders", SHAPE, column)
        return backfill.condition("orders", time, DAY, CURSOR, loaded)

    def test_a_zoned_time_is_compared_with_its_zone(self) -> None:
        self.assertEqual(
            self.condition("placed_at"),
            "placed_at >= '2026-11-20T00:00:00+00:00'::timestamptz"
            " and placed_at < '2026-11-21T00:00:00+00:00'::timestamptz and xid < '751'::xid8",
        )

    def test_a_bare_time_counts_as_utc(self) -> None:
        self.assertEqual(
            self.condition("Bare"),
            "\"Bare\" >= '2026-11-20T00:00:00'::timestamp"
            " and \"Bare\" < '2026-11-21T00:00:00'::timestamp and xid < '751'::xid8",
        )
        self.assertIn("day < '2026-11-21T00:00:00'::timestamp", self.condition("day"))

    def test_a_column_of_another_type_and_a_table_without_a_load_are_refused(self) -> None:
        with self.assertRaisesRegex(RefusedError, "orders.id is of type bigint"):
            self.condition("id")
        with self.assertRaisesRegex(RefusedError, "orders has no column gone"):
            self.condition("gone")
        with self.assertRaisesRegex(RefusedError, "nothing of orders is loaded yet"):
            self.condition("placed_at", None)


class WindowTest(unittest.TestCase):
    """An opened window on a lake where only orders are loaded, up to 751."""

    def setUp(self) -> None:
        self.fake = FakeSource(self)
        self.orders = self.fake.lake("orders", loaded="751")

    def open(self, *, is_backfill: bool) -> Window:
        spec = SimpleNamespace(
            catalog="lake", backfill=is_backfill, full_refresh=False, interval=DAY
        )
        tables = {
            "orders": {"target": self.orders.name, "time": "placed_at"},
            "ordershistory": "lake.bronze.ordershistory",
        }
        return self.fake.open(tables, spec)

    def test_a_backfill_reads_loaded_rows_of_its_interval(self) -> None:
        new = self.open(is_backfill=True)["orders"]
        self.assertEqual((new.rows, new.read()), (3, "rows"))
        self.assertIn("where placed_at >= '2026-11-20T00:00", self.fake.asked["dbtable"])
        self.assertIn("and xid < '751'::xid8) as new", self.fake.asked["dbtable"])
        self.assertEqual(self.fake.running.mains, {self.orders.name: self.orders.head()})

    def test_a_backfill_records_no_bound(self) -> None:
        window = self.open(is_backfill=True)
        with window["orders"].loading():
            self.assertEqual(self.fake.settings, {})
        self.assertIsNone(window.proposal({self.orders.name}))

    def test_a_table_without_a_time_column_cannot_be_backfilled(self) -> None:
        window = self.open(is_backfill=True)
        with self.assertRaisesRegex(RefusedError, "ordershistory can't be backfilled: .* cursor"):
            window["ordershistory"]

    def test_a_run_without_backfill_reads_new_rows_and_records_its_bound(self) -> None:
        window = self.open(is_backfill=False)
        window["orders"].read()
        self.assertIn("where xid >= '751'::xid8 and xid < '790'::xid8", self.fake.asked["dbtable"])
        with window["orders"].loading():
            [said] = self.fake.settings.values()
        self.assertIn('"bound":"790"', said)
        self.assertEqual(self.fake.settings, {})
        self.assertIn("xid < '790'::xid8 or", window["ordershistory"].condition)
        self.assertEqual(
            window.proposal({self.orders.name, "lake.bronze.ordershistory"})["tables"],
            {"orders": "790", "ordershistory": "790"},
        )


if __name__ == "__main__":
    unittest.main()
