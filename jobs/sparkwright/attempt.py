"""What a job may ask and say while it runs: `from sparkwright import attempt`.

`attempt.id`, `.run`, `.slot` and `.params` are those of the attempt under way. `.interval` is the
time that its run is for, from `.slot_start` until `.slot_end` (UTC, the end exclusive), and where
`.backfill` is true, that time is loaded once more; where `.full_refresh` is, all that the stage
writes is made anew. A job that uses none of this runs all the same,
in Sparkwright and with plain spark-submit.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sparkwright.files import stage_csv
from sparkwright.interval import Interval
from sparkwright.running import Rows, current

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from sparkwright.changes import Changes
    from sparkwright.expectations import Expectation
    from sparkwright.window import Window

id: str
run: str
slot: str
params: dict[str, Any]
interval: Interval
slot_start: datetime
slot_end: datetime
backfill: bool
full_refresh: bool

_FIELDS = {
    "id": "attempt",
    "run": "run",
    "slot": "slot",
    "params": "params",
    "interval": "interval",
    "backfill": "backfill",
    "full_refresh": "full_refresh",
}
_ENDS = {"slot_start": "start", "slot_end": "end"}


def __getattr__(name: str) -> Any:
    if name in _ENDS:
        return getattr(current().spec.interval, _ENDS[name])
    if name not in _FIELDS:
        raise AttributeError(f"attempt has no {name!r}")
    return getattr(current().spec, _FIELDS[name])


def window(source: str) -> "Window":
    """Return the rows of a source that have not been loaded yet: `window("retail")["orders"]`.

    `.load()` of a table writes them as the pipeline says. A job may read and write them itself
    (`.read()`, `with .loading():`). In a backfill, they are those that have been loaded, and whose
    time lies in the attempt's interval: such a job must replace them then (`overwritePartitions`,
    MERGE), for appending doubles them.

    `source` is a name under `sources` of the attempt. The first call fixes the upper bounds of all
    its tables; later calls return the same window. Raises RefusedError where it cannot be known
    what has been loaded.
    """
    from sparkwright.opening import open_window

    running = current()
    if source not in running.windows:
        running.windows[source] = open_window(running, source)
    return running.windows[source]


def changes(table: str, *, by: str) -> "Changes":
    """Return what has changed in `table`, of the lake, since `by`, which is made from it, read it.

    Both are names such as `lake.silver.orders`. The first call fixes up to where the table is read;
    later calls return the same. Write what comes of it `with attempt.writing(by):`; a run that has
    nothing to write has read the changes all the same. Raises RefusedError where there is no such
    table.
    """
    from sparkwright.deriving import open_changes

    running = current()
    read = running.changes.setdefault(by, {})
    if table not in read:
        read[table] = open_changes(running, table, by)
    return read[table]


def writing(table: str) -> AbstractContextManager[None]:
    """Let what is written to `table` inside this `with` say what `changes` has read for it.

    So the data and how far it has been read become visible together.
    """
    from sparkwright.deriving import writing as write

    return write(current(), table)


def secret(name: str) -> str:
    """Return a secret's bare text. Raises NotFoundError where there is none of that name."""
    return current().secret(name)


def rows(
    table: str,
    *,
    read: int | None = None,
    written: int | None = None,
    quarantined: int = 0,
) -> None:
    """Say how many rows of `table` (`lake.<layer>.<table>`) were read, written and put aside.

    Where `written` is not what the table's snapshots hold, nothing is published.
    """
    current().rows[table] = Rows(read, written, quarantined)


def check(frame: "DataFrame", table: str, expectations: list["Expectation"]) -> "DataFrame":
    """Hold rows that are meant for `table` (`lake.<layer>.<table>`) against expectations.

    Returns the rows but those that an `expect_or_drop` leaves out. The frame is computed once, here
    and now, and held until the attempt ends. Rows that fail, and those of `expect` too, go to
    `<table>_quarantine` with the rules that they failed. Raises ExpectationError, after that, where
    more of them fail than may; the stage has failed then, whatever the job does about it.
    """
    from sparkwright.checking import check

    return check(current(), frame, table, expectations)


def bookmark(
    source: str, *, kind: str, tables: dict[str, str], system_identifier: str = ""
) -> None:
    """Propose up to where `source` has been loaded, for a source that is not read by `window`."""
    current().bookmarks[source] = {
        "system_identifier": system_identifier,
        "kind": kind,
        "tables": tables,
    }


def publish_csv(frame: "DataFrame", path: str) -> None:
    """Write `frame` as one CSV file with a header to `path` on HDFS.

    The file appears, whole, when the attempt's tables are published. The rows are brought to the
    driver: meant for results, not for data. Nulls are empty fields; times are UTC.
    """
    stage_csv(current(), frame, path)
