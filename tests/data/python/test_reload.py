import unittest

from shop import HISTORY, ORDERS, ShopTest, shop
from throwaway_database import Database, Server

LINE = "insert into history (order_id, status) values"


def copy(old: Database, new: Database, *tables: str) -> None:
    """Copy every row as a dump and restore do: with the old server's transaction ids."""
    for table in tables:
        for row in old.rows(f"select * from {table} order by id"):
            new.run(f"insert into {table} values ({', '.join(repr(value) for value in row)})")
        if table == "history":
            new.run("select setval('history_id_seq', (select max(id) from history))")


def spend(database: Database, transactions: int) -> None:
    """Advance the server's transaction ids."""
    loop = f"for i in 1..{transactions} loop perform pg_current_xact_id(); commit; end loop"
    database.run(f"do $$ begin {loop}; end $$")


class RewindTest(ShopTest):
    tables = {"orders": ORDERS, "history": HISTORY}  # noqa: RUF012

    def test_rows_that_are_loaded_again_replace_the_old_ones(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1)", f"{LINE} (1, 'new')")
        self.load()
        first = dict(self.place.bookmark["shop"]["tables"])
        self.shop.run(
            "insert into orders values (2, 'tea', 2), (3, 'tea', 3)", f"{LINE} (2, 'new')"
        )
        self.load()
        # A repair at the source that its cursor does not show: the reason for a rewind.
        self.shop.run(
            "alter table orders disable trigger renew",
            "update orders set item = 'milk' where id in (1, 3)",
            "insert into orders values (4, 'tea', 4)",
        )
        self.again("rewind", first)
        result = self.load()
        self.assertEqual(result["rows"][ORDERS], {"read": 3, "written": 2, "quarantined": 0})
        self.assertEqual(result["rows"][HISTORY], {"read": 1, "written": 0, "quarantined": 0})
        self.assertEqual(result["bookmark"]["shop"]["again"]["id"], "request-1")
        self.assertNotIn("again", self.place.bookmark["shop"])
        self.assertEqual(self.orders("id, item"), [(1, "tea"), (2, "tea"), (3, "milk"), (4, "tea")])
        self.assertEqual(self.place.rows(f"select order_id from {HISTORY}"), [(1,), (2,)])
        self.assertEqual(self.load()["snapshots"], {})

    def test_a_job_that_appends_by_itself_is_refused(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1)")
        self.load()
        self.again("rewind", {"orders": "3"})

        def job() -> None:
            from sparkwright import attempt

            new = attempt.window("shop")["orders"]
            with new.loading():
                new.read().writeTo(new.target).append()

        error = self.place.run_attempt(job, self.source())["error"]
        self.assertRegex(error["message"], r"loaded again \(rewind\).*load\(\)")
        self.assertEqual(self.orders("id"), [(1,)])

    def test_a_target_with_several_versions_of_a_row_is_refused(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1)")
        self.load()
        self.shop.run("update orders set amount = 10")
        self.load()
        self.assertEqual(self.orders("id, amount"), [(1, 1), (1, 10)])
        self.shop.run("update orders set amount = 100")
        self.again("rewind", {"orders": "3"})
        self.refused("several rows with one key.*--full-refresh")
        self.assertEqual(self.orders("id, amount"), [(1, 1), (1, 10)])


