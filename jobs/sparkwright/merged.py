"""What a MERGE did, as its snapshot tells: its files count rows that were only copied, too."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sparkwright.errors import AuditError
from sparkwright.iceberg import Snapshot

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PROPERTY = "sparkwright.merged"

_CONF = f"spark.sql.iceberg.snapshot-property.{PROPERTY}"


@dataclass(frozen=True)
class Merged:
    """How many rows of a table were inserted, updated and deleted."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0

    @property
    def written(self) -> int:
        """How many rows came in, new or over an old one."""
        return self.inserted + self.updated


@contextmanager
def saying(session: "SparkSession", merged: Merged) -> Iterator[None]:
    """Let a snapshot made inside this `with` say that it does this."""
    session.conf.set(_CONF, json.dumps(asdict(merged), separators=(",", ":")))
    try:
        yield
    finally:
        session.conf.unset(_CONF)


def written_by(snapshot: Snapshot) -> int:
    """Return how many rows a snapshot wrote, without those that a MERGE copied.

    Raises AuditError where it is not what the MERGE was to do.
    """
    added = int(snapshot.property("added-records") or 0)
    text = snapshot.property(PROPERTY)
    if text is None:
        return added
    merged = Merged(**json.loads(text))
    removed = int(snapshot.property("deleted-records") or 0)
    # The other case is merge-on-read, which copies nothing.
    if added - removed != merged.inserted - merged.deleted and added != merged.written:
        raise AuditError(
            f"snapshot {snapshot.id} should insert {merged.inserted} rows, update {merged.updated} "
            f"and delete {merged.deleted}; it added {added} and removed {removed}"
        )
    return merged.written
