"""The number of tasks for reading a table's snapshots."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

from lake.measure import Measure

_CONF = "spark.sql.shuffle.partitions"
_FILES = 10_000


def tasks(configured: int, found: Measure) -> int:
    """Return the number of useful tasks, at most the configured number."""
    # Most snapshots add one manifest.
    return max(1, min(configured, found.manifests + found.snapshots + found.files // _FILES))


@contextmanager
def few_tasks(spark: SparkSession, found: Measure) -> Iterator[None]:
    """Limit Iceberg's tasks inside this `with` to the number that the table's size needs.

    Expiry and the search for orphans make one task per shuffle partition, 200 by default, however
    few manifests there are.
    """
    configured = spark.conf.get(_CONF)
    spark.conf.set(_CONF, str(tasks(int(configured), found)))
    try:
        yield
    finally:
        spark.conf.set(_CONF, configured)
