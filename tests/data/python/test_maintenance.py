import json
import os
import time
import unittest

from lake_place import LakePlace
from throwaway_database import server
from tiny_commits import tiny_loads

TINY = 200
"""Commits of one row each; `npm run bench -- maintenance` makes a thousand."""

AT_ONCE = {
    **{"tables": "*", "target_file_size": "128m", "min_files": 5},
    **{"keep": "0m", "keep_last": 1, "orphan_age": "1d"},
}
DAY = 86_400


def load() -> None:
    from pyspark.sql import SparkSession

    from sparkwright import attempt

    spark = SparkSession.builder.getOrCreate()
    spark.sql("create table if not exists lake.bronze.t (id bigint, xid bigint) using iceberg")
    new = attempt.window("shop")["t"]
    if new.rows:
        with new.loading():
            new.read().writeTo(new.target).append()
    attempt.rows(new.target, read=new.rows, written=new.rows)


class MaintenanceTest(unittest.TestCase):
    def setUp(self) -> None:
        self.place = LakePlace()
        self.addCleanup(self.place.close)
        self.database = server().database()
        self.database.run(
            "create table t (id bigint primary key, xid xid8 default pg_current_xact_id())"
        )
        self.sources = {"shop": self.place.source(self.database, {"t": "lake.bronze.t"})}

    def load(self, first: int, last: int) -> str:
        """Load new rows, and return their snapshot."""
        self.database.run(f"insert into t select generate_series({first}, {last})")
        result = self.place.must(load, self.sources)
        self.assertEqual(result["rows"]["lake.bronze.t"]["read"], last - first + 1)
        return result["snapshots"]["lake.bronze.t"]["snapshot"]

    def tiny_loads(self, count: int, table: str = "lake.bronze.t") -> None:
        tiny_loads(self.place.session(), table, count, "-1 - id id", "0L xid")

    def maintain(self, **params: object) -> dict:
        return self.place.must("lake/maintain.py", params={**AT_ONCE, **params})

    def count(self, of: str) -> int:
        return self.place.rows(f"select count(*) from lake.bronze.t.{of}")[0][0]

    def seconds_of_a_scan(self) -> float:
        session = self.place.session()
        began = time.monotonic()
        session.sql("select count(distinct id), sum(id) from lake.bronze.t").collect()
        return time.monotonic() - began

    def test_small_files_are_compacted_and_loads_continue(self) -> None:
        self.load(1, 100)
        self.tiny_loads(TINY)
        newest = self.load(101, 150)
        query = "select * from lake.bronze.t"
        before, files, scan = self.place.rows(query), self.count("files"), self.seconds_of_a_scan()
        self.assertEqual(files, TINY + 2)
        self.maintain()
        print(
            f"{TINY} loads: {files} files scanned in {scan:.1f} s, "
            f"then {self.count('files')} in {self.seconds_of_a_scan():.1f} s"
        )
        self.assertEqual(self.place.rows(query), before)
        self.assertEqual(self.count("files"), 1)
        self.assertEqual(self.count("manifests"), 1)
        # The newest load, and what compaction made of its files and of its manifests.
        self.assertEqual(self.count("snapshots"), 3)
        tags = self.place.rows("select snapshot_id from lake.bronze.t.refs where type = 'TAG'")
        self.assertEqual(tags, [(int(newest),)])
        self.assertEqual(self.read_at(newest), len(before))
        # What nobody can read any more is gone from the disk too.
        data = list((self.place.folder / "bronze/t/data").rglob("*.parquet"))
        reachable = self.place.rows("select distinct file_path from lake.bronze.t.all_data_files")
        self.assertEqual(len(data), len(reachable))
        # The line from main to the newest load is whole: it needs no bookmark file to go on.
        self.place.bookmark = {}
        self.load(151, 160)
        loaded = self.place.rows("select count(*), sum(id) from lake.bronze.t where id > 0")
        self.assertEqual(loaded, [(160, 160 * 161 // 2)])

    def test_a_reader_continues_after_maintenance(self) -> None:
        stands = self.load(1, 10)
        spark = self.place.session()
        spark.sql("create table lake.silver.t (id bigint, xid bigint) using iceberg")
        read = json.dumps({"lake.bronze.t": stands})
        spark.conf.set("spark.sql.iceberg.snapshot-property.sparkwright.read", read)
        spark.table("lake.bronze.t").writeTo("lake.silver.t").append()
        spark.conf.unset("spark.sql.iceberg.snapshot-property.sparkwright.read")
        self.tiny_loads(8)
        newest = self.load(11, 30)
        self.maintain()
        self.maintain()
        self.assertEqual(self.count("files"), 1)
        self.assertEqual(self.read_at(stands), 10)
        # A session may know a table as it was for half a minute.
        spark = self.place.session()
        added = spark.read.option("start-snapshot-id", stands).table("lake.bronze.t")
        self.assertEqual(sorted(row.id for row in added.collect()), [*range(-8, 0), *range(11, 31)])
        # Once it has read on, what it stood at goes.
        read = json.dumps({"lake.bronze.t": newest})
        spark.conf.set("spark.sql.iceberg.snapshot-property.sparkwright.read", read)
        added.writeTo("lake.silver.t").append()
        self.maintain()
        kept = self.place.rows("select snapshot_id from lake.bronze.t.snapshots")
        self.assertNotIn((int(stands),), kept)
        self.assertIn((int(newest),), kept)

    def test_only_old_orphans_are_removed(self) -> None:
        self.load(1, 10)
        data = self.place.folder / "bronze/t/data"
        old, young = data / "old.parquet", data / "young.parquet"
        for file, age in ((old, 2 * DAY), (young, DAY // 2)):
            file.write_bytes(b"of an attempt that was killed")
            os.utime(file, (time.time() - age, time.time() - age))
        self.maintain()
        self.assertFalse(old.exists())
        self.assertTrue(young.exists())

    def test_an_age_at_which_a_driver_still_writes_is_refused(self) -> None:
        self.load(1, 1)
        result = self.place.run_attempt("lake/maintain.py", params={**AT_ONCE, "orphan_age": "2h"})
        self.assertEqual(result["error"]["class"], "RefusedError")

    def test_old_tables_keep_few_metadata_files(self) -> None:
        self.load(1, 1)
        name = "write.metadata.previous-versions-max"
        self.place.session().sql(f"alter table lake.bronze.t unset tblproperties ('{name}')")
        self.tiny_loads(30)
        self.maintain()
        kept = list((self.place.folder / "bronze/t/metadata").glob("v*.metadata.json"))
        self.assertLessEqual(len(kept), 22)

    def test_leaves_other_tables_alone(self) -> None:
        self.load(1, 1)
        self.tiny_loads(8)
        self.maintain(tables="silver.*")
        self.assertEqual(self.count("files"), 9)

    def read_at(self, snapshot: str) -> int:
        query = f"select count(*) from lake.bronze.t version as of {snapshot}"
        return self.place.rows(query)[0][0]


if __name__ == "__main__":
    unittest.main()
