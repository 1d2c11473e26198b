"""Where a load of one table begins, and when it is safer not to begin at all."""

from dataclasses import dataclass

from sparkwright.errors import RefusedError

BOOKMARK = "/data/bronze/bookmark"


@dataclass(frozen=True)
class Bound:
    """Up to where a table was loaded (exclusive `xid`), and the `system_identifier` of the server it came from."""

    system_identifier: str
    xid: str


def begin(
    table: str,
    target: str,
    *,
    loaded: Bound | None,
    has_data: bool,
    filed: Bound | None,
    hi: Bound,
) -> str | None:
    """Return the bound at which the load of `table` into `target` begins; None loads it from its
    first row.

    `loaded` is what the newest tagged snapshot of `target` says and is the authority, `has_data`
    whether its main shows anything, `filed` what the bookmark file says, and `hi` up to where this
    load will go. Raises RefusedError where rows would be lost or repeated.
    """
    if loaded is None and filed is None:
        if has_data:
            raise RefusedError(
                f"{target} has data, but neither a tagged snapshot nor {BOOKMARK} says up to where {table} is loaded: "
                f"to load everything anew, DROP TABLE {target}"
            )
        return None
    if loaded is None:
        raise RefusedError(_without_data(table, target, filed, has_data))
    for where, bound in ((f"the newest load in {target}", loaded), (BOOKMARK, filed)):
        if bound is not None:
            _same_server(table, target, where, bound, hi)
    if filed is not None and int(filed.xid) > int(loaded.xid):
        raise RefusedError(
            f"{BOOKMARK} says {table} is loaded up to {filed.xid}, but {target} holds it only up to {loaded.xid}: "
            f"was the table rolled back? If the table is right, delete {BOOKMARK}, and the load goes on at {loaded.xid}; "
            "otherwise restore the table"
        )
    return loaded.xid


def _without_data(table: str, target: str, filed: Bound, has_data: bool) -> str:
    state = "has data but no tagged snapshot that says so" if has_data else "has no data"
    return (
        f"{BOOKMARK} says {table} is loaded up to {filed.xid}, but {target} {state}: "
        f"restore the table, or, {_anew(target)}"
    )


def _same_server(table: str, target: str, where: str, bound: Bound, hi: Bound) -> None:
    if bound.system_identifier != hi.system_identifier:
        raise RefusedError(
            f"{where} has {table} of server {bound.system_identifier}, but the source is now server "
            f"{hi.system_identifier}, whose transactions count anew: point the source back at the "
            f"old server, or, {_anew(target)}"
        )
    if int(hi.xid) < int(bound.xid):
        raise RefusedError(
            f"{where} has {table} up to transaction {bound.xid}, but the server is only at {hi.xid}: "
            f"was it restored from a dump or a backup? Bring back the server that was loaded, or, "
            f"{_anew(target)}"
        )


def _anew(target: str) -> str:
    return f"to load everything anew, DROP TABLE {target} and delete {BOOKMARK}"
