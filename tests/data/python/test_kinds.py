import unittest
from unittest.mock import patch

from one_spark import spark
from shop import ORDERS, ShopTest, load

from sparkwright.sources import reading
from sparkwright.sources.postgres import connect


class XidTest(ShopTest):
    def test_new_rows_are_loaded_once_even_if_a_window_is_repeated(self) -> None:
        self.shop.run("insert into orders select n, 'tea', n from generate_series(1, 3) n")
        first = self.load()
        self.assertEqual(first["rows"][ORDERS], {"read": 3, "written": 3, "quarantined": 0})
        again = self.load()
        self.assertEqual((again["rows"][ORDERS]["read"], again["snapshots"]), (0, {}))
        self.shop.run("insert into orders values (4, 'milk', 4)")
        self.load()
        self.assertEqual(
            self.orders(), [(1, "tea", 1), (2, "tea", 2), (3, "tea", 3), (4, "milk", 4)]
        )

    def test_an_open_transaction_holds_later_rows_back(self) -> None:
        slow = self.shop.connect()
        slow.begin()
        slow.run("insert into orders values (1, 'slow', 1)")
        self.shop.run("insert into orders values (2, 'quick', 2)")
        self.load()
        self.assertEqual(self.orders(), [])
        [[pid]] = slow.rows("select pg_backend_pid()")
        login = (self.shop.url, self.shop.user, self.shop.password)
        with connect(spark()._jvm, *login) as source:
            holder = source.holder(source.server().xid)
        self.assertEqual(holder.pid, pid)
        self.assertGreaterEqual(holder.age, 0)
        slow.commit()
        slow.close()
        self.load()
        self.assertEqual(self.orders("id"), [(1,), (2,)])

    def test_a_row_that_moves_on_while_it_is_read_comes_with_the_next_load(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1), (2, 'tea', 2)")

        def job() -> None:
            from sparkwright import attempt

            attempt.window("shop")
            self.shop.run("update orders set amount = 20 where id = 2")
            load()

        result = self.place.must(job, self.source())
        self.assertEqual(result["rows"][ORDERS], {"read": 1, "written": 1, "quarantined": 0})
        self.load()
        self.assertEqual(self.orders("id, amount"), [(1, 1), (2, 20)])

    def test_a_load_that_lost_rows_is_not_published(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1), (2, 'tea', 2)")
        with patch.object(reading, "remainder", lambda _key, _parts, part: f"id = {part}"):
            self.tables = {"orders": {"target": ORDERS, "partitions": 2, "split": "modulus"}}
            error = self.place.run_attempt(load, self.source())["error"]
        self.assertRegex(error["message"], "lost or duplicated on the way")
        self.assertTrue(error["retryable"])
        self.assertEqual(self.orders(), [])


class MergeTest(ShopTest):
    tables = {"orders": {"target": ORDERS, "mode": "merge"}}  # noqa: RUF012

    def test_an_update_replaces_its_row_alone(self) -> None:
        self.shop.run("insert into orders select n, 'tea', n from generate_series(1, 5) n")
        self.load()
        self.shop.run(
            "update orders set amount = 20 where id = 2", "insert into orders values (6, 'milk', 6)"
        )
        result = self.load()
        self.assertEqual(result["rows"][ORDERS], {"read": 2, "written": 2, "quarantined": 0})
        self.assertEqual(
            self.orders("id, amount"), [(1, 1), (2, 20), (3, 3), (4, 4), (5, 5), (6, 6)]
        )


class TimestampTest(ShopTest):
    kind = "timestamp"
    tables = {"orders": {"target": ORDERS, "cursor": "updated_at"}}  # noqa: RUF012

    def test_a_lag_rereads_late_rows_and_writes_only_differences(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1), (2, 'tea', 2)")
        self.load()
        self.assertEqual(self.load()["snapshots"], {})
        # As a transaction that began five minutes ago and was committed just now.
        self.shop.run(
            "insert into orders (id, item, amount, updated_at)"
            " values (3, 'late', 3, clock_timestamp() - interval '5 minutes')",
            "update orders set amount = 10, updated_at = clock_timestamp() where id = 1",
        )
        result = self.load()
        self.assertEqual(result["rows"][ORDERS]["written"], 2)
        self.assertEqual(self.orders("id, amount"), [(1, 10), (2, 2), (3, 3)])

    def test_rows_later_than_the_lag_are_lost(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1)")
        self.load()
        late = "clock_timestamp() - interval '5 minutes'"
        self.shop.run(
            f"insert into orders (id, item, amount, updated_at) values (2, 'late', 2, {late})"
        )
        self.place.must(load, self.source(lag=60))
        self.assertEqual(self.orders("id"), [(1,)])


