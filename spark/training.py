"""Uses all features that jobs use, so that the class archives hold the classes of jobs.

Arguments: a folder for its tables; optionally the JDBC address of a database, a user, and the file of the
user's password.
"""

import sys
import time
from pathlib import Path

from pyspark import SparkContext
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

END_LIMIT_SECONDS = 90


def main(folder: str, *database: str) -> None:
    """Reads over JDBC, writes Iceberg tables on a branch, publishes them, writes CSV."""
    spark = (
        SparkSession.builder.appName("sparkwright class archive")
        .config("spark.sql.catalog.training", "org.apache.iceberg.spark.SparkCatalog")
        .config("spark.sql.catalog.training.type", "hadoop")
        .config("spark.sql.catalog.training.warehouse", folder)
        .config("spark.sql.catalog.training.table-default.write.wap.enabled", "true")
        .getOrCreate()
    )
    rows = rows_of(spark, *database) if database else made_up(spark)
    spark.sql(
        "create table training.db.orders (id int, branch string, at timestamp, amount decimal(12, 2))"
        " using iceberg partitioned by (days(at))"
    )
    rows.writeTo("training.db.orders").append()
    spark.sql("alter table training.db.orders create branch attempt")
    spark.conf.set("spark.wap.branch", "attempt")
    rows.where("id % 2 = 0").writeTo("training.db.orders").option(
        "snapshot-property.training", "yes"
    ).append()
    rows.createOrReplaceTempView("rows")
    spark.sql(
        "merge into training.db.orders t using (select id, max(amount) amount from rows group by id) s"
        " on t.id = s.id and t.id > 1900 when matched then update set t.amount = s.amount"
    )
    spark.conf.unset("spark.wap.branch")
    spark.sql("call training.system.fast_forward('db.orders', 'main', 'attempt')").collect()
    spark.sql("alter table training.db.orders create tag done").collect()
    spark.sql("select snapshot_id, summary from training.db.orders.snapshots").collect()

    orders = spark.table("training.db.orders")
    joined = orders.join(rows.select("id", F.col("at").alias("delivered")), "id")
    pivoted = (
        joined.withColumn("status", F.when(F.col("id") % 3 == 0, "NEW").otherwise("DELIVERED"))
        .groupBy("branch", "id")
        .pivot("status", ["NEW", "DELIVERED"])
        .agg(F.min(F.unix_timestamp("delivered")))
        .withColumn("day", F.to_date(F.timestamp_seconds("NEW")))
    )
    days = pivoted.groupBy("branch", "day").agg(F.count("*").alias("orders"), F.sum("NEW")).cache()
    spark.sql("create table if not exists training.db.gold (branch string, orders bigint) using iceberg")
    gold = days.groupBy("branch").agg(F.sum("orders").cast("bigint").alias("orders"))
    gold.writeTo("training.db.gold").overwrite(F.lit(True))
    sorted_gold = spark.table("training.db.gold").coalesce(1).orderBy("branch")
    sorted_gold.write.mode("overwrite").option("header", True).csv(f"{folder}/csv")
    spark.createDataFrame([(1, "a")], ["n", "word"]).rdd.map(lambda row: row.n).collect()
    spark.sql("select row_number() over (partition by branch order by at) from rows").collect()
    let_executors_end(spark.sparkContext)
    spark.stop()


def rows_of(spark: SparkSession, jdbc: str, user: str, password_file: str) -> DataFrame:
    """Rows as ingestion reads them."""
    password = spark.read.text(password_file).first()[0]
    reader = spark.read.format("jdbc").options(url=jdbc, user=user, password=password)
    return reader.option(
        "query",
        "select n as id, 'b' || n % 5 as branch, now() as at, n::numeric(12, 2) as amount"
        " from generate_series(1, 2000) n",
    ).load()


def made_up(spark: SparkSession) -> DataFrame:
    """The same rows, without a database."""
    return spark.sql(
        "select cast(id as int) as id, concat('b', cast(id % 5 as int)) as branch,"
        " now() as at, cast(id as decimal(12, 2)) as amount from range(1, 2001)"
    )


def let_executors_end(context: SparkContext) -> None:
    """Ends the executors and waits until they have written their archive.

    A worker kills remaining executors 10 s after the end of their application.
    """
    none = getattr(getattr(context._jvm.scala.collection.immutable, "Map$"), "MODULE$").empty()
    scala_context = context._jsc.sc()
    # Otherwise the master replaces each executor that ends.
    scala_context.requestTotalExecutors(0, 0, none)
    scala_context.schedulerBackend().stopExecutors()
    until = time.monotonic() + END_LIMIT_SECONDS
    while has_executor(context.applicationId) and time.monotonic() < until:
        time.sleep(0.2)


def has_executor(application: str) -> bool:
    """Whether a JVM on this machine is an executor of the application."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = file.read_bytes()
        except OSError:
            continue
        if b"CoarseGrainedExecutorBackend" in command and application.encode() in command:
            return True
    return False


if __name__ == "__main__":
    main(*sys.argv[1:])
