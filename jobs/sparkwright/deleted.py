"""Rows that were deleted at a source, as a table beside it names their keys."""

from dataclasses import replace

from sparkwright.cursors import Cursor, cursor_of
from sparkwright.errors import RefusedError
from sparkwright.shape import Shape
from sparkwright.source import Source


def select_deleted(
    source: Source, table: str, deletes: Shape, key: tuple[str, ...], cursor: Cursor
) -> "Deleted":
    """Return how to read what `deletes` says of rows of `table`, which has `key` and `cursor`.

    Raises RefusedError where it can't say it.
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
            "cursor too, and says nothing of when they went: let `cursor` of the table be another "
            "column, or use a source of kind xid"
        )
    if not cursor.settled:
        raise RefusedError(
            f"{declared.deletes} can't say if a row of {table} was deleted before it was written "
            f"anew: {cursor.name} is of type {cursor.column.type}, and a clock without a zone "
            "shows a time twice; name a `cursor` of type timestamptz, or use a source of kind xid"
        )
    own = cursor_of(source, declared.deletes or "", replace(declared, cursor=cursor.name), deletes)
    return Deleted(deletes, key, own)


class Deleted:
    """A table of deleted keys, with the cursor of each deletion."""

    def __init__(self, shape: Shape, key: tuple[str, ...], cursor: Cursor) -> None:
        """`key` are names of columns of the table, which looks like `shape`."""
        self._shape, self._key, self._cursor = shape, key, cursor

    def between(self, lo: str | None, hi: str) -> str:
        """Return the SELECT of keys that were deleted between two bounds."""
        cursor = self._cursor
        keys = [column.quoted for column in self._shape.columns if column.name in self._key]
        columns = ", ".join([*keys, cursor.selected(cursor.column, lo, hi)])
        return f"select {columns} from {self._shape.table} where {cursor.between(lo, hi)}"
