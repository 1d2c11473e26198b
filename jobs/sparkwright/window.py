"""The rows of a source that are not loaded yet, between two bounds that hold for the attempt."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sparkwright.bounds import Bound
from sparkwright.loaded import PROPERTY, property_text
from sparkwright.postgres import Extent, Shape

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SMALL = 50_000
"""Rows up to which one connection reads faster than several."""

_CONF = f"spark.sql.iceberg.snapshot-property.{PROPERTY}"


@dataclass(frozen=True)
class NewRows:
    """The rows of one table with `lo <= xid < hi`; `lo` is None in a first load.

    `target` is the table of the lake that they go into.
    """

    source: str
    table: str
    target: str
    lo: str | None
    hi: Bound
    extent: Extent
    shape: Shape
    session: "SparkSession" = field(repr=False)
    login: dict[str, str] = field(repr=False)

    @property
    def rows(self) -> int:
        """How many rows there are, counted by the source."""
        return self.extent.rows

    @property
    def mark(self) -> str:
        """What the snapshot that loads these rows must carry as `sparkwright.bookmark`."""
        return property_text(self.source, self.table, self.hi)

    def read(self) -> "DataFrame":
        """Return the rows; many are read by several connections, each a range of the key."""
        rows = f"select {self.shape.columns} from {self.table} where {condition(self.lo, self.hi)}"
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
        self.session.conf.set(_CONF, self.mark)
        try:
            yield
        finally:
            self.session.conf.unset(_CONF)


@dataclass(frozen=True)
class Window:
    """What is new in every table of a source: `window["orders"].read()`."""

    source: str
    hi: Bound
    tables: dict[str, NewRows]

    def __getitem__(self, table: str) -> NewRows:
        """Return what is new in one table."""
        return self.tables[table]

    def proposal(self, published: set[str]) -> dict[str, Any]:
        """Return the bookmark of this source once `published`, tables of the lake, are loaded."""
        reached = {
            name: new.hi.xid if new.target in published else new.lo
            for name, new in self.tables.items()
        }
        return {
            "system_identifier": self.hi.system_identifier,
            "kind": "xid",
            "tables": {name: bound for name, bound in reached.items() if bound is not None},
        }


def condition(lo: str | None, hi: Bound) -> str:
    """Return the SQL that holds between two bounds; every transaction before `hi` is settled."""
    upper = f"xid < '{int(hi.xid)}'::xid8"
    return upper if lo is None else f"xid >= '{int(lo)}'::xid8 and {upper}"
