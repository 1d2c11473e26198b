"""Where the readers of the lake's tables stand, which expiry must leave alone."""

from sparkwright.errors import RefusedError
from sparkwright.iceberg import Catalog
from sparkwright.reads import newest_read


def standing(catalog: Catalog) -> dict[str, set[str]]:
    """Return, for each table, the ids of the snapshots that are still needed.

    That is every snapshot up to which a derived table has read it, and of a derived table itself
    the one that says what it has read. Expire only what is older than the oldest of these that a
    table has: the next run reads on from there, snapshot by snapshot. A snapshot that is gone
    already is not named; its reader will read the table as a whole.
    """
    needed: dict[str, set[str]] = {}
    tables = {table.name: table for table in catalog.tables()}
    for name, table in tables.items():
        try:
            read = newest_read(table)
        except RefusedError:
            # Nothing can go on from there, so nothing is kept for it.
            continue
        if read is None:
            continue
        needed.setdefault(name, set()).add(read.by)
        for source, snapshot in read.tables.items():
            if source in tables and tables[source].snapshot(snapshot) is not None:
                needed.setdefault(source, set()).add(snapshot)
    return needed
