"""Generates docs/tables.md from the tables that the retail jobs make: `npm run docs:tables`."""

import json
from collections.abc import Iterator

from lake_place import LakePlace
from one_spark import ROOT
from pyspark.sql.types import StructType
from retail_database import BRONZE, retail_database, run_retail

from sparkwright.quality.quarantine import _OWN
from sparkwright.tables.iceberg import Catalog, Table

DOC = ROOT / "docs/tables.md"
MEANINGS = ROOT / "tests/data/python/tables_doc.json"

_HEAD = """# Tables

Made from the tables themselves by `npm run docs:tables`, and compared with them in a test. All are
Iceberg tables of format 2 in the catalog `lake`, in `/data` on HDFS; times are UTC.
`sparkwright tables` shows how large they are and when they last changed.
"""

_QUARANTINE = """## Quarantine: `lake.<layer>.<table>_quarantine`

Rows that failed an [expectation](expectations.md) with `drop` or `fail`. A quarantine is made with
the first such row, has the columns of the rows that were checked, gets more when they do, and is
partitioned by `day(sparkwright_time)`. Beside them:

"""


def tables_doc() -> str:
    """Run the retail jobs on an empty database, and return the document."""
    meanings = json.loads(MEANINGS.read_text())
    with LakePlace() as place:
        source = place.source(retail_database(), dict(BRONZE))
        run_retail(place, {"retail": source})
        spark = place.session()
        tables = sorted(Catalog(spark, "lake").tables()[0], key=_order)
        schemas = [(table, spark.table(table.name).schema) for table in tables]
        parts = [_HEAD, *(_section(*each, meanings[each[0].name]) for each in schemas)]
    own = [(name, kind, meanings["quarantine"][name]) for name, kind in _OWN.items()]
    return "\n".join([*parts, _QUARANTINE + _grid(own)])


def _order(table: Table) -> tuple[int, str]:
    layer = table.name.split(".")[1]
    return ("bronze", "silver", "gold").index(layer), table.name


def _section(table: Table, schema: StructType, meanings: dict[str, str]) -> str:
    columns = [(each.name, each.dataType.simpleString(), meanings[each.name]) for each in schema]
    laid = [f"\nPartitioned by {each}." for each in _partitions(table)]
    said = "".join([f"{meanings['is']}.", *laid])
    return f"## `{table.name}`\n\n{said}\n\n{_grid(columns)}"


def _partitions(table: Table) -> Iterator[str]:
    spec = table.java.spec()
    parts = [
        f"{field.transform()}({table.java.schema().findColumnName(field.sourceId())})"
        for field in spec.fields()
    ]
    if parts:
        yield f"`{', '.join(parts)}`".replace("](", ", ").replace("[", "(")


def _grid(rows: list[tuple[str, str, str]]) -> str:
    cells = [
        ("column", "type", "meaning"),
        *((f"`{name}`", kind, says) for name, kind, says in rows),
    ]
    widths = [max(len(row[place]) for row in cells) for place in range(3)]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in cells]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return "\n".join([lines[0], rule, *lines[1:]]) + "\n"


if __name__ == "__main__":
    DOC.write_text(tables_doc())
