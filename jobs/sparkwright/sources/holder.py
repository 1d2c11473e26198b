"""The open write transaction that limits the upper bound of a load."""

from dataclasses import dataclass

LONG = 60.0
"""Seconds after which an open transaction is reported."""


@dataclass(frozen=True)
class Holder:
    """The oldest open write transaction; `age` is in seconds, None if unknown.

    `pid` is None for a prepared transaction, which belongs to no process.
    """

    pid: str | None
    name: str
    age: float | None

    def warning(self) -> str | None:
        """Return a line for people if it has been open for LONG, else None."""
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
