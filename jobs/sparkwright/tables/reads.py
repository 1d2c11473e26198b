"""The record of what a derived table has read, kept in its own snapshots."""

import json
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from sparkwright.errors import RefusedError
from sparkwright.tables.iceberg import MAIN, Table
from sparkwright.tables.snapshot_properties import snapshot_properties

READ = "sparkwright.read"
"""Property of a derived table's snapshots: a JSON object from table to snapshot id."""

REBUILT = "sparkwright.rebuilt"
"""Property of a snapshot that replaced the whole table, so its readers must read it whole."""


class Read(NamedTuple):
    """The snapshot read of each table; `by` is the derived table's snapshot with the record."""

    by: str
    tables: dict[str, str]


def newest_read(derived: Table) -> Read | None:
    """Return the newest record on main of what `derived` has read, or None.

    Also None if there is a gap of expired snapshots before the record: an older record may be of an
    attempt that never published. Raises RefusedError if the property cannot be read.
    """
    for snapshot in derived.lineage(derived.head(MAIN)):
        text = snapshot.property(READ)
        if text is not None:
            return Read(snapshot.id, _tables(derived.name, snapshot.id, text))
    return None


def rebuilding(session: Any) -> AbstractContextManager[None]:
    """Record in snapshots made inside this `with` that they replace the whole table."""
    return snapshot_properties(session, {REBUILT: "true"})


def read_text(tables: dict[str, str]) -> str:
    """Return `tables` as the text of the property."""
    return json.dumps(tables, separators=(",", ":"), sort_keys=True)


def _tables(derived: str, snapshot: str, text: str) -> dict[str, str]:
    try:
        read = dict(json.loads(text))
        if not all(isinstance(each, str) for each in read.values()):
            raise ValueError("ids are text")
        return read
    except (ValueError, TypeError) as error:
        raise RefusedError(
            f"snapshot {snapshot} of {derived} has a broken {READ} ({text}): rebuild the table "
            "with `sparkwright run <pipeline> --full-refresh <stage>`"
        ) from error
