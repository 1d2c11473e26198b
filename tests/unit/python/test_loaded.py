import unittest

import jobs_path  # noqa: F401
from fake_lake import FakeTable

from sparkwright.errors import RefusedError
from sparkwright.tables.bounds import Bound
from sparkwright.tables.loaded import newest_load, property_text, tag_of

HI = Bound("7312", "790")


class NewestLoadTest(unittest.TestCase):
    def setUp(self) -> None:
        self.table = FakeTable("lake.bronze.orders", [])
        self.at = None

    def load(self, attempt: str, xid: str, tagged: bool = True) -> None:
        text = property_text("retail", "orders", Bound("7312", xid))
        self.at = self.table.write("main", self.at, attempt=attempt, bookmark=text)
        if tagged:
            self.table.heads[tag_of(attempt)] = self.at

    def newest(self, filed: Bound | None = None) -> Bound | None:
        return newest_load(self.table, "retail", "orders", filed)

    def test_the_newest_load_is_found_behind_other_snapshots(self) -> None:
        self.load("r1", "751")
        self.load("r2", "790")
        self.at = self.table.write("main", self.at)
        self.assertEqual(self.newest(), HI)
        self.assertIsNone(newest_load(self.table, "retail", "ordershistory", None))
        self.assertIsNone(newest_load(self.table, "wholesale", "orders", None))

    def test_an_unpublished_load_does_not_count(self) -> None:
        self.load("r1", "751")
        text = property_text("retail", "orders", HI)
        self.table.write("r2", self.at, attempt="r2", bookmark=text)
        self.table.heads[tag_of("r2")] = self.table.heads["r2"]
        self.assertEqual(self.newest(), Bound("7312", "751"))
        self.assertEqual(self.newest(HI), Bound("7312", "751"))

    def test_a_load_without_its_own_tag_does_not_count(self) -> None:
        self.load("r1", "751")
        self.load("r2", "790", tagged=False)
        self.assertEqual(self.newest(), Bound("7312", "751"))

    def test_after_expiry_a_tag_counts_only_with_the_bookmark_file(self) -> None:
        self.load("r1", "751")
        self.load("r2", "790")
        gone = self.table.write("main", self.at)
        self.table.write("main", gone)
        del self.table.snapshots[gone]
        self.assertIsNone(self.newest())
        self.assertIsNone(self.newest(Bound("7312", "751")))
        self.assertEqual(self.newest(HI), HI)

    def test_bounds_of_another_server_do_not_count(self) -> None:
        text = property_text("retail", "orders", Bound("9999", "5000"))
        self.at = self.table.write("main", self.at, attempt="r0", bookmark=text)
        self.table.heads[tag_of("r0")] = self.at
        self.load("r1", "790")
        gone = self.table.write("main", self.at)
        self.table.write("main", gone)
        del self.table.snapshots[gone]
        self.assertEqual(self.newest(HI), HI)

    def test_a_broken_property_is_refused(self) -> None:
        self.at = self.table.write("main", None, attempt="r1", bookmark='{"source":"retail"}')
        with self.assertRaisesRegex(RefusedError, "rollback_to_snapshot"):
            self.newest()


if __name__ == "__main__":
    unittest.main()
