"""Bronze: load new rows from Postgres into the lake, unchanged.

Rows that fail the rules of rules.py go to the quarantine.
"""

from pyspark.sql import SparkSession
from rules import RULES

from sparkwright import attempt

TABLES = {
    "orders": """
        (id BIGINT, branch STRING, customer STRING, category STRING, product STRING, quantity INT,
         unit_price DECIMAL(12, 2), amount DECIMAL(12, 2), created_at TIMESTAMP, xid BIGINT)
        USING iceberg PARTITIONED BY (days(created_at))
    """,
    "ordershistory": """
        (id BIGINT, order_id BIGINT, status STRING, changed_at TIMESTAMP, xid BIGINT)
        USING iceberg PARTITIONED BY (days(changed_at))
    """,
}

spark = SparkSession.builder.appName("retail.ingest").getOrCreate()
window = attempt.window("retail")

for table, definition in TABLES.items():
    new = window[table]
    spark.sql(
        f"CREATE TABLE IF NOT EXISTS {new.target} {definition} "
        "TBLPROPERTIES ('write.parquet.compression-codec' = 'zstd')"
    )
    new.load(new.checked(RULES[table]))
