"""What a person has asked to be loaded again: a rewind or a rebase of a source's bookmark."""

from dataclasses import dataclass
from typing import Any

from sparkwright.bounds import BOOKMARK
from sparkwright.errors import RefusedError

REWIND, REBASE = "rewind", "rebase"


@dataclass(frozen=True)
class Again:
    """A request, which stands in the bookmark until a run has met it and says so.

    A rewind loads from the bounds in `tables` on once more and replaces what is there; a rebase
    finds by key what a table has, and goes on by the server as it is now.
    """

    id: str
    mode: str
    tables: dict[str, str]

    def mode_of(self, table: str) -> str | None:
        """Return what is asked for one table, or None."""
        return self.mode if table in self.tables else None

    def echo(self, met: set[str]) -> dict[str, Any]:
        """Return it as it stands in the bookmark, for the tables for which it is met."""
        tables = {table: bound for table, bound in self.tables.items() if table in met}
        return {"id": self.id, "mode": self.mode, "tables": tables}


def asked_again(bookmark: dict[str, Any] | None) -> Again | None:
    """Return the request in a source's part of the bookmark, or None. Raises RefusedError."""
    told = (bookmark or {}).get("again")
    if told is None:
        return None
    try:
        again = Again(
            str(told["id"]), told["mode"], {k: str(int(v)) for k, v in told["tables"].items()}
        )
        if again.mode not in (REWIND, REBASE):
            raise ValueError(f"its mode is {again.mode!r}")
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RefusedError(
            f"{BOOKMARK} asks to load again in a way that cannot be read ({error!r}): ask once "
            "more, by `sparkwright bookmark rewind` or `sparkwright bookmark rebase`"
        ) from error
    return again
