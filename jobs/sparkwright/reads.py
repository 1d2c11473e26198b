"""What a derived table has read of the tables that it is made from, kept in its own snapshots."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from sparkwright.errors import RefusedError
from sparkwright.iceberg import MAIN, Table

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

READ = "sparkwright.read"
"""Property of a derived table's snapshots: a JSON object, table -> id of the snapshot read."""

REBUILT = "sparkwright.rebuilt"
"""Property of a snapshot that made its table anew as a whole: whoever reads the table does too."""


class Read(NamedTuple):
    """What was read, table by table, and by which snapshot of the derived table that is said."""

    by: str
    tables: dict[str, str]


def newest_read(derived: Table) -> Read | None:
    """Return what the newest snapshot of main says that `derived` has read, or None.

    None also where expiry has taken a snapshot before one that says so: what is behind the gap may
    be of an attempt that never published. Raises RefusedError where the property cannot be read.
    """
    for snapshot in derived.lineage(derived.head(MAIN)):
        text = snapshot.property(READ)
        if text is not None:
            return Read(snapshot.id, _tables(derived.name, snapshot.id, text))
    return None


@contextmanager
def rebuilding(session: "SparkSession") -> Iterator[None]:
    """Let a snapshot made inside this `with` say that it makes its table anew, as a whole."""
    name = f"spark.sql.iceberg.snapshot-property.{REBUILT}"
    session.conf.set(name, "true")
    try:
        yield
    finally:
        session.conf.unset(name)


def read_text(tables: dict[str, str]) -> str:
    """Return what a snapshot carries that is made of `tables`."""
    return json.dumps(tables, separators=(",", ":"), sort_keys=True)


def _tables(derived: str, snapshot: str, text: str) -> dict[str, str]:
    try:
        read = dict(json.loads(text))
        if not all(isinstance(each, str) for each in read.values()):
            raise ValueError("ids are text")
        return read
    except (ValueError, TypeError) as error:
        raise RefusedError(
            f"snapshot {snapshot} of {derived} has a broken {READ} ({text}): make the table anew "
            "with `sparkwright run <pipeline> --full-refresh <stage>`"
        ) from error
