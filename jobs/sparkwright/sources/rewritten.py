"""A table of a source with other files than at its last load: truncated or rewritten.

A TRUNCATE fires no row trigger, but it gives the table a new file, as VACUUM FULL, CLUSTER and some
ALTER TABLE do. So each load records the files beside its bound (as `files` in
sparkwright.bookmark), and the next one compares them.
"""

from dataclasses import dataclass

from sparkwright.sources.cursors import Cursor
from sparkwright.sources.postgres import Postgres
from sparkwright.sources.shape import Shape

MOST = 256
"""The most partitions whose files are recorded, because each snapshot repeats them."""

Files = dict[str, str]
"""The file of each partition that has one, or of the table itself, by oid."""


@dataclass(frozen=True)
class Rewritten:
    """A table that has other files than before; `keys` is the SELECT of its present keys.

    `keys` is None if it is unknown whether missing rows should be deleted in the lake too.
    """

    keys: str | None


def rewritten(before: Files, now: Files) -> bool:
    """Return whether a known file was replaced or removed; new partitions do not count."""
    return any(now.get(oid) != file for oid, file in before.items())


def truncated(before: Files, now: Files) -> bool:
    """Return whether the change can be a TRUNCATE of the whole table.

    A partition may have been detached, and a table replaced by another one, to keep its rows.
    """
    return len(before) == 1 and before.keys() == now.keys() and before != now


def compared(
    postgres: Postgres, shape: Shape, key: tuple[str, ...], cursor: Cursor, loaded: str
) -> Rewritten:
    """Return the keys of a table to compare, if it was truncated since the bound `loaded`.

    After a TRUNCATE no row below the bound is left. VACUUM FULL leaves rows, and then the lake may
    be meant to keep deleted ones.
    """
    if postgres.has(shape, cursor.below(loaded)):
        return Rewritten(None)
    columns = [shape.column(name) for name in key]
    names = ", ".join(column.quoted for column in columns if column is not None)
    return Rewritten(f"select {names} from {shape.table}")
