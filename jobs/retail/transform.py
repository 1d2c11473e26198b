"""Silver: every order as it was placed and as it was delivered, without what lies between."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("retail.transform").getOrCreate()

spark.sql("""
    CREATE TABLE IF NOT EXISTS lake.silver.orders
        (order_id BIGINT, branch STRING, category STRING, product STRING, amount DECIMAL(12, 2),
         status STRING, changed_at TIMESTAMP)
    USING iceberg TBLPROPERTIES ('write.parquet.compression-codec' = 'zstd')
""")

orders = spark.table("lake.bronze.orders").withColumnRenamed("id", "order_id")
changes = spark.table("lake.bronze.ordershistory").select("order_id", "status", "changed_at")

silver = (
    orders.join(changes, "order_id")
    .where(F.col("status") != "INTRANSIT")
    .select("order_id", "branch", "category", "product", "amount", "status", "changed_at")
)
silver.writeTo("lake.silver.orders").overwrite(F.lit(True))
