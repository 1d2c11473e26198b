"""An attempt's change of a table, and whether it may be published."""

from dataclasses import dataclass

from sparkwright.errors import AuditError, MainMovedError, RefusedError
from sparkwright.running import Running
from sparkwright.tables.deriving import check_reads
from sparkwright.tables.iceberg import Table
from sparkwright.tables.loaded import PROPERTY, tag_of
from sparkwright.tables.merged import written_by
from sparkwright.tables.reads import READ, REBUILT
from sparkwright.tables.watched import main_before

ATTEMPT, RUN = "sparkwright.attempt", "sparkwright.run"


@dataclass(frozen=True)
class Change:
    """An attempt's change of one table.

    It leads from snapshot `base` of main (None if main was empty) to the attempt's `head`.
    `written` is the number of rows that its snapshots wrote, without copied ones. `bookmark` is the
    head's property `sparkwright.bookmark`.
    """

    table: Table
    base: str | None
    head: str
    written: int
    bookmark: str | None


def name_attempt(table: Table, running: Running) -> None:
    """Ensure that the head of the attempt's branch has the attempt's properties.

    Iceberg gives a snapshot no properties if a DELETE removes whole files.
    """
    attempt, head = running.spec.attempt, table.head(running.spec.attempt)
    shown = table.snapshot(head)
    if shown is None or shown.property(ATTEMPT) is not None or table.shows(shown.id):
        return
    said = {ATTEMPT: attempt, RUN: running.spec.run}
    before = main_before(running, table, None)
    for snapshot in table.lineage(head):
        if _is_main(table, snapshot.id, before, head):
            break
        if snapshot.property(ATTEMPT) == attempt:
            kept = {name: snapshot.property(name) for name in (PROPERTY, READ, REBUILT)}
            said.update({name: value for name, value in kept.items() if value is not None})
            break
    table.note(attempt, said)


def find_change(table: Table, running: Running) -> Change | None:
    """Return what the attempt did to `table`, or None.

    The change is on the attempt's branch or, once that is dropped, at its tag. Not every snapshot
    names the attempt: Iceberg omits the properties if a DELETE removes whole files. Raises
    RefusedError if the attempt wrote past its branch, or if the branch is another attempt's.
    """
    attempt = running.spec.attempt
    head = table.head(attempt) or table.head(tag_of(attempt))
    if head is None:
        _refuse_direct(table, attempt)
        return None
    before = main_before(running, table, None)
    own, base = [], head
    for snapshot in table.lineage(head):
        named = snapshot.property(ATTEMPT)
        if named != attempt and (named is not None or _is_main(table, snapshot.id, before, head)):
            break
        own.append(snapshot)
        base = snapshot.parent
    if not own:
        return _refuse_others(table, attempt, head)
    written = sum(written_by(snapshot) for snapshot in own)
    return Change(table, base, head, written, own[0].property(PROPERTY))


def _is_main(table: Table, snapshot: str, before: str | None, head: str) -> bool:
    """Return whether `snapshot` was main's before the attempt, whose last snapshot is `head`."""
    return snapshot == before or (not table.shows(head) and table.shows(snapshot))


def _refuse_others(table: Table, attempt: str, head: str) -> None:
    """Refuse a branch with snapshots of another attempt; a branch without any is harmless."""
    if table.head(attempt) is not None and not table.shows(head):
        raise RefusedError(
            f"{table.name} has a branch {attempt} whose snapshot {head} is of another attempt, so "
            "nothing is published: leave spark.sql.iceberg.snapshot-property.sparkwright.attempt "
            "as it is"
        )


def audit(change: Change, running: Running) -> None:
    """Check that `change` may be published.

    Raises MainMovedError, AuditError or RefusedError. A change that is published already passes.
    """
    name = change.table.name
    if change.table.shows(change.head):
        return
    expected = main_before(running, change.table, change.base)
    if expected is not None and change.table.head() is None:
        raise RefusedError(
            f"{name} was replaced as a whole, which its readers see at once: write with INSERT "
            "OVERWRITE or writeTo(...).overwrite(...) instead of CREATE OR REPLACE TABLE or "
            "saveAsTable(mode='overwrite')"
        )
    if change.table.head() != expected:
        raise MainMovedError(
            f"{name} is at snapshot {change.table.head()}, and was at {expected} when the attempt "
            "began: another writer has published to it, and nothing of this attempt is published"
        )
    declared = running.rows.get(name)
    if declared and declared.written is not None and declared.written != change.written:
        raise AuditError(
            f"{name} has {change.written} new rows, and the job said that it wrote "
            f"{declared.written}: rows changed at the source meanwhile, or were counted wrongly"
        )
    check_reads(change.table, change.head, running)
    for load in running.loads:
        if load.target == name and change.bookmark != load.mark:
            raise RefusedError(
                f"{name} does not say up to where {load.table} is loaded, so the next run would "
                f"load it again: write it by `window[{load.table!r}].load()`, or "
                f"`with window[{load.table!r}].loading():`"
            )


def _refuse_direct(table: Table, attempt: str) -> None:
    shown = table.snapshot(table.head())
    if shown is not None and shown.property(ATTEMPT) == attempt:
        raise RefusedError(
            f"{table.name} was written past the attempt's branch, and readers see it already: let "
            f"ALTER TABLE {table.name} SET TBLPROPERTIES ('write.wap.enabled'='true') fix that"
        )
