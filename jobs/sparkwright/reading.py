"""Reading a window by JDBC: by one connection, or by several at once."""

from typing import TYPE_CHECKING

from sparkwright.errors import RefusedError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from sparkwright.new_rows import NewRows

SMALL = 50_000
"""Rows up to which one connection reads faster than several."""

SPARSE = 10
"""How many numbers there are for each key where ranges of them are no measure of rows."""

RANGE, MODULUS = "range", "modulus"

MOST, LEAST = 10_000, 10
"""Rows that are fetched at once, at most and at least."""

BUDGET = 16 * 1024 * 1024
"""Bytes that rows fetched at once may have: each connection of an executor holds as many."""


def fetch_size(declared: int | None, width: int) -> str:
    """Return how many rows of `width` bytes are fetched at once, unless the pipeline says it."""
    return str(declared or min(MOST, max(LEAST, BUDGET // max(width, 1))))


def frame(new: "NewRows") -> "DataFrame":
    """Return the rows of a window.

    Connections divide them by a numeric key: each has a range, or what a division by their number
    leaves. Each reads the same rows, whenever it begins: those before a bound that is settled.
    """
    fetch = fetch_size(new.declared.fetch_size, new.width)
    reader = new.session.read.format("jdbc").options(**new.login, fetchsize=fetch)
    key, parts = new.shape.integer(new.key), partitions(new)
    query = f"(select {new.selected} from {new.shape.table} where {new.condition}) as new"
    if key is None or parts == 1:
        return reader.options(dbtable=query).load()
    if split(new) == MODULUS:
        return new.session.read.jdbc(
            new.login["url"],
            query,
            predicates=[remainder(key, parts, part) for part in range(parts)],
            properties={**new.login, "fetchsize": fetch},
        )
    return reader.options(
        dbtable=query,
        partitionColumn=key,
        lowerBound=str(new.extent.first),
        upperBound=str(new.extent.last),
        numPartitions=str(parts),
    ).load()


def gone(new: "NewRows") -> "DataFrame":
    """Return the keys that were deleted, with the cursor of that."""
    reader = new.session.read.format("jdbc").options(**new.login, fetchsize=str(MOST))
    return reader.options(dbtable=f"({new.gone}) as gone").load()


def partitions(new: "NewRows") -> int:
    """Return by how many connections a window is read. Raises RefusedError."""
    declared = new.declared.partitions
    if new.shape.integer(new.key) is None:
        if declared is not None and declared > 1:
            raise RefusedError(
                f"{new.table} has no key of one column of integers, so it can't be read by "
                f"{declared} connections: name one in the pipeline, under `key` of the table, or "
                "leave `partitions` out"
            )
        return 1
    # A key that is NULL in every row has no range.
    if not new.rows or new.extent.first is None:
        return 1
    if declared is not None:
        return declared
    cores = new.session.sparkContext.defaultParallelism
    return max(1, min(2 * cores, -(-new.rows // SMALL)))


def split(new: "NewRows") -> str:
    """Return how keys are divided: in ranges, unless they lie far apart, and so unevenly."""
    if new.declared.split is not None:
        return new.declared.split
    numbers = new.extent.last - new.extent.first + 1
    return MODULUS if numbers > SPARSE * new.rows else RANGE


def remainder(key: str, parts: int, part: int) -> str:
    """Return the SQL that holds for keys that a division by `parts` leaves `part` of.

    PostgreSQL gives a negative key a negative remainder; a key that is null is of part 0.
    """
    whole = f"mod(mod({key}, {parts}) + {parts}, {parts}) = {part}"
    return f"({whole} or {key} is null)" if part == 0 else whole
