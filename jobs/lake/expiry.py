"""Expiry: snapshots that nobody stands at any more, and files that belong to none."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lake.asked import Asked
from sparkwright.iceberg import Table

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def millis(time: datetime) -> int:
    """Return a time in milliseconds since the epoch."""
    return int(time.timestamp() * 1000)


def expire(
    spark: "SparkSession", catalog: str, table: Table, older_than: int, asked: Asked
) -> None:
    """Forget snapshots made before `older_than` (ms since the epoch), with files only they have."""
    spark.sql(
        f"CALL {catalog}.system.expire_snapshots(table => '{table.name}', "
        f"older_than => {_literal(older_than)}, retain_last => {asked.keep_last})"
    )


def remove_orphans(
    spark: "SparkSession", catalog: str, table: Table, now: datetime, asked: Asked
) -> int:
    """Delete files in the table's folder that belong to no snapshot; return how many there were.

    Only those last written before `asked.orphans` ago: what a driver is writing belongs to no
    snapshot either. Raises what Spark raises where the table names its files by another address of
    HDFS than the cluster does now.
    """
    older_than = millis(now - asked.orphans)
    found = spark.sql(
        f"CALL {catalog}.system.remove_orphan_files(table => '{table.name}', "
        f"older_than => {_literal(older_than)})"
    )
    return len(found.collect())


def _literal(time: int) -> str:
    exact = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=time)
    return f"TIMESTAMP '{exact.isoformat(timespec='milliseconds')}'"
