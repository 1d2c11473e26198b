"""Opening a window on one table: the bounds of its load, and its way of writing."""

from dataclasses import dataclass, field
from functools import cached_property

from pyspark.sql import SparkSession

from sparkwright.errors import RefusedError
from sparkwright.protocol.source import Source, SourceTable
from sparkwright.running import Running
from sparkwright.sources import backfill
from sparkwright.sources.columns import chosen
from sparkwright.sources.cursors import Cursor, cursor_of
from sparkwright.sources.deleted import select_deleted
from sparkwright.sources.key_drift import check_retyped
from sparkwright.sources.keys import check_deleted, check_key
from sparkwright.sources.postgres import Postgres, Server
from sparkwright.sources.reload_request import REBASE as TO_REBASE
from sparkwright.sources.reload_request import REWIND, ReloadRequest
from sparkwright.sources.rewritten import MOST, Files, Rewritten, compared, rewritten, truncated
from sparkwright.sources.shape import KeyColumn, Shape
from sparkwright.sources.table_load import TableLoad
from sparkwright.sources.upper_bound import upper_bound
from sparkwright.sources.write_modes import APPEND, MERGE, OVERWRITE, REBASE
from sparkwright.tables.bounds import Bound, begin, filed_bound, same_server
from sparkwright.tables.iceberg import MAIN, Catalog, Table
from sparkwright.tables.loaded import newest_load, noted, only_from, property_text


@dataclass(frozen=True)
class _Plan:
    """A load from `lo` to `hi`; `reached` is the bookmark's bound if nothing is published."""

    lo: str | None
    hi: Bound
    reached: str | None
    how: str
    files: Files = field(default_factory=dict)
    key: dict[str, str] = field(default_factory=dict)
    """The table's files and its key's types at the newest load, if they are known."""


