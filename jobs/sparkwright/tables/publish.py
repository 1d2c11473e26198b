"""Publishing: an attempt's branches are audited, tagged, and become main."""

from sparkwright.errors import MainMovedError
from sparkwright.log import log
from sparkwright.protocol.claim import claim_publishing
from sparkwright.running import Running
from sparkwright.tables.deriving import note_reads
from sparkwright.tables.files import publish_files
from sparkwright.tables.iceberg import Table
from sparkwright.tables.loaded import tag_of
from sparkwright.tables.published import Change, audit, find_change, name_attempt
from sparkwright.tables.watched import main_before, reachable, tables_of


def publish(running: Running) -> list[Change]:
    """Move main of every written table to the attempt's branch, and return the changes.

    All tables are audited and tagged, and the right to publish is claimed, before the first main
    moves. Each step checks whether it is done already, so publishing may be repeated. Raises
    MainMovedError if another attempt was faster, ClaimLost if this one was given up.
    """
    note_reads(running)
    tables = tables_of(running)
    for table in tables:
        name_attempt(table, running)
    changes = _publish(running, tables)
    publish_files(running)
    return changes


def publish_quarantines(running: Running) -> list[Change]:
    """Publish the quarantines of an attempt that failed an expectation, and nothing else.

    Raises the same errors as `publish`.
    """
    names = running.quarantines
    if not names:
        return []
    return _publish(running, [table for table in tables_of(running) if table.name in names])


def _publish(running: Running, tables: list[Table]) -> list[Change]:
    attempt = running.spec.attempt
    changes = [change for table in tables if (change := find_change(table, running))]
    for change in changes:
        audit(change, running)
    for change in changes:
        if change.table.head(tag_of(attempt)) != change.head:
            change.table.tag(tag_of(attempt), change.head)
    claim_publishing(running.hdfs, running.folder, attempt, running.driver, running.nonce)
    for change in changes:
        _move(change, attempt)
    return changes


def withdraw(running: Running) -> None:
    """Drop the branches of a failed attempt, and its tags on unpublished snapshots.

    Best effort: errors are printed.
    """
    try:
        tables = reachable(running)
    except Exception as error:
        # Readers see main only, so a leftover branch is harmless.
        log(f"the branches of the failed attempt are not dropped: {error}")
        return
    for table in tables:
        try:
            _withdraw_from(table, running)
        except Exception as error:
            log(f"{table.name} keeps the branch of the failed attempt: {error}")


def _withdraw_from(table: Table, running: Running) -> None:
    attempt = running.spec.attempt
    before = main_before(running, table, None)
    if before is not None and table.head() is None:
        if table.snapshot(before) is None:
            log(f"{table.name} cannot be restored: its snapshot {before} is gone")
        else:
            table.restore_main(before)
    if table.head(attempt) is not None:
        table.drop_branch(attempt)
    tagged = table.head(tag_of(attempt))
    if tagged is not None and not table.shows(tagged):
        table.drop_tag(tag_of(attempt))


def _move(change: Change, attempt: str) -> None:
    table = change.table
    if table.shows(change.head):
        if table.head(attempt) is not None:
            table.drop_branch(attempt)
        return
    try:
        table.publish(attempt)
    except Exception as error:
        # The commit may have succeeded although its answer was lost.
        table.refresh()
        if table.shows(change.head):
            return
        if table.head() != change.base:
            raise MainMovedError(
                f"{table.name} went from {change.base} to {table.head()} while this attempt was "
                "publishing"
            ) from error
        raise
