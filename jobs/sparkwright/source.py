"""A database that jobs load from, as spec.json describes it."""

from dataclasses import dataclass, field, fields
from typing import Any

KINDS = ("xid", "id", "timestamp")

STOP = "stop"

_LAG = 600


@dataclass(frozen=True)
class SourceTable:
    """One table of a source, and how it goes into the table `target` of the lake.

    `cursor`, `key`, `time` and `deletes` are names at the source; without `cursor` and `key`, the
    table itself tells them. `mode` is append or merge. `drift` says for removed and for retyped
    columns if they stop a load ("stop") or not ("allow").
    """

    target: str
    cursor: str | None = None
    key: list[str] = field(default_factory=list)
    mode: str = "append"
    time: str | None = None
    deletes: str | None = None
    partitions: int | None = None
    split: str | None = None
    fetch_size: int | None = None
    drift: dict[str, str] = field(default_factory=dict)

    def allows(self, what: str) -> bool:
        """Say whether a load goes on over columns that are `removed` or `retyped`."""
        return self.drift.get(what, STOP) != STOP


@dataclass(frozen=True)
class Source:
    """A database: where it is, and its tables by name.

    `kind` is of the cursor: xid, id or timestamp; `lag` is, for a timestamp, how many seconds back
    every load reads again.
    """

    kind: str
    url: str
    user: str
    secret: str
    tables: dict[str, SourceTable]
    lag: float = _LAG
    bookmark: dict[str, Any] | None = None


def parse_source(value: dict[str, Any]) -> Source:
    """Return a member of `sources` in spec.json.

    A table may be the name of its target alone; its column of time may stand in the source's `time`
    then. Raises KeyError, TypeError or ValueError where fields are missing or unreadable.
    """
    if value["kind"] not in KINDS:
        raise ValueError(f"a source is of kind {value['kind']!r}; the kinds are {', '.join(KINDS)}")
    times = value.get("time") or {}
    tables = {
        name: _table(told, times.get(name)) for name, told in (value.get("tables") or {}).items()
    }
    return Source(**{**only(Source, value), "tables": tables})


def only(kind: type, value: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a newer orchestrator adds without need of a new version."""
    names = {each.name for each in fields(kind)}
    return {name: each for name, each in value.items() if name in names}


def _table(told: str | dict[str, Any], time: str | None) -> SourceTable:
    given = {"target": told} if isinstance(told, str) else only(SourceTable, told)
    # null stands for what is not said.
    said = {name: value for name, value in given.items() if value is not None}
    return SourceTable(**{"time": time, **said})
