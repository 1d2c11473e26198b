"""What an attempt loads from the tables of a source, and up to where that brings the bookmark."""

from dataclasses import dataclass, field
from typing import Any

from sparkwright.again import REWIND, Again
from sparkwright.errors import RefusedError
from sparkwright.new_rows import NewRows


@dataclass(frozen=True)
class Window:
    """What there is to load in every table of a source: `window["orders"].read()`.

    `refused` says of tables that can't be read why not; `moves` if the bookmark goes on by this
    load, which a backfill's does not. `again` is what a person has asked for, if anything.
    """

    source: str
    system_identifier: str
    kind: str
    tables: dict[str, NewRows]
    refused: dict[str, str] = field(default_factory=dict)
    moves: bool = True
    again: Again | None = None

    def __getitem__(self, table: str) -> NewRows:
        """Return what there is to load in one table. Raises RefusedError."""
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
        """Return the bookmark of this source once `published`, tables of the lake, are loaded.

        None in a backfill, and where nothing has ever been loaded. `again` names the tables for
        which a request to load again is met.
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


def _met(new: NewRows, published: set[str]) -> bool:
    """Say whether a table that was to be loaded again has been."""
    if new.again is None:
        return False
    nothing = new.again == REWIND and (new.table in new.done or not new.rows)
    return nothing or new.target in published
