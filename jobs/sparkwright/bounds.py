"""Where a load of one table begins, and when it is safer not to begin at all."""

from dataclasses import dataclass
from typing import Any

from sparkwright.errors import RefusedError

BOOKMARK = "/data/bronze/bookmark"


@dataclass(frozen=True)
class Bound:
    """Up to where a table was loaded: `xid` (exclusive), of the server `system_identifier`."""

    system_identifier: str
    xid: str


def filed_bound(bookmark: dict[str, Any] | None, table: str) -> Bound | None:
    """Return what the bookmark file says of one table (`bookmark` is its part for the source).

    Raises RefusedError where it cannot be read: a broken bookmark is never an empty one.
    """
    if bookmark is None:
        return None
    try:
        if bookmark["kind"] != "xid":
            raise ValueError(f"its kind is {bookmark['kind']!r}, not 'xid'")
        bound = bookmark["tables"].get(table)
        if bound is None:
            return None
        return Bound(str(bookmark["system_identifier"]), str(int(bound)))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RefusedError(
            f"{BOOKMARK} is broken ({error!r}): delete it if the tables of the lake are right, "
            "and the next run reads from them where to go on"
        ) from error


def begin(
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
                f"{table} is loaded: to load everything anew, DROP TABLE {target}"
            )
        return None
    if loaded is None:
        raise RefusedError(_without_data(table, target, filed, has_data))
    for where, bound in ((f"the newest load in {target}", loaded), (BOOKMARK, filed)):
        if bound is not None:
            _same_server(table, target, where, bound, hi)
    if filed is not None and int(filed.xid) > int(loaded.xid):
        raise RefusedError(
            f"{BOOKMARK} says {table} is loaded up to {filed.xid}, but {target} only up to "
            f"{loaded.xid}: if the table was rolled back on purpose, delete {BOOKMARK}, and the "
            f"load goes on at {loaded.xid}; otherwise restore the table"
        )
    return loaded.xid


def between(lo: str | None, hi: Bound) -> str:
    """Return the SQL that holds between two bounds; every transaction before `hi` is settled."""
    upper = f"xid < '{int(hi.xid)}'::xid8"
    return upper if lo is None else f"xid >= '{int(lo)}'::xid8 and {upper}"


def _without_data(table: str, target: str, filed: Bound, has_data: bool) -> str:
    state = "has data but no tagged snapshot that says so" if has_data else "has no data"
    return (
        f"{BOOKMARK} says {table} is loaded up to {filed.xid}, but {target} {state}: "
        f"restore the table, or, {_anew(target)}"
    )


def _same_server(table: str, target: str, where: str, bound: Bound, hi: Bound) -> None:
    if bound.system_identifier != hi.system_identifier:
        raise RefusedError(
            f"{where} has {table} of server {bound.system_identifier}, but the source is now "
            f"server {hi.system_identifier}, which counts transactions anew: point the source "
            f"back at the old server, or, {_anew(target)}"
        )
    if int(hi.xid) < int(bound.xid):
        raise RefusedError(
            f"{where} has {table} up to transaction {bound.xid}, but the server is at {hi.xid}, "
            f"as after a restore: bring back the server that was loaded, or, {_anew(target)}"
        )


def _anew(target: str) -> str:
    return f"to load everything anew, DROP TABLE {target} and delete {BOOKMARK}"
