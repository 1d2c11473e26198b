"""Throwaway PostgreSQL servers, started by Node and used through the JVM's JDBC driver."""

import atexit
import json
import subprocess
from functools import cache
from itertools import count
from typing import Any

from one_spark import ROOT, spark

_numbers = count(1)


class Server:
    """A server with its own `system_identifier`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", "--import", "tsx", str(ROOT / "tests/data/throwaway.ts")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        # initdb and the server talk too.
        said = (line for line in self._process.stdout if line.startswith("{"))
        where = json.loads(next(said))
        self.port, self.password = where["port"], where["password"]
        atexit.register(self.stop)
        # An automatic ANALYZE is a transaction, and while it is open no load gets past it.
        Database(self, "postgres").run(
            "alter system set autovacuum = off", "select pg_reload_conf()"
        )

    def stop(self) -> None:
        """Stop it, and delete its data."""
        if self._process.poll() is None:
            self._process.stdin.close()
            self._process.wait(60)
            self._process.stdout.close()

    def database(self) -> "Database":
        """Make a new, empty database."""
        name = f"test_{next(_numbers)}"
        Database(self, "postgres").run(f"create database {name}")
        return Database(self, name)


class Database:
    """One database; a job connects by `url`, `user` and `password`."""

    def __init__(self, server: Server, name: str) -> None:
        self.url = f"jdbc:postgresql://127.0.0.1:{server.port}/{name}"
        self.user, self.password = "postgres", server.password

    def connect(self) -> "Connection":
        """Open a connection in autocommit mode."""
        return Connection(self)

    def run(self, *statements: str) -> None:
        """Run each statement in a transaction of its own."""
        connection = self.connect()
        for statement in statements:
            connection.run(statement)
            connection.commit()
        connection.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, with all values as text."""
        connection = self.connect()
        try:
            return connection.rows(query)
        finally:
            connection.close()


class Connection:
    """A connection with explicit transactions."""

    def __init__(self, database: Database) -> None:
        jvm = spark()._jvm
        properties = jvm.java.util.Properties()
        properties.setProperty("user", database.user)
        properties.setProperty("password", database.password)
        self._java = jvm.org.postgresql.Driver().connect(database.url, properties)
        # Some statements (create database) refuse to run in a block that begins before them.
        self._java.setAutoCommit(True)
        self._open = False

    def begin(self) -> None:
        """Begin a transaction, which stays open until `commit` or `rollback`."""
        self._java.setAutoCommit(False)
        self._open = True

    def run(self, statement: str) -> None:
        """Run one statement."""
        made = self._java.createStatement()
        made.execute(statement)
        made.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, with all values as text."""
        made = self._java.createStatement()
        answer = made.executeQuery(query)
        width = range(1, answer.getMetaData().getColumnCount() + 1)
        found = []
        while answer.next():
            found.append(tuple(answer.getString(place) for place in width))
        made.close()
        return found

    def commit(self) -> None:
        """Commit the transaction."""
        if self._open:
            self._java.commit()

    def rollback(self) -> None:
        """Roll the transaction back."""
        if self._open:
            self._java.rollback()

    def close(self) -> None:
        """Close it; an open transaction is rolled back."""
        self._java.close()


@cache
def server() -> Server:
    """Return the server that all tests of this process share."""
    return Server()
