import shutil
import unittest
from collections.abc import Callable
from unittest.mock import patch

from lake_place import LakePlace
from pyspark.sql import SparkSession

from sparkwright import attempt
from sparkwright.tables.iceberg import Catalog
from sparkwright.tables.standing_in import StandIns

T = "lake.bronze.t"
PROPERTY = "spark.sql.iceberg.snapshot-property.sparkwright"


def spark() -> SparkSession:
    return SparkSession.builder.getOrCreate()


def append(session: SparkSession | None = None) -> None:
    session = session or spark()
    session.sql(f"create table if not exists {T} (id bigint) using iceberg")
    session.range(1).writeTo(T).append()


class TouchedTest(unittest.TestCase):
    def setUp(self) -> None:
        self.place = LakePlace()
        self.addCleanup(self.place.close)
        self.place.must(append)

    def rows(self) -> int:
        return self.place.rows(f"select count(*) from {T}")[0][0]

    def looks(self, job: Callable[[], None], failed: bool = False) -> list[object]:
        """Return the tables that an attempt examined."""
        looked: list[object] = []
        open_table, names = Catalog.open, Catalog.names

        def opened(catalog: Catalog, name: tuple[str, ...]) -> object:
            looked.append(name)
            return open_table(catalog, name)

        def listed(catalog: Catalog) -> object:
            looked.append("all")
            return names(catalog)

        with patch.object(Catalog, "open", opened), patch.object(Catalog, "names", listed):
            result = self.place.run_attempt(job)
        self.assertEqual(result["status"], "failed" if failed else "succeeded", result["error"])
        return looked

    def grow(self, count: int) -> None:
        """Add more tables to the lake, as folders."""
        for number in range(count):
            shutil.copytree(self.place.folder / "bronze/t", self.place.folder / f"more/t{number}")

    def test_only_touched_tables_are_examined(self) -> None:
        def fails() -> None:
            append()
            raise ValueError("after it was written")

        def reads() -> None:
            spark().sql(f"create table if not exists lake.gold.n as select count(*) n from {T}")

        jobs = [(append, False), (fails, True), (reads, False), (lambda: None, False)]
        few = [self.looks(job, failed) for job, failed in jobs]
        self.grow(40)
        many = [self.looks(job, failed) for job, failed in jobs]
        self.assertEqual(many, few)
        self.assertEqual(set(few[0]), {("lake", "bronze", "t")})
        self.assertEqual(few[3], [])

    def test_a_table_written_in_any_way_is_published(self) -> None:
        def by_folder() -> None:
            spark().range(1).write.format("iceberg").mode("append").save(
                str(self.place.folder / "bronze/t")
            )

        def by_another_session() -> None:
            session = spark().newSession()
            # The cluster gives these to every session of a driver.
            for name in ("spark.wap.branch", f"{PROPERTY}.attempt", f"{PROPERTY}.run"):
                session.conf.set(name, spark().conf.get(name))
            append(session)

        def by_a_session_of_spark() -> None:
            java = spark()._jsparkSession.cloneSession()
            append(SparkSession(spark().sparkContext, java))

        jobs = [by_folder, by_another_session, by_a_session_of_spark]
        for count, job in enumerate(jobs, 2):
            with self.subTest(job.__name__):
                result = self.place.must(job)
                self.assertEqual((list(result["snapshots"]), self.rows()), ([T], count))

    def test_all_tables_are_examined_if_the_touched_ones_are_unknown(self) -> None:
        self.grow(2)
        with patch.object(StandIns, "noting", side_effect=ValueError("no such field")):
            self.place.must(append)
            self.assertEqual(self.rows(), 2)
            self.other_publishes()

    def test_an_attempt_that_read_an_older_main_is_not_published(self) -> None:
        self.other_publishes()

    def other_publishes(self) -> None:
        def job() -> None:
            count = spark().table(T).count()
            with attempt.on_main():
                append()
            spark().range(count).writeTo(T).overwritePartitions()

        before = self.rows()
        error = self.place.run_attempt(job)["error"]
        self.assertEqual((error["class"], error["retryable"]), ("MainMovedError", True))
        self.assertEqual(self.rows(), before + 1)

    def test_a_replaced_table_gets_its_main_back(self) -> None:
        def replaces() -> None:
            # In the JVM, where Sparkwright does not look at statements first.
            spark()._jsparkSession.sql(f"create or replace table {T} using iceberg as select 7L id")

        def reads_then_replaces() -> None:
            spark().table(T).count()
            replaces()

        for job in (replaces, reads_then_replaces):
            with self.subTest(job.__name__):
                error = self.place.run_attempt(job)["error"]
                self.assertEqual(error["class"], "RefusedError")
                self.assertRegex(error["message"], "was replaced as a whole")
                self.assertEqual(self.rows(), 1)


if __name__ == "__main__":
    unittest.main()
