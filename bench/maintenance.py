"""Make a table by loads of one row, and measure it before and after maintenance.

Run by bench/maintenance.ts as `maintenance.py LOADS`; it prints one line of JSON.
"""

import contextlib
import io
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/data/python"))

from lake_place import LakePlace
from tiny_commits import tiny_loads

ORDERS = "lake.bronze.orders"
SCANS = 5
PARAMS = {
    "tables": "*",
    "target_file_size": "128m",
    "min_files": 5,
    "keep": "0m",
    "keep_last": 1,
    "orphan_age": "1d",
}


def main(loads: int) -> None:
    """Make the table, measure it, maintain it, and measure it again."""
    with LakePlace() as place:
        spark = place.session()
        spark.sql(f"create table {ORDERS} (id bigint, branch string) using iceberg")
        spark.range(1).selectExpr("-1L id", "'north' branch").writeTo(ORDERS).append()
        tiny_loads(spark, ORDERS, loads, "id", "concat('branch ', id % 20) branch")
        before = measure(place)
        began = time.monotonic()
        with contextlib.redirect_stdout(io.StringIO()):
            place.must("lake/maintain.py", params=PARAMS)
        took = time.monotonic() - began
        after = measure(place)
        assert after["rows"] == before["rows"] == loads + 1
        print(json.dumps({"before": before, "after": after, "seconds": took}))


def measure(place: LakePlace) -> dict[str, float]:
    """Measure the table in new sessions; the scan is the median of several, in seconds."""
    files, size = place.rows(f"select count(*), sum(file_size_in_bytes) from {ORDERS}.files")[0]
    scans = []
    for _ in range(SCANS):
        session, began = place.session(), time.monotonic()
        query = f"select branch, count(*) from {ORDERS} group by branch"
        rows = sum(row[1] for row in session.sql(query).collect())
        scans.append(time.monotonic() - began)
    on_disk = [file.stat().st_size for file in place.folder.rglob("*") if file.is_file()]
    return {
        "rows": rows,
        "files": files,
        "bytes": size,
        "scan": statistics.median(scans),
        "on_disk": sum(on_disk),
        "files_on_disk": len(on_disk),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
