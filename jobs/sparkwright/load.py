"""The load of one table: its rows as they are, or a frame of them, into the lake."""

from typing import TYPE_CHECKING

from sparkwright.counted import audited
from sparkwright.drift import fitted
from sparkwright.merge import delete, merge
from sparkwright.merged import Merged
from sparkwright.new_rows import APPEND, OVERWRITE, REBASE
from sparkwright.reading import gone
from sparkwright.reads import rebuilding
from sparkwright.running import Rows, current
from sparkwright.say import say

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from sparkwright.new_rows import NewRows


def load(new: "NewRows", frame: "DataFrame | None" = None) -> None:
    """Write the rows of a window, remove what was deleted, and say how many they were."""
    rows = fitted(new.read() if frame is None else frame, new.table, new.declared)
    if new.how in (APPEND, OVERWRITE):
        _write(new, rows)
        checked = current().checks.counted(frame)
        if frame is None or checked:
            read = audited(new, checked and checked.rows) if new.rows else new.rows
            written = checked.kept if checked else read
        else:
            # A frame may have fewer rows than the source: its snapshot tells how many came.
            read, written = new.rows, None
    else:
        read, merged = merge(new, rows)
        written = merged.written
        _mark(new, rows, merged)
        say(f"{new.target}: {merged.inserted} rows inserted, {merged.updated} updated")
    if new.gone is not None:
        say(f"{new.target}: {delete(new, gone(new))} rows deleted")
    said = current().rows.get(new.target, Rows())
    current().rows[new.target] = Rows(read, written, said.quarantined)


def _write(new: "NewRows", rows: "DataFrame") -> None:
    from pyspark.sql import functions as F

    with new.marked():
        if new.how == OVERWRITE:
            with rebuilding(new.session):
                rows.writeTo(new.target).overwrite(F.lit(True))
        elif new.rows:
            rows.writeTo(new.target).append()


def _mark(new: "NewRows", rows: "DataFrame", merged: Merged) -> None:
    """Let an empty snapshot say that rows were read of which none had to be written.

    Of a lag, every run reads rows that are there: it has nothing to say.
    """
    again = new.rows and not new.cursor.lag
    if new.mark is not None and not merged.written and (new.how == REBASE or again):
        with new.marked():
            rows.where("false").writeTo(new.target).append()
