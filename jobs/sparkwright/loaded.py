"""Up to where a table of the lake was loaded, read from the table itself."""

import json
from collections.abc import Iterator
from typing import Any

from sparkwright.bounds import Bound
from sparkwright.errors import RefusedError
from sparkwright.iceberg import MAIN, Snapshot, Table

PROPERTY = "sparkwright.bookmark"


def tag_of(attempt: str) -> str:
    """Return the tag that an attempt gives to what it publishes."""
    return f"sparkwright-{attempt}"


def property_text(source: str, table: str, bound: Bound) -> str:
    """Return what a snapshot carries that loads `table` of `source` up to `bound`."""
    value = {
        "source": source,
        "system_identifier": bound.system_identifier,
        "kind": bound.kind,
        "table": table,
        "bound": bound.value,
    }
    return json.dumps(value, separators=(",", ":"))


def newest_load(lake: Table, source: str, table: str, filed: Bound | None) -> Bound | None:
    """Return what the newest tagged snapshot of main says about `table` of `source`, or None.

    Expiry can take snapshots between main and the tagged one, so that nothing proves any more that
    main has it. Then the furthest tag counts, and only where the bookmark file (`filed`), which is
    written after a success, says the same. Raises RefusedError where a property cannot be read.
    """
    parent = None
    for snapshot in lake.lineage(lake.head(MAIN)):
        bound = _bound(lake, snapshot, source, table)
        if bound is not None and lake.head(_tag(snapshot)) == snapshot.id:
            return bound
        parent = snapshot.parent
    if parent is None or filed is None:
        return None
    # Bounds of another server, before a rebase, are no measure of this one's.
    alike = [
        bound
        for bound in _tagged(lake, source, table)
        if (bound.system_identifier, bound.kind) == (filed.system_identifier, filed.kind)
    ]
    furthest = max(alike, key=lambda bound: int(bound.value), default=None)
    return filed if furthest == filed else None


def _tagged(lake: Table, source: str, table: str) -> Iterator[Bound]:
    for reference in lake.references():
        snapshot = lake.snapshot(lake.head(reference))
        if snapshot is not None and _tag(snapshot) == reference:
            bound = _bound(lake, snapshot, source, table)
            if bound is not None:
                yield bound


def _tag(snapshot: Snapshot) -> str:
    return tag_of(snapshot.property("sparkwright.attempt") or "")


def _bound(lake: Table, snapshot: Snapshot, source: str, table: str) -> Bound | None:
    text = snapshot.property(PROPERTY)
    if text is None:
        return None
    try:
        value: dict[str, Any] = json.loads(text)
        if (value["source"], value["table"]) != (source, table):
            return None
        kind = str(value.get("kind", "xid"))
        return Bound(str(value["system_identifier"]), str(int(value["bound"])), kind)
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(
            f"snapshot {snapshot.id} of {lake.name} has a broken {PROPERTY} ({text}): roll main "
            "back to the load before it (CALL lake.system.rollback_to_snapshot) and delete "
            "the bookmark"
        ) from error
