"""Where a load of one table begins, and when it is safer not to begin at all."""

from dataclasses import dataclass
from typing import Any

from sparkwright.errors import RefusedError

BOOKMARK = "/data/bronze/bookmark"


@dataclass(frozen=True)
class Bound:
    """Up to where a table was loaded, exclusive: rows whose cursor is `value` or more were not.

    `value` is an integer as text: of `kind` xid a transaction of the server `system_identifier`, of
    id the last id + 1, of timestamp microseconds since the epoch (UTC).
    """

    system_identifier: str
    value: str
    kind: str = "xid"


def filed_bound(bookmark: dict[str, Any] | None, table: str) -> Bound | None:
    """Return what the bookmark file says of one table (`bookmark` is its part for the source).

    Raises RefusedError where it cannot be read: a broken bookmark is never an empty one.
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

    `loaded` is what the newest tagged snapshot of `target` says and is the authority, `has_data`
    whether its main shows anything, `filed` what the bookmark file says, and `hi` up to where this
    load will go. Raises RefusedError where rows would be lost or repeated.
    """
    if loaded is None and filed is None:
        if has_data:
            raise RefusedError(
                f"{target} has data, but neither a tagged snapshot nor {BOOKMARK} says up to where "
                f"{table} is loaded: to find by key which rows are in it, {_rebase(source)}; to "
                f"load everything anew, {_anew(target)}"
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
    """Check that `hi` counts on from what was loaded. Raises RefusedError."""
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
            f"server {hi.system_identifier}, which counts anew: point the source back at the old "
            f"server, or, if this one was made from it, {_rebase(source)}"
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
        f"restore the table, or, to load everything anew, {_anew(target)}"
    )


def _unit(kind: str) -> str:
    return {"xid": "transaction", "id": "id", "timestamp": "microsecond"}[kind]


def _anew(target: str) -> str:
    return f"DROP TABLE {target} and delete its entry in {BOOKMARK}"


def _rebase(source: str) -> str:
    return f"run `sparkwright bookmark rebase {source}`"


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"its {name} is {value!r}")
    return value
