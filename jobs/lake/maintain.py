"""Maintenance: compact small files, expire old snapshots, remove what belongs to nobody."""

from pyspark.sql import SparkSession

from lake.asked import parse_asked
from lake.upkeep import keep_up
from sparkwright import attempt
from sparkwright.iceberg import open_catalog
from sparkwright.running import current

spark = SparkSession.builder.appName("lake.maintain").getOrCreate()
# Files of main are rewritten in place: rows stay as they are, so nothing waits for publishing.
for name in (
    "spark.wap.branch",
    "spark.sql.iceberg.snapshot-property.sparkwright.attempt",
    "spark.sql.iceberg.snapshot-property.sparkwright.run",
):
    spark.conf.unset(name)

catalog = open_catalog(current().spec.catalog)
if catalog is not None:
    keep_up(spark, catalog, parse_asked(attempt.params))
