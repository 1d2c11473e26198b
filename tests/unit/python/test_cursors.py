import unittest

import jobs_path  # noqa: F401
from fake_source import COLUMNS, FakeSource

from sparkwright.errors import RefusedError
from sparkwright.sources.cursors import Cursor
from sparkwright.sources.postgres import Server
from sparkwright.sources.shape import Column

TIME = Column("Changed", '"Changed"', "timestamp with time zone")
BARE = Column("changed", "changed", "timestamp without time zone")
NOON = "1763726400000001"  # 2025-11-21T12:00:00.000001Z


class BetweenTest(unittest.TestCase):
    def test_ids(self) -> None:
        cursor = Cursor("id", COLUMNS[0])
        self.assertEqual(cursor.between("751", "790"), "id >= 751 and id < 790")
        self.assertEqual(cursor.between(None, "790"), "id < 790")

    def test_times_to_the_microsecond_and_with_a_lag(self) -> None:
        self.assertEqual(
            Cursor("timestamp", TIME, lag=60).between(NOON, NOON),
            "\"Changed\" >= '2025-11-21T11:59:00.000001+00:00'::timestamptz"
            " and \"Changed\" < '2025-11-21T12:00:00.000001+00:00'::timestamptz",
        )
        self.assertEqual(
            Cursor("timestamp", BARE).between(None, NOON),
            "changed < '2025-11-22T02:00:00.000001'::timestamp",
        )

    def test_stale_transactions_are_not_read_again(self) -> None:
        xid = COLUMNS[2]
        self.assertEqual(
            Cursor("xid", xid).between("751", "790"),
            "xid >= '751'::xid8 and xid < '790'::xid8 and age(xmin) <= age(xid::xid)",
        )
        self.assertEqual(
            Cursor("xid", xid).between(None, "790"),
            "(xid < '790'::xid8 or age(xmin) > age('790'::xid8::xid))",
        )
        # A view has no xmin.
        self.assertEqual(
            Cursor("xid", xid, stamped=False).between(None, "790"), "xid < '790'::xid8"
        )


class OpeningTest(unittest.TestCase):
    """The cursor of a table, and its upper bound."""

    def setUp(self) -> None:
        self.fake = FakeSource(self)

    def hi(self, table: object = "lake.bronze.orders", **source: object) -> str:
        return self.fake.open({"orders": table}, **source)["orders"].hi.value

    def test_every_kind_has_its_own_bound(self) -> None:
        timed = {"target": "lake.bronze.orders", "cursor": "placed_at"}
        self.assertEqual(self.hi(), "790")
        self.assertEqual(self.hi(kind="id"), "41")
        self.assertEqual(self.hi(timed, kind="timestamp"), self.fake.server.clock)

    def test_refuses_a_cursor_of_another_type_and_none_at_all(self) -> None:
        for table, source, says in (
            ({"cursor": "placed_at"}, {}, "placed_at is of type timestamp .*xid8"),
            ({"cursor": "gone"}, {}, "orders has no column gone"),
            ({}, {"kind": "timestamp"}, "nothing says by which column.*`cursor`"),
            ({"mode": "merge", "key": ["gone"]}, {}, "no column gone, which `key`"),
        ):
            with self.subTest(says), self.assertRaisesRegex(RefusedError, says):
                self.hi({"target": "lake.bronze.orders", **table}, **source)

    def test_rows_without_a_key_can_be_appended_alone(self) -> None:
        self.fake.columns = tuple(
            Column(each.name, each.quoted, each.type) for each in self.fake.columns
        )
        self.assertEqual(self.hi(), "790")
        with self.assertRaisesRegex(RefusedError, "orders has no primary key.*`key`"):
            self.hi({"target": "lake.bronze.orders", "mode": "merge"})

    def test_deleted_newest_ids_do_not_look_like_a_server_reset(self) -> None:
        self.fake.lake("orders", loaded="41", kind="id")
        self.fake.ids_of = (38, 41)
        self.assertEqual(self.hi(kind="id"), "41")
        self.fake.ids_of = (38, 38)
        with self.assertRaisesRegex(RefusedError, "up to id 41, but the server is at 38"):
            self.hi(kind="id")

    def test_a_clock_may_go_back_by_less_than_the_lag(self) -> None:
        self.fake.lake("orders", loaded=self.fake.server.clock, kind="timestamp")
        loaded = int(self.fake.server.clock)
        timed = {"target": "lake.bronze.orders", "cursor": "placed_at"}
        self.fake.server = Server("7312", "790", str(loaded - 5_000_000))
        self.assertEqual(self.hi(timed, kind="timestamp", lag=5), str(loaded))
        with self.assertRaisesRegex(RefusedError, "up to microsecond"):
            self.hi(timed, kind="timestamp", lag=4)


if __name__ == "__main__":
    unittest.main()
