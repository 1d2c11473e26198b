"""The lake's tables as Iceberg has them, for jobs that maintain them."""

from sparkwright.protocol.lake_names import literal, parts
from sparkwright.running import current
from sparkwright.tables.iceberg import MAIN, Catalog, Snapshot, Table, open_catalog
from sparkwright.tables.loaded import PROPERTY, tag_of
from sparkwright.tables.readers import standing

__all__ = [
    "MAIN",
    "PROPERTY",
    "Catalog",
    "Snapshot",
    "Table",
    "literal",
    "open_lake",
    "parts",
    "standing",
    "tag_of",
]


def open_lake() -> Catalog | None:
    """Return the catalog of the running attempt, or None if this Spark has no lake."""
    return open_catalog(current().spec.catalog)
