import unittest

from shop import ORDERS, ShopTest

ALLOW = {"removed": "allow", "retyped": "allow"}
NUMBERS = "lake.bronze.numbers"


class KeyDriftTest(ShopTest):
    tables = {"orders": {"target": ORDERS, "mode": "merge", "drift": ALLOW}}  # noqa: RUF012

    def setUp(self) -> None:
        super().setUp()
        self.shop.run("insert into orders values (1, 'tea', 1), (2, 'tea', 2)")
        self.load()

    def test_a_renamed_key_duplicates_no_row(self) -> None:
        self.shop.run(
            "alter table orders rename column id to number",
            "update orders set amount = 10 where number = 1",
        )
        self.refused(
            "the rows of lake.bronze.orders have no number, .*if id has become number, run"
        )
        self.assertEqual(self.place.session().table(ORDERS).columns[0], "id")
        session = self.place.session()
        session.sql(f"ALTER TABLE {ORDERS} RENAME COLUMN `id` TO `number`")
        self.load()
        self.assertEqual(self.orders("number, amount"), [(1, 10), (2, 2)])

    def test_a_new_key_column_is_refused_until_all_rows_have_it(self) -> None:
        self.shop.run(
            "alter table orders add column branch int not null default 7",
            "alter table orders drop constraint orders_pkey",
            "alter table orders add primary key (id, branch)",
            "update orders set amount = 10 where id = 1",
        )
        self.refused("have no branch, which is of the key of orders now.*: load lake.bronze.orders")

    def test_a_key_that_old_rows_lack_replaces_none(self) -> None:
        self.tables = {"orders": {"target": ORDERS, "drift": ALLOW}}
        self.shop.run(
            "alter table orders rename column id to number",
            "insert into orders (number, item, amount) values (3, 'tea', 3)",
        )
        self.load()
        self.assertEqual(self.orders("id, number"), [(None, 3), (1, None), (2, None)])
        self.again("rewind", {"orders": "0"})
        self.refused("rows of lake.bronze.orders have no value in the key .number., so they would")

    def test_a_wider_key_is_accepted_and_a_text_key_refused(self) -> None:
        self.shop.run("alter table orders alter column id type int")
        self.shop.run("update orders set amount = 10 where id = 1")
        self.load()
        self.assertEqual(self.orders("id, amount"), [(1, 10), (2, 2)])
        self.shop.run(
            "alter table orders alter column id type text",
            "insert into orders (id, item, amount) values ('01', 'milk', 3)",
        )
        self.refused("key id of orders is of type string, and that of lake.bronze.orders of type b")
        self.assertEqual(self.orders("id, amount"), [(1, 10), (2, 2)])

    def test_numeric_keys_are_accepted_if_the_lake_holds_their_values(self) -> None:
        self.shop.run(
            "create table numbers (k numeric primary key,"
            " xid xid8 not null default pg_current_xact_id())",
            "insert into numbers values (1), (2.50)",
        )
        self.tables = {"numbers": {"target": NUMBERS, "mode": "merge", "drift": ALLOW}}

        def job(kind: str = "decimal(12,2)") -> None:
            from sparkwright import attempt

            new = attempt.window("shop")["numbers"]
            new.session.sql(f"create table if not exists {new.target} (k {kind}, xid bigint)")
            new.load()

        self.place.must(job, self.source())
        self.shop.run("insert into numbers values (1.001)")
        error = self.place.run_attempt(job, self.source())["error"]
        self.assertRegex(
            error["message"], r"is of type decimal\(38,18\), and that of .* hold the s"
        )
        found = self.place.rows(f"select cast(k as string) from {NUMBERS}")
        self.assertEqual(found, [("1.00",), ("2.50",)])
        self.shop.run("delete from numbers where k = 1.001", "insert into numbers values (3)")
        self.place.must(job, self.source())
        self.assertEqual(len(self.place.rows(f"select k from {NUMBERS}")), 3)

    def test_a_key_with_another_notation_is_refused(self) -> None:
        self.shop.run(
            "create table stock (sku char(5) primary key, at timestamp, xid xid8 not null"
            " default pg_current_xact_id())",
            "insert into stock values ('a')",
        )
        self.tables = {"stock": {"target": "lake.b.stock", "mode": "merge", "drift": ALLOW}}

        def job() -> None:
            from sparkwright import attempt

            new = attempt.window("shop")["stock"]
            columns = "sku string, at timestamp, xid bigint"
            new.session.sql(f"create table if not exists {new.target} ({columns})")
            new.load()

        self.place.must(job, self.source())
        self.shop.run("alter table stock alter column sku type char(8)")
        error = self.place.run_attempt(job, self.source())["error"]
        self.assertRegex(
            error["message"], r"sku of stock was of type character\(5\).*and is of type .*\(8\)"
        )
        self.place.must(job, self.source(), full_refresh=True)
        self.place.must(job, self.source())
        self.assertEqual(self.place.rows("select sku from lake.b.stock"), [("a       ",)])


if __name__ == "__main__":
    unittest.main()
