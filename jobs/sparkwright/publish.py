"""Publishing: what a job wrote to branches of its attempt is audited, tagged, and becomes main."""

from sparkwright.claim import claim_publishing
from sparkwright.deriving import note_reads
from sparkwright.errors import MainMovedError
from sparkwright.files import publish_files
from sparkwright.iceberg import Table, open_catalog
from sparkwright.loaded import tag_of
from sparkwright.published import Change, audit, find_change
from sparkwright.running import Running
from sparkwright.say import say


def publish(running: Running) -> list[Change]:
    """Let main of every table show what the attempt wrote, and return the changes.

    All tables are audited and tagged, and the right to publish is claimed, before the first one
    moves. Each step finds out whether it is done already, so that the whole may be repeated. Raises
    MainMovedError where another attempt was faster, ClaimLost where this one was given up.
    """
    note_reads(running)
    changes = _publish(running, _tables(running))
    publish_files(running)
    return changes


def publish_quarantines(running: Running) -> list[Change]:
    """Let main of the quarantines show the rows that an attempt has failed for.

    Nothing else of the attempt is published. Raises what `publish` raises.
    """
    names = running.checks.quarantines
    if not names:
        return []
    return _publish(running, [table for table in _tables(running) if table.name in names])


def _publish(running: Running, tables: list[Table]) -> list[Change]:
    attempt = running.spec.attempt
    changes = [change for table in tables if (change := find_change(table, attempt))]
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
    """Drop the branches of a failed attempt, and its tags on what main does not show.

    Best effort: what goes wrong is printed.
    """
    try:
        for table in _tables(running):
            _withdraw_from(table, running)
    except Exception as error:
        # Nobody reads what stays behind: main does not show it.
        say(f"branches of the failed attempt stay behind: {error}")


def _withdraw_from(table: Table, running: Running) -> None:
    attempt = running.spec.attempt
    before = running.mains.get(table.name)
    if before is not None and table.head() is None:
        table.restore_main(before)
    if table.head(attempt) is not None:
        table.drop_branch(attempt)
    tagged = table.head(tag_of(attempt))
    if tagged is not None and not table.shows(tagged):
        table.drop_tag(tag_of(attempt))


def _tables(running: Running) -> list[Table]:
    catalog = open_catalog(running.spec.catalog)
    return catalog.tables() if catalog else []


def _move(change: Change, attempt: str) -> None:
    table = change.table
    if table.shows(change.head):
        if table.head(attempt) is not None:
            table.drop_branch(attempt)
        return
    try:
        table.publish(attempt)
    except Exception as error:
        # The answer of a commit that happened may have been lost.
        table.refresh()
        if table.shows(change.head):
            return
        if table.head() != change.base:
            raise MainMovedError(
                f"{table.name} went from {change.base} to {table.head()} while this attempt was "
                "publishing"
            ) from error
        raise
