"""Writes tests/fixtures/lake: metadata written by a real Spark, for tests without Spark.

PYTHONPATH=jobs python tests/data/python/lake_fixture.py
"""

import shutil

from lake_place import LakePlace
from one_spark import ROOT

FIXTURE = ROOT / "tests/fixtures/lake"


def main() -> None:
    """Make a table of every kind that the reader distinguishes, and copy their metadata."""
    with LakePlace() as place:
        spark = place.session()
        orders = "lake.bronze.orders"
        spark.sql(f"create table {orders} (id bigint, branch string) using iceberg")
        for first in (0, 100, 200):
            rows = spark.range(first, first + 100).selectExpr("id", "'north' branch").coalesce(1)
            rows.writeTo(orders).append()
        # A branch of an unpublished attempt does not count, and its totals start from main's.
        spark.sql(f"alter table {orders} create branch attempt")
        aside = spark.range(7).selectExpr("id", "'south' branch")
        aside.writeTo(f"{orders}.branch_attempt").append()
        spark.sql(f"alter table {orders} set tblproperties ('write.delete.mode'='merge-on-read')")
        spark.sql(f"delete from {orders} where id in (3, 4, 105)")
        spark.sql("create table lake.silver.orders (id bigint) using iceberg")
        spark.range(50).coalesce(1).writeTo("lake.silver.orders").append()
        spark.range(50, 60).coalesce(1).writeTo("lake.silver.orders").append()
        spark.sql(
            "call lake.system.rewrite_data_files(table => 'silver.orders', "
            "options => map('min-input-files', '2'))"
        )
        spark.sql("create table lake.gold.empty (id bigint) using iceberg")
        # An attempt that failed while it created a table leaves such a folder.
        (place.folder / "gold/broken/metadata").mkdir(parents=True)
        shutil.rmtree(FIXTURE, ignore_errors=True)
        shutil.copytree(place.folder, FIXTURE, ignore=_left_out)


def _left_out(folder: str, names: list[str]) -> list[str]:
    if not folder.endswith("/metadata"):
        return [name for name in names if name == "data" or name.startswith(".")]
    versions = [name for name in names if name.endswith(".metadata.json")]
    newest = sorted(versions, key=lambda name: int(name[1:].split(".")[0]))[-2:]
    return [name for name in names if name.startswith(".") or name in {*versions} - {*newest}]


if __name__ == "__main__":
    main()
