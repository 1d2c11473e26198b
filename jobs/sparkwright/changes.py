"""What has changed in a table of the lake since a derived table last read it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from sparkwright.iceberg import MAIN, Snapshot, Table
from sparkwright.reads import REBUILT

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_METADATA = ("_change_type", "_change_ordinal", "_commit_snapshot_id")


@dataclass(frozen=True)
class Changes:
    """What came to `table` after snapshot `since`, up to `upto`, by which it is read as it was.

    With `whole` true, all of the table is to be read, and the derived table made anew: it is the
    first time, a full refresh, the table itself was made anew, or nothing leads from what was read
    last to what main shows now. `since` is None then, and `upto` where the table is empty.
    """

    table: str
    since: str | None
    upto: str | None
    whole: bool
    empty: bool
    """Whether there is nothing to read: no row was added, changed or deleted."""
    appended: bool
    """Whether all changes are new rows."""
    session: "SparkSession" = field(repr=False)

    def rows(self) -> "DataFrame":
        """Return the rows that have changed: new ones, deleted ones, and both images of others.

        Where all is to be read, the table as it is. What compaction has rewritten is not among
        them.
        """
        if self.whole:
            return self.after()
        if self.empty:
            return self.after().limit(0)
        return self._new() if self.appended else self._changed()

    def before(self) -> "DataFrame":
        """Return the table as it was last read; without a row where that is not known."""
        return self._at(self.since) if self.since else self.after().limit(0)

    def after(self) -> "DataFrame":
        """Return the table as it is now, and stays however it goes on meanwhile."""
        if self.upto is None:
            return self.session.table(self.table).limit(0)
        return self._at(self.upto)

    def _at(self, snapshot: str) -> "DataFrame":
        return self.session.read.option("versionAsOf", snapshot).table(self.table)

    def _new(self) -> "DataFrame":
        ends = {"start-snapshot-id": self.since, "end-snapshot-id": self.upto}
        return self.session.read.options(**ends).table(self.table)

    def _changed(self) -> "DataFrame":
        # An incremental read silently leaves out what MERGE and DELETE have done.
        view, catalog = f"changes_{uuid4().hex}", self.table.split(".", maxsplit=1)[0]
        self.session.sql(
            f"CALL {catalog}.system.create_changelog_view(table => '{self.table}', "
            f"changelog_view => '{view}', options => map("
            f"'start-snapshot-id', '{self.since}', 'end-snapshot-id', '{self.upto}'))"
        )
        return self.session.table(view).drop(*_METADATA)


def changes_since(session: "SparkSession", lake: Table, since: str | None) -> Changes:
    """Return what has changed in `lake` after the snapshot `since`; None stands for all of it."""
    upto = lake.head(MAIN)
    later = _after(lake, since, upto)
    changed = None if later is None else [each for each in later if _changes_rows(each)]
    if changed is None or upto is None or any(_unreadable(each) for each in changed):
        return Changes(lake.name, None, upto, True, upto is None, False, session)
    appended = all(each.operation == "append" for each in changed)
    return Changes(lake.name, since, upto, False, not changed, appended, session)


def _after(lake: Table, since: str | None, upto: str | None) -> list[Snapshot] | None:
    """Return the snapshots after `since`, newest first; None where `upto` did not go on from it."""
    found = []
    for snapshot in lake.lineage(upto):
        if snapshot.id == since:
            return found
        found.append(snapshot)
    return None


def _changes_rows(snapshot: Snapshot) -> bool:
    """Say whether a snapshot is more than a compaction, or a note of what was read."""
    files = ("added-data-files", "deleted-data-files", "added-delete-files")
    return snapshot.operation != "replace" and any(snapshot.property(name) for name in files)


def _unreadable(snapshot: Snapshot) -> bool:
    """Say whether what came with a snapshot is told by the table as a whole only."""
    if snapshot.property(REBUILT) is not None:
        return True
    # Iceberg's changelog reads no delete files, of this snapshot or of one before it.
    deletes = snapshot.property("total-delete-files") or "0"
    return snapshot.operation != "append" and deletes != "0"
