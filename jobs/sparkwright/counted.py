"""How many rows an append brought, held against what the source counts."""

from typing import TYPE_CHECKING

from sparkwright.errors import AuditError
from sparkwright.iceberg import Catalog
from sparkwright.postgres import connect
from sparkwright.running import current

if TYPE_CHECKING:
    from sparkwright.new_rows import NewRows


def appended(new: "NewRows") -> int:
    """Return how many rows the newest snapshot of this attempt added to the target of `new`."""
    spec = current().spec
    table = Catalog(new.session, spec.catalog).table(new.target)
    snapshot = table.snapshot(table.head(spec.attempt)) if table else None
    return int(snapshot.property("added-records") or 0) if snapshot else 0


def audited(new: "NewRows", came: int | None = None) -> int:
    """Return how many rows came: those that were appended, or `came` where they were checked first.

    Raises AuditError where the source has other ones.

    While they were read, rows may have left the window (they were updated, and come with the next)
    or, by a cursor that is no transaction, have come into it: as many as between two counts is
    right.
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
        f"read and {now} after: rows were lost or doubled on the way, and another attempt reads "
        "them again"
    )
