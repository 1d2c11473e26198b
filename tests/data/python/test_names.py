import re
import unittest
from unittest.mock import patch

from lake_place import LakePlace
from pyspark.sql import SparkSession
from shop import ShopTest
from test_maintenance import AT_ONCE

from sparkwright import attempt
from sparkwright.expectations import expect_or_drop
from sparkwright.protocol.lake_names import quoted, table_text, text
from sparkwright.tables.iceberg import Catalog

NAMES = [
    *("2026_orders", "daily-report", "a.b", " a b ", "it's", "back`tick", "Orders", "orders"),
    *("umsätze😀", ".hidden", "a\\b*"),
]
"""Valid names of folders on HDFS, which Spark's SQL may have to quote."""

TABLES = [text(["lake", "names", name]) for name in NAMES]
ALL = [*TABLES, "lake.`a.b`.t", "lake.`it's ``x```.`t.u`", "lake.`2026`.t"]
FEW = ["lake.names.`a.b`", "lake.names.`it's`", "lake.`it's ``x```.`t.u`"]

COLUMNS = ("id", "a.b", "Order By", "größe", "back`tick", "it's")


def spark() -> SparkSession:
    return SparkSession.builder.getOrCreate()


def make(table: str) -> None:
    columns = ", ".join(f"{quoted(name)} bigint" for name in COLUMNS)
    spark().sql(f"create table if not exists {table} ({columns}) using iceberg")


def rows(first: int, last: int):
    return spark().range(first, last).selectExpr(*(f"id as {quoted(name)}" for name in COLUMNS))


def append(first: int, last: int, tables: list[str] = ALL) -> None:
    for table in tables:
        make(table)
        rows(first, last).writeTo(table).append()


class NamesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.place = LakePlace()
        self.addCleanup(self.place.close)

    def ids(self, table: str) -> list[int]:
        return [row[0] for row in self.place.rows(f"select id from {table}")]

    def test_tables_with_any_name_are_published(self) -> None:
        result = self.place.must(lambda: append(0, 3))
        self.assertEqual(sorted(result["snapshots"]), sorted(ALL))
        self.assertEqual({each["written"] for each in result["rows"].values()}, {3})

        def merge() -> None:
            new = [f"{n} as {quoted(name)}" for n in (2, 3) for name in COLUMNS]
            both = f"select {', '.join(new[:6])} union all select {', '.join(new[6:])}"
            for table in FEW:
                spark().sql(
                    f"merge into {table} t using ({both}) s on t.id = s.id "
                    "when matched then update set * when not matched then insert *"
                )
            attempt.rows("lake.`names`.`a.b`", read=2)

        result = self.place.must(merge)
        self.assertEqual(sorted(result["snapshots"]), sorted(FEW))
        self.assertEqual(result["rows"]["lake.names.`a.b`"]["read"], 2)
        self.assertEqual({tuple(self.ids(table)) for table in FEW}, {(0, 1, 2, 3)})
        folders = (self.place.folder / "names").iterdir()
        self.assertEqual(sorted(folder.name for folder in folders), sorted(NAMES))

    def test_a_failed_attempts_tables_are_withdrawn(self) -> None:
        def job() -> None:
            append(1, 9, FEW)
            raise ValueError("after all was written")

        self.place.must(lambda: append(0, 1, FEW))
        self.assertEqual(self.place.run_attempt(job)["error"]["class"], "ValueError")
        for table in FEW:
            refs = self.place.rows(f"select name from {table}.refs where type = 'BRANCH'")
            self.assertEqual((table, refs), (table, [("main",)]))

    def test_maintenance_covers_all_tables_or_one(self) -> None:
        for first in range(5):
            self.place.must(lambda first=first: append(first, first + 1, FEW))
        self.place.must("lake/maintain.py", params={**AT_ONCE, "tables": "names.a.b"})
        self.assertEqual([self.files(table) for table in FEW], [1, 5, 5])
        self.place.must("lake/maintain.py", params=AT_ONCE)
        self.assertEqual([self.files(table) for table in FEW], [1, 1, 1])
        self.assertEqual({tuple(self.ids(table)) for table in FEW}, {tuple(range(5))})

    def files(self, table: str) -> int:
        return self.place.rows(f"select count(*) from {table}.files")[0][0]

    def test_quarantines_are_beside_their_tables(self) -> None:
        def job() -> None:
            for table in FEW[:2]:
                make(table)
                kept = attempt.check(rows(0, 4), table, [expect_or_drop("small", "`a.b` < 3")])
                kept.writeTo(table).append()

        result = self.place.must(job)
        for name, table in zip(("a.b", "it's"), FEW, strict=False):
            aside = text(["lake", "names", f"{name}_quarantine"])
            self.assertEqual((table, self.ids(table), self.ids(aside)), (table, [0, 1, 2], [3]))
            self.assertEqual(result["rows"][table]["quarantined"], 1)

    def test_a_table_is_derived_from_changes_of_another(self) -> None:
        pairs = [("lake.names.`a.b`", "lake.`it's ``x```.`t.u`"), ("lake.names.t", "lake.names.T")]

        def derive() -> None:
            for table, by in pairs:
                changes = attempt.changes(table, by=by)
                make(by)
                with attempt.writing(by):
                    changes.rows().select(*map(quoted, COLUMNS)).writeTo(by).append()

        def feed(first: int) -> None:
            for table, _ in pairs:
                make(table)
                rows(first, first + 2).writeTo(table).append()

        def delete() -> None:
            for table, _ in pairs:
                spark().sql(f"delete from {table} where id = 0")

        self.place.must(lambda: feed(0))
        self.place.must(derive)
        self.place.must(lambda: feed(2))
        self.place.must(delete)
        result = self.place.must(derive)
        self.assertEqual(sorted(result["snapshots"]), sorted(by for _, by in pairs))
        for _, by in pairs:
            # The deleted row comes as a change too.
            self.assertEqual((by, self.ids(by)), (by, [0, 0, 1, 2, 3]))

    def test_a_written_table_that_is_missing_fails_the_attempt(self) -> None:
        opened = Catalog.open

        def overlooks(catalog: Catalog, name: tuple[str, ...]) -> object:
            return None if name[-1] == "a.b" else opened(catalog, name)

        with patch.object(Catalog, "open", overlooks):
            error = self.place.run_attempt(lambda: append(0, 1, FEW))["error"]
        self.assertEqual((error["class"], error["retryable"]), ("RefusedError", False))
        self.assertIn("lake.names.a.b was written by this attempt", error["message"])

    def test_a_name_with_a_slash_fails_the_attempt(self) -> None:
        error = self.place.run_attempt(lambda: append(0, 1, ["lake.names.`a/b`"]))["error"]
        self.assertEqual((error["class"], error["retryable"]), ("RefusedError", False))
        self.assertRegex(error["message"], "^lake.names.`a/b` can't be a table on HDFS")

    def test_a_table_that_the_job_dropped_is_not_missed(self) -> None:
        def job() -> None:
            append(0, 1, FEW)
            spark().sql("drop table lake.names.`a.b`")

        self.assertEqual(sorted(self.place.must(job)["snapshots"]), sorted(FEW[1:]))

    def test_snapshots_without_the_attempts_name_are_published(self) -> None:
        def job() -> None:
            # Iceberg takes the whole file away, and leaves out the properties of the session.
            spark()._jsparkSession.sql("delete from lake.names.`a.b` where id = 0")

        def unnamed() -> None:
            # In the JVM, where Sparkwright does not look at settings first.
            name = "spark.sql.iceberg.snapshot-property.sparkwright.attempt"
            session = spark()._jsparkSession
            session.conf().unset(name)
            # Whoever asks for the session by Python gets its settings put right again.
            session.sql("insert into lake.names.`a.b` values (5, 5, 5, 5, 5, 5)")

        for first in range(2):
            self.place.must(lambda first=first: append(first, first + 1, FEW[:1]))
        self.place.must(job)
        self.assertEqual(self.ids("lake.names.`a.b`"), [1])
        self.place.must(unnamed)
        self.assertEqual(self.ids("lake.names.`a.b`"), [1, 5])

    def test_a_branch_with_another_attempts_rows_fails_the_attempt(self) -> None:
        def job() -> None:
            make("lake.names.`a.b`")
            frame = rows(0, 1).writeTo("lake.names.`a.b`")
            frame.option("snapshot-property.sparkwright.attempt", "another").append()

        error = self.place.run_attempt(job)["error"]
        self.assertEqual((error["class"], error["retryable"]), ("RefusedError", False))
        self.assertRegex(error["message"], "lake.names.`a.b` has a branch .* of another attempt")


