"""Load the orders of a database into bronze, each time into a new lake.

Run by bench/ingest.ts as `ingest.py URL USER PASSWORD`. For each line of standard input, a number
of connections, it prints a line of JSON: the rows of the load, and its seconds.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/data/python"))

from lake_place import LakePlace

TARGET = "lake.bronze.orders"


def load() -> None:
    """Load orders as the job retail/ingest.py does, but not their history."""
    from pyspark.sql import SparkSession

    from sparkwright import attempt

    spark = SparkSession.builder.getOrCreate()
    spark.sql(
        f"""CREATE TABLE IF NOT EXISTS {TARGET}
        (id BIGINT, branch STRING, customer STRING, category STRING, product STRING, quantity INT,
         unit_price DECIMAL(12, 2), amount DECIMAL(12, 2), created_at TIMESTAMP, xid BIGINT)
        USING iceberg PARTITIONED BY (days(created_at))"""
    )
    attempt.window("retail")["orders"].load()


def main(url: str, user: str, password: str) -> None:
    """Load once for each line of standard input."""
    # Attempts log to standard output.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        with LakePlace() as place:
            place.hdfs.files["/sparkwright/secrets/reader"] = password.encode()
            table = {"target": TARGET, "partitions": int(line), "split": "range"}
            source: dict[str, Any] = {"kind": "xid", "url": url, "user": user, "secret": "reader"}
            began = time.monotonic()
            result = place.must(load, {"retail": {**source, "tables": {"orders": table}}})
            seconds = time.monotonic() - began
            rows = result["rows"][TARGET]["written"]
            print(json.dumps({"rows": rows, "seconds": seconds}), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
