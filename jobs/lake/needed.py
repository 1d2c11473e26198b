"""Which snapshots of a table have to stay, whatever their age."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sparkwright.iceberg import Snapshot, Table
from sparkwright.loaded import PROPERTY, tag_of


@dataclass(frozen=True)
class Kept:
    """From when on every snapshot of a table stays, in milliseconds since the epoch.

    `needed` are those that somebody stands at; the tags of loads among them stay as well.
    """

    since: int
    needed: frozenset[str]


def kept(table: Table, read: Iterable[str], older_than: int) -> Kept:
    """Return what has to stay of `table` though it may be older than `older_than` (ms, epoch).

    `read` are the snapshots that readers stand at. Who reads on from a snapshot, or looks for the
    newest load, goes through every snapshot from there to main: so the whole line stays, from
    the oldest one that is needed.
    """
    needed = {each for each in {*read, *newest_loads(table)} if table.committed(each) is not None}
    missing, since = set(needed), older_than
    for snapshot in table.lineage(table.head()) if missing else ():
        since = min(since, table.committed(snapshot.id) or since)
        missing.discard(snapshot.id)
        if not missing:
            break
    aside = [time for each in missing if (time := table.committed(each)) is not None]
    return Kept(min([since, *aside]), frozenset(needed))


def newest_loads(table: Table) -> set[str]:
    """Return the snapshots that say up to where each source is loaded: see sparkwright.loaded.

    They are the newest tagged ones of main; where main's line has a gap before one was found,
    the tagged ones with the furthest bound.
    """
    newest: dict[tuple[str, str], str] = {}
    for snapshot in table.lineage(table.head()):
        load = _load(table, snapshot)
        if load is not None:
            newest.setdefault(load[0], snapshot.id)
    aside: dict[tuple[str, str], set[tuple[int, str]]] = {}
    for reference in table.references():
        found = table.snapshot(table.head(reference))
        load = _load(table, found) if found is not None else None
        if load is not None and load[0] not in newest:
            aside.setdefault(load[0], set()).add((load[1], found.id))
    return {*newest.values(), *(max(bounds)[1] for bounds in aside.values())}


def _load(table: Table, snapshot: Snapshot) -> tuple[tuple[str, str], int] | None:
    """Return the source, its table and the bound that a tagged snapshot loaded, or None."""
    text = snapshot.property(PROPERTY)
    tag = tag_of(snapshot.property("sparkwright.attempt") or "")
    if text is None or table.head(tag) != snapshot.id:
        return None
    try:
        value = json.loads(text)
        return (str(value["source"]), str(value["table"])), int(value["bound"])
    except (ValueError, KeyError, TypeError):
        # The next load refuses to go on from it, with the way out.
        return None
