"""What a source is asked before Spark reads from it, by the JVM's own JDBC driver."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sparkwright.errors import RefusedError
from sparkwright.holder import Holder
from sparkwright.names import names
from sparkwright.shape import Column, Extent, Shape


@dataclass(frozen=True)
class Server:
    """A server: who it is, its oldest transaction that may still be open, and its clock.

    `clock` is in microseconds since the epoch.
    """

    system_identifier: str
    xid: str
    clock: str


class Postgres:
    """An open connection to a source."""

    def __init__(self, connection: Any) -> None:
        """`connection` is a java.sql.Connection."""
        self._connection = connection

    def server(self) -> Server:
        """Return the server's identity, and up to where its rows are settled now."""
        [[system, xid, clock]] = self._ask(
            "select (select system_identifier from pg_control_system())::text,"
            " pg_snapshot_xmin(pg_current_snapshot())::text,"
            " floor(extract(epoch from clock_timestamp()) * 1000000)::bigint::text"
        )
        return Server(system, xid, clock)

    def holder(self, xid: str) -> Holder | None:
        """Return who has the transaction `xid` open, or None where nobody has.

        Others' transactions show their age to those only who may read all statistics.
        """
        # pg_stat_activity knows the lower 32 bits.
        found = self._ask(
            """
            select pid::text, coalesce(nullif(application_name, ''), usename, 'somebody') as name,
              extract(epoch from clock_timestamp() - xact_start)::text as age
            from pg_stat_activity
            where backend_xid::text::bigint = (?::numeric % 4294967296)::bigint
            union all
            select null, gid, extract(epoch from clock_timestamp() - prepared)::text
            from pg_prepared_xacts
            where transaction::text::bigint = (?::numeric % 4294967296)::bigint
            limit 1
            """,
            xid,
            xid,
        )
        if not found:
            return None
        [[pid, name, age]] = found
        return Holder(pid, name, None if age is None else float(age))

    def shape(self, table: str) -> Shape:
        """Return what `table` looks like; its name may have a schema and need not be quoted.

        Raises RefusedError where there is none.
        """
        found = self._ask(
            """
            select t.oid::regclass::text, c.relkind in ('r', 'p'),
              a.attname, quote_ident(a.attname), format_type(a.atttypid, null),
              -- Columns of INCLUDE stand behind the key's; rows of children may repeat its values.
              coalesce(array_position(i.indkey::int2[], a.attnum) < i.indnkeyatts, false)
                and (c.relkind = 'p'
                  or not exists (select from pg_inherits where inhparent = t.oid))
            from (
              select k.oid from jsonb_array_elements(?::jsonb) with ordinality n (name, place)
              join pg_class k on k.relname = n.name ->> 1 and k.relkind in ('r', 'p', 'v', 'm', 'f')
              join pg_namespace s on s.oid = k.relnamespace
                and has_schema_privilege(s.oid, 'usage') and (s.nspname = n.name ->> 0
                  or n.name ->> 0 is null and pg_table_is_visible(k.oid))
              order by n.place limit 1
            ) t
            join pg_class c on c.oid = t.oid
            join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
            left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
            order by a.attnum
            """,
            json.dumps(names(table)),
        )
        if not found:
            raise RefusedError(
                f"the source has no table {table}, or its schema is closed to this user: mend the "
                "name in the pipeline, or grant usage on the schema"
            )
        columns = tuple(
            Column(name, quoted, kind, primary == "t")
            for _, _, name, quoted, kind, primary in found
        )
        return Shape(found[0][0], columns, found[0][1] == "t")

    def extent(self, shape: Shape, key: str | None, condition: str) -> Extent:
        """Return how many rows meet `condition`, and the range of their integer `key` if any."""
        ends = f"min({key})::text, max({key})::text" if key else "null, null"
        [[rows, first, last]] = self._ask(
            f"select count(*)::text, {ends} from {shape.table} where {condition}"
        )
        return Extent(int(rows), first and int(first), last and int(last))

    def width(self, shape: Shape, selected: str, condition: str) -> int:
        """Return how many bytes a row has, by a few that meet `condition`, as text."""
        [[width]] = self._ask(
            "select ceil(coalesce(avg(octet_length(r::text)), 0))::bigint::text from"
            f" (select {selected} from {shape.table} where {condition} limit 50) r"
        )
        return int(width)

    def ids(self, shape: Shape, column: Column) -> tuple[int, int]:
        """Return the highest id that is there + 1 (0 for none), and the next to be given out."""
        [[highest]] = self._ask(
            f"select coalesce(max({column.quoted})::numeric + 1, 0)::text from {shape.table}"
        )
        [[sequence]] = self._ask("select pg_get_serial_sequence(?, ?)", shape.table, column.name)
        if sequence is None or not self._may_read(sequence):
            return int(highest), int(highest)
        [[given]] = self._ask(f"select (last_value::numeric + 1)::text from {sequence}")
        return int(highest), max(int(highest), int(given))

    def _may_read(self, sequence: str) -> bool:
        [[may]] = self._ask("select has_sequence_privilege(?, 'select')", sequence)
        return may == "t"

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
