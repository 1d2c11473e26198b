"""Deleted rows of a source, read from a table with their keys."""

from dataclasses import replace

from sparkwright.errors import RefusedError
from sparkwright.protocol.source import Source
from sparkwright.sources.columns import check_readable
from sparkwright.sources.cursors import Cursor, cursor_of
from sparkwright.sources.shape import Shape


def select_deleted(
    source: Source, table: str, deletes: Shape, key: tuple[str, ...], cursor: Cursor
) -> "Deleted":
    """Return the reader of `deletes`, the deleted keys of `table`, which has `key` and `cursor`.

    Raises RefusedError if `deletes` lacks the key or the cursor, or cannot order deletions.
    """
    declared = source.tables[table]
    missing = [name for name in key if deletes.column(name) is None]
    if missing or not key:
        raise RefusedError(
            f"{declared.deletes} can't name deleted rows of {table}: it has no column "
            f"{', '.join(missing) or 'that is a key'}; it needs the key of {table} and its cursor"
        )
    if key == (cursor.name,):
        raise RefusedError(
            f"{declared.deletes} names deleted rows of {table} by {cursor.name}, which is their "
            "cursor too, and does not say when they were deleted: let `cursor` of the table be "
            "another column, or use a source of kind xid"
        )
    if not cursor.settled:
        raise RefusedError(
            f"{declared.deletes} can't say if a row of {table} was deleted before it was inserted "
            f"again: {cursor.name} is of type {cursor.column.type}, and a clock without a zone "
            "shows a time twice; name a `cursor` of type timestamptz, or use a source of kind xid"
        )
    own = cursor_of(source, declared.deletes or "", replace(declared, cursor=cursor.name), deletes)
    check_readable(deletes, (*key, own.name), xmin=own.asks_xmin)
    return Deleted(deletes, key, own)


class Deleted:
    """A table of deleted keys, with the cursor of each deletion."""

    def __init__(self, shape: Shape, key: tuple[str, ...], cursor: Cursor) -> None:
        """`key` are names of columns of the table, which has the shape `shape`."""
        self._shape, self._key, self._cursor = shape, key, cursor

    def between(self, lo: str | None, hi: str) -> str:
        """Return the SELECT of keys that were deleted between two bounds."""
        cursor = self._cursor
        keys = [column.quoted for column in self._shape.columns if column.name in self._key]
        columns = ", ".join([*keys, cursor.selected(cursor.column, lo, hi)])
        return f"select {columns} from {self._shape.table} where {self.within(lo, hi)}"

    def within(self, lo: str | None, hi: str) -> str:
        """Return the SQL condition for deletions between two bounds."""
        return self._cursor.between(lo, hi)
