import re
import unittest
from itertools import count
from typing import Any

from shop import ShopTest
from throwaway_database import Database

PEOPLE = "lake.bronze.people"
XID = "xid xid8 not null default pg_current_xact_id()"

_numbers = count(1)


def load() -> None:
    """The job: makes tables with the source's columns, and loads them."""
    from pyspark.sql import SparkSession

    from sparkwright import attempt

    session = SparkSession.builder.getOrCreate()
    for new in attempt.window("shop").tables.values():
        if not session.catalog.tableExists(new.target):
            new.read().limit(0).writeTo(new.target).using("iceberg").create()
        new.load()


class ReaderTest(ShopTest):
    """A user who may read some columns of a table."""

    def setUp(self) -> None:
        super().setUp()
        self.reader = f"reader_{next(_numbers)}"
        self.table: dict[str, Any] = {"target": PEOPLE}
        self.shop.run(
            f"create role {self.reader} login password 'readers own'",
            f"grant execute on function pg_control_system() to {self.reader}",
            f"create table people (id bigint primary key, name text, ssn text, {XID})",
            f"grant select (id, name, xid) on people to {self.reader}",
            "insert into people values (1, 'Ada', '123'), (2, 'Bob', '456')",
        )

    def source(self, **fields: Any) -> dict[str, Any]:
        self.tables = {"people": self.table}
        user = Database.__new__(Database)
        user.url, user.user, user.password = self.shop.url, self.reader, "readers own"
        return {"shop": self.place.source(user, self.tables, self.kind, **fields)}

    def load(self, **spec: Any) -> dict[str, Any]:
        return self.place.must(load, self.source(), **spec)

    def refused(self, says: str, **spec: Any) -> str:
        error = self.place.run_attempt(load, self.source(), **spec)["error"]
        self.assertIsNotNone(error)
        self.assertEqual(error["class"], "RefusedError", error["traceback"])
        self.assertRegex(error["message"], says)
        return error["message"]

    def grants(self, says: str) -> list[str]:
        return re.findall("`(GRANT [^`]*)`", says)

    def people(self, columns: str = "*") -> list[tuple[Any, ...]]:
        return self.place.rows(f"select {columns} from {PEOPLE}")


