"""The size of a table in files, snapshots and bytes."""

from dataclasses import dataclass

from pyspark.sql import SparkSession

from sparkwright.lake import Table


@dataclass(frozen=True)
class Measure:
    """The size of main (data files, their bytes, delete files, manifests) and of the whole table.

    The whole table has `snapshots` and `disk`, the bytes of its folder.
    """

    files: int
    size: int
    deletes: int
    manifests: int
    snapshots: int
    disk: int


def measure(spark: SparkSession, table: Table) -> Measure:
    """Return the present size of a table."""
    table.refresh()
    found = spark.sql(
        "SELECT count_if(content = 0) AS files, count_if(content <> 0) AS deletes, "
        f"coalesce(sum(file_size_in_bytes) FILTER (WHERE content = 0), 0) AS size "
        f"FROM {table.name}.files"
    ).first()
    shown = table.java.currentSnapshot()
    manifests = 0 if shown is None else shown.allManifests(table.java.io()).size()
    snapshots = sum(1 for _ in table.java.snapshots())
    return Measure(
        found["files"], found["size"], found["deletes"], manifests, snapshots, _disk(spark, table)
    )


def _disk(spark: SparkSession, table: Table) -> int:
    path = spark._jvm.org.apache.hadoop.fs.Path(table.java.location())
    system = path.getFileSystem(spark._jsparkSession.sessionState().newHadoopConf())
    return int(system.getContentSummary(path).getLength())
