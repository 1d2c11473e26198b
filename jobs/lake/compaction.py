"""Compaction: many small data files become few of a good size, and many manifests a few."""

from typing import TYPE_CHECKING

from lake.asked import Asked
from lake.measure import Measure
from sparkwright.iceberg import Table

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_TARGET = "write.target-file-size-bytes"


def compact(
    spark: "SparkSession", catalog: str, table: Table, asked: Asked, before: Measure
) -> None:
    """Rewrite small files of main where it pays; rows and their order of loading stay as they are.

    A table's own target size (`write.target-file-size-bytes`) wins. Files are sorted where the
    table declares an order. Raises what Spark raises where somebody else commits meanwhile.
    """
    if before.files >= asked.min_files or before.deletes > 0:
        _rewrite_data(spark, catalog, table, asked)
    if before.deletes > 0:
        spark.sql(f"CALL {catalog}.system.rewrite_position_delete_files('{table.name}')")
    table.refresh()
    shown = table.java.currentSnapshot()
    if shown is not None and shown.allManifests(table.java.io()).size() >= asked.min_files:
        spark.sql(f"CALL {catalog}.system.rewrite_manifests('{table.name}', false)")


def _rewrite_data(spark: "SparkSession", catalog: str, table: Table, asked: Asked) -> None:
    target = table.java.properties().get(_TARGET) or str(asked.target)
    options = {"target-file-size-bytes": target, "min-input-files": str(asked.min_files)}
    pairs = ", ".join(f"'{name}', '{value}'" for name, value in options.items())
    strategy = "sort" if table.java.sortOrder().isSorted() else "binpack"
    spark.sql(
        f"CALL {catalog}.system.rewrite_data_files(table => '{table.name}', "
        f"strategy => '{strategy}', options => map({pairs}))"
    )
