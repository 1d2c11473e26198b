"""Maintenance: compact small files, expire old snapshots, and remove orphan files."""

from pyspark.sql import SparkSession

from lake.parameters import parse_parameters
from lake.upkeep import keep_up
from sparkwright import attempt
from sparkwright.lake import open_lake

spark = SparkSession.builder.appName("lake.maintain").getOrCreate()
catalog = open_lake()
if catalog is not None:
    # Maintenance does not change rows, so it need not wait for publishing.
    with attempt.on_main():
        keep_up(spark, catalog, parse_parameters(attempt.params))
