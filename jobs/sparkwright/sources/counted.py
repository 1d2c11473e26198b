"""The number of rows of an append, checked against the source's count."""

from sparkwright.errors import AuditError
from sparkwright.running import current
from sparkwright.sources.new_rows import NewRows
from sparkwright.sources.postgres import connect
from sparkwright.tables.iceberg import Catalog


def appended(new: NewRows) -> int:
    """Return how many rows the newest snapshot of this attempt added to the target of `new`."""
    spec = current().spec
    table = Catalog(new.session, spec.catalog).table(new.target)
    snapshot = table.snapshot(table.head(spec.attempt)) if table else None
    return int(snapshot.property("added-records") or 0) if snapshot else 0


def audited(new: NewRows, came: int | None = None) -> int:
    """Return the number of read rows: the appended ones, or `came` if they were checked first.

    Raises AuditError if the source has another number.

    During the read, rows may leave the window, because an update moves them to the next one. If the
    cursor is not a transaction, rows may also enter it. So any number between the counts before and
    after is right.
    """
    written = appended(new) if came is None else came
    if written == new.rows or new.cursor.kind == "timestamp":
        return written
    with connect(new.session._jvm, **new.login) as postgres:
        now = postgres.extent(new.shape, None, new.condition).rows
    if min(now, new.rows) <= written <= max(now, new.rows):
        return written
    raise AuditError(
        f"{new.target} has {written} new rows, and {new.table} had {new.rows} before they were "
        f"read and {now} after: rows were lost or duplicated on the way, and another attempt reads "
        "them again"
    )
