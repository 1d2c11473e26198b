"""The changes of a table since a derived table last read it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from sparkwright.protocol.lake_names import literal, table_parts, text
from sparkwright.tables.iceberg import MAIN, Snapshot, Table
from sparkwright.tables.reads import REBUILT

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_METADATA = ("_change_type", "_change_ordinal", "_commit_snapshot_id")


@dataclass(frozen=True)
class Changes:
    """The changes of `table` after snapshot `since`, up to and including snapshot `upto`.

    If `whole` is true, the job must read the whole table and rebuild the derived one: this is the
    first time or a full refresh, the table itself was rebuilt, or main is not a descendant of
    `since`. Then `since` is None. `upto` is None if the table is empty.
    """

    table: str
    since: str | None
    upto: str | None
    whole: bool
    empty: bool
    """Whether no row was added, changed or deleted."""
    appended: bool
    """Whether all changes are new rows."""
    session: "SparkSession" = field(repr=False)

    def rows(self) -> "DataFrame":
        """Return inserted and deleted rows, and updated rows before and after.

        If `whole` is true, return the whole table. Rows that compaction rewrote are not included.
        """
        if self.whole:
            return self.after()
        if self.empty:
            return self.after().limit(0)
        return self._new() if self.appended else self._changed()

    def before(self) -> "DataFrame":
        """Return the table as it was last read; no rows if that is unknown."""
        return self._at(self.since) if self.since else self.after().limit(0)

    def after(self) -> "DataFrame":
        """Return the table as of `upto`, whatever is written to it later."""
        if self.upto is None:
            return self.session.table(self.table).limit(0)
        return self._at(self.upto)

    def _at(self, snapshot: str) -> "DataFrame":
        return self.session.read.option("versionAsOf", snapshot).table(self.table)

    def _new(self) -> "DataFrame":
        ends = {"start-snapshot-id": self.since, "end-snapshot-id": self.upto}
        return self.session.read.options(**ends).table(self.table)

    def _changed(self) -> "DataFrame":
        # An incremental read silently leaves out the snapshots of MERGE and DELETE.
        view, catalog = f"changes_{uuid4().hex}", text(table_parts(self.table)[:1])
        self.session.sql(
            f"CALL {catalog}.system.create_changelog_view(table => {literal(self.table)}, "
            f"changelog_view => '{view}', options => map("
            f"'start-snapshot-id', '{self.since}', 'end-snapshot-id', '{self.upto}'))"
        )
        return self.session.table(view).drop(*_METADATA)


class Derived(dict[str, dict[str, Changes]]):
    """For every derived table of an attempt, its changes to read, by the table that has them."""


def changes_since(session: "SparkSession", lake: Table, since: str | None) -> Changes:
    """Return the changes of `lake` after the snapshot `since`; None means all rows."""
    upto = lake.head(MAIN)
    later = _after(lake, since, upto)
    changed = None if later is None else [each for each in later if _changes_rows(each)]
    if changed is None or upto is None or any(_unreadable(each) for each in changed):
        return Changes(lake.name, None, upto, True, upto is None, False, session)
    appended = all(each.operation == "append" for each in changed)
    return Changes(lake.name, since, upto, False, not changed, appended, session)


def _after(lake: Table, since: str | None, upto: str | None) -> list[Snapshot] | None:
    """Return the snapshots after `since`, newest first; None if `upto` does not descend from it."""
    found = []
    for snapshot in lake.lineage(upto):
        if snapshot.id == since:
            return found
        found.append(snapshot)
    return None


def _changes_rows(snapshot: Snapshot) -> bool:
    """Return whether a snapshot changes rows: compactions and notes of reads do not."""
    files = ("added-data-files", "deleted-data-files", "added-delete-files")
    return snapshot.operation != "replace" and any(snapshot.property(name) for name in files)


def _unreadable(snapshot: Snapshot) -> bool:
    """Return whether a snapshot's changes cannot be read by themselves."""
    if snapshot.property(REBUILT) is not None:
        return True
    # Iceberg's changelog cannot read delete files, of this snapshot or of an earlier one.
    deletes = snapshot.property("total-delete-files") or "0"
    return snapshot.operation != "append" and deletes != "0"
