"""What an attempt did to a table, and whether that may be published."""

from dataclasses import dataclass

from sparkwright.deriving import check_reads
from sparkwright.errors import AuditError, MainMovedError, RefusedError
from sparkwright.iceberg import Table
from sparkwright.loaded import PROPERTY, tag_of
from sparkwright.merged import written_by
from sparkwright.running import Running


@dataclass(frozen=True)
class Change:
    """What an attempt did to one table.

    It went from snapshot `base` of main (None where it was empty) to its own `head`. `written` is
    the sum of rows that its snapshots added, without those that the MERGE of a load only copied;
    `bookmark` what the head carries as `sparkwright.bookmark`.
    """

    table: Table
    base: str | None
    head: str
    written: int
    bookmark: str | None


def find_change(table: Table, attempt: str) -> Change | None:
    """Return what `attempt` did to `table`, or None.

    Its branch shows it or, once that is dropped, its tag. Raises RefusedError where it wrote past
    its branch.
    """
    head = table.head(attempt) or table.head(tag_of(attempt))
    own, base = [], head
    for snapshot in table.lineage(head):
        if snapshot.property("sparkwright.attempt") != attempt:
            break
        own.append(snapshot)
        base = snapshot.parent
    if head is None or not own:
        _refuse_direct(table, attempt)
        return None
    written = sum(written_by(snapshot) for snapshot in own)
    return Change(table, base, head, written, own[0].property(PROPERTY))


def audit(change: Change, running: Running) -> None:
    """Check that `change` may be published.

    Raises MainMovedError, AuditError or RefusedError; a change that main already shows is past all
    that.
    """
    name = change.table.name
    expected = running.mains.get(name)
    if change.table.shows(change.head):
        return
    if expected is not None and change.table.head() is None:
        raise RefusedError(
            f"{name} was replaced as a whole, which its readers see at once: write with INSERT "
            "OVERWRITE or writeTo(...).overwrite(...) instead of CREATE OR REPLACE TABLE or "
            "saveAsTable(mode='overwrite')"
        )
    if change.table.head() != expected:
        raise MainMovedError(
            f"{name} is at snapshot {change.table.head()}, and was at {expected} when the attempt "
            "began: somebody else has published to it, and nothing of this attempt is published"
        )
    declared = running.rows.get(name)
    if declared and declared.written is not None and declared.written != change.written:
        raise AuditError(
            f"{name} has {change.written} new rows, and the job said that it wrote "
            f"{declared.written}: rows were changed at the source meanwhile, or are counted wrongly"
        )
    check_reads(change.table, change.head, running)
    for window in running.windows.values():
        for new in window.tables.values():
            if new.target == name and change.bookmark != new.mark:
                raise RefusedError(
                    f"{name} does not say up to where {new.table} is loaded, so the next run would "
                    f"load it again: write it by `window[{new.table!r}].load()`, or "
                    f"`with window[{new.table!r}].loading():`"
                )


def _refuse_direct(table: Table, attempt: str) -> None:
    shown = table.snapshot(table.head())
    if shown is not None and shown.property("sparkwright.attempt") == attempt:
        raise RefusedError(
            f"{table.name} was written past the attempt's branch, and readers see it already: let "
            f"ALTER TABLE {table.name} SET TBLPROPERTIES ('write.wap.enabled'='true') mend that"
        )
