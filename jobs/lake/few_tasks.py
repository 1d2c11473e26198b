"""How many tasks look through the snapshots of a table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lake.measure import Measure

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_CONF = "spark.sql.shuffle.partitions"
_FILES = 10_000


def tasks(configured: int, found: Measure) -> int:
    """Return how many tasks have something to do, at most as many as are configured."""
    # A snapshot mostly comes with one manifest of its own.
    return max(1, min(configured, found.manifests + found.snapshots + found.files // _FILES))


@contextmanager
def few_tasks(spark: "SparkSession", found: Measure) -> Iterator[None]:
    """Let Iceberg, inside this `with`, take no more tasks than a table of this measure is worth.

    Expiry and the search for orphans make one for each partition of a shuffle, which are 200 by
    default, however few manifests there are to read.
    """
    configured = spark.conf.get(_CONF)
    spark.conf.set(_CONF, str(tasks(int(configured), found)))
    try:
        yield
    finally:
        spark.conf.set(_CONF, configured)