class LocalTimeTest(ShopTest):
    """Cursors without a zone, from a clock far behind UTC, read by a JVM in another zone."""

    def setUp(self) -> None:
        super().setUp()
        zones = spark()._jvm.java.util.TimeZone
        before = zones.getDefault()
        self.addCleanup(zones.setDefault, before)
        zones.setDefault(zones.getTimeZone("Europe/Berlin"))

    def loads(self, kind: str, now: str) -> None:
        target = "lake.bronze.local"
        self.shop.run(
            f"create table local (id int primary key, what text, at {kind} default ({now}))",
            "insert into local (id, what) values (1, 'tea'), (2, 'tea')",
        )

        def job() -> None:
            from pyspark.sql import SparkSession

            from sparkwright import attempt

            session = SparkSession.builder.getOrCreate()
            columns = f"id int, what string, at {'date' if kind == 'date' else 'timestamp'}"
            session.sql(f"create table if not exists {target} ({columns}) using iceberg")
            attempt.window("shop")["local"].load()

        tables = {"local": {"target": target, "cursor": "at"}}
        source = {"shop": self.place.source(self.shop, tables, "timestamp")}
        self.place.must(job, source)
        self.shop.run(
            "insert into local (id, what) values (3, 'milk')",
            f"update local set what = 'TEA', at = {now} where id = 1",
        )
        self.place.must(job, source)
        self.assertEqual(
            self.place.rows(f"select id, what from {target}"),
            [(1, "TEA"), (2, "tea"), (3, "milk")],
        )
        kept = self.place.rows(f"select id, date_format(at, 'yyyy-MM-dd HH:mm') from {target}")
        self.assertEqual(
            [(str(key), at) for key, at in kept],
            self.shop.rows("select id, to_char(at, 'YYYY-MM-DD HH24:MI') from local order by id"),
        )

    def test_the_clock_of_new_york_loses_nothing(self) -> None:
        self.loads("timestamp", "now() at time zone 'America/New_York'")

    def test_a_clock_ahead_of_utc_is_not_hours_late(self) -> None:
        self.loads("timestamp", "now() at time zone 'Pacific/Kiritimati'")

    def test_a_day_gets_rows_until_it_ends(self) -> None:
        self.loads("date", "(now() at time zone 'America/New_York')::date")


class IdTest(ShopTest):
    kind = "id"

    def test_a_load_by_primary_key_loses_late_rows(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1), (3, 'tea', 3)")
        self.load()
        self.assertEqual(self.place.bookmark["shop"]["tables"], {"orders": "4"})
        self.shop.run("insert into orders values (2, 'late', 2), (4, 'milk', 4)")
        self.load()
        self.assertEqual(self.orders("id"), [(1,), (3,), (4,)])

    def test_the_last_of_all_ids_is_loaded_once(self) -> None:
        self.shop.run(f"insert into orders values ({-(2**63)}, 'tea', 1), (1, 'tea', 1)")
        self.load()
        self.shop.run(f"insert into orders values ({2**63 - 1}, 'milk', 1)")
        self.load()
        self.assertEqual(self.place.bookmark["shop"]["tables"], {"orders": str(2**63)})
        self.assertEqual(self.load()["rows"][ORDERS]["read"], 0)
        self.assertEqual(self.orders("id"), [(-(2**63),), (1,), (2**63 - 1,)])

    def test_an_id_that_goes_back_is_refused(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1), (3, 'tea', 3)")
        self.load()
        self.shop.run("delete from orders where id = 3")
        self.refused("up to id 4, but the server is at 2.*`sparkwright bookmark rebase shop`")


class IncludedColumnTest(ShopTest):
    tables = {"stock": {"target": "lake.bronze.stock", "mode": "merge"}}  # noqa: RUF012

    def test_an_update_of_an_included_column_replaces_its_row_at_the_ends_of_bigint(self) -> None:
        self.shop.run(
            "create table stock (id bigint, name text, xid xid8 not null default"
            " pg_current_xact_id(), primary key (id) include (name))",
            "create trigger renew before update on stock for each row execute function renew_xid()",
            "insert into stock values (-9223372036854775808, 'tea'), (9223372036854775807, 'tea')",
        )

        def job() -> None:
            from sparkwright import attempt

            new = attempt.window("shop")["stock"]
            new.session.sql(
                "create table if not exists lake.bronze.stock (id bigint, name string, xid bigint)"
                " using iceberg"
            )
            new.load()

        self.place.must(job, self.source())
        self.shop.run("update stock set name = 'milk'")
        self.place.must(job, self.source())
        found = self.place.rows("select id, name from lake.bronze.stock")
        self.assertEqual(found, [(-(2**63), "milk"), (2**63 - 1, "milk")])


class SeveralVersionsTest(ShopTest):
    """A table that keeps every version of a row: the newest in a window wins."""

    tables = {  # noqa: RUF012
        "history": {
            "target": "lake.bronze.history",
            "key": ["order_id"],
            "mode": "merge",
            "cursor": "id",
        }
    }
    kind = "id"

    def test_the_newest_row_of_a_key_wins(self) -> None:
        values = "(1, 'new'), (2, 'new'), (1, 'sent'), (1, 'delivered')"
        self.shop.run(f"insert into history (order_id, status) values {values}")
        result = self.load()
        self.assertEqual(result["rows"]["lake.bronze.history"]["written"], 2)
        self.shop.run("insert into history (order_id, status) values (2, 'sent'), (2, 'lost')")
        self.load()
        found = self.place.rows("select order_id, status from lake.bronze.history")
        self.assertEqual(found, [(1, "delivered"), (2, "lost")])


if __name__ == "__main__":
    unittest.main()
