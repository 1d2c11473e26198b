"""The rows of one table that an attempt loads: what is new, or what is to be loaded once more."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sparkwright.bounds import Bound
from sparkwright.errors import RefusedError
from sparkwright.loaded import PROPERTY
from sparkwright.shape import Extent, Shape

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from sparkwright.cursors import Cursor
    from sparkwright.expectations import Expectation
    from sparkwright.source import SourceTable

APPEND, MERGE, REBASE, OVERWRITE = "append", "merge", "rebase", "overwrite"

_CONF = f"spark.sql.iceberg.snapshot-property.{PROPERTY}"


@dataclass(frozen=True)
class NewRows:
    """The rows of one table that meet `condition`, and go into a table of the lake.

    `lo` is up to where the table was loaded before, None where it is read as a whole; `hi` up to
    where it is after this load; `reached` is what the bookmark says where nothing is published.
    `mark` is what the snapshot that loads the rows must carry as `sparkwright.bookmark`; None in a
    backfill, after which no more is loaded than before. `how` the rows are written is append,
    merge (replaced by key), rebase (likewise, and their cursors may differ) or overwrite. `again`
    is the mode of a request to load again, or None. `gone` is the SELECT of the keys that were
    deleted, `selected` the SELECT list of the rows.
    """

    source: str
    table: str
    declared: "SourceTable"
    lo: str | None
    hi: Bound
    reached: str | None
    condition: str
    mark: str | None
    how: str
    again: str | None
    selected: str
    gone: str | None
    extent: Extent
    shape: Shape
    key: tuple[str, ...]
    cursor: "Cursor"
    session: "SparkSession" = field(repr=False)
    login: dict[str, str] = field(repr=False)
    width: int = 0
    done: set[str] = field(default_factory=set, repr=False)

    @property
    def target(self) -> str:
        """The table of the lake that the rows go into."""
        return self.declared.target

    @property
    def rows(self) -> int:
        """How many rows there are, counted by the source."""
        return self.extent.rows

    def read(self) -> "DataFrame":
        """Return the rows; many are read by several connections, each a part of the keys."""
        from sparkwright.reading import frame

        return frame(self)

    def checked(self, expectations: "list[Expectation]") -> "DataFrame":
        """Return the rows for `load`, held against expectations as `attempt.check` does.

        What `load` says of columns that were removed, or are of another type now, comes first.
        """
        from sparkwright import attempt
        from sparkwright.drift import fitted

        rows = fitted(self.read(), self.table, self.declared)
        return attempt.check(rows, self.target, expectations) if self.rows else rows

    def load(self, frame: "DataFrame | None" = None) -> None:
        """Bring the rows into the table, which the job has made, and say how many they were.

        They are appended or, by the pipeline's word or in a load of what is there already, replace
        the rows with their keys; rows that are the same stay as they are. Deleted keys are removed.
        New columns of the source are added to the table. `frame` is what is loaded instead of the
        rows as they are: the same rows, checked or with other columns.

        Raises RefusedError where columns were removed or are of another type now, or where rows
        can't be told apart.
        """
        from sparkwright.load import load

        load(self, frame)
        self.done.add(self.table)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Let what is written inside this `with` say up to where it loads the table.

        For jobs that write the rows themselves. Raises RefusedError where they would double rows.
        """
        if self.again is not None:
            raise RefusedError(
                f"{self.table} is to be loaded again ({self.again}), which replaces what "
                f"{self.target} has: write it by `window[{self.table!r}].load()`"
            )
        with self.marked():
            yield

    @contextmanager
    def marked(self) -> Iterator[None]:
        """Let snapshots made inside this `with` carry `mark`."""
        if self.mark is None:
            yield
            return
        self.session.conf.set(_CONF, self.mark)
        try:
            yield
        finally:
            self.session.conf.unset(_CONF)
