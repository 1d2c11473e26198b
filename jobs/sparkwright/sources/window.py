"""The rows that an attempt loads from the tables of a source, and the bookmark after that."""

from dataclasses import dataclass, field
from typing import Any

from sparkwright.errors import RefusedError
from sparkwright.sources.reload_request import REWIND, ReloadRequest
from sparkwright.sources.table_load import TableLoad


@dataclass(frozen=True)
class Window:
    """The rows to load from every table of a source: `window["orders"].read()`.

    `refused` has the tables that cannot be read, with the reason. `moves` is whether this load
    moves the bookmark, which a backfill does not. `again` is a person's request, if any.
    """

    source: str
    system_identifier: str
    kind: str
    tables: dict[str, TableLoad]
    refused: dict[str, str] = field(default_factory=dict)
    moves: bool = True
    again: ReloadRequest | None = None

    def __getitem__(self, table: str) -> TableLoad:
        """Return the rows to load from one table. Raises RefusedError."""
        if table in self.refused:
            raise RefusedError(self.refused[table])
        if table not in self.tables:
            known = ", ".join(self.tables) or "none"
            raise RefusedError(
                f"source {self.source} has no table {table!r} (it has: {known}): name it in the "
                "pipeline, under `tables` of the source"
            )
        return self.tables[table]

    def proposal(self, published: set[str]) -> dict[str, Any] | None:
        """Return the bookmark of this source after the tables `published` were published.

        None in a backfill, and if nothing was ever loaded. Its `again` has the tables that have met
        a request to load again.
        """
        if not self.moves:
            return None
        reached = {
            name: new.hi.value if new.target in published else new.reached
            for name, new in self.tables.items()
        }
        tables = {name: bound for name, bound in reached.items() if bound is not None}
        if not tables:
            return None
        bookmark: dict[str, Any] = {
            "system_identifier": self.system_identifier,
            "kind": self.kind,
            "tables": tables,
        }
        met = {name for name, new in self.tables.items() if _met(new, published)}
        if self.again is not None and met:
            bookmark["again"] = self.again.echo(met)
        return bookmark


class Windows(dict[str, Window]):
    """The windows that an attempt has opened, by the name of the source."""


def _met(new: TableLoad, published: set[str]) -> bool:
    """Return whether a table has met a request to load again."""
    if new.again is None:
        return False
    nothing = new.again == REWIND and (new.table in new.done or not new.rows)
    return nothing or new.target in published
