"""The snapshots that readers of the lake's tables still need, so expiry must keep them."""

from sparkwright.errors import RefusedError
from sparkwright.tables.iceberg import Catalog
from sparkwright.tables.reads import newest_read


def standing(catalog: Catalog) -> dict[str, set[str]]:
    """Return, for each table, the ids of the snapshots that are still needed.

    These are the snapshots up to which derived tables have read it. In a derived table itself, it
    is the snapshot that records the read. Expire only snapshots older than the oldest of these: the
    next run reads on from there, snapshot by snapshot. Expired snapshots are not included; their
    readers will read the whole table.
    """
    needed: dict[str, set[str]] = {}
    tables = {table.name: table for table in catalog.tables()[0]}
    for name, table in tables.items():
        try:
            read = newest_read(table)
        except RefusedError:
            # No run can continue from a broken record.
            continue
        if read is None:
            continue
        needed.setdefault(name, set()).add(read.by)
        for source, snapshot in read.tables.items():
            if source in tables and tables[source].snapshot(snapshot) is not None:
                needed.setdefault(source, set()).add(snapshot)
    return needed
