"""Up to where a table of a source can be loaded now."""

from typing import NamedTuple

from sparkwright.bounds import Bound
from sparkwright.cursors import Cursor
from sparkwright.postgres import Postgres, Server
from sparkwright.shape import Shape


class Reach(NamedTuple):
    """`hi` is up to where a load may go; `proof` tells, beside it, if the server has gone back.

    They differ where the newest rows were deleted.
    """

    hi: Bound
    proof: Bound


def reach(
    postgres: Postgres, server: Server, shape: Shape, cursor: Cursor, loaded: list[Bound]
) -> Reach:
    """Return up to where a table can be loaded, of which `loaded` has been."""
    before = max((int(bound.value) for bound in loaded), default=0)
    if cursor.kind == "id":
        highest, given = postgres.ids(shape, cursor.column)
        hi = max(highest, before if given >= before else 0)
        return Reach(_bound(server, hi, cursor), _bound(server, max(hi, given), cursor))
    hi = int(server.xid)
    if cursor.kind == "timestamp":
        clock = int(server.clock)
        # A clock that was put back a little does no harm: the lag reads more than that again.
        hi = before if clock < before <= clock + cursor.lag * 1_000_000 else clock
    return Reach(_bound(server, hi, cursor), _bound(server, hi, cursor))


def _bound(server: Server, value: int, cursor: Cursor) -> Bound:
    return Bound(server.system_identifier, str(value), cursor.kind)
