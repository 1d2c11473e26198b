# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The retail lakehouse: bronze, silver and gold
#
# It reads the lake with the cluster's own settings (`SPARK_CONF_DIR`), and it
# only reads. To try it on the embedded cluster, see the README beside it.

# %%
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("notebook").getOrCreate()


def show(query):
    """Print what a query answers."""
    spark.sql(query).show(truncate=60)


# %% [markdown]
# ## The tables
#
# Each table with its rows and its freshness: when main last moved, and by which attempt. Both
# come from the table's metadata, so no row is read.

# %%
TABLES = {
    "bronze": ["orders", "ordershistory"],
    "silver": ["orders"],
    "gold": ["delivery_by_branch", "delivery_by_branch_day"],
}
names = [f"lake.{layer}.{table}" for layer, tables in TABLES.items() for table in tables]

newest = """
SELECT '{0}' AS table, f.rows, f.files,
       date_format(s.committed_at, 'yyyy-MM-dd HH:mm:ss') AS committed,
       s.summary['sparkwright.attempt'] AS attempt
FROM {0}.snapshots s JOIN {0}.refs r ON r.snapshot_id = s.snapshot_id AND r.name = 'main'
CROSS JOIN (SELECT sum(record_count) AS rows, count(*) AS files FROM {0}.files) f
"""
show(" UNION ALL ".join(newest.format(name) for name in names))

# %% [markdown]
# ## Bronze: unchanged rows
#
# Each load is one snapshot, with the transaction up to which it has loaded in its properties.

# %%
show("SELECT * FROM lake.bronze.orders ORDER BY id DESC LIMIT 5")
show("""
SELECT status, count(*) AS changes, max(changed_at) AS last
FROM lake.bronze.ordershistory GROUP BY status
""")

# %%
show("""
SELECT committed_at, summary['added-records'] AS added,
       get_json_object(summary['sparkwright.bookmark'], '$.bound') AS loaded_up_to,
       summary['sparkwright.run'] AS run
FROM lake.bronze.orders.snapshots WHERE summary['sparkwright.bookmark'] IS NOT NULL
ORDER BY committed_at DESC LIMIT 10
""")

# %% [markdown]
# ## Silver: orders as placed and as delivered

# %%
show("""
SELECT order_id, branch, product, amount, status, changed_at
FROM lake.silver.orders ORDER BY order_id DESC, status DESC LIMIT 6
""")

# %% [markdown]
# Orders of silver by status: those with one row are not delivered yet.

# %%
show("""
SELECT reached, count(*) AS orders, sum(amount) AS eur
FROM (SELECT order_id, any_value(amount) AS amount, min(status) AS reached
      FROM lake.silver.orders GROUP BY order_id)
GROUP BY reached
""")

# %% [markdown]
# ## Gold: deliveries by branch

# %%
branches = spark.table("lake.gold.delivery_by_branch").orderBy("branch").collect()
longest = max((row.delivered for row in branches), default=0)
print(f"{'branch':<16} {'orders':>8} {'hours':>8}  delivered")
for row in branches:
    hours = "" if row.avg_delivery_hours is None else row.avg_delivery_hours
    bar = "█" * round(40 * row.delivered / longest) if longest else ""
    print(f"{row.branch:<16} {row.orders:>8} {hours:>8}  {bar} {row.delivered}")

# %%
show("""
SELECT day, sum(orders) AS orders, sum(delivered) AS delivered,
       round(sum(avg_delivery_hours * delivered) / sum(delivered), 1) AS hours
FROM lake.gold.delivery_by_branch_day GROUP BY day ORDER BY day DESC LIMIT 10
""")

# %% [markdown]
# The same figures computed from silver. Nothing is printed if the two agree.

# %%
show("""
WITH counted AS (
  SELECT branch, count(DISTINCT order_id) AS orders,
         count(DISTINCT CASE WHEN status = 'DELIVERED' THEN order_id END) AS delivered
  FROM lake.silver.orders GROUP BY branch
)
SELECT * FROM counted EXCEPT SELECT branch, orders, delivered FROM lake.gold.delivery_by_branch
""")

# %%
spark.stop()
