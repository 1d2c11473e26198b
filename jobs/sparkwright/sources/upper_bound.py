"""The bound up to which a table can be loaded now."""

from typing import NamedTuple

from sparkwright.sources.cursors import Cursor
from sparkwright.sources.postgres import Postgres, Server
from sparkwright.sources.shape import Shape
from sparkwright.tables.bounds import Bound


class UpperBound(NamedTuple):
    """`hi` is the upper bound of a load; a `proof` below the last one shows a server reset.

    They differ if the newest rows were deleted.
    """

    hi: Bound
    proof: Bound


def upper_bound(
    postgres: Postgres, server: Server, shape: Shape, cursor: Cursor, loaded: list[Bound]
) -> UpperBound:
    """Return the bound up to which a table can be loaded; `loaded` are its known bounds."""
    before = max((int(bound.value) for bound in loaded), default=0)
    if cursor.kind == "id":
        highest, given = postgres.ids(shape, cursor.column)
        hi = max(highest, before if given >= before else 0)
        return UpperBound(_bound(server, hi, cursor), _bound(server, max(hi, given), cursor))
    hi = int(server.xid)
    if cursor.kind == "timestamp":
        clock = int(server.clock)
        # A clock that was set back by less than the lag is harmless.
        hi = before if clock < before <= clock + cursor.lag * 1_000_000 else clock
    return UpperBound(_bound(server, hi, cursor), _bound(server, hi, cursor))


def _bound(server: Server, value: int, cursor: Cursor) -> Bound:
    return Bound(server.system_identifier, str(value), cursor.kind)
