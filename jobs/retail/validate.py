"""Validation: tables of every layer against the suites beside this file."""

from pathlib import Path

from pyspark.sql import SparkSession

from sparkwright import suites

TABLES = ["lake.bronze.orders", "lake.silver.orders", "lake.gold.delivery_by_branch"]

SparkSession.builder.appName("retail.validate").getOrCreate()
suites.run(Path(__file__).parent / "suites", TABLES)
