"""The rows of one table that an attempt loads, as plain data."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from pyspark.sql import SparkSession

from sparkwright.protocol.source import SourceTable
from sparkwright.sources.cursors import Cursor
from sparkwright.sources.rewritten import Rewritten
from sparkwright.sources.shape import Extent, Shape
from sparkwright.sources.write_modes import MERGE, REBASE
from sparkwright.tables.bounds import Bound
from sparkwright.tables.loaded import PROPERTY
from sparkwright.tables.snapshot_properties import snapshot_properties


@dataclass(frozen=True)
class NewRows:
    """The rows of one table that meet `condition`, and go into a table of the lake.

    `lo` is the bound of the last load, None for a first load or a full one; `hi` is the bound of
    this load. `reached` is the bookmark's bound if nothing is published. `mark` is the value of
    `sparkwright.bookmark` that the loading snapshot must carry; None in a backfill, which moves no
    bound. `how` is append, merge (replace by key), rebase (the same, but cursors may differ) or
    overwrite. `again` is the mode of a request to load again, or None. `gone` is the SELECT of
    deleted keys, `selected` the SELECT list of the rows. `rewritten` is set if the table has other
    files than at its last load: it was truncated or rewritten.
    """

    source: str
    table: str
    declared: SourceTable
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
    cursor: Cursor
    session: SparkSession = field(repr=False)
    login: dict[str, str] = field(repr=False)
    width: int = 0
    rewritten: Rewritten | None = None
    done: set[str] = field(default_factory=set, repr=False)

    @property
    def target(self) -> str:
        """The table of the lake that the rows go into."""
        return self.declared.target

    @property
    def replaced_by(self) -> tuple[str, ...]:
        """The columns by which rows replace or delete others; empty if rows are only added."""
        merges = self.declared.mode == MERGE or self.cursor.kind == "timestamp"
        return self.key if merges or self.how in (MERGE, REBASE) or self.gone is not None else ()

    @property
    def rows(self) -> int:
        """How many rows there are, counted by the source."""
        return self.extent.rows

    def marked(self) -> AbstractContextManager[None]:
        """Give `mark` to the snapshots that are made inside this `with`."""
        if self.mark is None:
            return nullcontext()
        return snapshot_properties(self.session, {PROPERTY: self.mark})
