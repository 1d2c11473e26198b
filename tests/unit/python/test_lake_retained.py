import json
import unittest

import jobs_path  # noqa: F401
from fake_lake import FakeTable

from lake.references import drop_old
from lake.retained import retained
from sparkwright.tables.loaded import tag_of


class NeededTest(unittest.TestCase):
    """Snapshots are made at 10, 20, 30 and so on; those older than 1000 may expire."""

    def setUp(self) -> None:
        self.table = FakeTable("lake.bronze.orders", [])
        self.at: str | None = None

    def load(self, attempt: str, table: str = "orders", bound: str = "7") -> str:
        mark = json.dumps({"source": "shop", "table": table, "bound": bound})
        self.at = self.write("main", attempt=attempt, bookmark=mark)
        self.table.heads[tag_of(attempt)] = self.at
        return self.at

    def write(self, branch: str, **summary: str) -> str:
        made = self.table.write(branch, self.at, **summary)
        self.table.times[made] = 10 * len(self.table.times) + 10
        if branch == "main":
            self.at = made
        return made

    def test_the_newest_load_of_each_table_and_later_snapshots_are_kept(self) -> None:
        self.load("r1")
        history = self.load("r2", "history")
        self.load("r3")
        orders = self.load("r4")
        stays = retained(self.table, [], 1000)
        self.assertEqual(stays.needed, {history, orders})
        self.assertEqual(stays.since, 20)

    def test_a_readers_snapshot_is_kept(self) -> None:
        stands = self.load("r1")
        self.load("r2")
        self.assertEqual(retained(self.table, [stands], 1000).since, 10)
        self.assertEqual(retained(self.table, ["gone"], 1000).since, 20)

    def test_without_readers_old_snapshots_are_not_kept(self) -> None:
        self.write("main")
        self.assertEqual(retained(self.table, [], 1000).since, 1000)
        self.load("r1")
        self.assertEqual(retained(self.table, [], 5).since, 5)

    def test_behind_a_gap_the_furthest_load_is_kept(self) -> None:
        self.load("r1", bound="9")
        furthest = self.load("r2", bound="10")
        gone = self.write("main")
        self.write("main")
        del self.table.snapshots[gone], self.table.times[gone]
        self.assertEqual(retained(self.table, [], 1000).needed, {furthest})
        self.assertEqual(retained(self.table, [], 1000).since, 20)

    def test_old_references_of_attempts_are_dropped_and_peoples_are_kept(self) -> None:
        self.load("r1")
        self.load("r2")
        self.table.heads["audit-2026"] = self.at or ""
        self.write("r0", attempt="r0")
        self.write("dev")
        self.write("r9", attempt="r9")
        self.assertEqual(drop_old(self.table, retained(self.table, [], 1000), 35), 2)
        self.assertEqual(set(self.table.heads), {"main", tag_of("r2"), "audit-2026", "dev", "r9"})


if __name__ == "__main__":
    unittest.main()
