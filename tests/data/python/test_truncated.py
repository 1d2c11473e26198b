import re
import unittest
from typing import Any

from one_spark import ROOT
from shop import ORDERS, ShopTest

MERGED = {"target": ORDERS, "mode": "merge", "deletes": "deleted"}
TRUNCATED = r"^orders was truncated since its last load: (\d) rows of lake.bronze.orders whose keys"
MAYBE = "^orders was truncated, replaced or rewritten since its last load.*still in lake.bronze"


class TruncatedTest(ShopTest):
    tables = {"orders": MERGED}  # noqa: RUF012

    def setUp(self) -> None:
        super().setUp()
        self.shop.run("insert into orders select n, 'tea', n from generate_series(1, 3) n")
        self.load()

    def warned(self, says: str) -> None:
        """Load with a warning, and once more without one."""
        [warning] = self.load()["warnings"]
        self.assertRegex(warning, says)
        self.assertNotIn("warnings", self.load())

    def test_rows_missing_after_a_truncate_are_deleted(self) -> None:
        both = self.shop.connect()
        both.begin()
        both.run("truncate orders")
        both.run("insert into orders values (1, 'tea', 10), (4, 'milk', 4)")
        both.commit()
        both.close()
        self.warned(TRUNCATED)
        self.assertEqual(self.orders("id, amount"), [(1, 10), (4, 4)])

    def test_all_rows_are_deleted_if_none_came_back(self) -> None:
        self.shop.run("truncate orders")
        self.warned(TRUNCATED)
        self.assertEqual(self.orders("id"), [])

    def test_rows_deleted_before_vacuum_full_stay(self) -> None:
        self.shop.run("delete from orders where id < 3", "vacuum full orders")
        self.warned(MAYBE)
        self.assertEqual(self.orders("id"), [(1,), (2,), (3,)])

    def test_rows_stay_if_deletions_are_not_followed(self) -> None:
        self.tables = {"orders": {"target": ORDERS, "mode": "merge"}}
        self.shop.run("truncate orders", "insert into orders values (1, 'tea', 10)")
        self.warned(MAYBE)
        self.assertEqual(self.orders("id, amount"), [(1, 10), (2, 2), (3, 3)])

    def test_a_table_that_replaces_another_deletes_no_rows(self) -> None:
        self.shop.run(
            "alter table orders rename to old_orders",
            "create table orders (like old_orders including all)",
            "insert into orders values (4, 'milk', 4)",
        )
        self.warned(MAYBE)
        self.assertEqual(self.orders("id"), [(1,), (2,), (3,), (4,)])

    def test_rows_of_another_table_in_the_same_target_stay(self) -> None:
        session, name = self.place.session(), "spark.sql.iceberg.snapshot-property"
        other = (
            '{"source":"shop","system_identifier":"1","kind":"xid","table":"others","bound":"1"}'
        )
        session.conf.set(f"{name}.sparkwright.bookmark", other)
        session.sql(f"insert into {ORDERS} select 7, 'milk', 7, 1, current_timestamp()")
        self.shop.run("truncate orders")
        self.warned(MAYBE)
        self.assertEqual(self.orders("id"), [(1,), (2,), (3,), (7,)])

    def test_a_job_that_loads_a_frame_of_its_own_loses_no_rows(self) -> None:
        def job() -> None:
            from sparkwright import attempt

            new = attempt.window("shop")["orders"]
            new.load(new.read().where("id > 0"))

        self.shop.run("truncate orders", "insert into orders values (4, 'milk', 4)")
        [warning] = self.place.must(job, self.source())["warnings"]
        self.assertRegex(warning, MAYBE)
        self.assertEqual(self.orders("id"), [(1,), (2,), (3,), (4,)])


class PartitionsTest(ShopTest):
    tables = {"logs": {"target": "lake.b.logs", "mode": "merge"}}  # noqa: RUF012

    def load(self, **_spec: Any) -> dict[str, Any]:
        def job() -> None:
            from sparkwright import attempt

            new = attempt.window("shop")["logs"]
            new.session.sql(f"create table if not exists {new.target} (id int, xid bigint)")
            new.load()

        return self.place.must(job, self.source())

    def test_a_truncated_or_detached_partition_is_reported_and_a_new_one_is_not(self) -> None:
        part = "create table logs_{0} partition of logs for values from ({0}) to ({1})"
        self.shop.run(
            "create table logs (id int primary key, xid xid8 not null default"
            " pg_current_xact_id()) partition by range (id)",
            *[part.format(first, first + 10) for first in (0, 10)],
            "insert into logs values (1), (11)",
        )
        self.assertNotIn("warnings", self.load())
        self.shop.run(part.format(20, 30), "insert into logs values (21)")
        self.assertNotIn("warnings", self.load())
        self.shop.run("truncate logs_0")
        self.assertRegex(self.load()["warnings"][0], "^logs was truncated, replaced or rewritten")
        self.assertNotIn("warnings", self.load())
        self.shop.run("alter table logs detach partition logs_10")
        self.assertRegex(self.load()["warnings"][0], "DETACH PARTITION")
        self.assertEqual(len(self.place.rows("select id from lake.b.logs")), 3)


class TriggersOfTheDocsTest(ShopTest):
    """The statements of docs/sources.md, run unchanged."""

    def test_loads_with_deletions_and_truncations_are_recorded(self) -> None:
        blocks = re.findall(r"```sql\n(.*?)```", (ROOT / "docs/sources.md").read_text(), re.DOTALL)
        given = [block for block in blocks if "deleted_customers" in block]
        self.assertEqual(len(given), 2)
        self.shop.run(
            "create table customers (id bigint primary key, name text,"
            " xid xid8 not null default pg_current_xact_id())",
            *given,
            "insert into customers select n, 'Ann' from generate_series(1, 4) n",
        )
        target = "lake.bronze.customers"
        declared = {"target": target, "mode": "merge", "deletes": "deleted_customers"}
        self.tables = {"customers": declared}

        def job() -> None:
            from sparkwright import attempt

            new = attempt.window("shop")["customers"]
            columns = "id bigint, name string, xid bigint"
            new.session.sql(f"create table if not exists {new.target} ({columns})")
            new.load()

        self.place.must(job, self.source())
        self.shop.run("delete from customers where id = 4")
        self.place.must(job, self.source())
        self.assertEqual(len(self.place.rows(f"select id from {target}")), 3)
        self.shop.run("truncate customers", "insert into customers values (2, 'Eve')")
        self.assertEqual(self.shop.rows("select count(*) from deleted_customers"), [("4",)])
        result = self.place.must(job, self.source())
        self.assertRegex(result["warnings"][0], ": 0 rows of lake.bronze.customers whose keys")
        self.assertEqual(self.place.rows(f"select id, name from {target}"), [(2, "Eve")])


if __name__ == "__main__":
    unittest.main()
