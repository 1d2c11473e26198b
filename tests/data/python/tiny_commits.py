"""A table with very many small loads, like loads every minute."""

from typing import Any

from pyspark.sql import SparkSession

from sparkwright.tables.iceberg import Catalog, Table
from sparkwright.tables.loaded import PROPERTY, tag_of

_STAGED = "staged"


def tiny_loads(spark: SparkSession, table: str, count: int, *columns: str) -> None:
    """Add `count` rows to main of `table`, each in a file, a commit and a tag of its own.

    The table has been loaded already, up to where these loads say too. `columns` make a row of
    `id`, which counts from 0. All files are written at once, to a branch that is dropped again, and
    committed one by one: a job for each would take minutes.
    """
    lake = Catalog(spark, "lake").table(table)
    assert lake is not None
    lake.java.manageSnapshots().createBranch(_STAGED, int(lake.head() or 0)).commit()
    rows = spark.range(0, count, 1, count).selectExpr(*columns)
    rows.writeTo(f"{table}.branch_{_STAGED}").option("distribution-mode", "none").append()
    lake.refresh()
    newest = lake.snapshot(lake.head())
    mark = newest.property(PROPERTY) if newest else None
    for number, file in enumerate(_files(lake)):
        _load(lake, file, f"tiny-{number}", mark or "{}")
    lake.refresh()
    lake.drop_branch(_STAGED)


def _load(lake: Table, file: Any, attempt: str, mark: str) -> None:
    change = lake.java.newTransaction()
    append = change.newAppend().appendFile(file)
    append.set("sparkwright.attempt", attempt).set(PROPERTY, mark).commit()
    head = change.table().currentSnapshot().snapshotId()
    change.manageSnapshots().createTag(tag_of(attempt), head).commit()
    change.commitTransaction()


def _files(lake: Table) -> list[Any]:
    before = {task.file().location() for task in _tasks(lake.java.newScan())}
    staged = [task.file() for task in _tasks(lake.java.newScan().useRef(_STAGED))]
    return [file for file in staged if file.location() not in before]


def _tasks(scan: Any) -> list[Any]:
    found, tasks = [], scan.planFiles().iterator()
    while tasks.hasNext():
        found.append(tasks.next())
    return found
