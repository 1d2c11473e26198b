"""What a source is asked before Spark reads from it, by the JVM's own JDBC driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sparkwright.bounds import Bound


@dataclass(frozen=True)
class Shape:
    """A table's columns as a SELECT list, and its key if that is one integer column.

    Spark knows no `xid8`, so that is cast to bigint.
    """

    columns: str
    key: str | None


@dataclass(frozen=True)
class Extent:
    """How many rows lie between two bounds, and their first and last key, or None."""

    rows: int
    first: int | None
    last: int | None


class Postgres:
    """An open connection to a source."""

    def __init__(self, connection: Any) -> None:
        """`connection` is a java.sql.Connection."""
        self._connection = connection

    def bound(self) -> Bound:
        """Return the server's identity and its oldest transaction that may still be open."""
        [[system, xid]] = self._ask(
            "select (select system_identifier from pg_control_system())::text,"
            " pg_snapshot_xmin(pg_current_snapshot())::text"
        )
        return Bound(system, xid)

    def shape(self, table: str) -> Shape:
        """Return the columns and the key of `table`."""
        found = self._ask(
            """
            select quote_ident(a.attname), a.atttypid = 'xid8'::regtype, coalesce(i.indnatts = 1
              and a.atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype), false)
            from pg_attribute a
            left join pg_index i
              on i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey)
            where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped
            order by a.attnum
            """,
            table,
        )
        columns = [
            f"{name}::text::bigint as {name}" if xid8 == "t" else name for name, xid8, _ in found
        ]
        return Shape(", ".join(columns), next((name for name, _, key in found if key == "t"), None))

    def type_of(self, table: str, column: str) -> tuple[str, str] | None:
        """Return a column's name, quoted, and its type, or None where there is none."""
        found = self._ask(
            """
            select quote_ident(attname), format_type(atttypid, null) from pg_attribute
            where attrelid = ?::regclass and attname = ? and attnum > 0 and not attisdropped
            """,
            table,
            column,
        )
        return (found[0][0], found[0][1]) if found else None

    def extent(self, table: str, key: str | None, condition: str) -> Extent:
        """Return how many rows of `table` meet `condition`, and the range of their keys."""
        ends = f"min({key})::text, max({key})::text" if key else "null, null"
        [[rows, first, last]] = self._ask(
            f"select count(*)::text, {ends} from {table} where {condition}"
        )
        return Extent(int(rows), first and int(first), last and int(last))

    def _ask(self, sql: str, *values: str) -> list[list[Any]]:
        statement = self._connection.prepareStatement(sql)
        try:
            for place, value in enumerate(values, start=1):
                statement.setString(place, value)
            answer = statement.executeQuery()
            width = range(1, answer.getMetaData().getColumnCount() + 1)
            rows = []
            while answer.next():
                rows.append([answer.getString(place) for place in width])
            return rows
        finally:
            statement.close()


@contextmanager
def connect(jvm: Any, url: str, user: str, password: str) -> Iterator[Postgres]:
    """Open a read-only connection for the length of a `with`."""
    properties = jvm.java.util.Properties()
    settings = {"user": user, "password": password, "readOnly": "true", "connectTimeout": "10"}
    for name, value in settings.items():
        properties.setProperty(name, value)
    # Not DriverManager: that does not see a driver that came by --jars.
    connection = jvm.org.postgresql.Driver().connect(url, properties)
    try:
        yield Postgres(connection)
    finally:
        connection.close()
