"""Gold: how many orders each branch took, and how many hours it takes to deliver them.

Hours come from whole seconds, the second of delivery less the second of the order, and are rounded
once, half up, to two decimals. A day is the day of the order in UTC. README.md beside this file has
the same figures as SQL for the retail database.
"""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from sparkwright import attempt

GOLD = {
    "delivery_by_branch": "branch STRING",
    "delivery_by_branch_day": "branch STRING, day DATE",
}

spark = SparkSession.builder.appName("retail.serve").getOrCreate()
spark.conf.set("spark.sql.session.timeZone", "UTC")

orders = (
    spark.table("lake.silver.orders")
    .groupBy("order_id", "branch")
    .pivot("status", ["NEW", "DELIVERED"])
    .agg(F.min("changed_at"))
    .withColumn("day", F.to_date("NEW"))
    .withColumn("seconds", F.unix_timestamp("DELIVERED") - F.unix_timestamp("NEW"))
)

# Whole seconds add up exactly, so branches are summed from their days, and silver is read once.
days = (
    orders.groupBy("branch", "day")
    .agg(
        F.count("*").alias("orders"),
        F.count("seconds").alias("delivered"),
        F.sum("seconds").alias("seconds"),
    )
    .cache()
)

hours = F.col("seconds").cast("decimal(18, 0)") / F.nullif(3600 * F.col("delivered"), F.lit(0))

for name, keys in GOLD.items():
    table, by = f"lake.gold.{name}", [key.split()[0] for key in keys.split(", ")]
    spark.sql(
        f"CREATE TABLE IF NOT EXISTS {table} ({keys}, orders BIGINT, delivered BIGINT, "
        "avg_delivery_hours DECIMAL(12, 2)) USING iceberg"
    )
    sums = days.groupBy(*by).agg(
        *[F.sum(each).alias(each) for each in ("orders", "delivered", "seconds")]
    )
    gold = sums.select(
        *by,
        "orders",
        "delivered",
        F.round(hours, 2).cast("decimal(12, 2)").alias("avg_delivery_hours"),
    )
    gold.writeTo(table).overwrite(F.lit(True))
    attempt.publish_csv(spark.table(table).coalesce(1).orderBy(*by), f"/data/gold/{name}.csv")
