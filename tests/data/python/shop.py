"""A shop's database with two tables, and an ordinary job that loads them."""

import unittest
from typing import Any

from lake_place import LakePlace
from throwaway_database import Database, Server, server

ORDERS = "lake.bronze.orders"
HISTORY = "lake.bronze.history"

_STAMP = """
    create function renew_xid() returns trigger language plpgsql as
    'begin new.xid := pg_current_xact_id(); return new; end'
"""
_XID = "xid xid8 not null default pg_current_xact_id()"
TABLES = [
    _STAMP,
    f"""create table orders (id bigint primary key, item text, amount int, {_XID},
        updated_at timestamptz not null default clock_timestamp())""",
    f"create table history (id bigserial primary key, order_id bigint, status text, {_XID})",
    f"""create table deleted (id bigint, {_XID},
        updated_at timestamptz not null default clock_timestamp())""",
    """create trigger renew before update on orders for each row execute function renew_xid()""",
]


def load() -> None:
    """The job: makes its tables, and loads them."""
    from pyspark.sql import SparkSession

    from sparkwright import attempt

    spark = SparkSession.builder.getOrCreate()
    columns = {
        "orders": "id bigint, item string, amount int, xid bigint, updated_at timestamp",
        "history": "id bigint, order_id bigint, status string, xid bigint",
    }
    window = attempt.window("shop")
    for table, new in window.tables.items():
        spark.sql(f"create table if not exists {new.target} ({columns[table]}) using iceberg")
        new.load()


def shop(of: Server | None = None) -> Database:
    """Make a shop's database."""
    database = (of or server()).database()
    database.run(*TABLES)
    return database


class ShopTest(unittest.TestCase):
    """A test case with a shop, an empty lake, and the source's declared `tables`."""

    kind = "xid"
    tables: dict[str, Any] = {"orders": {"target": ORDERS}}  # noqa: RUF012

    def setUp(self) -> None:
        self.place = LakePlace()
        self.addCleanup(self.place.close)
        self.shop = shop()

    def source(self, **fields: Any) -> dict[str, Any]:
        """Return the source as in spec.json."""
        return {"shop": self.place.source(self.shop, self.tables, self.kind, **fields)}

    def load(self, **spec: Any) -> dict[str, Any]:
        """Run the job; it must succeed."""
        return self.place.must(load, self.source(), **spec)

    def refused(self, says: str, **spec: Any) -> str:
        """Run the job, which must end with RefusedError, and return the message."""
        error = self.place.run_attempt(load, self.source(), **spec)["error"]
        self.assertIsNotNone(error)
        self.assertEqual(error["class"], "RefusedError", error["traceback"])
        self.assertRegex(error["message"], says)
        return error["message"]

    def orders(self, columns: str = "id, item, amount") -> list[tuple[Any, ...]]:
        """Return the orders in the lake."""
        return self.place.rows(f"select {columns} from {ORDERS}")

    def again(self, mode: str, tables: dict[str, str], name: str = "request-1") -> None:
        """Write a request to load again into the bookmark, as the orchestrator does."""
        bookmark = self.place.bookmark["shop"]
        bookmark["again"] = {"id": name, "mode": mode, "tables": tables}
        if mode == "rewind":
            bookmark["tables"].update(tables)
