import unittest

import jobs_path  # noqa: F401
from fake_source import FakeSource

from sparkwright.errors import RefusedError
from sparkwright.sources.window import Window
from sparkwright.sources.write_modes import APPEND, MERGE, REBASE

ORDERS, HISTORY = "lake.bronze.orders", "lake.bronze.history"
TABLES = {"orders": ORDERS, "history": HISTORY}


def bookmark(mode: str, tables: dict[str, str], server: str = "7312", **reached: str) -> dict:
    again = {"id": "r1", "mode": mode, "tables": tables}
    reached = reached or {"orders": "780", "history": "780"}
    return {"system_identifier": server, "kind": "xid", "tables": reached, "again": again}


class AgainTest(unittest.TestCase):
    """Both tables are loaded up to 780; the server is at 790."""

    def setUp(self) -> None:
        self.fake = FakeSource(self)
        for table in TABLES:
            self.fake.lake(table, loaded="780")

    def open(self, again: dict) -> Window:
        return self.fake.open(TABLES, bookmark=again)

    def test_a_rewind_starts_at_its_bound_and_merges(self) -> None:
        window = self.open(bookmark("rewind", {"orders": "700"}, orders="700", history="780"))
        orders, history = window["orders"], window["history"]
        self.assertEqual((orders.lo, orders.how, orders.again), ("700", MERGE, "rewind"))
        self.assertEqual((history.lo, history.how, history.again), ("780", APPEND, None))

    def test_a_request_is_met_for_loaded_tables(self) -> None:
        window = self.open(bookmark("rewind", {"orders": "700", "history": "700"}))
        one, both = window.proposal({ORDERS}), window.proposal({ORDERS, HISTORY})
        self.assertEqual(one["again"], {"id": "r1", "mode": "rewind", "tables": {"orders": "700"}})
        self.assertEqual(one["tables"], {"orders": "790", "history": "780"})
        self.assertEqual(both["again"]["tables"], {"orders": "700", "history": "700"})
        self.assertNotIn("again", window.proposal(set()))
        # Nothing differed, so there is nothing to publish.
        window["history"].done.add("history")
        self.assertEqual(window.proposal(set())["again"]["tables"], {"history": "700"})

    def test_a_rebase_reads_the_whole_table(self) -> None:
        window = self.open(bookmark("rebase", dict.fromkeys(TABLES, "0"), server="9999"))
        orders = window["orders"]
        self.assertEqual((orders.lo, orders.how), (None, REBASE))
        self.assertIn("least(xid::text::bigint, 789) as xid", orders.selected)
        one = window.proposal({ORDERS})
        self.assertEqual((one["system_identifier"], one["tables"]), ("7312", {"orders": "790"}))
        self.assertEqual(one["again"]["tables"], {"orders": "0"})
        self.assertIsNone(window.proposal(set()))

    def test_a_rewind_on_another_server_is_refused(self) -> None:
        with self.assertRaisesRegex(RefusedError, "bookmark rebase retail"):
            self.open(bookmark("rewind", {"orders": "700"}, server="9999"))

    def test_an_unreadable_request_is_refused(self) -> None:
        with self.assertRaisesRegex(RefusedError, "its mode is 'redo'"):
            self.open(bookmark("redo", {"orders": "0"}))


if __name__ == "__main__":
    unittest.main()
