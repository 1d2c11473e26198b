"""Opening a window: one upper bound for all tables of a source, and where each of them begins."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sparkwright.bounds import Bound, begin, filed_bound
from sparkwright.errors import RefusedError
from sparkwright.iceberg import MAIN, Catalog
from sparkwright.loaded import newest_load
from sparkwright.postgres import connect
from sparkwright.running import Running
from sparkwright.say import say
from sparkwright.spec import Source
from sparkwright.window import NewRows, Window, condition

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def open_window(running: Running, name: str) -> Window:
    """Fix the upper bound of source `name`, and find where each of its tables begins.

    Raises RefusedError where there is no such source, or where it cannot be known what is loaded.
    """
    from pyspark.sql import SparkSession

    source = running.spec.sources.get(name)
    if source is None:
        known = ", ".join(running.spec.sources) or "none"
        raise RefusedError(
            f"the attempt has no source {name!r} (it has: {known}): name it in the pipeline's stage"
        )
    if source.kind != "xid":
        raise RefusedError(
            f"source {name!r} is of kind {source.kind!r}: attempt.window reads kind 'xid'"
        )
    opening = _Opening(running, name, source, SparkSession.builder.getOrCreate())
    window = opening.window()
    for new in window.tables.values():
        since = new.lo or "the first"
        say(f"{name}.{new.table}: {new.rows} rows in [{since}, {new.hi.xid})")
    return window


@dataclass(frozen=True)
class _Opening:
    running: Running
    name: str
    source: Source
    session: "SparkSession"

    def window(self) -> Window:
        source = self.source
        password = self.running.secret(source.secret)
        login = {"url": source.url, "user": source.user, "password": password}
        with connect(self.session._jvm, **login) as postgres:
            hi = postgres.bound()
            tables = {}
            for table, target in source.tables.items():
                lo = self._begin(table, target, hi)
                shape = postgres.shape(table)
                extent = postgres.extent(table, shape.key, condition(lo, hi))
                tables[table] = NewRows(
                    self.name, table, target, lo, hi, extent, shape, self.session, login
                )
        return Window(self.name, hi, tables)

    def _begin(self, table: str, target: str, hi: Bound) -> str | None:
        lake = Catalog(self.session, self.running.spec.catalog).table(target)
        main = lake.head(MAIN) if lake else None
        filed = filed_bound(self.source.bookmark, table)
        # Publishing checks that the rows go on top of exactly the data that this bound belongs to.
        self.running.mains[target] = main
        return begin(
            table,
            target,
            loaded=newest_load(lake, self.name, table, filed) if lake else None,
            has_data=main is not None,
            filed=filed,
            hi=hi,
        )
