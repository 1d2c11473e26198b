"""A source without a database, and a session that records how it would be read."""

import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from fake_lake import FakeTable

from sparkwright.protocol.source import SourceTable, parse_source
from sparkwright.sources import opening, opening_table
from sparkwright.sources.cursors import Cursor
from sparkwright.sources.postgres import Server
from sparkwright.sources.shape import Column, Extent, Shape
from sparkwright.sources.table_load import TableLoad
from sparkwright.sources.window import Window
from sparkwright.sources.write_modes import APPEND
from sparkwright.tables.bounds import Bound
from sparkwright.tables.loaded import property_text, tag_of

COLUMNS = (
    Column("id", "id", "bigint", primary=True),
    Column("placed_at", "placed_at", "timestamp with time zone"),
    Column("xid", "xid", "xid8"),
)


def new_rows(
    target: str = "lake.bronze.orders", hi: Bound | None = None, **fields: Any
) -> TableLoad:
    """Return the rows to load from a table; other fields come by name."""
    preset = {
        **{"source": "retail", "table": "orders", "declared": SourceTable(target), "lo": None},
        **{"hi": hi or Bound("7312", "790"), "reached": None, "condition": "true", "mark": None},
        **{"how": APPEND, "again": None, "selected": "id", "gone": None, "key": ("id",)},
        **{"extent": Extent(1, 1, 1), "shape": Shape("orders", COLUMNS), "session": None},
        **{"cursor": Cursor("xid", COLUMNS[2]), "login": {"url": "jdbc:"}},
    }
    return TableLoad(**{**preset, **fields})


class FakeSource:
    """Server 7312, at transaction 790 and id 41; every table has `columns` and `extent`.

    `settings` are those of the Spark session, `asked` what its JDBC reader was asked for.
    """

    def __init__(self, test: unittest.TestCase) -> None:
        self.server = Server("7312", "790", "1763683200000000")
        self.columns, self.extent_of = COLUMNS, Extent(3, 1, 9)
        self.ids_of, self.held = (41, 41), None
        self.settings: dict[str, str] = {}
        self.asked: dict[str, Any] = {}
        self.tables: dict[str, FakeTable] = {}
        self.session = _FakeSession(self)
        for module, name, fake in (
            (opening_table, "Catalog", lambda *_: SimpleNamespace(table=self.tables.get)),
            (opening, "connect", self._connect),
        ):
            replaced = patch.object(module, name, fake)
            replaced.start()
            test.addCleanup(replaced.stop)

    def lake(self, table: str, loaded: str | None = None, kind: str = "xid") -> FakeTable:
        """Add a table of the lake with one load up to `loaded`."""
        made = FakeTable(f"lake.bronze.{table}", [])
        self.tables[made.name] = made
        if loaded is not None:
            mark = property_text("retail", table, Bound("7312", loaded, kind))
            made.heads[tag_of("r-1")] = made.write("main", None, attempt="r-1", bookmark=mark)
        return made

    def open(self, tables: dict[str, Any], spec: Any = None, **source: Any) -> Window:
        told = {"kind": "xid", "url": "jdbc:", "user": "reader", "secret": "reader", **source}
        spec = spec or SimpleNamespace(catalog="lake", backfill=False, full_refresh=False)
        self.running = SimpleNamespace(spec=spec, mains={}, secret=lambda _name: "x")
        known = parse_source({**told, "tables": tables})
        return opening.opened(self.running, "retail", known, self.session)

    @contextmanager
    def _connect(self, _jvm: object, **_login: str) -> Iterator[Any]:
        yield SimpleNamespace(
            server=lambda: self.server,
            holder=lambda _xid: self.held,
            shape=lambda table: Shape(table, self.columns),
            extent=lambda *_: self.extent_of,
            key_columns=lambda *_: [],
            files=lambda *_: {},
            width=lambda *_: 200_000,
            ids=lambda *_: self.ids_of,
        )


class _FakeSession:
    _jvm = None

    def __init__(self, fake: FakeSource) -> None:
        self._fake = fake
        self.conf = SimpleNamespace(set=fake.settings.__setitem__, unset=fake.settings.pop)
        self.read = SimpleNamespace(format=lambda _kind: self, jdbc=self._jdbc)
        self.sparkContext = SimpleNamespace(defaultParallelism=2)

    def options(self, **asked: str) -> "_FakeSession":
        self._fake.asked.update(asked)
        return self

    def load(self) -> str:
        return "rows"

    def _jdbc(self, url: str, table: str, **asked: Any) -> str:
        self._fake.asked.update(url=url, dbtable=table, **asked)
        return "rows"
