"""Keys: two must be equal in the lake if, and only if, they are equal at the source."""

import re

from sparkwright.errors import RefusedError
from sparkwright.sources.postgres import Postgres
from sparkwright.sources.shape import KeyColumn, Shape

TWICE = "values that are equal at the source can differ in the lake"
ONCE = "values that differ at the source can be equal in the lake"
UNKNOWN = "nothing is known of when its values are equal"

_WORDS = frozenset({"text", "character varying", "character", "name"})
_WHOLE = frozenset({"smallint", "integer", "bigint"})
_SOUND = frozenset(
    {
        *_WORDS,
        *_WHOLE,
        *('"char"', "enum", "boolean", "uuid", "bytea", "bit", "bit varying", "pg_lsn"),
        *("oid", "xid8", "real", "double precision", "numeric", "inet", "cidr", "macaddr"),
        *("macaddr8", "date", "timestamp without time zone", "timestamp with time zone"),
        *("int4range", "int8range", "daterange"),
    }
)
_UNSOUND = {
    # Trailing blanks do not count, and only a declared length pads all values alike.
    "bpchar": TWICE,
    **dict.fromkeys(("json", "jsonb", "money", "numrange", "tsrange"), TWICE),
    # Its text depends on the reader's time zone.
    "tstzrange": TWICE,
    # Spark reads milliseconds, and no zone.
    "time without time zone": ONCE,
    "time with time zone": ONCE,
}
_DIGITS = 38
"""The most digits of a decimal in Spark."""


def fault(kind: str, deterministic: bool = True) -> str | None:
    """Return why a column of type `kind` cannot be part of a key, or None.

    An enum has the type `enum`; a type that is not built in has its schema in the name.
    """
    name, digits = _name_and_digits(kind)
    if not deterministic or name.endswith(".citext") or name.startswith("interval"):
        return TWICE
    if name in _UNSOUND:
        return _UNSOUND[name]
    if kind.endswith("[]"):
        # Spark ignores lower bounds of arrays, which PostgreSQL compares.
        return ONCE
    if name == "numeric" and digits:
        precision, scale = digits
        return ONCE if max(precision, scale) > _DIGITS or scale < 0 else None
    return None if name in _SOUND else UNKNOWN


def kept_apart(kind: str, column: str) -> str | None:
    """Return the SQL condition for values that stay distinct in Spark; None if all do.

    A `numeric` without precision is read as decimal(38,18). Infinite times become times in the
    years 1 and 9999, and Spark's reader has no days between October 4 and 15 of 1582.
    """
    name, digits = _name_and_digits(kind)
    if name == "numeric" and not digits:
        return f"{column} = trunc({column}, 18) and abs({column}) < 1e20"
    if name == "date":
        days = "'1582-10-05'::date and '1582-10-14'::date"
        return f"isfinite({column}) and {column} not between {days}"
    if name.startswith("timestamp "):
        short = "timestamptz" if name.endswith("with time zone") else "timestamp"
        # One more day at each end, because the days depend on the session's zone.
        days = f"'1582-10-04'::{short} and '1582-10-16'::{short}"
        return f"isfinite({column}) and {column} not between {days}"
    return None


def alike(one: str, other: str) -> bool:
    """Return whether equal values of two types are equal in the lake."""
    names = {_name_and_digits(one)[0], _name_and_digits(other)[0]}
    loose = _WORDS - {"character"}
    return one == other or names <= _WHOLE or names <= loose or names == {"numeric"}


def type_text(column: KeyColumn) -> str:
    """Return a column's type for people."""
    loose = "" if column.deterministic else " under a collation that is not deterministic"
    return f"{column.type}{loose}"


def check_key(
    postgres: Postgres, table: str, shape: Shape, key: tuple[str, ...], condition: str
) -> None:
    """Check that `key` identifies the rows of `table` that meet `condition`.

    Raises RefusedError if the lake would have two rows for one of the source, or one for two.
    """
    for column in postgres.key_columns(shape, key):
        why = fault(column.type, column.deterministic)
        if why is not None:
            raise RefusedError(_refusal(table, column.name, type_text(column), why))
    _check_values(postgres, table, shape, key, condition)


def check_deleted(
    postgres: Postgres,
    names: tuple[str, str],
    shapes: tuple[Shape, Shape],
    key: tuple[str, ...],
    condition: str,
) -> None:
    """Check that a table's deleted keys, in the second table, identify rows of the first.

    Rows that meet `condition` are read. Raises RefusedError if types or values do not match.
    """
    (table, deletes), (shape, gone) = names, shapes
    own = {column.name: column for column in postgres.key_columns(shape, key)}
    for column in postgres.key_columns(gone, key):
        theirs = own[column.name]
        if not alike(theirs.type, column.type) or not column.deterministic:
            raise RefusedError(
                f"{deletes} can't name deleted rows of {table}: its {column.name} is of type "
                f"{type_text(column)}, and that of {table} of type {type_text(theirs)}: give "
                "both the same"
            )
    _check_values(postgres, deletes, gone, key, condition)


def _check_values(
    postgres: Postgres, table: str, shape: Shape, key: tuple[str, ...], condition: str
) -> None:
    for column in postgres.key_columns(shape, key):
        apart = kept_apart(column.type, column.quoted)
        value = apart and postgres.first_outside(shape, column.quoted, condition, apart)
        if value is not None:
            raise RefusedError(_refusal(table, column.name, column.type, f"{ONCE}: it has {value}"))


def _refusal(table: str, column: str, kind: str, why: str) -> str:
    return (
        f"{table} can't be merged by its key {column} of type {kind}, because {why}: name other "
        "columns under `key` of the table, or add a column for it at the source"
    )


def _name_and_digits(kind: str) -> tuple[str, list[int]]:
    """Return a type's name and the numbers in its parentheses."""
    digits = [int(each) for each in re.findall(r"-?\d+", "".join(re.findall(r"\([^)]*\)", kind)))]
    return re.sub(r"\([^)]*\)", "", kind), digits
