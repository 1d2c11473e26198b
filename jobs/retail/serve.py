"""Gold: the number of orders of each branch, and the average hours to deliver them.

Hours are computed from whole seconds between order and delivery, and rounded once, half up, to two
decimals. A day is the day of the order in UTC. README.md beside this file has the same figures as
SQL for the retail database.

Sums by branch and day are kept in a separate table. A run adds the present sums of changed orders,
minus their sums when silver was last read.
"""

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from sparkwright import Changes, attempt
from sparkwright.ranges import predicate, ranges

PARTS = "lake.gold.delivery_parts"
SUMS = ["orders", "delivered", "seconds"]
GOLD = {
    "delivery_by_branch": "branch STRING",
    "delivery_by_branch_day": "branch STRING, day DATE",
}
PROPERTIES = """TBLPROPERTIES ('write.parquet.compression-codec' = 'zstd',
    'write.metadata.delete-after-commit.enabled' = 'true',
    'write.metadata.previous-versions-max' = '20')"""

spark = SparkSession.builder.appName("retail.serve").getOrCreate()
spark.conf.set("spark.sql.session.timeZone", "UTC")


def parts(silver: DataFrame) -> DataFrame:
    """Return the sums of the orders with these rows of silver, by branch and day.

    `sign` is 1 for rows to add, and -1 for rows to subtract.
    """

    def first(status: str) -> Column:
        return F.unix_timestamp(F.min(F.when(F.col("status") == status, F.col("changed_at"))))

    orders = (
        silver.groupBy("order_id", "branch", "sign")
        .agg(first("NEW").alias("placed"), first("DELIVERED").alias("delivered"))
        .withColumn("day", F.to_date(F.timestamp_seconds("placed")))
        .withColumn("seconds", F.col("delivered") - F.col("placed"))
    )
    # Whole seconds add up exactly, in any order.
    return orders.groupBy("branch", "day").agg(
        F.sum("sign").alias("orders"),
        F.sum(F.when(F.col("seconds").isNotNull(), F.col("sign")).otherwise(0)).alias("delivered"),
        F.coalesce(F.sum(F.col("sign") * F.col("seconds")), F.lit(0)).alias("seconds"),
    )


def signed(silver: DataFrame, sign: int) -> DataFrame:
    """Return the rows of silver for `parts`, with `sign`."""
    number = F.lit(sign).cast("bigint").alias("sign")
    return silver.select("order_id", "branch", "status", "changed_at", number)


def total(frame: DataFrame, by: list[str]) -> DataFrame:
    """Return the sums of `frame` by some of its columns."""
    return frame.groupBy(*by).agg(*[F.sum(name).alias(name) for name in SUMS])


def difference(changes: Changes) -> DataFrame:
    """Return the sums of the changed orders now, minus their sums before."""
    touched = changes.rows().select("order_id").distinct().cache()
    near = predicate("order_id", ranges(touched, "order_id"))
    now, before = (
        signed(silver.where(near).join(touched, "order_id", "left_semi"), sign)
        for silver, sign in ((changes.after(), 1), (changes.before(), -1))
    )
    return parts(now.union(before)).where(F.greatest(*[F.abs(name) for name in SUMS]) > 0)


def bring_up(changes: Changes) -> bool:
    """Update the parts to the present silver; return whether they changed."""
    if changes.whole:
        summed = parts(signed(changes.after(), 1))
    else:
        more = difference(changes).cache()
        if more.isEmpty():
            return False
        summed = total(spark.table(PARTS).union(more), ["branch", "day"]).where("orders <> 0")
    with attempt.writing(PARTS):
        summed.coalesce(1).writeTo(PARTS).overwrite(F.lit(True))
    return True


def differs(one: DataFrame, other: DataFrame) -> bool:
    """Return whether two frames have different rows."""
    counted = one.withColumn("n", F.lit(1)).union(other.withColumn("n", F.lit(-1)))
    return not counted.groupBy(*one.columns).agg(F.sum("n").alias("n")).where("n <> 0").isEmpty()


spark.sql(
    f"CREATE TABLE IF NOT EXISTS {PARTS} (branch STRING, day DATE, orders BIGINT, "
    f"delivered BIGINT, seconds BIGINT) USING iceberg {PROPERTIES}"
)
changes = attempt.changes("lake.silver.orders", by=PARTS)
changed = not changes.empty and bring_up(changes)

hours = F.col("seconds").cast("decimal(18, 0)") / F.nullif(3600 * F.col("delivered"), F.lit(0))

for name, keys in GOLD.items():
    table, by = f"lake.gold.{name}", [key.split()[0] for key in keys.split(", ")]
    spark.sql(
        f"CREATE TABLE IF NOT EXISTS {table} ({keys}, orders BIGINT, delivered BIGINT, "
        f"avg_delivery_hours DECIMAL(12, 2)) USING iceberg {PROPERTIES}"
    )
    gold = (
        total(spark.table(PARTS), by)
        .select(
            *by,
            "orders",
            "delivered",
            F.round(hours, 2).cast("decimal(12, 2)").alias("avg_delivery_hours"),
        )
        .coalesce(1)
        .cache()
    )
    if name == "delivery_by_branch":
        # The previous run's figures, for comparison.
        before = spark.table(table).coalesce(1).sortWithinPartitions(*by)
        attempt.publish_csv(before, f"/data/gold/{name}_before.csv")
    # An interrupted attempt may have published the parts without gold.
    if changed or differs(gold, spark.table(table)):
        gold.writeTo(table).overwrite(F.lit(True))
    attempt.publish_csv(gold.orderBy(*by), f"/data/gold/{name}.csv")
