"""A cursor: the column by which a table is loaded, and the SQL for rows between two bounds."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sparkwright.errors import RefusedError
from sparkwright.protocol.source import Source, SourceTable
from sparkwright.sources.shape import INTEGERS, Column, Shape

ZONED = "timestamp with time zone"
LOCAL, DATE = "timestamp without time zone", "date"
BARE = frozenset({LOCAL, DATE})

# Local times lie between UTC-12 and UTC+14, including the repeated hour of a clock change.
BEHIND, AHEAD = timedelta(hours=12), timedelta(hours=14)

_TYPES = {"xid": frozenset({"xid8"}), "id": INTEGERS, "timestamp": BARE | {ZONED}}
_NEEDS = {
    "xid": "xid8, such as `xid xid8 not null default pg_current_xact_id()`, renewed on update",
    "id": "smallint, integer or bigint",
    "timestamp": "timestamptz, timestamp or date",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cursor:
    """A column with growing values; for timestamps, the last `lag` seconds are read again.

    The zone of a time without a zone is unknown, so its bounds are widened by all zones, and rows
    that are read again are merged. If `stamped` is true, rows have an xmin, and a stale xid is
    recognised: one that the server has not reached yet, as after a restored dump.
    """

    kind: str
    column: Column
    lag: float = 0
    stamped: bool = True

    @property
    def name(self) -> str:
        """Return the column's name."""
        return self.column.name

    def between(self, lo: str | None, hi: str) -> str:
        """Return the SQL condition for rows between two bounds; `lo` is None for the first load."""
        if self.kind == "timestamp":
            return self._times_between(lo, hi)
        column, upper = self.column.quoted, self.literal(hi)
        if lo is not None:
            lower = self.literal(lo)
            own = f" and age(xmin) <= age({column}::xid)" if self.asks_xmin else ""
            return f"{column} >= {lower} and {column} < {upper}{own}"
        if self.asks_xmin:
            return f"({column} < {upper} or age(xmin) > age({upper}::xid))"
        return f"{column} < {upper}"

    def literal(self, bound: str) -> str:
        """Return a bound of kind xid or id as SQL."""
        return f"'{int(bound)}'::xid8" if self.kind == "xid" else str(int(bound))

    def below(self, bound: str) -> str:
        """Return an SQL condition for rows below a bound; it may include a few rows above."""
        if self.kind == "timestamp":
            return self._until(bound)
        return f"{self.column.quoted} < {self.literal(bound)}"

    @property
    def settled(self) -> bool:
        """Whether later rows lie above a bound, except for late commits."""
        return self.column.type not in BARE

    def _times_between(self, lo: str | None, hi: str) -> str:
        if lo is None:
            return self._until(hi)
        start = _time(lo) - timedelta(microseconds=round(self.lag * 1_000_000))
        if self.column.type in BARE:
            start -= BEHIND
        return f"{self.column.quoted} >= {_literal(start, self.column.type)} and {self._until(hi)}"

    def _until(self, hi: str) -> str:
        column, end = self.column, _time(hi)
        if column.type in BARE:
            end += AHEAD
        # A day gets rows until it ends.
        below = "<=" if column.type == DATE else "<"
        return f"{column.quoted} {below} {_literal(end, column.type)}"

    def selected(self, column: Column, lo: str | None, hi: str) -> str:
        """Return the SQL to read a column: Spark has no `xid8`, so it is cast to bigint.

        If the whole table is read, a stale xid becomes the last one below `hi`.
        """
        if column.type == LOCAL:
            # pgjdbc reads a bare time in the JVM's zone, but it counts as UTC.
            return f"{column.quoted} at time zone 'UTC' as {column.quoted}"
        if column.type != "xid8":
            return column.quoted
        number = f"{column.quoted}::text::bigint"
        if column == self.column and lo is None and self.asks_xmin:
            number = f"least({number}, {int(hi) - 1})"
        return f"{number} as {column.quoted}"

    @property
    def asks_xmin(self) -> bool:
        """Whether its conditions read xmin, the transaction that wrote a row."""
        return self.kind == "xid" and self.stamped


def _time(bound: str) -> datetime:
    return _EPOCH + timedelta(microseconds=int(bound))


def _literal(time: datetime, kind: str) -> str:
    return f"'{time.date().isoformat()}'::date" if kind == DATE else time_literal(time, kind)


def time_literal(time: datetime, kind: str) -> str:
    """Return a UTC time as SQL for a column of type `kind`; bare types count as UTC."""
    if kind == ZONED:
        return f"'{time.isoformat()}'::timestamptz"
    return f"'{time.replace(tzinfo=None).isoformat()}'::timestamp"


def cursor_of(source: Source, table: str, declared: SourceTable, shape: Shape) -> Cursor:
    """Return the cursor of a table. Raises RefusedError if it has none of the source's kind."""
    name = declared.cursor or _preset(source.kind, shape)
    if name is None:
        raise RefusedError(
            f"{table} is of kind {source.kind}, and nothing says by which column: name it in the "
            f"pipeline, under `cursor` of the table ({_NEEDS[source.kind]})"
        )
    column = shape.column(name)
    if column is None:
        raise RefusedError(
            f"{table} has no column {name}, by which it is loaded: add it ({_NEEDS[source.kind]}), "
            "or name another one in the pipeline, under `cursor` of the table"
        )
    if column.type not in _TYPES[source.kind]:
        raise RefusedError(
            f"{table}.{name} is of type {column.type}, and a cursor of kind {source.kind} is of "
            f"type {_NEEDS[source.kind]}: name another `cursor` in the pipeline, or another `kind`"
        )
    lag = source.lag if source.kind == "timestamp" else 0
    return Cursor(source.kind, column, lag, shape.stamped)


def _preset(kind: str, shape: Shape) -> str | None:
    primary = shape.primary()
    if kind == "id" and shape.integer(primary):
        return primary[0]
    return "xid" if kind == "xid" else None
