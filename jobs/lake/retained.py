"""The snapshots of a table that are kept whatever their age."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sparkwright.lake import PROPERTY, Snapshot, Table, tag_of


@dataclass(frozen=True)
class Retained:
    """Every snapshot from `since` on (ms since the epoch) is kept.

    `needed` are the snapshots of readers and of the newest loads; the tags of loads are kept too.
    """

    since: int
    needed: frozenset[str]


def retained(table: Table, read: Iterable[str], older_than: int) -> Retained:
    """Return the snapshots to keep, even if older than `older_than` (ms since the epoch).

    `read` are the readers' snapshots. A reader, and the search for the newest load, walks through
    every snapshot from there to main, so all snapshots from the oldest needed one on are kept.
    """
    needed = {each for each in {*read, *newest_loads(table)} if table.committed(each) is not None}
    missing, since = set(needed), older_than
    for snapshot in table.lineage(table.head()) if missing else ():
        since = min(since, table.committed(snapshot.id) or since)
        missing.discard(snapshot.id)
        if not missing:
            break
    aside = [time for each in missing if (time := table.committed(each)) is not None]
    return Retained(min([since, *aside]), frozenset(needed))


def newest_loads(table: Table) -> set[str]:
    """Return the snapshots with the bounds of each source, as tables/loaded.py finds them.

    They are the newest tagged ones of main or, behind a gap in main's history, the tagged ones with
    the furthest bound.
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
        # The next load refuses it and reports the fix.
        return None
