"""Expiry of snapshots, and removal of orphan files."""

from datetime import UTC, datetime, timedelta

from pyspark.sql import SparkSession

from lake.parameters import Parameters
from sparkwright.lake import Table, literal


def millis(time: datetime) -> int:
    """Return a time in milliseconds since the epoch."""
    return int(time.timestamp() * 1000)


def expire(
    spark: SparkSession, catalog: str, table: Table, older_than: int, parameters: Parameters
) -> None:
    """Expire snapshots older than `older_than` (ms since the epoch), and delete their files."""
    spark.sql(
        f"CALL {catalog}.system.expire_snapshots(table => {literal(table.name)}, "
        f"older_than => {_literal(older_than)}, retain_last => {parameters.keep_last})"
    )


def remove_orphans(
    spark: SparkSession, catalog: str, table: Table, now: datetime, parameters: Parameters
) -> int:
    """Delete files in the table's folder that belong to no snapshot; return their number.

    Files written within `parameters.orphans` are kept, because a driver may still be writing them.
    Raises Spark's error if the table has its files under another address of HDFS than the cluster.
    """
    older_than = millis(now - parameters.orphans)
    found = spark.sql(
        f"CALL {catalog}.system.remove_orphan_files(table => {literal(table.name)}, "
        f"older_than => {_literal(older_than)})"
    )
    return len(found.collect())


def _literal(time: int) -> str:
    exact = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=time)
    return f"TIMESTAMP '{exact.isoformat(timespec='milliseconds')}'"
