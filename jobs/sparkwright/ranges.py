"""Integer keys as a few ranges, by which Iceberg leaves out files whose keys lie elsewhere."""

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MOST = 64
"""Ranges that a predicate has at most."""

BUCKETS = 4096
"""Ranges that are brought to the driver at most."""

WIDTH = 1024
"""Neighbouring keys that are one range at first."""

Range = tuple[int, int]


def ranges(keys: "DataFrame", column: str, most: int = MOST) -> list[Range]:
    """Return at most `most` ranges, both ends inclusive, that have every key in `column`.

    `keys` may be read more than once, so cache it; its keys are integers, and nulls are left out.
    """
    from pyspark.sql import functions as F

    found = _buckets(keys, column, WIDTH)
    if len(found) > BUCKETS:
        first, last = keys.agg(F.min(column), F.max(column)).first()
        found = _buckets(keys, column, (last - first) // (BUCKETS - 1) + 1)
    return joined(sorted(found), most)


def _buckets(keys: "DataFrame", column: str, width: int) -> list[Range]:
    """Return the range that the keys of each bucket have, of at most one bucket too many."""
    from pyspark.sql import functions as F

    # Division alone would make one bucket of both sides of zero. Nothing is subtracted from the
    # key itself, because the smallest bigint has no number below it.
    below = f"if({column} < 0 and {column} % {width} <> 0, 1, 0)"
    bucket = F.expr(f"{column} div {width} - {below}")
    known = keys.where(F.col(column).isNotNull()).groupBy(bucket)
    found = known.agg(F.min(column), F.max(column)).limit(BUCKETS + 1).collect()
    return [(low, high) for _, low, high in found]


def joined(apart: list[Range], most: int = MOST) -> list[Range]:
    """Return `apart`, sorted ranges that don't overlap, as at most `most`: large gaps stay."""
    gaps = [following[0] - before[1] for before, following in pairwise(apart)]
    by_size = sorted(range(len(gaps)), key=lambda place: -gaps[place])
    kept = {place for place in by_size[: most - 1] if gaps[place] > 1}
    found: list[Range] = []
    for place, (low, high) in enumerate(apart):
        if found and place - 1 not in kept:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def predicate(column: str, within: list[Range]) -> str:
    """Return the SQL that holds for the keys within the ranges; for none at all, never."""
    if not within:
        return "false"
    return "(" + " or ".join(f"{column} between {low} and {high}" for low, high in within) + ")"
