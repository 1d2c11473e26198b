"""What a table of a source looks like."""

from dataclasses import dataclass

INTEGERS = frozenset({"smallint", "integer", "bigint"})


@dataclass(frozen=True)
class Column:
    """A column: its name, the name as SQL writes it, its type, and if it is of the primary key."""

    name: str
    quoted: str
    type: str
    primary: bool = False


@dataclass(frozen=True)
class Shape:
    """A table: its name as SQL writes it, and its columns.

    `stamped` says that its rows tell which transaction wrote them (`xmin`): a view's do not.
    """

    table: str
    columns: tuple[Column, ...]
    stamped: bool = True

    def column(self, name: str) -> Column | None:
        """Return a column by its name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def primary(self) -> tuple[str, ...]:
        """Return the names of the primary key's columns."""
        return tuple(column.name for column in self.columns if column.primary)

    def integer(self, key: tuple[str, ...]) -> str | None:
        """Return a key as SQL writes it, if it is one column of integers, or None."""
        found = self.column(key[0]) if len(key) == 1 else None
        return found.quoted if found is not None and found.type in INTEGERS else None


@dataclass(frozen=True)
class Extent:
    """How many rows lie between two bounds, and their first and last key, or None."""

    rows: int
    first: int | None
    last: int | None