class LoadedNamesTest(ShopTest):
    targets = (
        *("lake.bronze.2026_orders", "lake.`a.b`.`it's`"),
        *("lake.bronze.`Orders`", "lake.bronze.orders", "lake.`Bronze`.`umsätze ``x```"),
    )

    def test_a_load_goes_where_it_is_declared(self) -> None:
        names = [f"t{number}" for number in range(len(self.targets))]
        self.tables = {
            name: {"target": target, "mode": "merge"}
            for name, target in zip(names, self.targets, strict=True)
        }
        for name in names:
            self.shop.run(
                f'create table {name} (id bigint primary key, "a.b" text, "Größe" text, '
                "xid xid8 not null default pg_current_xact_id())",
                f"insert into {name} select n, 'x', 'y' from generate_series(1, 3) n",
            )

        def job() -> None:
            window = attempt.window("shop")
            for new in window.tables.values():
                spark().sql(
                    f"create table if not exists {new.target} (id bigint, `a.b` string, "
                    "`Größe` string, xid bigint) using iceberg"
                )
                new.load()

        result = self.place.must(job, self.source())
        shown = set(map(table_text, self.targets))
        self.assertEqual(set(result["snapshots"]), shown)
        for name in names:
            self.shop.run(
                f"update {name} set \"a.b\" = 'z', xid = pg_current_xact_id() where id = 1",
                f"insert into {name} values (4, 'new', 'new')",
            )
        result = self.place.must(job, self.source())
        self.assertEqual(set(result["snapshots"]), shown)
        for target in self.targets:
            self.assertEqual(
                self.place.rows(f"select id, `a.b` from {target}"),
                [(1, "z"), (2, "x"), (3, "x"), (4, "new")],
            )
        self.assertEqual(self.place.must(job, self.source())["snapshots"], {})

    def test_no_row_is_read_for_a_name_that_hdfs_refuses(self) -> None:
        for target in ("lake.bronze.`a/b`", "lake.`10:30`.orders", "lake.bronze.daily-report"):
            self.tables = {"orders": {"target": target}}
            with self.subTest(target):
                self.refused(f"^{re.escape(target)} (can't be a table|is no full name)")
                self.assertFalse(any(self.place.folder.iterdir()))


if __name__ == "__main__":
    unittest.main()
