import unittest

from shop import ORDERS, ShopTest, load

ALLOW = {"removed": "allow", "retyped": "allow"}


class DriftTest(ShopTest):
    def setUp(self) -> None:
        super().setUp()
        self.shop.run("insert into orders values (1, 'tea', 1)")
        self.load()

    def test_a_new_column_is_added_before_its_rows_come(self) -> None:
        self.shop.run(
            'alter table orders add column "Gift note" varchar(20)',
            "insert into orders values (2, 'tea', 2, default, default, 'with love')",
        )
        self.load()
        found = self.place.rows(f"select id, `Gift note` from {ORDERS}")
        self.assertEqual(found, [(1, None), (2, "with love")])

    def test_removed_and_retyped_columns_stop_the_run(self) -> None:
        self.shop.run(
            "alter table orders drop column item",
            "alter table orders alter column amount type bigint",
            "alter table orders add column note text",
            "insert into orders (id, amount) values (2, 3000000000)",
        )
        says = self.refused("item removed and amount retyped.*removed: allow, retyped: allow")
        self.assertRegex(says, r"column +orders +lake\.bronze\.orders\n")
        self.assertRegex(says, r"- +item +- +string\n! +amount +bigint +int")
        # Nothing has changed, the new column not either.
        self.assertEqual(self.place.rows(f"select * from {ORDERS}")[0][:3], (1, "tea", 1))
        self.assertEqual(len(self.place.session().table(ORDERS).columns), 5)

        self.tables = {"orders": {"target": ORDERS, "drift": ALLOW}}
        self.load()
        found = self.place.rows(f"select id, item, amount, note from {ORDERS}")
        self.assertEqual(found, [(1, "tea", 1, None), (2, None, 3000000000, None)])

    def test_values_are_cast_or_fail_if_no_type_holds_both(self) -> None:
        self.tables = {"orders": {"target": ORDERS, "drift": ALLOW}}
        self.shop.run(
            "alter table orders alter column amount type text",
            "insert into orders (id, item, amount) values (2, 'tea', '20')",
        )
        self.load()
        self.assertEqual(self.orders("id, amount"), [(1, 1), (2, 20)])
        self.shop.run("insert into orders (id, item, amount) values (3, 'tea', 'a lot')")
        error = self.place.run_attempt(load, self.source())["error"]
        self.assertRegex(error["message"], "CAST_INVALID_INPUT")
        self.assertEqual(self.orders("id"), [(1,), (2,)])


if __name__ == "__main__":
    unittest.main()
