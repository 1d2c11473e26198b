"""The bounds up to which a table of the lake was loaded, read from its snapshots."""

import json
from collections.abc import Iterator
from typing import Any

from sparkwright.errors import RefusedError
from sparkwright.tables.bounds import Bound
from sparkwright.tables.iceberg import MAIN, Snapshot, Table

PROPERTY = "sparkwright.bookmark"


def tag_of(attempt: str) -> str:
    """Return the name of the tag on the snapshots that an attempt publishes."""
    return f"sparkwright-{attempt}"


def property_text(source: str, table: str, bound: Bound, **noted: dict[str, str]) -> str:
    """Return the property of a snapshot that loads `table` of `source` up to `bound`.

    Further notes about the table are stored beside the bound; `noted` returns them.
    """
    value = {
        "source": source,
        "system_identifier": bound.system_identifier,
        "kind": bound.kind,
        "table": table,
        "bound": bound.value,
        **{name: each for name, each in noted.items() if each},
    }
    return json.dumps(value, separators=(",", ":"))


def newest_load(lake: Table, source: str, table: str, filed: Bound | None) -> Bound | None:
    """Return the bound of `table` of `source` in the newest tagged snapshot of main, or None.

    Expiry can remove snapshots between main and the tagged one, which then is no proven ancestor
    of main. In that case the furthest tag counts, if the bookmark file (`filed`), which is written
    after a success, has the same bound. Raises RefusedError if a property cannot be read.
    """
    parent = None
    for snapshot in lake.lineage(lake.head(MAIN)):
        bound = _bound(lake, snapshot, source, table)
        if bound is not None and lake.head(_tag(snapshot)) == snapshot.id:
            return bound
        parent = snapshot.parent
    if parent is None or filed is None:
        return None
    # Bounds of another server, from before a rebase, are not comparable.
    alike = [
        bound
        for bound in _tagged(lake, source, table)
        if (bound.system_identifier, bound.kind) == (filed.system_identifier, filed.kind)
    ]
    furthest = max(alike, key=lambda bound: int(bound.value), default=None)
    return filed if furthest == filed else None


def noted(lake: Table, source: str, table: str, name: str) -> dict[str, str]:
    """Return the note `name` of the newest load of `table` of `source`; empty if there is none."""
    for snapshot in lake.lineage(lake.head(MAIN)):
        load = _load(snapshot)
        if load is not None and (load.get("source"), load.get("table")) == (source, table):
            note = load.get(name)
            return note if isinstance(note, dict) else {}
    return {}


def only_from(lake: Table, source: str, table: str) -> bool:
    """Return whether `table` of `source` is the only one that `lake` was loaded from."""
    shown = (lake.snapshot(lake.head(reference)) for reference in lake.references())
    loads = [load for each in [*lake.lineage(lake.head(MAIN)), *shown] if (load := _load(each))]
    return all((load.get("source"), load.get("table")) == (source, table) for load in loads)


def _load(snapshot: Snapshot | None) -> dict[str, Any] | None:
    text = snapshot.property(PROPERTY) if snapshot else None
    try:
        load = json.loads(text) if text else None
    except ValueError:
        # newest_load reports it.
        return None
    return load if isinstance(load, dict) else None


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
