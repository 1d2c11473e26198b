"""Eight writers that insert, update, roll back, and hold transactions open during loads."""

import random
import threading

from throwaway_database import Connection, Database

WRITERS = 8
_A_LOAD = 6
"""The most transactions of a writer during one load, to limit its rows."""

TABLES = (
    """create table tickets (
         id bigint generated always as identity primary key,
         writer integer not null, note text not null,
         xid xid8 not null default pg_current_xact_id())""",
    """create table shelves (
         id bigint generated always as identity primary key,
         writer integer not null, stock integer not null,
         xid xid8 not null default pg_current_xact_id())""",
    "create index on tickets (xid)",
    "create index on shelves (xid)",
    """create function renew() returns trigger language plpgsql as $$
       begin new.xid := pg_current_xact_id(); return new; end $$""",
    "create trigger renew before update on shelves for each row execute function renew()",
)


class Writers:
    """Writers of one database, made with `TABLES`; use it as a context, in which they write.

    `loaded` tells them that a load has ended, and when the context ends all of them have.
    """

    def __init__(self, database: Database, seed: int) -> None:
        self._database = database
        self._loads = 0
        self._ends = False
        self._turn = threading.Condition()
        self._errors: list[BaseException] = []
        self._threads = [
            threading.Thread(target=self._write, args=[number, random.Random(f"{seed}:{number}")])
            for number in range(WRITERS)
        ]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._turn:
            self._ends = True
            self._turn.notify_all()
        for thread in self._threads:
            thread.join()
        if self._errors:
            raise self._errors[0]

    def loaded(self) -> None:
        """Let those go on that hold a transaction open, or have done enough, until a load ends."""
        with self._turn:
            self._loads += 1
            self._turn.notify_all()

    def _write(self, number: int, chance: random.Random) -> None:
        try:
            connection = self._database.connect()
            while not self._ends:
                began = self._loads
                for _ in range(_A_LOAD):
                    self._transaction(connection, number, chance)
                self._wait(began + 1)
            connection.close()
        except BaseException as error:
            self._errors.append(error)

    def _transaction(self, connection: Connection, number: int, chance: random.Random) -> None:
        connection.begin()
        # What is held open has taken its ids and its transaction's number: others overtake it.
        self._insert(connection, number, chance)
        if chance.random() < 0.15:
            self._wait(self._loads + chance.randint(1, 2))
            self._insert(connection, number, chance)
        if chance.random() < 0.2:
            connection.rollback()
        else:
            connection.commit()

    def _insert(self, connection: Connection, number: int, chance: random.Random) -> None:
        rows = chance.randint(1, 4)
        note = f"{chance.random()}"
        connection.run(
            f"insert into tickets (writer, note) select {number}, '{note}' || n "
            f"from generate_series(1, {rows}) n"
        )
        connection.run(f"insert into shelves (writer, stock) values ({number}, {rows})")
        connection.run(
            f"update shelves set stock = stock + {rows} where id in (select id from shelves "
            f"where writer = {number} order by id desc offset {chance.randint(0, 5)} limit 2)"
        )

    def _wait(self, load: int) -> None:
        with self._turn:
            self._turn.wait_for(lambda: self._loads >= load or self._ends)
