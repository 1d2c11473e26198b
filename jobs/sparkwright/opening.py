"""Opening a window: what there is to load in each table of a source."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sparkwright import backfill
from sparkwright.bounds import Bound, begin, between, filed_bound
from sparkwright.errors import RefusedError
from sparkwright.iceberg import MAIN, Catalog
from sparkwright.loaded import newest_load, property_text
from sparkwright.postgres import Postgres, connect
from sparkwright.running import Running
from sparkwright.say import say
from sparkwright.spec import Source
from sparkwright.window import NewRows, Window

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def open_window(running: Running, name: str) -> Window:
    """Fix the upper bound of source `name`, and find where each of its tables begins.

    In a backfill, the bounds are those of the interval, within what has been loaded.

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
        say(f"{name}.{new.table}: {new.rows} rows where {new.condition}")
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
            refused = backfill.refused(source) if self.running.spec.backfill else {}
            tables = {
                table: self._rows(postgres, table, target, hi, login)
                for table, target in source.tables.items()
                if table not in refused
            }
        return Window(self.name, None if self.running.spec.backfill else hi, tables, refused)

    def _rows(
        self, postgres: Postgres, table: str, target: str, hi: Bound, login: dict[str, str]
    ) -> NewRows:
        lo = self._begin(table, target, hi)
        if self.running.spec.backfill:
            column, interval = self.source.time[table], self.running.spec.interval
            condition = backfill.condition(postgres, table, column, interval, lo)
            mark = None
        else:
            condition, mark = between(lo, hi), property_text(self.name, table, hi)
        shape = postgres.shape(table)
        extent = postgres.extent(table, shape.key, condition)
        return NewRows(
            self.name, table, target, lo, condition, mark, extent, shape, self.session, login
        )

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
