"""A stage that does next to nothing: an executor adds seven numbers."""

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
assert spark.range(7).selectExpr("sum(id)").head()[0] == sum(range(7))
spark.stop()
