"""The object that jobs import: `from sparkwright import attempt`.

A driver imports this package before it claims its attempt, and importing pyspark takes a second.
So the methods here import the rooms that need pyspark, and nothing else does.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sparkwright.expectations import Expectation
from sparkwright.protocol.interval import Interval
from sparkwright.protocol.lake_names import table_text
from sparkwright.running import Rows, current
from sparkwright.tables.changes import Changes, Derived
from sparkwright.tables.deriving import open_changes, writing
from sparkwright.tables.files import stage_csv
from sparkwright.tables.iceberg import current_session
from sparkwright.tables.merged import Merged, merging

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from sparkwright.sources.window import Window


class Attempt:
    """The running attempt, as a job sees it.

    A job that uses none of this also runs, in Sparkwright and with plain spark-submit.
    """

    @property
    def id(self) -> str:
        """The attempt's id."""
        return current().spec.attempt

    @property
    def run(self) -> str:
        """The id of its run."""
        return current().spec.run

    @property
    def slot(self) -> str:
        """The slot of its run, such as `cron:2026-11-21T00:00:00Z`."""
        return current().spec.slot

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of its stage."""
        return current().spec.params

    @property
    def interval(self) -> Interval:
        """The time that its run is for: `.start` and `.end` in UTC, the end exclusive."""
        return current().spec.interval

    @property
    def slot_start(self) -> datetime:
        """The start of the interval."""
        return current().spec.interval.start

    @property
    def slot_end(self) -> datetime:
        """The end of the interval, exclusive."""
        return current().spec.interval.end

    @property
    def backfill(self) -> bool:
        """Whether the interval is loaded once more."""
        return current().spec.backfill

    @property
    def full_refresh(self) -> bool:
        """Whether the stage rebuilds all that it writes."""
        return current().spec.full_refresh

    def window(self, source: str) -> "Window":
        """Return the rows of a source that are not loaded yet: `window("retail")["orders"]`.

        `.load()` of a table writes them as the pipeline declares. A job may also read and write
        them itself (`.read()`, `with .loading():`). A backfill's window has the rows that are
        loaded already and whose time lies in the attempt's interval. A job must replace them
        (`overwritePartitions`, MERGE), because appending duplicates them.

        `source` is a name under `sources` of the attempt. The first call fixes the upper bounds of
        all its tables; later calls return the same window. Raises RefusedError if the last loads
        cannot be determined.
        """
        from sparkwright.sources.opening import window_of

        return window_of(current(), source)

    def changes(self, table: str, *, by: str) -> Changes:
        """Return the changes of `table` since the derived table `by` last read it.

        Both are names such as `lake.silver.orders`. The first call fixes the snapshot up to which
        `table` is read; later calls return the same changes. Write `by` inside
        `with attempt.writing(by):`. If a run writes nothing, the changes count as read all the
        same. Raises RefusedError if `table` does not exist.
        """
        running, table, by = current(), table_text(table), table_text(by)
        read = running.state(Derived).setdefault(by, {})
        if table not in read:
            read[table] = open_changes(running, table, by)
        return read[table]

    def writing(self, table: str) -> AbstractContextManager[None]:
        """Record in what is written to `table` inside this `with` which changes it contains.

        So the data and the record of what was read become visible together.
        """
        return writing(current(), table_text(table))

    def merging(
        self, *, inserted: int = 0, updated: int = 0, deleted: int = 0
    ) -> AbstractContextManager[None]:
        """Declare how many rows a MERGE inside this `with` inserts, updates and deletes.

        The MERGE's own snapshot also counts rows that were only copied. The declared numbers are
        checked when the attempt publishes, and are shown for the run.
        """
        return merging(current_session(), Merged(inserted, updated, deleted))

    def on_main(self) -> AbstractContextManager[None]:
        """Let everything that the job does inside this `with` act on main at once, and for good.

        For maintenance that must not wait until the attempt publishes, and that stays if the
        attempt fails. Keep it in a stage of its own, and let nothing else write these tables.
        """
        from sparkwright.guard.guarded import on_main

        return on_main()

    def secret(self, name: str) -> str:
        """Return a secret's text. Raises NotFoundError if there is no secret of that name."""
        return current().secret(name)

    def rows(
        self,
        table: str,
        *,
        read: int | None = None,
        written: int | None = None,
        quarantined: int = 0,
    ) -> None:
        """Report how many rows of `table` were read, written and quarantined.

        If `written` differs from the table's snapshots, nothing is published.
        """
        current().rows[table_text(table)] = Rows(read, written, quarantined)

    def check(self, frame: "DataFrame", table: str, expectations: list[Expectation]) -> "DataFrame":
        """Check rows that are meant for `table` against expectations.

        Returns the rows without those that an `expect_or_drop` drops. The frame is computed now,
        once, and cached until the attempt ends. Failing rows, also those of `expect`, go to
        `<table>_quarantine` with the names of the failed rules. Then ExpectationError is raised if
        too many fail; the stage has failed then, even if the job catches it.
        """
        from sparkwright.quality.checking import check

        return check(current(), frame, table_text(table), expectations)

    def bookmark(
        self, source: str, *, kind: str, tables: dict[str, str], system_identifier: str = ""
    ) -> None:
        """Propose the new bounds of a source that the job does not read by `window`."""
        current().bookmarks[source] = {
            "system_identifier": system_identifier,
            "kind": kind,
            "tables": tables,
        }

    def publish_csv(self, frame: "DataFrame", path: str) -> None:
        """Write `frame` as one CSV file with a header to `path` on HDFS.

        The file appears complete, when the attempt's tables are published. The driver collects all
        rows, so this is for results and not for data. Nulls are empty fields; times are in UTC.
        """
        stage_csv(current(), frame, path)


attempt = Attempt()
