"""The shape of a table at its source."""

from dataclasses import dataclass

INTEGERS = frozenset({"smallint", "integer", "bigint"})


@dataclass(frozen=True)
class Column:
    """A column; `quoted` is its name in SQL, `primary` whether it is in the primary key.

    `readable` is whether the source's user may read it.
    """

    name: str
    quoted: str
    type: str
    primary: bool = False
    readable: bool = True


@dataclass(frozen=True)
class KeyColumn:
    """A column of a key; `type` is the type below any domain.

    `deterministic` is false if its collation takes different texts for equal.
    """

    name: str
    quoted: str
    type: str
    deterministic: bool = True


@dataclass(frozen=True)
class Shape:
    """A table: its quoted name and its columns.

    `stamped` is whether its rows have an `xmin`, which rows of a view lack. `reader` is the quoted
    name of the user that reads it.
    """

    table: str
    columns: tuple[Column, ...]
    stamped: bool = True
    xmin_readable: bool = True
    reader: str = "current_user"

    def column(self, name: str) -> Column | None:
        """Return a column by its name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def primary(self) -> tuple[str, ...]:
        """Return the names of the primary key's columns."""
        return tuple(column.name for column in self.columns if column.primary)

    def integer(self, key: tuple[str, ...]) -> str | None:
        """Return a key's quoted name if it is one integer column, else None."""
        found = self.column(key[0]) if len(key) == 1 else None
        return found.quoted if found is not None and found.type in INTEGERS else None


@dataclass(frozen=True)
class Extent:
    """The number of rows between two bounds, and their first and last key, or None."""

    rows: int
    first: int | None
    last: int | None
