"""The retail database on a throwaway server, and runs of the retail jobs on it."""

from pathlib import Path
from typing import Any

from lake_place import LakePlace
from one_spark import ROOT, spark
from throwaway_database import Database, server

BRONZE = {"orders": "lake.bronze.orders", "ordershistory": "lake.bronze.ordershistory"}
JOBS = ("retail/ingest.py", "retail/transform.py", "retail/serve.py")

_ROLES = """
do $$
begin
  create role retail_app;
  create role retail_reader;
exception when duplicate_object then null;
end
$$
"""


def retail_database() -> Database:
    """Return a new database with the company's tables, all empty."""
    database = server().database()
    database.run(_ROLES, (ROOT / "postgresql/init.sql").read_text())
    return database


def copy_in(database: Database, table: str, columns: str, file: Path) -> int:
    """Load a CSV file without a header in one transaction, and return its number of rows."""
    jvm = spark()._jvm
    connection = database.connect()
    stream = jvm.java.io.FileInputStream(str(file))
    try:
        manager = jvm.org.postgresql.copy.CopyManager(connection._java)
        statement = f"copy {table} ({columns}) from stdin (format csv)"
        return int(manager.copyIn(statement, stream))
    finally:
        stream.close()
        connection.close()


def run_retail(place: LakePlace, sources: dict[str, Any]) -> list[dict[str, Any]]:
    """Run the retail jobs in sequence, and return their results; each must succeed."""
    return [place.must(job, sources) for job in JOBS]
