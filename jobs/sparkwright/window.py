"""The rows of a source that an attempt loads: what is new or, in a backfill, a range of time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sparkwright.bounds import Bound
from sparkwright.errors import RefusedError
from sparkwright.loaded import PROPERTY
from sparkwright.postgres import Extent, Shape

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SMALL = 50_000
"""Rows up to which one connection reads faster than several."""

_CONF = f"spark.sql.iceberg.snapshot-property.{PROPERTY}"


@dataclass(frozen=True)
class NewRows:
    """The rows of one table that meet `condition`, and go into `target`, a table of the lake.

    `mark` is what the snapshot that loads them must carry as `sparkwright.bookmark`; None in a
    backfill, after which no more is loaded than before. `lo` is up to where the table was loaded
    before, None in a first load.
    """

    source: str
    table: str
    target: str
    lo: str | None
    condition: str
    mark: str | None
    extent: Extent
    shape: Shape
    session: "SparkSession" = field(repr=False)
    login: dict[str, str] = field(repr=False)

    @property
    def rows(self) -> int:
        """How many rows there are, counted by the source."""
        return self.extent.rows

    def read(self) -> "DataFrame":
        """Return the rows; many are read by several connections, each a range of the key."""
        rows = f"select {self.shape.columns} from {self.table} where {self.condition}"
        reader = self.session.read.format("jdbc").options(
            **self.login, dbtable=f"({rows}) as new", fetchsize="10000"
        )
        if self.shape.key and self.rows > SMALL:
            reader = reader.options(
                partitionColumn=self.shape.key,
                lowerBound=str(self.extent.first),
                upperBound=str(self.extent.last),
                numPartitions=str(2 * self.session.sparkContext.defaultParallelism),
            )
        return reader.load()

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Let what is written inside this `with` say up to where it loads the table."""
        if self.mark is None:
            yield
            return
        self.session.conf.set(_CONF, self.mark)
        try:
            yield
        finally:
            self.session.conf.unset(_CONF)


@dataclass(frozen=True)
class Window:
    """What there is to load in every table of a source: `window["orders"].read()`.

    `hi` is up to where everything is loaded after it, None in a backfill. `refused` says of tables
    that can't be read why not.
    """

    source: str
    hi: Bound | None
    tables: dict[str, NewRows]
    refused: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, table: str) -> NewRows:
        """Return what there is to load in one table. Raises RefusedError."""
        if table in self.refused:
            raise RefusedError(self.refused[table])
        return self.tables[table]

    def proposal(self, published: set[str]) -> dict[str, Any] | None:
        """Return the bookmark of this source once `published`, tables of the lake, are loaded.

        None in a backfill.
        """
        if self.hi is None:
            return None
        reached = {
            name: self.hi.xid if new.target in published else new.lo
            for name, new in self.tables.items()
        }
        return {
            "system_identifier": self.hi.system_identifier,
            "kind": "xid",
            "tables": {name: bound for name, bound in reached.items() if bound is not None},
        }
