import json
import unittest

import jobs_path  # noqa: F401
from fake_lake import FakeTable

from lake.needed import kept
from lake.references import drop_old
from sparkwright.loaded import tag_of


class NeededTest(unittest.TestCase):
    """Snapshots are made at 10, 20, 30 and so on; what is older than 1000 may go."""

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

    def test_the_newest_load_of_each_table_stays_with_all_that_came_after(self) -> None:
        self.load("r1")
        history = self.load("r2", "history")
        self.load("r3")
        orders = self.load("r4")
        stays = kept(self.table, [], 1000)
        self.assertEqual(stays.needed, {history, orders})
        self.assertEqual(stays.since, 20)

    def test_so_does_what_a_reader_stands_at(self) -> None:
        stands = self.load("r1")
        self.load("r2")
        self.assertEqual(kept(self.table, [stands], 1000).since, 10)
        self.assertEqual(kept(self.table, ["gone"], 1000).since, 20)

    def test_nothing_is_kept_for_longer_than_asked_where_nobody_stands(self) -> None:
        self.write("main")
        self.assertEqual(kept(self.table, [], 1000).since, 1000)
        self.load("r1")
        self.assertEqual(kept(self.table, [], 5).since, 5)

    def test_behind_a_gap_the_furthest_load_stays(self) -> None:
        self.load("r1", bound="9")
        furthest = self.load("r2", bound="10")
        gone = self.write("main")
        self.write("main")
        del self.table.snapshots[gone], self.table.times[gone]
        self.assertEqual(kept(self.table, [], 1000).needed, {furthest})
        self.assertEqual(kept(self.table, [], 1000).since, 20)

    def test_old_tags_and_branches_of_attempts_go_and_those_of_people_stay(self) -> None:
        self.load("r1")
        self.load("r2")
        self.table.heads["audit-2026"] = self.at or ""
        self.write("r0", attempt="r0")
        self.write("dev")
        self.write("r9", attempt="r9")
        self.assertEqual(drop_old(self.table, kept(self.table, [], 1000), 35), 2)
        self.assertEqual(set(self.table.heads), {"main", tag_of("r2"), "audit-2026", "dev", "r9"})


if __name__ == "__main__":
    unittest.main()
