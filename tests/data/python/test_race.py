"""Loads beside eight writers lose and duplicate nothing, except loads by id."""

import unittest
from collections import Counter
from typing import Any

from lake_place import LakePlace
from throwaway_database import Database, server
from writers import TABLES, Writers

from sparkwright import attempt

MADE = {
    "tickets": "(id BIGINT, writer INT, note STRING, xid BIGINT)",
    "shelves": "(id BIGINT, writer INT, stock INT, xid BIGINT)",
}


def load() -> None:
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.getOrCreate()
    window = attempt.window("shop")
    for table, new in window.tables.items():
        spark.sql(f"create table if not exists {new.target} {MADE[table]} using iceberg")
        new.load()


class RaceTest(unittest.TestCase):
    def test_by_transaction_no_row_is_lost_or_duplicated(self) -> None:
        shelves = {"target": "lake.bronze.shelves", "mode": "merge"}
        tables = {"tickets": "lake.bronze.tickets", "shelves": shelves}
        with LakePlace() as place:
            database = self.race(place, "xid", tables, loads=16)
            for table, columns in (
                ("tickets", "id, writer, note"),
                ("shelves", "id, writer, stock"),
            ):
                there, here = both(place, database, table, columns)
                self.assertEqual(Counter(here), Counter(there), table)
            self.assertGreater(len(place.snapshots("lake.bronze.tickets")), 10)

    def test_by_id_rows_are_lost(self) -> None:
        with LakePlace() as place:
            tables = {"tickets": "lake.bronze.tickets"}
            database = self.race(place, "id", tables, loads=6)
            there, here = both(place, database, "tickets", "id, writer, note")
            lost, doubled = Counter(there) - Counter(here), Counter(here) - Counter(there)
            self.assertGreater(lost.total(), 0)
            self.assertEqual(doubled.total(), 0)

    def race(self, place: LakePlace, kind: str, tables: dict[str, Any], loads: int) -> Database:
        """Load beside the writers so many times, and once more when they have ended."""
        database = server().database()
        database.run(*TABLES)
        sources = {"shop": place.source(database, tables, kind)}
        with Writers(database, seed=5) as writers:
            for _ in range(loads):
                place.must(load, sources)
                writers.loaded()
        place.must(load, sources)
        return database


def both(
    place: LakePlace, database: Database, table: str, columns: str
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return the rows of a table at the source and in the lake, as text."""
    here = place.rows(f"select {columns} from lake.bronze.{table}")
    return (
        database.rows(f"select {columns} from {table}"),
        [tuple(str(value) for value in row) for row in here],
    )


if __name__ == "__main__":
    unittest.main()
