"""Derived tables of the lake: their new input, and the record of what they have read."""

from contextlib import AbstractContextManager
from typing import Any

from sparkwright.errors import RefusedError
from sparkwright.log import log
from sparkwright.running import Running
from sparkwright.tables.changes import Changes, Derived, changes_since
from sparkwright.tables.iceberg import MAIN, Catalog, Table, current_session, open_catalog
from sparkwright.tables.loaded import tag_of
from sparkwright.tables.reads import READ, REBUILT, newest_read, read_text
from sparkwright.tables.snapshot_properties import snapshot_properties


def open_changes(running: Running, table: str, by: str) -> Changes:
    """Return the changes of `table` since `by` last read it.

    Raises RefusedError if there is no such table, or if the last read of `by` is unknown.
    """
    session = current_session()
    catalog = Catalog(session, running.spec.catalog)
    lake = catalog.table(table)
    if lake is None:
        raise RefusedError(
            f"{by} is derived from {table}, which does not exist: run the stage that makes it, and "
            "let this one come `after` it"
        )
    derived = catalog.table(by)
    # Publishing checks that main is still at the snapshot that this read belongs to.
    running.mains[by] = derived.head(MAIN) if derived else None
    since = None
    if derived is not None and not running.spec.full_refresh:
        read = newest_read(derived)
        since = read.tables.get(table) if read else None
    found = changes_since(session, lake, since)
    log(f"{by} reads {table}: {_summary(found, since)}")
    return found


def writing(running: Running, by: str) -> AbstractContextManager[None]:
    """Record in the snapshots of `by` made inside this `with` what has been read for it."""
    return snapshot_properties(current_session(), _properties(running, by))


def note_reads(running: Running) -> None:
    """Record the read in each derived table that had changes to read and wrote nothing.

    An empty snapshot is cheaper than reading the same changes in every later run, and lets expiry
    proceed. May be repeated.
    """
    unsaid = [by for by, read in running.state(Derived).items() if _moves(read)]
    catalog = open_catalog(running.spec.catalog) if unsaid else None
    attempt = running.spec.attempt
    for by in unsaid:
        table = catalog.table(by) if catalog else None
        if table is None or table.head(attempt) or table.head(tag_of(attempt)):
            continue
        own = {"sparkwright.attempt": attempt, "sparkwright.run": running.spec.run}
        table.note(attempt, {**own, **_properties(running, by)})


def check_reads(table: Table, head: str, running: Running) -> None:
    """Check that the head of a derived table records what was read for it.

    Raises RefusedError.
    """
    if table.name not in running.state(Derived):
        return
    shown = table.snapshot(head)
    wanted = _properties(running, table.name).get(READ)
    if wanted is not None and (shown is None or shown.property(READ) != wanted):
        raise RefusedError(
            f"{table.name} does not record what was read for it, so the next run would read it "
            f"again: write it `with attempt.writing({table.name!r}):`"
        )


def proposals(running: Running, published: set[str]) -> dict[str, Any]:
    """Return the bookmarks of derived tables, given the names of `published` tables."""
    found = {}
    for by, read in running.state(Derived).items():
        ends = {
            table: changes.upto if by in published else changes.since
            for table, changes in read.items()
        }
        tables = {table: end for table, end in ends.items() if end is not None}
        if tables:
            entry = {"system_identifier": running.spec.catalog, "kind": "snapshot"}
            found[by] = {**entry, "tables": tables}
    return found


def _properties(running: Running, by: str) -> dict[str, str]:
    """Return the properties of snapshots of `by`."""
    read = running.state(Derived).get(by, {})
    tables = {table: each.upto for table, each in read.items() if each.upto is not None}
    found = {READ: read_text(tables)} if tables else {}
    return {**found, REBUILT: "true"} if any(each.whole for each in read.values()) else found


def _moves(read: dict[str, Changes]) -> bool:
    return any(not each.empty for each in read.values())


def _summary(found: Changes, since: str | None) -> str:
    if found.whole:
        why = "" if since is None else f", because {since} is not an ancestor of main"
        return f"all rows{why}"
    if found.empty:
        return f"nothing new after {since}"
    return f"what is new after {since}" if found.appended else f"what has changed after {since}"
