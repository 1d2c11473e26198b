import unittest

from shop import ORDERS, ShopTest


class DeletesTest(ShopTest):
    tables = {"orders": {"target": ORDERS, "mode": "merge", "deletes": "deleted"}}  # noqa: RUF012

    def delete(self, key: int) -> list[str]:
        return [f"delete from orders where id = {key}", f"insert into deleted (id) values ({key})"]

    def test_deleted_keys_are_removed_unless_they_were_inserted_again(self) -> None:
        self.shop.run("insert into orders select n, 'tea', n from generate_series(1, 4) n")
        self.load()
        both = self.shop.connect()
        both.begin()
        for statement in [*self.delete(3), "insert into orders values (3, 'back at once', 3)"]:
            both.run(statement)
        both.commit()
        both.close()
        self.shop.run(*self.delete(1), *self.delete(2), "insert into orders values (2, 'back', 2)")
        result = self.load()
        self.assertEqual(result["rows"][ORDERS], {"read": 2, "written": 2, "quarantined": 0})
        self.assertEqual(self.orders("id, item"), [(2, "back"), (3, "back at once"), (4, "tea")])
        # Deletions alone are news too.
        self.shop.run(*self.delete(4))
        self.load()
        self.assertEqual(self.orders("id"), [(2,), (3,)])
        self.assertEqual(self.load()["snapshots"], {})


class TimestampDeletesTest(ShopTest):
    kind = "timestamp"
    tables = {  # noqa: RUF012
        "orders": {"target": ORDERS, "cursor": "updated_at", "deletes": "deleted"}
    }

    def test_rows_that_are_read_again_are_removed_once_and_stay_removed(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1), (2, 'tea', 2)")
        self.load()
        self.shop.run("delete from orders where id = 1", "insert into deleted (id) values (1)")
        self.load()
        self.shop.run("insert into orders values (1, 'again', 1)")
        self.load()
        self.assertEqual(self.orders("id, item"), [(1, "again"), (2, "tea")])


if __name__ == "__main__":
    unittest.main()