class ColumnsTest(ReaderTest):
    def test_the_fixes_in_the_error_for_hidden_columns_work(self) -> None:
        says = self.refused(r"may not read ssn, xmin of people.*`exclude: \[ssn\]` of table people")
        both, rest = self.grants(says)
        self.shop.run(rest)
        self.refused("may not read ssn of people")
        self.table = {"target": PEOPLE, "exclude": ["ssn"]}
        self.load()
        self.assertEqual(self.people("id, name"), [(1, "Ada"), (2, "Bob")])
        self.assertEqual(self.place.session().table(PEOPLE).columns, ["id", "name", "xid"])
        self.shop.run("insert into people values (3, 'Eve', '789')")
        self.table = {"target": PEOPLE, "columns": ["name", "id", "xid"], "mode": "merge"}
        self.load()
        self.assertEqual(len(self.people()), 3)
        self.table = {"target": PEOPLE}
        self.shop.run(both, "insert into people values (4, 'Mia', '0')")
        self.load()
        self.assertEqual(self.people("id, ssn"), [(1, None), (2, None), (3, None), (4, "0")])

    def test_left_out_columns_work_with_every_way_to_load(self) -> None:
        self.shop.run(
            f"create table gone (id bigint, why text, {XID})",
            f"grant select (id, xid, xmin) on gone to {self.reader}",
            f"grant select (xmin) on people to {self.reader}",
        )
        fields = {"mode": "merge", "deletes": "gone", "partitions": 2, "split": "modulus"}
        self.table = {"target": PEOPLE, "exclude": ["ssn"], **fields}
        self.load()
        self.shop.run("delete from people where id = 1", "insert into gone (id) values (1)")
        self.load()
        self.assertEqual(self.people("id, name"), [(2, "Bob")])
        self.load(full_refresh=True)
        self.assertEqual(self.people("id, name"), [(2, "Bob")])

    def test_a_column_of_the_lake_is_left_out_as_a_removed_one_is_and_may_come_back(self) -> None:
        self.shop.run(f"grant select on people to {self.reader}")
        self.load()
        self.table = {"target": PEOPLE, "exclude": ["ssn"]}
        self.shop.run("insert into people values (3, 'Eve', '789')")
        says = self.refused(r"`exclude` of people leaves out ssn, which .* DROP COLUMN `ssn`")
        self.table["drift"] = {"removed": "allow"}
        self.load()
        self.assertEqual(self.people("id, ssn"), [(1, "123"), (2, "456"), (3, None)])
        del self.table["drift"]
        self.place.session().sql(re.search("ALTER TABLE .* DROP COLUMN `ssn`", says)[0])
        self.shop.run("insert into people values (4, 'Mia', '0')")
        self.load()
        self.assertEqual(self.people("id, name")[3], (4, "Mia"))
        self.table = {"target": PEOPLE}
        self.shop.run("insert into people values (5, 'Leo', '1')")
        self.load()
        self.assertEqual([ssn for _, ssn in self.people("id, ssn")], [None] * 4 + ["1"])

    def test_added_dropped_and_generated_columns_can_be_left_out(self) -> None:
        self.shop.run(
            f"grant select (xmin) on people to {self.reader}",
            "alter table people add loud text generated always as (upper(name)) stored",
            "alter table people add length int generated always as (length(ssn)) virtual",
            f"grant select (loud, length) on people to {self.reader}",
        )
        self.table = {"target": PEOPLE, "exclude": ["ssn"]}
        self.load()
        self.assertEqual(self.people("id, loud, length"), [(1, "ADA", 3), (2, "BOB", 3)])
        self.shop.run("alter table people add phone text")
        self.refused(r"may not read phone of people.*`exclude: \[ssn, phone\]`")
        self.table = {"target": PEOPLE, "columns": ["id", "name", "loud", "length", "xid"]}
        self.load()
        self.shop.run("alter table people drop column length")
        self.refused("people has no column length, which `columns`")

    def test_a_part_of_the_primary_key_is_not_a_key(self) -> None:
        self.shop.run(
            "alter table people drop constraint people_pkey, add primary key (id, name)",
            "insert into people values (1, 'Ada II', '1')",
            f"grant select on people to {self.reader}",
        )
        self.table = {"target": PEOPLE, "exclude": ["name"], "mode": "merge"}
        self.refused(r"people can't be loaded without name \(key\)")
        self.table["key"] = ["id"]
        self.load()
        self.assertEqual(self.people("id"), [(1,), (2,)])


class ColumnsByIdTest(ReaderTest):
    """By id, no right to `xmin` is needed."""

    kind = "id"

    def test_hidden_columns_are_refused_and_left_out(self) -> None:
        self.refused("may not read ssn of people: run")
        self.table = {"target": PEOPLE, "exclude": ["ssn", "xid"]}
        self.load()
        self.assertEqual(self.people(), [(1, "Ada"), (2, "Bob")])


class UnfitValuesTest(ShopTest):
    """Values that Spark cannot read block a table until their column is left out."""

    def test_a_column_that_blocks_a_table_can_be_left_out(self) -> None:
        self.shop.run(
            "create table odd (id bigint primary key, rate numeric, grid int[], cash money[], "
            f"{XID})",
            "insert into odd values (1, 'NaN', array[array[1, 2], array[3, 4]], array[1::money])",
        )
        target = "lake.bronze.odd"
        for left_out in (["grid", "cash"], ["rate", "cash"], ["rate", "grid"]):
            self.tables = {"odd": {"target": target, "exclude": left_out}}
            with self.subTest(left_out):
                self.assertIsNotNone(self.place.run_attempt(load, self.source())["error"])
                self.place.session().sql(f"drop table if exists {target}")
        self.tables = {"odd": {"target": target, "exclude": ["rate", "grid", "cash"]}}
        self.place.must(load, self.source())
        self.assertEqual(self.place.rows(f"select id from {target}"), [(1,)])


if __name__ == "__main__":
    unittest.main()
