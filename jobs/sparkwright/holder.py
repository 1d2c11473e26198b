"""Who keeps a load from going further: an open transaction that has written something."""

from dataclasses import dataclass

LONG = 60.0
"""Seconds from which an open transaction is worth a line."""


@dataclass(frozen=True)
class Holder:
    """A transaction that the bound of kind xid stands at; `age` in seconds, None where unknown.

    `pid` is None where it is a prepared one, which no process has.
    """

    pid: str | None
    name: str
    age: float | None

    def told(self) -> str | None:
        """Return a line for people where it has been open for LONG, or None."""
        if self.age is None or self.age < LONG:
            return None
        if self.pid is None:
            who, end = f"the prepared transaction {self.name}", f"rollback prepared '{self.name}'"
        else:
            who = f"a transaction of {self.name} (pid {self.pid})"
            end = f"select pg_terminate_backend({self.pid})"
        return (
            f"{who} has been open for {self.age:.0f} s and holds this load back: what was "
            f"committed after it began comes once it ends; if it was forgotten, end it: {end}"
        )
