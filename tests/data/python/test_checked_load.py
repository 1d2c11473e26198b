import unittest

from pyspark.sql import SparkSession
from shop import ORDERS, ShopTest

from sparkwright import attempt
from sparkwright.expectations import expect_or_drop


def load_checked(fail_above: float | None = 0.5) -> None:
    spark = SparkSession.builder.getOrCreate()
    columns = "id bigint, item string, amount int, xid bigint, updated_at timestamp"
    spark.sql(f"create table if not exists {ORDERS} ({columns}) using iceberg")
    new = attempt.window("shop")["orders"]
    new.load(new.checked([expect_or_drop("paid", "amount > 0", fail_above=fail_above)]))


class CheckedLoadTest(ShopTest):
    def test_quarantined_rows_count_as_loaded_in_the_bookmark(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1), (2, 'tea', -1), (3, 'tea', 3)")
        result = self.place.must(load_checked, self.source())
        self.assertEqual(result["rows"][ORDERS], {"read": 3, "written": 2, "quarantined": 1})
        self.assertEqual(self.orders("id"), [(1,), (3,)])

        # Too many: nothing is loaded, the bookmark stays, and the rows can be looked at.
        before = dict(self.place.bookmark["shop"])
        self.shop.run("insert into orders values (4, 'tea', null), (5, 'tea', 0), (6, 'tea', 6)")
        result = self.place.run_attempt(load_checked, self.source())
        self.assertEqual(result["error"]["class"], "ExpectationError")
        self.assertEqual((result["bookmark"], self.place.bookmark["shop"]), (None, before))
        aside = self.place.rows(f"select id, sparkwright_attempt from {ORDERS}_quarantine")
        self.assertEqual(aside, [(2, "run-1-stage-1"), (4, "run-2-stage-1"), (5, "run-2-stage-1")])

        # Fixed at the source, they come with the next load, once.
        self.shop.run("update orders set amount = 9 where id in (4, 5)")
        result = self.place.must(load_checked, self.source())
        self.assertEqual(result["rows"][ORDERS], {"read": 3, "written": 3, "quarantined": 0})
        self.assertEqual(self.orders("id"), [(1,), (3,), (4,), (5,), (6,)])

    def test_the_bookmark_moves_if_all_rows_are_quarantined(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 0), (2, 'tea', 0)")
        result = self.place.must(lambda: load_checked(None), self.source())
        self.assertEqual(result["rows"][ORDERS], {"read": 2, "written": 0, "quarantined": 2})
        result = self.place.must(lambda: load_checked(None), self.source())
        self.assertEqual((result["rows"][ORDERS]["read"], self.orders()), (0, []))


if __name__ == "__main__":
    unittest.main()
