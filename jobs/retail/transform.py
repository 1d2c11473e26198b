"""Silver: every order as placed and as delivered, without the statuses between.

One row per order and status, with the earliest time. Only orders with changed rows in bronze are
processed.
"""

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from sparkwright import attempt
from sparkwright.ranges import predicate, ranges

SILVER = "lake.silver.orders"
KEY = ["order_id", "status"]
FIELDS = ["branch", "category", "product", "amount"]

spark = SparkSession.builder.appName("retail.transform").getOrCreate()
# Small files of neighbouring orders, because a MERGE rewrites each file with a changed row.
spark.sql(f"""
    CREATE TABLE IF NOT EXISTS {SILVER}
        (order_id BIGINT, branch STRING, category STRING, product STRING, amount DECIMAL(12, 2),
         status STRING, changed_at TIMESTAMP)
    USING iceberg PARTITIONED BY (truncate(100000, order_id))
    TBLPROPERTIES ('write.parquet.compression-codec' = 'zstd',
        'write.metadata.delete-after-commit.enabled' = 'true',
        'write.metadata.previous-versions-max' = '20')
""")
orders = attempt.changes("lake.bronze.orders", by=SILVER)
history = attempt.changes("lake.bronze.ordershistory", by=SILVER)


def newest(rows: DataFrame, fields: list[str]) -> DataFrame:
    """Return `id` and `fields` of the newest version of each row: updates are loaded as rows."""
    row = F.max_by(F.struct(*fields), F.coalesce("xid", F.lit(0)))
    return rows.groupBy("id").agg(row.alias("row")).select("id", "row.*")


def silver(orders: DataFrame, history: DataFrame) -> DataFrame:
    """Return the rows of silver for these rows of bronze."""
    placed = newest(orders, FIELDS).withColumnRenamed("id", "order_id")
    reached = (
        newest(history, [*KEY, "changed_at"])
        .where(F.col("status") != "INTRANSIT")
        .groupBy(*KEY)
        .agg(F.min("changed_at").alias("changed_at"))
    )
    return placed.join(reached, "order_id").select("order_id", *FIELDS, "status", "changed_at")


def merge_touched() -> None:
    """Update the rows of silver for orders with changed rows in bronze."""
    ids = orders.rows().select(F.col("id").alias("order_id"))
    touched = ids.union(history.rows().select("order_id")).distinct().cache()
    near = ranges(touched, "order_id")

    def of_touched(rows: DataFrame, key: str = "order_id") -> DataFrame:
        within = rows.where(predicate(key, near))
        return within.join(touched.withColumnRenamed("order_id", key), key, "left_semi")

    wanted = silver(of_touched(orders.after(), "id"), of_touched(history.after()))
    there = of_touched(spark.table(SILVER))
    is_same = F.struct(*[f"wanted.{name}" for name in wanted.columns]).eqNullSafe(
        F.struct(*[f"there.{name}" for name in wanted.columns])
    )
    key = [F.coalesce(f"wanted.{name}", f"there.{name}").alias(name) for name in KEY]
    change = (
        F.when(F.col("there.order_id").isNull(), "new")
        .when(F.col("wanted.order_id").isNull(), "gone")
        .otherwise("other")
    )
    delta = (
        wanted.alias("wanted")
        .join(
            there.alias("there"),
            [F.col(f"wanted.{name}") == F.col(f"there.{name}") for name in KEY],
            "full_outer",
        )
        .where(~is_same)
        .select(
            *key, *[f"wanted.{name}" for name in (*FIELDS, "changed_at")], change.alias("change")
        )
        .cache()
    )
    counts = dict(delta.groupBy("change").count().collect())
    if set(counts) == {"new"}:
        with attempt.writing(SILVER):
            delta.select(*wanted.columns).writeTo(SILVER).append()
    elif counts:
        same_key = [f"{SILVER}.{name} = delta.{name}" for name in KEY]
        condition = F.expr(" and ".join([*same_key, predicate(f"{SILVER}.order_id", near)]))
        merge = delta.alias("delta").mergeInto(SILVER, condition)
        merge = merge.whenMatched(F.expr("delta.change = 'gone'")).delete()
        merge = merge.whenMatched().updateAll().whenNotMatched().insertAll()
        changed = attempt.merging(
            inserted=counts.get("new", 0),
            updated=counts.get("other", 0),
            deleted=counts.get("gone", 0),
        )
        with attempt.writing(SILVER), changed:
            merge.merge()


if orders.whole or history.whole:
    with attempt.writing(SILVER):
        silver(orders.after(), history.after()).writeTo(SILVER).overwrite(F.lit(True))
elif not (orders.empty and history.empty):
    merge_touched()
