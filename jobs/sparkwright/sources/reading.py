"""Reading a window by JDBC, through one connection or several in parallel."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from sparkwright.errors import RefusedError
from sparkwright.protocol.lake_names import quoted
from sparkwright.sources.new_rows import NewRows

SMALL = 50_000
"""The most rows that one connection reads faster than several."""

SPARSE = 10
"""Numbers per key above which ranges of keys divide rows too unevenly."""

RANGE, MODULUS = "range", "modulus"

MOST, LEAST = 10_000, 10
"""The most and the fewest rows in one fetch."""

BUDGET = 16 * 1024 * 1024
"""The most bytes in one fetch, which each connection of an executor holds in memory."""


def fetch_size(declared: int | None, width: int) -> str:
    """Return the declared fetch size, or one for rows of `width` bytes."""
    return str(declared or min(MOST, max(LEAST, BUDGET // max(width, 1))))


def frame(new: NewRows) -> DataFrame:
    """Return the rows of a window.

    Connections divide them by an integer key, by ranges or by its remainder. The upper bound is
    settled, so it does not matter when each connection begins.
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


def gone(new: NewRows) -> DataFrame:
    """Return the deleted keys, with the cursor of each deletion."""
    reader = new.session.read.format("jdbc").options(**new.login, fetchsize=str(MOST))
    return reader.options(dbtable=f"({new.gone}) as gone").load()


def keys(new: NewRows, select: str) -> DataFrame:
    """Return the result of a SELECT of keys, in the types of the target."""
    reader = new.session.read.format("jdbc").options(**new.login, fetchsize=str(MOST))
    found = reader.options(dbtable=f"({select}) as keys").load()
    types = {field.name.lower(): field.dataType for field in new.session.table(new.target).schema}
    names = [quoted(name) for name in found.columns]
    pairs = zip(found.columns, names, strict=True)
    return found.select(*[F.col(q).cast(types[name.lower()]).alias(name) for name, q in pairs])


def partitions(new: NewRows) -> int:
    """Return the number of connections to read a window. Raises RefusedError."""
    declared = new.declared.partitions
    if new.shape.integer(new.key) is None:
        if declared is not None and declared > 1:
            raise RefusedError(
                f"{new.table} has no key of one column of integers, so it can't be read by "
                f"{declared} connections: name one in the pipeline, under `key` of the table, or "
                "leave `partitions` out"
            )
        return 1
    # A key that is NULL in every row has no range to divide.
    if not new.rows or new.extent.first is None:
        return 1
    if declared is not None:
        return declared
    cores = new.session.sparkContext.defaultParallelism
    return max(1, min(2 * cores, -(-new.rows // SMALL)))


def split(new: NewRows) -> str:
    """Return how keys are divided: by ranges, unless they are sparse."""
    if new.declared.split is not None:
        return new.declared.split
    numbers = new.extent.last - new.extent.first + 1
    return MODULUS if numbers > SPARSE * new.rows else RANGE


def remainder(key: str, parts: int, part: int) -> str:
    """Return the SQL condition for keys with remainder `part` when divided by `parts`.

    PostgreSQL gives negative keys a negative remainder, so `parts` is added. Null keys are in
    part 0.
    """
    whole = f"mod(mod({key}, {parts}) + {parts}, {parts}) = {part}"
    return f"({whole} or {key} is null)" if part == 0 else whole
