import unittest
from typing import Any

from one_spark import spark
from shop import ShopTest

TIMES = "lake.bronze.times"
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo")
GAPS = ("2026-03-29 02:30", "2026-03-08 02:30", "2026-10-04 02:15", "2018-11-04 00:00")
FOLDS = ("2026-10-25 02:30", "2026-11-01 01:30", "2026-04-05 01:45", "2018-02-17 23:30")
OLD = ("1970-01-01 00:00:00.000001", "1901-01-01 00:00:00")


def load() -> None:
    """The job: makes a table with the source's columns, and loads it."""
    from pyspark.sql import SparkSession

    from sparkwright import attempt

    session = SparkSession.builder.getOrCreate()
    new = attempt.window("shop")["times"]
    if not session.catalog.tableExists(new.target):
        new.read().limit(0).writeTo(new.target).using("iceberg").create()
    new.load()


class LocalTimesTest(ShopTest):
    maxDiff = None
    """Times without a zone are the same in the lake as at the source, in any zone."""

    def setUp(self) -> None:
        super().setUp()
        zones = spark()._jvm.java.util.TimeZone
        self.zones, before = zones, zones.getDefault()
        self.addCleanup(zones.setDefault, before)
        self.shop.run(
            "create table times (id int primary key, at timestamp, day date, exact timestamptz)"
        )
        every = ", ".join(
            f"({number}, '{time}', '{time}', '{time} America/New_York')"
            for number, time in enumerate([*GAPS, *FOLDS, *FOLDS, *OLD])
        )
        self.shop.run(f"insert into times values {every}")

    def kept(self, zone: str, **table: Any) -> None:
        """Load with a JVM and a session in `zone`, as a pipeline may set it."""
        self.tables = {"times": {"target": TIMES, **table}}
        self.zones.setDefault(self.zones.getTimeZone(zone))
        self.place.bookmark = {}

        def job() -> None:
            from pyspark.sql import SparkSession

            session = SparkSession.builder.getOrCreate()
            session.conf.set("spark.sql.session.timeZone", zone)
            load()

        self.place.must(job, self.source())
        lake = self.place.rows(
            "select id, date_format(at, 'yyyy-MM-dd HH:mm:ss.SSSSSS'),"
            " date_format(day, 'yyyy-MM-dd'), date_format(exact, 'yyyy-MM-dd HH:mm:ss.SSSSSS')"
            f" from {TIMES}"
        )
        there = self.shop.rows(
            "select id, to_char(at, 'YYYY-MM-DD HH24:MI:SS.US'), to_char(day, 'YYYY-MM-DD'),"
            " to_char(exact at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') from times order by id"
        )
        self.assertEqual([(str(key), *rest) for key, *rest in lake], there)

    def test_by_id_at_the_nights_when_clocks_are_changed(self) -> None:
        self.kind = "id"
        for zone in ZONES:
            with self.subTest(zone):
                self.kept(zone)
                self.place.session().sql(f"drop table {TIMES}")

    def test_into_columns_of_other_types(self) -> None:
        self.kind = "id"
        for types in ("at timestamp_ntz, day timestamp", "at string, day timestamp_ntz"):
            with self.subTest(types):
                columns = f"id int, {types}, exact timestamp"
                self.place.session().sql(f"create table {TIMES} ({columns}) using iceberg")
                self.kept("Europe/Berlin", drift={"retyped": "allow"})
                self.place.session().sql(f"drop table {TIMES}")

    def test_by_each_cursor_of_time(self) -> None:
        self.kind = "timestamp"
        for zone, cursor in zip(ZONES, ("at", "day", "exact", "day"), strict=True):
            with self.subTest(cursor=cursor, zone=zone):
                self.kept(zone, cursor=cursor)
                self.place.session().sql(f"drop table {TIMES}")


class WholeRefreshTest(ShopTest):
    """A window of zoneless times ends hours ahead, so rows enter it while it is read."""

    kind = "timestamp"

    def refreshed(self, cursor: str, *, checked: bool = False) -> None:
        self.tables = {"times": {"target": TIMES, "cursor": cursor}}
        self.shop.run(
            "create table times (id int primary key, at timestamp default now(),"
            " day date default now(), exact timestamptz default clock_timestamp())",
            "insert into times select generate_series(1, 5)",
        )
        self.place.must(load, self.source())

        def busy(*statements: str) -> None:
            from sparkwright import attempt
            from sparkwright.expectations import expect_or_drop

            new = attempt.window("shop")["times"]
            self.shop.run(*statements)
            frame = new.checked([expect_or_drop("positive", "id > 0")]) if checked else None
            new.load(frame)

        def refresh(*statements: str) -> None:
            self.place.must(lambda: busy(*statements), self.source(), full_refresh=True)
            self.place.must(lambda: busy("select"), self.source())

        refresh(
            "insert into times values (6), (7), (-1)",
            "delete from times where id = 1",
            "update times set at = now(), day = now(), exact = clock_timestamp() where id = 2",
        )
        left = [] if checked else [-1]
        self.assertEqual(self.ids(), [*left, 2, 3, 4, 5, 6, 7])
        self.shop.run("delete from times")
        refresh("insert into times values (8), (-2)")
        self.assertEqual(self.ids(), [*([] if checked else [-2]), 8])

    def ids(self) -> list[int]:
        return [key for (key,) in self.place.rows(f"select id from {TIMES}")]

    def test_by_a_bare_timestamp(self) -> None:
        self.refreshed("at")

    def test_by_a_date(self) -> None:
        self.refreshed("day")

    def test_by_a_date_and_checked(self) -> None:
        self.refreshed("day", checked=True)

    def test_by_a_timestamptz(self) -> None:
        self.refreshed("exact")


if __name__ == "__main__":
    unittest.main()
