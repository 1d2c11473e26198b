"""Compaction: small data files are merged to the target size, and manifests to a few."""

from pyspark.sql import SparkSession

from lake.measure import Measure
from lake.parameters import Parameters
from sparkwright.lake import Table, literal

_TARGET = "write.target-file-size-bytes"


def compact(
    spark: SparkSession, catalog: str, table: Table, parameters: Parameters, before: Measure
) -> None:
    """Rewrite small files of main if it pays; rows stay unchanged.

    A table's own target size (`write.target-file-size-bytes`) wins. Files are sorted if the
    table declares an order. Raises Spark's error if another writer commits meanwhile.
    """
    if before.files >= parameters.min_files or before.deletes > 0:
        _rewrite_data(spark, catalog, table, parameters)
    if before.deletes > 0:
        spark.sql(f"CALL {catalog}.system.rewrite_position_delete_files({literal(table.name)})")
    table.refresh()
    shown = table.java.currentSnapshot()
    if shown is not None and shown.allManifests(table.java.io()).size() >= parameters.min_files:
        spark.sql(f"CALL {catalog}.system.rewrite_manifests({literal(table.name)}, false)")


def _rewrite_data(spark: SparkSession, catalog: str, table: Table, parameters: Parameters) -> None:
    target = table.java.properties().get(_TARGET) or str(parameters.target)
    options = {"target-file-size-bytes": target, "min-input-files": str(parameters.min_files)}
    pairs = ", ".join(f"'{name}', '{value}'" for name, value in options.items())
    strategy = "sort" if table.java.sortOrder().isSorted() else "binpack"
    spark.sql(
        f"CALL {catalog}.system.rewrite_data_files(table => {literal(table.name)}, "
        f"strategy => '{strategy}', options => map({pairs}))"
    )
