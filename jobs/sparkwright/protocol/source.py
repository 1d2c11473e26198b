"""A database that jobs load from, as in spec.json."""

from dataclasses import dataclass, field, fields
from typing import Any

from sparkwright.protocol.lake_names import parts, text

KINDS = ("xid", "id", "timestamp")

STOP = "stop"

_LAG = 600


@dataclass(frozen=True)
class SourceTable:
    """One table of a source, and how it is loaded into the table `target` of the lake.

    `cursor`, `key`, `time` and `deletes` are names at the source; a missing `cursor` or `key` is
    derived from the table. `mode` is append or merge. Only `columns` are loaded, or all except
    `exclude`. `drift` has "stop" or "allow" for `removed` and for `retyped` columns.
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
    columns: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    drift: dict[str, str] = field(default_factory=dict)

    def allows(self, what: str) -> bool:
        """Return whether a load continues if columns were `removed` or `retyped`."""
        return self.drift.get(what, STOP) != STOP


@dataclass(frozen=True)
class Source:
    """A database: its address, and its tables by name.

    `kind` is the kind of its cursors: xid, id or timestamp. With timestamps, every load reads the
    last `lag` seconds again.
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

    A table may be given as its target's name; its time column may then be in the source's `time`.
    Raises KeyError, TypeError or ValueError if fields are missing or unreadable.
    """
    if value["kind"] not in KINDS:
        raise ValueError(
            f"a source has the kind {value['kind']!r}; the kinds are {', '.join(KINDS)}"
        )
    times = value.get("time") or {}
    tables = {
        name: _table(table, times.get(name)) for name, table in (value.get("tables") or {}).items()
    }
    return Source(**{**only(Source, value), "tables": tables})


def only(kind: type, value: dict[str, Any]) -> dict[str, Any]:
    """Drop fields of a newer orchestrator, which it may add without a new version."""
    names = {each.name for each in fields(kind)}
    return {name: each for name, each in value.items() if name in names}


def _table(value: str | dict[str, Any], time: str | None) -> SourceTable:
    given = {"target": value} if isinstance(value, str) else only(SourceTable, value)
    # null means not declared.
    declared = {name: each for name, each in given.items() if each is not None}
    # An invalid name is refused later, when the attempt can report it: see sources/opening.py.
    named = parts(declared["target"])
    target = text(named) if named else declared["target"]
    return SourceTable(**{"time": time, **declared, "target": target})
