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

        None in a backfill.
        """
        if not self.moves:
            return None
        reached = {
            name: new.hi.value if new.target in published else new.reached
            for name, new in self.tables.items()
        }
        bookmark: dict[str, Any] = {
            "system_identifier": self.system_identifier,
            "kind": self.kind,
            "tables": {name: bound for name, bound in reached.items() if bound is not None},
        }
        if self.again is not None and self._met(published):
            bookmark["again"] = self.again.echo()
        return bookmark

    def _met(self, published: set[str]) -> bool:
        """Say whether every table that was to be loaded again has been."""
        asked = [new for new in self.tables.values() if new.again is not None]
        return all(
            new.target in published
            or (new.again == REWIND and (new.table in new.done or not new.rows))
            for new in asked
        )