@dataclass(frozen=True)
class OpeningTable:
    """A table of a source before its load, with everything that the load depends on."""

    running: Running
    source_name: str
    source: Source
    table: str
    session: SparkSession
    login: dict[str, str]
    postgres: Postgres
    server: Server
    again: ReloadRequest | None

    def rows(self) -> TableLoad:
        """Return the rows to load. Raises RefusedError."""
        # Read before the rows, so that the next load sees later changes of the files.
        _ = self._files
        plan, is_backfill = self._plan(), self.running.spec.backfill
        if (self._merges or plan.how in (MERGE, REBASE)) and not self._key:
            raise RefusedError(
                f"{self.table} has no primary key, by which its rows could be replaced in "
                f"{self._declared.target}: name one in the pipeline, under `key` of the table"
            )
        lo, hi = plan.lo, plan.hi.value
        condition = self._backfilled(lo) if is_backfill else self._cursor.between(lo, hi)
        gone = self._gone(plan)
        if self._merges or plan.how in (MERGE, REBASE) or self._declared.deletes:
            check_key(self.postgres, self.table, self._shape, self._key, condition)
            check_retyped((self.table, self._declared.target), plan.key, self._key_columns)
        selected = ", ".join(self._cursor.selected(each, lo, hi) for each in self._shape.columns)
        extent = self.postgres.extent(self._shape, self._shape.integer(self._key), condition)
        sampled = extent.rows and self._declared.fetch_size is None
        return TableLoad(
            source=self.source_name,
            table=self.table,
            declared=self._declared,
            lo=lo,
            hi=plan.hi,
            reached=plan.reached,
            condition=condition,
            mark=None if is_backfill else self._mark(plan.hi),
            how=plan.how,
            again=self._mode,
            selected=selected,
            gone=gone,
            rewritten=None if is_backfill else self._rewritten(plan),
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
        # Publishing checks that main is still the snapshot that this bound belongs to.
        self.running.mains[target] = main
        filed = filed_bound(self.source.bookmark, self.table)
        loaded = newest_load(lake, self.source_name, self.table, filed) if lake else None
        before = [bound for bound in (loaded, filed) if bound is not None]
        known = [] if self._mode == TO_REBASE else before
        hi, proof = upper_bound(self.postgres, self.server, self._shape, self._cursor, known)
        if self._mode == TO_REBASE:
            return _Plan(None, hi, None, REBASE)
        reached = loaded.value if loaded else None
        if self.running.spec.full_refresh and not self.running.spec.backfill:
            same_server(*names, loaded=loaded, filed=filed, hi=proof)
            return _Plan(None, hi, reached, OVERWRITE)
        if self._mode == REWIND and main is not None:
            same_server(*names, loaded=loaded, filed=filed, hi=proof)
            wanted = self.again.tables[self.table]
            lowest = min(wanted, reached or wanted, key=int)
            return _Plan(lowest, hi, reached or wanted, MERGE, *self._noted(lake))
        has_data = main is not None
        lo = begin(*names, loaded=loaded, has_data=has_data, filed=filed, hi=proof)
        # An empty table needs no merge, unless the source itself repeats keys.
        plain = not has_data and self._key == self._shape.primary() and self._cursor.settled
        how = MERGE if self._merges and not plain else APPEND
        return _Plan(lo, hi, lo, how, *self._noted(lake))

    def _noted(self, lake: Table | None) -> list[dict[str, str]]:
        names = (self.source_name, self.table)
        return [noted(lake, *names, each) if lake else {} for each in ("files", "key")]

    def _mark(self, hi: Bound) -> str:
        few = self._files if len(self._files) <= MOST else {}
        key = {each.name: each.type for each in self._key_columns}
        return property_text(self.source_name, self.table, hi, files=few, key=key)

    def _rewritten(self, plan: _Plan) -> Rewritten | None:
        """Return how to handle other files than at the newest load; None if there are none."""
        files = (plan.files, self._files)
        if plan.reached is None or not rewritten(*files):
            return None
        if self._declared.deletes is None or not truncated(*files) or not self._alone:
            return Rewritten(None)
        return compared(self.postgres, self._shape, self._key, self._cursor, plan.reached)

    @property
    def _alone(self) -> bool:
        """Whether all rows of the target are from this table, as far as is known."""
        target = self._declared.target
        sources = self.running.spec.sources.values()
        targets = [each.target for source in sources for each in source.tables.values()]
        lake = Catalog(self.session, self.running.spec.catalog).table(target)
        others = lake is None or not only_from(lake, self.source_name, self.table)
        return targets.count(target) == 1 and not others

    def _backfilled(self, loaded: str | None) -> str:
        time, interval = self._declared.time or "", self.running.spec.interval
        column = backfill.time_column(self.table, self._shape, time)
        return backfill.condition(self.table, column, interval, self._cursor, loaded)

    def _gone(self, plan: _Plan) -> str | None:
        """Return the SELECT of deleted keys; None if there are none, or the whole table is read."""
        deletes = self._declared.deletes
        whole = plan.lo is None and plan.how != REBASE
        if deletes is None or whole or self.running.spec.backfill:
            return None
        shape = self.postgres.shape(deletes)
        deleted = select_deleted(self.source, self.table, shape, self._key, self._cursor)
        names, shapes, bounds = (
            (self.table, deletes),
            (self._shape, shape),
            (plan.lo, plan.hi.value),
        )
        check_deleted(self.postgres, names, shapes, self._key, deleted.within(*bounds))
        return deleted.between(*bounds)

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
    def _key_columns(self) -> list[KeyColumn]:
        return self.postgres.key_columns(self._shape, self._key)

    @cached_property
    def _files(self) -> Files:
        return self.postgres.files(self._shape)

    @cached_property
    def _whole(self) -> Shape:
        return self.postgres.shape(self.table)

    @cached_property
    def _shape(self) -> Shape:
        """The columns that are loaded, all of which are readable."""
        time = {self._declared.time: "time"} if self._declared.time else {}
        needed = {**time, **dict.fromkeys(self._key, "key"), self._cursor.name: "cursor"}
        xmin = self._cursor.asks_xmin
        return chosen(self.table, self._declared, self._whole, needed, xmin=xmin)

    @cached_property
    def _cursor(self) -> Cursor:
        return cursor_of(self.source, self.table, self._declared, self._whole)

    @cached_property
    def _key(self) -> tuple[str, ...]:
        key = tuple(self._declared.key) or self._whole.primary()
        unknown = [name for name in key if self._whole.column(name) is None]
        if unknown:
            raise RefusedError(
                f"{self.table} has no column {', '.join(unknown)}, which `key` of the table names: "
                "fix the pipeline"
            )
        return key
