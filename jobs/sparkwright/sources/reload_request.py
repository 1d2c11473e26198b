"""A person's request to load rows again: a rewind or a rebase of a source's bookmark."""

from dataclasses import dataclass
from typing import Any

from sparkwright.errors import RefusedError
from sparkwright.tables.bounds import BOOKMARK

REWIND, REBASE = "rewind", "rebase"


@dataclass(frozen=True)
class ReloadRequest:
    """A request, which stays in the bookmark until a run reports that it has met it.

    A rewind loads again from the bounds in `tables` on, and replaces loaded rows. A rebase compares
    all rows by key, and continues with the present server's cursor.
    """

    id: str
    mode: str
    tables: dict[str, str]

    def mode_of(self, table: str) -> str | None:
        """Return the request's mode for one table, or None."""
        return self.mode if table in self.tables else None

    def echo(self, met: set[str]) -> dict[str, Any]:
        """Return it as in the bookmark, with only the tables that have met it."""
        tables = {table: bound for table, bound in self.tables.items() if table in met}
        return {"id": self.id, "mode": self.mode, "tables": tables}


def request_in(bookmark: dict[str, Any] | None) -> ReloadRequest | None:
    """Return the request in a source's part of the bookmark, or None. Raises RefusedError."""
    value = (bookmark or {}).get("again")
    if value is None:
        return None
    try:
        again = ReloadRequest(
            str(value["id"]), value["mode"], {k: str(int(v)) for k, v in value["tables"].items()}
        )
        if again.mode not in (REWIND, REBASE):
            raise ValueError(f"its mode is {again.mode!r}")
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RefusedError(
            f"{BOOKMARK} has an unreadable request to load again ({error!r}): repeat the "
            "request, by `sparkwright bookmark rewind` or `sparkwright bookmark rebase`"
        ) from error
    return again
