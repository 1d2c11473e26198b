"""The row counts of a MERGE, kept in its snapshot: its files also count copied rows."""

import json
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any

from sparkwright.errors import AuditError
from sparkwright.tables.iceberg import Snapshot
from sparkwright.tables.snapshot_properties import snapshot_properties

PROPERTY = "sparkwright.merged"


@dataclass(frozen=True)
class Merged:
    """How many rows of a table were inserted, updated and deleted."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0

    @property
    def written(self) -> int:
        """How many rows were inserted or updated."""
        return self.inserted + self.updated


def merging(session: Any, merged: Merged) -> AbstractContextManager[None]:
    """Record `merged` in the snapshot that a MERGE makes inside this `with`."""
    text = json.dumps(asdict(merged), separators=(",", ":"))
    return snapshot_properties(session, {PROPERTY: text})


def written_by(snapshot: Snapshot) -> int:
    """Return how many rows a snapshot wrote, without those that a MERGE copied.

    Raises AuditError if its files contradict the declared numbers.
    """
    added = int(snapshot.property("added-records") or 0)
    text = snapshot.property(PROPERTY)
    if text is None:
        return added
    merged = Merged(**json.loads(text))
    removed = int(snapshot.property("deleted-records") or 0)
    # The second condition is for merge-on-read, which copies nothing.
    if added - removed != merged.inserted - merged.deleted and added != merged.written:
        raise AuditError(
            f"snapshot {snapshot.id} should insert {merged.inserted} rows, update {merged.updated} "
            f"and delete {merged.deleted}; it added {added} and removed {removed}"
        )
    return merged.written
