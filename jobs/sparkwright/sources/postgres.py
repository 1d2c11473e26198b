"""Queries to a source before Spark reads from it, through the JVM's JDBC driver."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sparkwright.errors import RefusedError
from sparkwright.sources.holder import Holder
from sparkwright.sources.names import names
from sparkwright.sources.shape import Column, Extent, KeyColumn, Shape


@dataclass(frozen=True)
class Server:
    """A server: its identity, its oldest transaction that may still be open, and its clock.

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
        """Return the server's identity, and the bounds below which its rows are settled."""
        [[system, xid, clock]] = self._ask(
            "select (select system_identifier from pg_control_system())::text,"
            " pg_snapshot_xmin(pg_current_snapshot())::text,"
            " floor(extract(epoch from clock_timestamp()) * 1000000)::bigint::text"
        )
        return Server(system, xid, clock)

    def holder(self, xid: str) -> Holder | None:
        """Return the holder of the open transaction `xid`, or None if it is not open.

        The age of other users' transactions needs the right to read all statistics.
        """
        # pg_stat_activity has the lower 32 bits.
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
        """Return the shape of `table`; its name may have a schema and need not be quoted.

        Raises RefusedError if there is no such table.
        """
        found = self._ask(
            """
            select t.oid::regclass::text, c.relkind in ('r', 'p'),
              a.attname, quote_ident(a.attname), format_type(a.atttypid, null),
              -- Columns of INCLUDE stand behind the key's; rows of children may repeat its values.
              coalesce(array_position(i.indkey::int2[], a.attnum) < i.indnkeyatts, false)
                and (c.relkind = 'p'
                  or not exists (select from pg_inherits where inhparent = t.oid)),
              has_column_privilege(t.oid, a.attnum, 'select'),
              has_column_privilege(t.oid, x.attnum, 'select'), quote_ident(current_user)
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
            left join pg_attribute x on x.attrelid = t.oid and x.attnum < 0 and x.attname = 'xmin'
            left join pg_index i on i.indrelid = a.attrelid and i.indisprimary and i.indisvalid
            order by a.attnum
            """,
            json.dumps(names(table)),
        )
        if not found:
            raise RefusedError(
                f"the source has no table {table}, or its schema is closed to this user: fix the "
                "name in the pipeline, or grant usage on the schema"
            )
        columns = tuple(
            Column(name, quoted, kind, primary == "t", readable == "t")
            for _, _, name, quoted, kind, primary, readable, *_ in found
        )
        name, stamped, *_, xmin, reader = found[0]
        return Shape(name, columns, stamped == "t", xmin == "t", reader)

    def files(self, shape: Shape) -> dict[str, str]:
        """Return the files of a table and of all its partitions and children, by oid.

        Relations without a file, such as views, are left out.
        """
        found = self._ask(
            """
            with recursive part (oid) as (
              select ?::regclass::oid
              union select i.inhrelid from part join pg_inherits i on i.inhparent = part.oid
            )
            select c.oid::text, pg_relation_filenode(c.oid)::text
            from part join pg_class c on c.oid = part.oid
            where c.relkind in ('r', 'm') and pg_relation_filenode(c.oid) is not null
            order by c.oid
            """,
            shape.table,
        )
        return dict(found)

    def has(self, shape: Shape, condition: str) -> bool:
        """Return whether a row meets `condition`."""
        return bool(self._ask(f"select 1 from {shape.table} where {condition} limit 1"))

    def key_columns(self, shape: Shape, key: tuple[str, ...]) -> list[KeyColumn]:
        """Return the columns of a key, with types as named in keys.py."""
        found = self._ask(
            """
            with recursive base (name, place, type, typmod, sorting) as (
              select a.attname, k.place, a.atttypid, a.atttypmod, a.attcollation
              from jsonb_array_elements_text(?::jsonb) with ordinality k (name, place)
              join pg_attribute a on a.attrelid = ?::regclass and a.attname = k.name
              where a.attnum > 0 and not a.attisdropped
              union all
              select name, place, t.typbasetype, greatest(typmod, t.typtypmod), sorting
              from base join pg_type t on t.oid = base.type and t.typtype = 'd'
            )
            select name, quote_ident(name), case when t.typtype = 'e' then 'enum'
              when t.typnamespace <> 'pg_catalog'::regnamespace
                then t.typnamespace::regnamespace || '.' || t.typname
              else format_type(t.oid, base.typmod) end, coalesce(c.collisdeterministic, true)
            from base join pg_type t on t.oid = base.type and t.typtype <> 'd'
            left join pg_collation c on c.oid = base.sorting order by place
            """,
            json.dumps(key),
            shape.table,
        )
        return [KeyColumn(name, quoted, kind, sure == "t") for name, quoted, kind, sure in found]

    def first_outside(self, shape: Shape, column: str, condition: str, within: str) -> str | None:
        """Return a value of `column` in rows of `condition` that violates `within`, or None."""
        found = self._ask(
            f"select {column}::text from {shape.table} where ({condition})"
            f" and ({within}) is false limit 1"
        )
        return found[0][0] if found else None

    def extent(self, shape: Shape, key: str | None, condition: str) -> Extent:
        """Return how many rows meet `condition`, and the range of their integer `key`, if any."""
        ends = f"min({key})::text, max({key})::text" if key else "null, null"
        [[rows, first, last]] = self._ask(
            f"select count(*)::text, {ends} from {shape.table} where {condition}"
        )
        return Extent(int(rows), first and int(first), last and int(last))

    def width(self, shape: Shape, selected: str, condition: str) -> int:
        """Return the bytes of a row as text, estimated from a few that meet `condition`."""
        [[width]] = self._ask(
            "select ceil(coalesce(avg(octet_length(r::text)), 0))::bigint::text from"
            f" (select {selected} from {shape.table} where {condition} limit 50) r"
        )
        return int(width)

    def ids(self, shape: Shape, column: Column) -> tuple[int, int]:
        """Return the highest id + 1 (0 if there is none), and the next id of the sequence."""
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
    """Open a read-only connection, closed at the end of the `with`."""
    properties = jvm.java.util.Properties()
    settings = {"user": user, "password": password, "readOnly": "true", "connectTimeout": "10"}
    for name, value in settings.items():
        properties.setProperty(name, value)
    # DriverManager does not find a driver from --jars.
    connection = jvm.org.postgresql.Driver().connect(url, properties)
    try:
        yield Postgres(connection)
    finally:
        connection.close()
