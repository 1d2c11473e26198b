"""Opening a window on one table: where its load begins, how far it goes, and how it writes."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sparkwright import backfill
from sparkwright.again import REBASE as TO_REBASE
from sparkwright.again import REWIND, Again
from sparkwright.bounds import Bound, begin, filed_bound, same_server
from sparkwright.cursors import Cursor, cursor_of
from sparkwright.deleted import select_deleted
from sparkwright.errors import RefusedError
from sparkwright.iceberg import MAIN, Catalog
from sparkwright.loaded import newest_load, property_text
from sparkwright.new_rows import APPEND, MERGE, OVERWRITE, REBASE, NewRows
from sparkwright.postgres import Postgres, Server
from sparkwright.reach import reach
from sparkwright.running import Running
from sparkwright.shape import Shape
from sparkwright.source import Source, SourceTable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class _Plan:
    """From `lo` to `hi`, written in the way `how`; `reached` stands if nothing comes of it."""

    lo: str | None
    hi: Bound
    reached: str | None
    how: str


@dataclass(frozen=True)
class OpeningTable:
    """One table of a source that is about to be loaded, and all that this depends on."""

    running: Running
    source_name: str
    source: Source
    table: str
    session: "SparkSession"
    login: dict[str, str]
    postgres: Postgres
    server: Server
    again: Again | None

    def rows(self) -> NewRows:
        """Return what there is to load. Raises RefusedError."""
        plan, is_backfill = self._plan(), self.running.spec.backfill
        if (self._merges or plan.how in (MERGE, REBASE)) and not self._key:
            raise RefusedError(
                f"{self.table} has no primary key, by which its rows could be replaced in "
                f"{self._declared.target}: name one in the pipeline, under `key` of the table"
            )
        lo, hi = plan.lo, plan.hi.value
        condition = self._backfilled(lo) if is_backfill else self._cursor.between(lo, hi)
        selected = ", ".join(self._cursor.selected(each, lo, hi) for each in self._shape.columns)
        extent = self.postgres.extent(self._shape, self._shape.integer(self._key), condition)
        sampled = extent.rows and self._declared.fetch_size is None
        return NewRows(
            source=self.source_name,
            table=self.table,
            declared=self._declared,
            lo=lo,
            hi=plan.hi,
            reached=plan.reached,
            condition=condition,
            mark=None if is_backfill else property_text(self.source_name, self.table, plan.hi),
            how=plan.how,
            again=self._mode,
            selected=selected,
            gone=self._gone(plan),
            extent=extent,
            width=self.postgres.width(self._shape, selected, condition) if sampled else 0,
            shape=self._shape,
            key=self._key,
            cursor=self._cursor,
            session=self.session,
            login=self.login,
        )

    def _plan(self) -> _Plan:
        target, names = self._declared.target, (self.source_name, self.table, self._declared.target)
        lake = Catalog(self.session, self.running.spec.catalog).table(target)
        main = lake.head(MAIN) if lake else None
        # Publishing checks that the rows go on top of exactly the data that this bound belongs to.
        self.running.mains[target] = main
        filed = filed_bound(self.source.bookmark, self.table)
        loaded = newest_load(lake, self.source_name, self.table, filed) if lake else None
        before = [bound for bound in (loaded, filed) if bound is not None]
        known = [] if self._mode == TO_REBASE else before
        hi, proof = reach(self.postgres, self.server, self._shape, self._cursor, known)
        if self._mode == TO_REBASE:
            return _Plan(None, hi, None, REBASE)
        reached = loaded.value if loaded else None
        if self.running.spec.full_refresh and not self.running.spec.backfill:
            same_server(*names, loaded=loaded, filed=filed, hi=proof)
            return _Plan(None, hi, reached, OVERWRITE)
        if self._mode == REWIND and main is not None:
            same_server(*names, loaded=loaded, filed=filed, hi=proof)
            asked = self.again.tables[self.table]
            return _Plan(min(asked, reached or asked, key=int), hi, reached or asked, MERGE)
        has_data = main is not None
        lo = begin(*names, loaded=loaded, has_data=has_data, filed=filed, hi=proof)
        # Into an empty table there is nothing to merge, unless the source repeats keys itself.
        plain = not has_data and self._key == self._shape.primary() and self._cursor.settled
        return _Plan(lo, hi, lo, MERGE if self._merges and not plain else APPEND)

    def _backfilled(self, loaded: str | None) -> str:
        time, interval = self._declared.time or "", self.running.spec.interval
        column = backfill.time_column(self.table, self._shape, time)
        return backfill.condition(self.table, column, interval, self._cursor, loaded)

    def _gone(self, plan: _Plan) -> str | None:
        """Return the SELECT of deleted keys; what is read as a whole is without them anyway."""
        deletes = self._declared.deletes
        whole = plan.lo is None and plan.how != REBASE
        if deletes is None or whole or self.running.spec.backfill:
            return None
        shape = self.postgres.shape(deletes)
        deleted = select_deleted(self.source, self.table, shape, self._key, self._cursor)
        return deleted.between(plan.lo, plan.hi.value)

    @property
    def _declared(self) -> SourceTable:
        return self.source.tables[self.table]

    @property
    def _mode(self) -> str | None:
        return self.again.mode_of(self.table) if self.again else None

    @property
    def _merges(self) -> bool:
        kind, backfilled = self._cursor.kind, self.running.spec.backfill
        return self._declared.mode == MERGE or kind == "timestamp" or backfilled

    @cached_property
    def _shape(self) -> Shape:
        return self.postgres.shape(self.table)

    @cached_property
    def _cursor(self) -> Cursor:
        return cursor_of(self.source, self.table, self._declared, self._shape)

    @cached_property
    def _key(self) -> tuple[str, ...]:
        key = tuple(self._declared.key) or self._shape.primary()
        unknown = [name for name in key if self._shape.column(name) is None]
        if unknown:
            raise RefusedError(
                f"{self.table} has no column {', '.join(unknown)}, which `key` of the table names: "
                "mend the pipeline"
            )
        return key
