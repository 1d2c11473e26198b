"""Tables that are derived from others of the lake: what is new for them, what they have read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sparkwright.changes import Changes, changes_since
from sparkwright.errors import RefusedError
from sparkwright.iceberg import MAIN, Catalog, Table, open_catalog
from sparkwright.loaded import tag_of
from sparkwright.reads import READ, REBUILT, newest_read, read_text
from sparkwright.running import Running
from sparkwright.say import say

_CONF = "spark.sql.iceberg.snapshot-property."


def open_changes(running: Running, table: str, by: str) -> Changes:
    """Find what has changed in `table` since `by` last read it.

    Raises RefusedError where there is no such table, or what `by` has read cannot be told.
    """
    from pyspark.sql import SparkSession

    session = SparkSession.builder.getOrCreate()
    catalog = Catalog(session, running.spec.catalog)
    lake = catalog.table(table)
    if lake is None:
        raise RefusedError(
            f"{by} is made from {table}, and there is no such table: run the stage that makes it, "
            "and let this one come `after` it"
        )
    derived = catalog.table(by)
    # Publishing checks that what is written goes on top of the data that this bookmark belongs to.
    running.mains[by] = derived.head(MAIN) if derived else None
    since = None
    if derived is not None and not running.spec.full_refresh:
        read = newest_read(derived)
        since = read.tables.get(table) if read else None
    found = changes_since(session, lake, since)
    say(f"{by} reads {table}: {_told(found, since)}")
    return found


@contextmanager
def writing(running: Running, by: str) -> Iterator[None]:
    """Let what is written to `by` inside this `with` say what has been read for it."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.getOrCreate()
    said = {f"{_CONF}{name}": value for name, value in _properties(running, by).items()}
    for name, value in said.items():
        session.conf.set(name, value)
    try:
        yield
    finally:
        for name in said:
            session.conf.unset(name)


def note_reads(running: Running) -> None:
    """Let each derived table that had changes to read, and nothing to write, say so.

    A snapshot without rows is cheaper than to read the same changes in every run to come, and
    expiry is not held back by a reader that stands still. May be repeated.
    """
    unsaid = [by for by, read in running.changes.items() if _moves(read)]
    catalog = open_catalog(running.spec.catalog) if unsaid else None
    attempt = running.spec.attempt
    for by in unsaid:
        table = catalog.table(by) if catalog else None
        if table is None or table.head(attempt) or table.head(tag_of(attempt)):
            continue
        own = {"sparkwright.attempt": attempt, "sparkwright.run": running.spec.run}
        table.note(attempt, {**own, **_properties(running, by)})


def check_reads(table: Table, head: str, running: Running) -> None:
    """Check that what was written to a derived table says what was read for it.

    Raises RefusedError.
    """
    if table.name not in running.changes:
        return
    shown = table.snapshot(head)
    wanted = _properties(running, table.name).get(READ)
    if wanted is not None and (shown is None or shown.property(READ) != wanted):
        raise RefusedError(
            f"{table.name} does not say what has been read for it, so the next run would read it "
            f"again: write it `with attempt.writing({table.name!r}):`"
        )


def proposals(running: Running, published: set[str]) -> dict[str, Any]:
    """Return the bookmarks of derived tables once `published`, tables of the lake, show it all."""
    found = {}
    for by, read in running.changes.items():
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
    """Return what snapshots of `by` carry."""
    read = running.changes.get(by, {})
    tables = {table: each.upto for table, each in read.items() if each.upto is not None}
    found = {READ: read_text(tables)} if tables else {}
    return {**found, REBUILT: "true"} if any(each.whole for each in read.values()) else found


def _moves(read: dict[str, Changes]) -> bool:
    return any(not each.empty for each in read.values())


def _told(found: Changes, since: str | None) -> str:
    if found.whole:
        return "all of it" if since is None else f"all of it, since nothing leads on from {since}"
    if found.empty:
        return f"nothing new after {since}"
    return f"what is new after {since}" if found.appended else f"what has changed after {since}"
