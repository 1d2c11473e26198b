import unittest

from lake_place import KilledError, LakePlace
from throwaway_database import server


def make(spark) -> None:
    spark.sql("create table if not exists lake.bronze.t (id bigint, xid bigint) using iceberg")


def load() -> None:
    from pyspark.sql import SparkSession

    from sparkwright import attempt

    spark = SparkSession.builder.getOrCreate()
    make(spark)
    new = attempt.window("shop")["t"]
    if new.rows:
        with new.loading():
            new.read().writeTo(new.target).append()


class LakePlaceTest(unittest.TestCase):
    def setUp(self) -> None:
        self.place = LakePlace()
        self.addCleanup(self.place.close)
        self.database = server().database()
        self.database.run(
            "create table t (id bigint primary key, xid xid8 default pg_current_xact_id())",
            "insert into t select generate_series(1, 5)",
        )
        tables = {"t": "lake.bronze.t"}
        self.sources = {"shop": self.place.source(self.database, tables)}

    def test_attempts_load_in_sequence(self) -> None:
        self.place.must(load, self.sources)
        self.database.run("insert into t values (6)")
        result = self.place.must(load, self.sources)
        self.assertEqual(result["rows"]["lake.bronze.t"]["written"], 1)
        self.assertEqual(
            self.place.rows("select id from lake.bronze.t"), [(n,) for n in range(1, 7)]
        )
        self.assertEqual(self.place.bookmark, result["bookmark"])

    def test_a_killed_attempt_leaves_main_unchanged(self) -> None:
        def job() -> None:
            load()
            raise KilledError

        with self.assertRaises(KilledError):
            self.place.run_attempt(job, self.sources)
        self.assertEqual(self.place.rows("select * from lake.bronze.t"), [])
        self.place.must(load, self.sources)
        self.assertEqual(len(self.place.rows("select * from lake.bronze.t")), 5)


if __name__ == "__main__":
    unittest.main()
