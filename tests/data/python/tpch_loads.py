"""TPC-H loaded day by day through the retail jobs, with gold compared to DuckDB each time."""

import csv
import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lake_place import LakePlace
from retail_database import BRONZE, JOBS, copy_in, retail_database
from tpch import COLUMNS, Tpch

GOLD = ("delivery_by_branch", "delivery_by_branch_day")

Rows = list[tuple[str | None, ...]]


@dataclass
class Load:
    """What one load brought: rows that came and that were loaded, by table, and seconds by job.

    `gold` has, by the name of a table or file of gold, what it says and what DuckDB says.
    """

    until: str
    came: dict[str, int]
    loaded: dict[str, int]
    seconds: dict[str, float]
    gold: dict[str, tuple[Rows, Rows]]


def loads(place: LakePlace, tpch: Tpch) -> Iterator[Load]:
    """Load the rows of one span of days after another, and run the retail jobs after each."""
    database = retail_database()
    sources = {"retail": place.source(database, BRONZE)}
    for since, until in pairwise(tpch.days):
        came = {
            BRONZE[table]: copy_in(database, table, columns, tpch.rows(table, since, until))
            for table, columns in COLUMNS.items()
        }
        seconds, results = {}, {}
        for job in JOBS:
            began = time.monotonic()
            results[job] = place.must(job, sources)
            seconds[job] = time.monotonic() - began
        loaded = {table: rows["written"] for table, rows in results[JOBS[0]]["rows"].items()}
        gold = {}
        for name in GOLD:
            answer = tpch.gold(name, until)
            gold[name] = (_in_table(place, name), answer)
            gold[f"{name}.csv"] = (_in_file(place, name), answer)
        yield Load(until, came, loaded, seconds, gold)


def _in_table(place: LakePlace, name: str) -> Rows:
    found = place.rows(f"select * from lake.gold.{name}")
    return [tuple(None if value is None else str(value) for value in row) for row in found]


def _in_file(place: LakePlace, name: str) -> Rows:
    text = place.hdfs.files[f"/data/gold/{name}.csv"].decode()
    _, *rows = csv.reader(io.StringIO(text))
    return [tuple(value or None for value in row) for row in rows]
