"""One table of a window, and a job's ways to load it."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import DataFrame

from sparkwright.errors import RefusedError
from sparkwright.expectations import Expectation
from sparkwright.quality.checking import check
from sparkwright.running import current
from sparkwright.sources.drift import fitted
from sparkwright.sources.load import load
from sparkwright.sources.new_rows import NewRows
from sparkwright.sources.reading import frame
from sparkwright.sources.write_modes import APPEND


class TableLoad(NewRows):
    """The new rows of one table: `window["orders"]` in a job."""

    def read(self) -> DataFrame:
        """Return the rows. Large windows are read by several connections, split by the key."""
        return frame(self)

    def checked(self, expectations: list[Expectation]) -> DataFrame:
        """Return the rows for `load`, checked against expectations as `attempt.check` does.

        Removed and retyped columns are handled first, as in `load`.
        """
        rows = fitted(self.read(), self.table, self.declared, self.replaced_by)
        # Except with transactions as cursor, rows may have arrived since the count was 0; an
        # append does not load them.
        none = not self.rows and (self.how == APPEND or self.cursor.kind == "xid")
        return rows if none else check(current(), rows, self.target, expectations)

    def load(self, frame: DataFrame | None = None) -> None:
        """Load the rows into their table, which the job has created, and report their number.

        Rows are appended. If the pipeline declares a merge, or existing rows are loaded again, rows
        replace those with the same key, and equal rows are left alone. Deleted keys are removed.
        New columns of the source are added to the table. `frame` is loaded instead of the rows as
        they are: the same rows, checked or with other columns.

        Raises RefusedError if columns were removed or have another type now, or if the key does not
        identify rows.
        """
        load(self, frame)
        self.done.add(self.table)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Record the load's bound in the snapshots that are made inside this `with`.

        For jobs that write the rows themselves. Raises RefusedError if that would duplicate rows.
        """
        if self.again is not None:
            raise RefusedError(
                f"{self.table} is to be loaded again ({self.again}), which replaces the rows of "
                f"{self.target}: write it by `window[{self.table!r}].load()`"
            )
        with self.marked():
            yield
