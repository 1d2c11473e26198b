import unittest
from unittest.mock import patch

import jobs_path  # noqa: F401
from fake_lake import FakeCatalog, FakeTable

from sparkwright.errors import RefusedError
from sparkwright.protocol.interval import parse_interval
from sparkwright.protocol.spec import Spec
from sparkwright.running import Running
from sparkwright.tables import deriving
from sparkwright.tables.changes import Changes, Derived, changes_since
from sparkwright.tables.readers import standing
from sparkwright.tables.reads import Read, newest_read, read_text

BRONZE, SILVER, A1 = "lake.bronze.orders", "lake.silver.orders", "run-silver-1"
ROWS = {"added_data_files": "1", "total_delete_files": "0"}
DAY = parse_interval({"start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"})


def table(name: str) -> FakeTable:
    return FakeTable(name, [])


class ChangesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.orders = table(BRONZE)
        self.first = self.orders.write("main", None, **ROWS)

    def then(self, operation: str = "append", **summary: str) -> str:
        return self.orders.write("main", self.orders.head(), operation, **summary)

    def since(self, snapshot: str | None) -> Changes:
        return changes_since(None, self.orders, snapshot)

    def test_the_first_read_is_of_the_whole_table(self) -> None:
        found = self.since(None)
        self.assertEqual((found.whole, found.empty, found.upto), (True, False, self.first))

    def test_a_table_without_rows_has_nothing_to_read(self) -> None:
        found = changes_since(None, table("lake.bronze.empty"), None)
        self.assertEqual((found.whole, found.empty, found.upto), (True, True, None))

    def test_new_rows_follow_what_was_read(self) -> None:
        upto = self.then(**ROWS)
        found = self.since(self.first)
        self.assertEqual((found.since, found.upto), (self.first, upto))
        self.assertEqual((found.whole, found.empty, found.appended), (False, False, True))

    def test_compactions_and_records_of_reads_are_not_changes(self) -> None:
        self.then("replace", **ROWS)
        self.then()
        self.assertTrue(self.since(self.first).empty)
        self.then(**ROWS)
        found = self.since(self.first)
        self.assertEqual((found.empty, found.appended), (False, True))

    def test_a_merge_or_delete_makes_changes_more_than_appended(self) -> None:
        self.then(**ROWS)
        self.then("delete", deleted_data_files="1", total_delete_files="0")
        self.then(**ROWS)
        found = self.since(self.first)
        self.assertEqual((found.whole, found.empty, found.appended), (False, False, False))

    def test_the_whole_table_is_read_if_main_does_not_descend_from_the_last_read(self) -> None:
        second = self.then(**ROWS)
        self.then(**ROWS)
        del self.orders.snapshots[second]
        self.assertTrue(self.since(self.first).whole)
        self.assertTrue(self.since("rolled back").whole)

    def test_the_whole_table_is_read_if_it_was_rebuilt(self) -> None:
        before = self.then("overwrite", **ROWS, rebuilt="true")
        self.assertTrue(self.since(self.first).whole)
        self.then(**ROWS)
        self.assertFalse(self.since(before).whole)

    def test_the_whole_table_is_read_if_it_has_delete_files(self) -> None:
        self.then(added_data_files="1", total_delete_files="1")
        self.assertFalse(self.since(self.first).whole, "of appends Iceberg can tell all the same")
        self.then("overwrite", added_data_files="1", total_delete_files="1")
        self.assertTrue(self.since(self.first).whole)


class ReadsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.silver = table(SILVER)

    def test_the_newest_record_on_main_is_the_authority(self) -> None:
        self.assertIsNone(newest_read(self.silver))
        self.silver.write("main", None, read=read_text({BRONZE: "1"}))
        second = self.silver.write("main", self.silver.head(), read=read_text({BRONZE: "2"}))
        self.silver.write("main", self.silver.head(), "replace")
        self.silver.write("an attempt's", self.silver.head(), read=read_text({BRONZE: "3"}))
        self.assertEqual(newest_read(self.silver), Read(second, {BRONZE: "2"}))

    def test_a_broken_record_is_refused_with_the_fix(self) -> None:
        for text in ("{", "[1]", '{"lake.bronze.orders": 7}'):
            self.silver.write("main", self.silver.head(), read=text)
            with self.subTest(text), self.assertRaisesRegex(RefusedError, "--full-refresh"):
                newest_read(self.silver)

    def test_snapshots_of_reads_and_of_their_records_are_needed(self) -> None:
        bronze = table(BRONZE)
        first = bronze.write("main", None)
        bronze.write("main", first)
        told = self.silver.write("main", None, read=read_text({BRONZE: first, "lake.gone": "7"}))
        self.silver.write("main", told, "replace")
        broken = table("lake.gold.broken")
        broken.write("main", None, read="{")
        found = standing(FakeCatalog([bronze, self.silver, broken]))
        self.assertEqual(found, {BRONZE: {first}, SILVER: {told}})


class DerivingTest(unittest.TestCase):
    def setUp(self) -> None:
        self.silver = table(SILVER)
        spec = Spec(
            **{"attempt": A1, "run": "run", "pipeline": "p", "stage": "silver", "number": 1},
            **{"slot": "manual:1", "release": "r", "job": "j.py", "interval": DAY},
        )
        self.running = Running(spec=spec, folder="/a", driver="d", started="", hdfs=None)
        read = Changes(BRONZE, "1", "2", whole=False, empty=False, appended=True, session=None)
        self.running.state(Derived)[SILVER] = {BRONZE: read}
        catalog = FakeCatalog([self.silver])
        catalog.table = lambda _name: self.silver
        opening = patch.object(deriving, "open_catalog", lambda _name: catalog)
        opening.start()
        self.addCleanup(opening.stop)

    def test_a_read_without_a_write_is_recorded_once(self) -> None:
        before = self.silver.write("main", None)
        deriving.note_reads(self.running)
        head = self.silver.head(A1)
        self.assertEqual(self.silver.snapshot(head).parent, before)
        self.assertEqual(self.silver.snapshot(head).property("sparkwright.attempt"), A1)
        self.silver.heads["main"] = head
        self.assertEqual(newest_read(self.silver), Read(head, {BRONZE: "2"}))
        deriving.note_reads(self.running)
        self.silver.heads[f"sparkwright-{A1}"] = self.silver.heads.pop(A1)
        deriving.note_reads(self.running)
        self.assertEqual(len(self.silver.snapshots), 2)

    def test_a_write_without_the_record_of_its_read_is_refused(self) -> None:
        bare = self.silver.write(A1, None)
        with self.assertRaisesRegex(RefusedError, "attempt.writing"):
            deriving.check_reads(self.silver, bare, self.running)
        told = self.silver.write(A1, bare, read=read_text({BRONZE: "2"}))
        deriving.check_reads(self.silver, told, self.running)

    def test_a_derived_tables_bookmark_is_its_published_read(self) -> None:
        entry = {"system_identifier": "lake", "kind": "snapshot"}
        published = deriving.proposals(self.running, {SILVER})
        self.assertEqual(published, {SILVER: {**entry, "tables": {BRONZE: "2"}}})
        unpublished = deriving.proposals(self.running, set())
        self.assertEqual(unpublished, {SILVER: {**entry, "tables": {BRONZE: "1"}}})


if __name__ == "__main__":
    unittest.main()
