"""Loading one table: its rows unchanged, or a frame made from them."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from sparkwright.log import log
from sparkwright.quality.checks import Checks
from sparkwright.running import Rows, current
from sparkwright.sources import reading
from sparkwright.sources.counted import audited
from sparkwright.sources.drift import fitted
from sparkwright.sources.merge import delete, delete_absent, merge
from sparkwright.sources.new_rows import NewRows
from sparkwright.sources.write_modes import APPEND, OVERWRITE, REBASE
from sparkwright.tables.merged import Merged
from sparkwright.tables.reads import rebuilding


def load(new: NewRows, frame: DataFrame | None = None) -> None:
    """Write the rows of a window, remove deleted ones, and report their numbers."""
    rows = fitted(new.read() if frame is None else frame, new.table, new.declared, new.replaced_by)
    if new.how in (APPEND, OVERWRITE):
        _write(new, rows)
        checked = current().state(Checks).counted(frame)
        if frame is None or checked:
            # A table that was empty when counted may have rows by now.
            came = new.rows or new.how == OVERWRITE
            read = audited(new, checked and checked.rows) if came else new.rows
            written = checked.kept if checked else read
        else:
            # A frame may have fewer rows than the source, so its snapshot has the number.
            read, written = new.rows, None
    else:
        read, merged = merge(new, rows)
        written = merged.written
        _mark(new, rows, merged)
        log(f"{new.target}: {merged.inserted} rows inserted, {merged.updated} updated")
    deleted = delete(new, reading.gone(new)) if new.gone is not None else 0
    if new.gone is not None:
        log(f"{new.target}: {deleted} rows deleted")
    if new.rewritten is not None:
        as_it_is = frame is None or current().state(Checks).counted(frame) is not None
        deleted += _follow(new, new.rewritten.keys if as_it_is else None)
        if not written and not deleted and (new.cursor.lag or not new.rows):
            # So the next load compares with the present files, and does not repeat this.
            _note(new, rows)
    said = current().rows.get(new.target, Rows())
    current().rows[new.target] = Rows(read, written, said.quarantined)


def _write(new: NewRows, rows: DataFrame) -> None:
    with new.marked():
        if new.how == OVERWRITE:
            with rebuilding(new.session):
                rows.writeTo(new.target).overwrite(F.lit(True))
        elif new.rows:
            rows.writeTo(new.target).append()


def _mark(new: NewRows, rows: DataFrame, merged: Merged) -> None:
    """Record the bound in an empty snapshot if rows were read and none had to be written.

    With a lag, every run reads loaded rows again, which needs no record.
    """
    again = new.rows and not new.cursor.lag
    if new.mark is not None and not merged.written and (new.how == REBASE or again):
        _note(new, rows)


def _note(new: NewRows, rows: DataFrame) -> None:
    with new.marked():
        rows.where("false").writeTo(new.target).append()


def _follow(new: NewRows, keys: str | None) -> int:
    """Delete the rows of a TRUNCATE, or warn of one; return the number of deleted rows."""
    if keys is None:
        warning = (
            f"{new.table} was truncated, replaced or rewritten since its last load, as by "
            f"TRUNCATE, VACUUM FULL or DETACH PARTITION: deleted rows are still in {new.target}; "
            "to match the source, run the stage with --full-refresh"
        )
        deleted = 0
    else:
        deleted = delete_absent(new, reading.keys(new, keys))
        warning = (
            f"{new.table} was truncated since its last load: {deleted} rows of {new.target} whose "
            "keys it no longer has were deleted"
        )
    log(warning)
    current().warnings.append(warning)
    return deleted