class RebaseTest(ShopTest):
    tables = {  # noqa: RUF012
        "orders": {"target": ORDERS, "mode": "merge", "deletes": "deleted"},
        "history": HISTORY,
    }

    def test_a_rebase_after_a_restore_has_every_row_once(self) -> None:
        spend(self.shop, 3000)
        self.shop.run("insert into orders values (1, 'tea', 1), (2, 'tea', 2), (3, 'tea', 3)")
        self.shop.run(f"{LINE} (1, 'new'), (2, 'new')")
        self.load()
        self.shop.run("insert into orders values (4, 'tea', 4)", f"{LINE} (3, 'new')")
        old, self.shop = self.shop, shop(Server())
        copy(old, self.shop, "orders", "history")
        self.shop.run(
            "update orders set amount = 22 where id = 2",
            "insert into orders values (5, 'tea', 5)",
            f"{LINE} (1, 'sent')",
        )
        self.refused("which has its own count.*`sparkwright bookmark rebase shop`")

        self.again("rebase", {"orders": "0", "history": "0"})
        result = self.load()
        self.assertEqual(result["rows"][HISTORY], {"read": 4, "written": 2, "quarantined": 0})
        self.assertNotIn("again", self.place.bookmark["shop"])
        [[server]] = self.shop.rows("select system_identifier from pg_control_system()")
        self.assertEqual(self.place.bookmark["shop"]["system_identifier"], server)
        amounts = [(1, 1), (2, 22), (3, 3), (4, 4), (5, 5)]
        self.assertEqual(self.orders("id, amount"), amounts)
        history = [(1, "new"), (1, "sent"), (2, "new"), (3, "new")]
        self.assertEqual(self.place.rows(f"select order_id, status from {HISTORY}"), history)

        # A deletion at the new server is later than rows of the old one, whose numbers are higher.
        self.shop.run(
            "insert into deleted (id) values (3)",
            "delete from orders where id = 3",
            "update orders set amount = 11 where id = 1",
        )
        # The new server comes to the numbers that the restored rows brought along.
        spend(self.shop, 4500)
        self.load()
        self.assertEqual(self.orders("id, amount"), [(1, 11), *amounts[1:2], *amounts[3:]])
        self.assertEqual(self.place.rows(f"select order_id, status from {HISTORY}"), history)

    def test_a_rebase_without_differences_moves_the_bound(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1)")
        self.load()
        before = self.place.snapshots(ORDERS)
        self.again("rebase", {"orders": "0", "history": "0"})
        result = self.load()
        self.assertEqual(result["rows"][ORDERS], {"read": 1, "written": 0, "quarantined": 0})
        self.assertEqual(len(self.place.snapshots(ORDERS)), len(before) + 1)
        self.assertEqual(result["bookmark"]["shop"]["again"]["id"], "request-1")
        self.assertEqual(self.load()["snapshots"], {})


class BackfillTest(ShopTest):
    tables = {"orders": {"target": ORDERS, "time": "updated_at"}}  # noqa: RUF012

    def test_a_backfill_replaces_rows_of_its_interval_and_moves_no_bookmark(self) -> None:
        columns = "insert into orders (id, item, amount, updated_at) values"
        self.shop.run(
            "alter table orders disable trigger renew",
            f"{columns} (1, 'tea', 1, '2026-11-19T12:00Z'), (2, 'tea', 2, '2026-11-20T12:00Z')",
        )
        self.load()
        self.shop.run(
            "update orders set item = 'milk'",
            f"{columns} (3, 'not loaded yet', 3, '2026-11-20T13:00Z')",
        )
        before = dict(self.place.bookmark)
        day = {"start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"}
        result = self.load(backfill=True, interval=day)
        self.assertEqual(result["rows"][ORDERS], {"read": 1, "written": 1, "quarantined": 0})
        self.assertEqual((result["bookmark"], self.place.bookmark), (None, before))
        self.assertEqual(self.orders("id, item"), [(1, "tea"), (2, "milk")])
        self.load()
        self.assertEqual(self.orders("id"), [(1,), (2,), (3,)])


class FullRefreshTest(ShopTest):
    def test_a_full_refresh_replaces_every_row(self) -> None:
        self.shop.run("insert into orders values (1, 'tea', 1), (2, 'tea', 2)")
        self.load()
        self.shop.run("delete from orders where id = 1", "insert into orders values (3, 'tea', 3)")
        result = self.load(full_refresh=True)
        self.assertEqual(result["rows"][ORDERS], {"read": 2, "written": 2, "quarantined": 0})
        self.assertEqual(self.orders("id"), [(2,), (3,)])
        rebuilt = [each.get("sparkwright.rebuilt") for each in self.place.snapshots(ORDERS)]
        self.assertEqual(rebuilt, [None, "true"], "who reads the table reads all of it now")
        self.assertEqual(self.load()["snapshots"], {})


if __name__ == "__main__":
    unittest.main()
