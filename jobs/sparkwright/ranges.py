"""Integer keys as a few ranges, so that Iceberg can skip files with other keys."""

from itertools import pairwise

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

MOST = 64
"""The most ranges in a predicate."""

BUCKETS = 4096
"""The most ranges that the driver collects."""

WIDTH = 1024
"""How many neighbouring keys make a range at first."""

Range = tuple[int, int]


def ranges(keys: DataFrame, column: str, most: int = MOST) -> list[Range]:
    """Return at most `most` ranges, both ends inclusive, that cover every key in `column`.

    `keys` may be read more than once, so cache it. Keys are integers; nulls are ignored.
    """
    found = _buckets(keys, column, WIDTH)
    if len(found) > BUCKETS:
        first, last = keys.agg(F.min(column), F.max(column)).first()
        found = _buckets(keys, column, (last - first) // (BUCKETS - 1) + 1)
    return joined(sorted(found), most)


def _buckets(keys: DataFrame, column: str, width: int) -> list[Range]:
    """Return the range of keys in each bucket, at most `BUCKETS + 1` of them."""
    # Division rounds towards zero, which would put both sides of zero in one bucket. The key
    # itself is not decreased, because the smallest bigint would overflow.
    below = f"if({column} < 0 and {column} % {width} <> 0, 1, 0)"
    bucket = F.expr(f"{column} div {width} - {below}")
    known = keys.where(F.col(column).isNotNull()).groupBy(bucket)
    found = known.agg(F.min(column), F.max(column)).limit(BUCKETS + 1).collect()
    return [(low, high) for _, low, high in found]


def joined(apart: list[Range], most: int = MOST) -> list[Range]:
    """Join sorted, disjoint ranges to at most `most`, across the smallest gaps."""
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
    """Return the SQL condition for keys within the ranges; `false` if there are none."""
    if not within:
        return "false"
    return "(" + " or ".join(f"{column} between {low} and {high}" for low, high in within) + ")"
