"""The rows of a source that have not been loaded yet, between two bounds that hold for the whole attempt."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sparkwright.bounds import BOOKMARK, Bound, begin
from sparkwright.errors import RefusedError
from sparkwright.iceberg import MAIN, open_catalog
from sparkwright.loaded import PROPERTY, newest_load, property_text
from sparkwright.postgres import Extent, Postgres, Shape, connect
from sparkwright.running import Running
from sparkwright.spec import Source

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SMALL = 50_000
"""Rows up to which one connection reads faster than several."""

_CONF = f"spark.sql.iceberg.snapshot-property.{PROPERTY}"


@dataclass(frozen=True)
class NewRows:
    """The rows of one table with `lo <= xid < hi`; `lo` is None in a first load. `target` is the
    lake's table.

    `rows` is how many the source counted.
    """

    source: str
    table: str
    target: str
    lo: str | None
    hi: Bound
    extent: Extent
    shape: Shape
    session: "SparkSession" = field(repr=False)
    connection: dict[str, str] = field(repr=False)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.extent.rows

    @property
    def mark(self) -> str:
        """What the snapshot that loads these rows must carry as `sparkwright.bookmark`."""
        return property_text(self.source, self.table, self.hi)

    def read(self) -> "DataFrame":
        """Return the rows as a DataFrame; many are read by several connections, each a range of the key."""
        query = f"(select {self.shape.columns} from {self.table} where {condition(self.lo, self.hi)}) as new"
        reader = self.session.read.format("jdbc").options(
            **self.connection, dbtable=query, fetchsize="10000"
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
        """Let what is written inside this `with` carry the bound up to which it loads the table."""
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
        """Return the bookmark for this source once `published`, tables of the lake, show what was loaded."""
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
    """Return the SQL that holds for the rows between two bounds; transactions before `hi` are all settled."""
    upper = f"xid < '{int(hi.xid)}'::xid8"
    return upper if lo is None else f"xid >= '{int(lo)}'::xid8 and {upper}"


def open_window(running: Running, name: str) -> Window:
    """Fix the upper bound of source `name`, and find where each of its tables begins."""
    from pyspark.sql import SparkSession

    source = running.spec.sources.get(name)
    if source is None:
        known = ", ".join(running.spec.sources) or "none"
        raise RefusedError(
            f"the attempt has no source {name!r} (it has: {known}): add it to the pipeline's stage"
        )
    if source.kind != "xid":
        raise RefusedError(
            f"source {name!r} is of kind {source.kind!r}: attempt.window reads kind 'xid'"
        )
    session = SparkSession.builder.getOrCreate()
    password = running.secret(source.secret)
    login = {"url": source.url, "user": source.user, "password": password}
    with connect(session._jvm, **login) as postgres:
        hi = postgres.bound()
        tables = {
            table: _new_rows(running, name, source, table, hi, postgres, session, login)
            for table in source.tables
        }
    for new in tables.values():
        print(
            f"sparkwright: {name}.{new.table}: {new.rows} rows in [{new.lo or 'the first'}, {hi.xid})",
            flush=True,
        )
    return Window(name, hi, tables)


def _new_rows(
    running: Running,
    name: str,
    source: Source,
    table: str,
    hi: Bound,
    postgres: Postgres,
    session: "SparkSession",
    login: dict[str, str],
) -> NewRows:
    target = source.tables[table]
    catalog = open_catalog(running.spec.catalog)
    lake = catalog.table(target) if catalog else None
    filed = filed_bound(source.bookmark, table)
    running.mains[target] = lake.head(MAIN) if lake else None
    lo = begin(
        table,
        target,
        loaded=newest_load(lake, name, table, filed) if lake else None,
        has_data=running.mains[target] is not None,
        filed=filed,
        hi=hi,
    )
    shape = postgres.shape(table)
    extent = postgres.extent(table, shape.key, condition(lo, hi))
    return NewRows(name, table, target, lo, hi, extent, shape, session, login)


def filed_bound(bookmark: dict[str, Any] | None, table: str) -> Bound | None:
    """Return what the bookmark file says about one table, or None. Raises RefusedError where it cannot be read."""
    if bookmark is None:
        return None
    try:
        if bookmark["kind"] != "xid":
            raise ValueError(f"kind {bookmark['kind']!r} is not 'xid'")
        bound = bookmark["tables"].get(table)
        return None if bound is None else Bound(str(bookmark["system_identifier"]), str(int(bound)))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RefusedError(
            f"{BOOKMARK} is broken ({error!r}): if the tables of the lake are right, delete it; the next run reads from "
            "them where to go on"
        ) from error
