import unittest
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from lake_place import LakePlace
from pyspark.sql import SparkSession
from shop import ORDERS, ShopTest, load
from test_maintenance import AT_ONCE

from sparkwright.tables.iceberg import Table

GOOD, BAD = ("lake.bronze.good", "lake.silver.good"), "lake.bronze.`b.d`"


def spark() -> SparkSession:
    return SparkSession.builder.getOrCreate()


def append(*tables: str) -> None:
    for table in tables:
        spark().sql(f"create table if not exists {table} (id bigint) using iceberg")
        spark().range(1).writeTo(table).append()


def newest(metadata: Path) -> Path:
    return max(metadata.glob("v*.metadata.json"), key=lambda path: int(path.name[1:].split(".")[0]))


def missing(metadata: Path) -> None:
    newest(metadata).unlink()


def cut_off(metadata: Path) -> None:
    file = newest(metadata)
    file.write_bytes(file.read_bytes()[:300])


def hint_to_nowhere(metadata: Path) -> None:
    (metadata / "version-hint.text").write_text("99")


def empty(metadata: Path) -> None:
    newest(metadata).write_bytes(b"")


def no_table(metadata: Path) -> None:
    newest(metadata).write_text("{}")


class DamagedTest(unittest.TestCase):
    """A table with unreadable metadata, beside two intact ones."""

    def setUp(self) -> None:
        self.place = LakePlace()
        self.addCleanup(self.place.close)

    def damage(self, how: Callable[[Path], None]) -> None:
        metadata = self.place.folder / "bronze/b.d/metadata"
        how(metadata)
        # What checks the bytes of a local file, which HDFS does by itself.
        for file in metadata.glob(".*.crc"):
            file.unlink()

    def test_a_damaged_table_fails_only_attempts_that_touch_it(self) -> None:
        for how in (missing, cut_off, hint_to_nowhere, empty, no_table):
            with self.subTest(how.__name__), LakePlace() as self.place:
                self.place.must(lambda: append(*GOOD, BAD))
                self.damage(how)
                result = self.place.must(lambda: append(*GOOD))
                self.assertEqual(sorted(result["snapshots"]), sorted(GOOD))
                error = self.place.run_attempt(lambda: append(GOOD[0], BAD))["error"]
                self.assertEqual(
                    (error["class"], error["retryable"]), ("DamagedTableError", False), error
                )
                self.assertRegex(
                    error["message"],
                    r"^lake\.bronze\.`b\.d` can't be read: .*/bronze/b\.d/metadata",
                )
                # What the failed attempt wrote elsewhere is gone.
                refs = self.place.rows(f"select name from {GOOD[0]}.refs where type = 'BRANCH'")
                self.assertEqual(refs, [("main",)])

    def test_a_damaged_table_that_was_written_is_named(self) -> None:
        def job() -> None:
            append(*GOOD, BAD)
            # Else the session goes on from what it has in memory, and nothing is lost.
            spark().sql(f"refresh table {BAD}")
            self.damage(missing)

        error = self.place.run_attempt(job)["error"]
        self.assertEqual((error["class"], error["retryable"]), ("DamagedTableError", False))
        self.assertRegex(error["message"], r"`b\.d` can't be read: .*v2\.metadata\.json is missing")
        for table in GOOD:
            self.assertEqual(self.place.rows(f"select * from {table}.refs"), [])

    def test_maintenance_reports_a_damaged_table_and_continues(self) -> None:
        for _ in range(5):
            self.place.must(lambda: append(*GOOD, BAD))
        self.damage(missing)
        result = self.place.run_attempt("lake/maintain.py", params=AT_ONCE)
        self.assertEqual(result["error"]["class"], "UpkeepError")
        self.assertIn("lake.bronze.`b.d` can't be read: ", result["error"]["message"])
        for table in GOOD:
            self.assertEqual(self.place.rows(f"select count(*) from {table}.files"), [(1,)])
        self.place.must("lake/maintain.py", params={**AT_ONCE, "tables": "silver.*"})

    def test_a_table_that_keeps_its_branch_does_not_affect_others(self) -> None:
        drop = Table.drop_branch

        def stubborn(table: Table, name: str) -> None:
            if table.name == BAD:
                raise ValueError("HDFS is full")
            drop(table, name)

        def job() -> None:
            append(*GOOD, BAD)
            raise ValueError("after all was written")

        self.place.must(lambda: append(*GOOD, BAD))
        with patch.object(Table, "drop_branch", stubborn):
            self.place.run_attempt(job)
        for table in GOOD:
            refs = self.place.rows(f"select name from {table}.refs where type = 'BRANCH'")
            self.assertEqual(refs, [("main",)])


class DamagedTargetTest(ShopTest):
    def test_no_row_is_read_for_a_damaged_target(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1)")
        self.load()
        newest(self.place.folder / "bronze/orders/metadata").unlink()
        error = self.place.run_attempt(load, self.source())["error"]
        self.assertEqual(error["class"], "DamagedTableError")
        self.assertRegex(error["message"], rf"^{ORDERS} can't be read: .* is missing")


if __name__ == "__main__":
    unittest.main()
