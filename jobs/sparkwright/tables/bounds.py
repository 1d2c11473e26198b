"""Where a load of one table begins, and when it is refused."""

from dataclasses import dataclass
from typing import Any

from sparkwright.errors import RefusedError

BOOKMARK = "/data/bronze/bookmark"


@dataclass(frozen=True)
class Bound:
    """The exclusive upper bound of a load: rows whose cursor is below `value` are loaded.

    `value` is an integer as text. By `kind` it is a transaction of the server `system_identifier`
    (xid), the last id + 1 (id), or microseconds since the epoch in UTC (timestamp).
    """

    system_identifier: str
    value: str
    kind: str = "xid"


def filed_bound(bookmark: dict[str, Any] | None, table: str) -> Bound | None:
    """Return a table's bound in the bookmark file; `bookmark` is the source's part of the file.

    Raises RefusedError if it cannot be read: a broken bookmark never counts as an empty one.
    """
    if bookmark is None:
        return None
    try:
        bound = bookmark["tables"].get(table)
        if bound is None:
            return None
        return Bound(
            str(bookmark["system_identifier"]), str(int(bound)), _text(bookmark["kind"], "kind")
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RefusedError(
            f"{BOOKMARK} is broken ({error!r}): delete it if the tables of the lake are right, "
            "and the next run reads from them where to go on"
        ) from error


def begin(
    source: str,
    table: str,
    target: str,
    *,
    loaded: Bound | None,
    has_data: bool,
    filed: Bound | None,
    hi: Bound,
) -> str | None:
    """Return the bound at which a load of `table` into `target` begins, or None for a first load.

    `loaded` is the bound in the newest tagged snapshot of `target`, which is the authority.
    `has_data` is whether its main has a snapshot, `filed` the bound in the bookmark file, and `hi`
    the upper bound of this load. Raises RefusedError if rows would be lost or repeated.
    """
    if loaded is None and filed is None:
        if has_data:
            raise RefusedError(
                f"{target} has data, but neither a tagged snapshot nor {BOOKMARK} says up to where "
                f"{table} is loaded: to find by key which rows are in it, {_rebase(source)}; to "
                f"load everything again, {_drop(target)}"
            )
        return None
    if loaded is None:
        raise RefusedError(_without_data(table, target, filed, has_data))
    same_server(source, table, target, loaded=loaded, filed=filed, hi=hi)
    if filed is not None and int(filed.value) > int(loaded.value):
        raise RefusedError(
            f"{BOOKMARK} says {table} is loaded up to {filed.value}, but {target} only up to "
            f"{loaded.value}: if the table was rolled back on purpose, delete {BOOKMARK}, and the "
            f"load goes on at {loaded.value}; otherwise restore the table"
        )
    return loaded.value


def same_server(
    source: str, table: str, target: str, *, loaded: Bound | None, filed: Bound | None, hi: Bound
) -> None:
    """Check that `hi` continues the loaded bounds. Raises RefusedError."""
    for where, bound in ((f"the newest load in {target}", loaded), (BOOKMARK, filed)):
        if bound is not None:
            _counts_on(source, table, where, bound, hi)


def _counts_on(source: str, table: str, where: str, bound: Bound, hi: Bound) -> None:
    if bound.kind != hi.kind:
        raise RefusedError(
            f"{where} has {table} by a cursor of kind {bound.kind}, but the source is now of kind "
            f"{hi.kind}: make it {bound.kind} again, or, to go on by the new one, {_rebase(source)}"
        )
    if bound.system_identifier != hi.system_identifier:
        raise RefusedError(
            f"{where} has {table} of server {bound.system_identifier}, but the source is now "
            f"server {hi.system_identifier}, which has its own count: point the source back at "
            f"the old server, or, if this one was made from it, {_rebase(source)}"
        )
    if int(hi.value) < int(bound.value):
        raise RefusedError(
            f"{where} has {table} up to {_unit(bound.kind)} {bound.value}, but the server is at "
            f"{hi.value}, as after a restore: bring back the server that was loaded, or "
            f"{_rebase(source)}"
        )


def _without_data(table: str, target: str, filed: Bound, has_data: bool) -> str:
    state = "has data but no tagged snapshot that says so" if has_data else "has no data"
    return (
        f"{BOOKMARK} says {table} is loaded up to {filed.value}, but {target} {state}: "
        f"restore the table, or, to load everything again, {_drop(target)}"
    )


def _unit(kind: str) -> str:
    return {"xid": "transaction", "id": "id", "timestamp": "microsecond"}[kind]


def _drop(target: str) -> str:
    return f"DROP TABLE {target} and delete its entry in {BOOKMARK}"


def _rebase(source: str) -> str:
    return f"run `sparkwright bookmark rebase {source}`"


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"its {name} is {value!r}")
    return value
