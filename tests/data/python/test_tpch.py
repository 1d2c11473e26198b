"""Standard data from outside: TPC-H through the retail jobs, against DuckDB on the same files."""

import csv
import io
import tempfile
import unittest
from itertools import pairwise
from pathlib import Path

from lake_place import LakePlace
from retail_database import BRONZE, copy_in, retail_database, run_retail
from tpch import COLUMNS, Tpch

SCALE = 0.1
# On each of these days orders are under way, whose DELIVERED comes with the next load or never.
DAYS = ("1992-01-01", "1995-03-17", "1997-01-01", "1998-08-03")
GOLD = ("delivery_by_branch", "delivery_by_branch_day")


class TpchTest(unittest.TestCase):
    def test_gold_is_what_duckdb_says_after_every_load(self) -> None:
        with tempfile.TemporaryDirectory() as folder, LakePlace() as place:
            tpch = Tpch(SCALE, Path(folder))
            database = retail_database()
            sources = {"retail": place.source(database, BRONZE)}
            for since, until in pairwise(DAYS):
                came = {
                    BRONZE[table]: copy_in(database, table, columns, tpch.rows(table, since, until))
                    for table, columns in COLUMNS.items()
                }
                ingest = run_retail(place, sources)[0]
                loaded = {table: rows["written"] for table, rows in ingest["rows"].items()}
                self.assertEqual(loaded, came, until)
                for name in GOLD:
                    answer = tpch.gold(name, until)
                    self.assertEqual(in_table(place, name), answer, f"{name} on {until}")
                    self.assertEqual(in_file(place, name), answer, f"{name}.csv on {until}")
            self.assertEqual(place.rows("select count(*) from lake.bronze.orders"), [(150_000,)])


def in_table(place: LakePlace, name: str) -> list[tuple[str | None, ...]]:
    """Return a table of gold as text."""
    found = place.rows(f"select * from lake.gold.{name}")
    return [tuple(None if value is None else str(value) for value in row) for row in found]


def in_file(place: LakePlace, name: str) -> list[tuple[str | None, ...]]:
    """Return a file of gold as text, an empty field as None."""
    text = place.hdfs.files[f"/data/gold/{name}.csv"].decode()
    _, *rows = csv.reader(io.StringIO(text))
    return [tuple(value or None for value in row) for row in rows]


if __name__ == "__main__":
    unittest.main()
