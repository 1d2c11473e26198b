"""The local Spark of this process, with the settings of the cluster's drivers."""

import atexit
import os
import re
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
# Last, since modules of the two tiers may have the same name.
sys.path.extend([str(ROOT / "jobs"), str(ROOT / "tests/unit/python")])

os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")

from pyspark.sql import SparkSession  # noqa: E402


@cache
def spark() -> SparkSession:
    """Return the first session, which starts the one JVM; places use sessions of their own."""
    scratch = tempfile.mkdtemp(prefix="sparkwright-spark-")
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    os.environ["SPARK_LOCAL_DIRS"] = scratch
    # Tests are too short for the optimising compiler to pay; a bench sets other options.
    java = os.environ.get("SPARKWRIGHT_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in settings().items():
        builder = builder.config(name, value)
    builder = builder.config("spark.ui.enabled", "false").config("spark.driver.memory", "1g")
    builder = builder.config("spark.driver.extraJavaOptions", java)
    builder = builder.config("spark.sql.shuffle.partitions", "2")
    builder = builder.config("spark.sql.warehouse.dir", f"{scratch}/warehouse")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    # On a busy machine, a slow heartbeat within one process must not end it.
    builder = builder.config("spark.executor.heartbeatInterval", "3600s")
    builder = builder.config("spark.network.timeout", "7200s")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel(os.environ.get("SPARK_LOG_LEVEL", "OFF"))
    return session


def session(**settings: str) -> SparkSession:
    """Return a new session without cached tables, views and settings, like a new driver's."""
    made = spark().newSession()
    # All sessions share the cache, and a cached frame over a deleted folder breaks look-ups.
    made.catalog.clearCache()
    for name, value in settings.items():
        made.conf.set(name, value)
    return made


def make_default(made: SparkSession) -> None:
    """Let `SparkSession.builder.getOrCreate()` return a session on `made`."""
    SparkSession._instantiatedSession = None
    SparkSession._activeSession = None
    jvm_class = SparkSession._get_j_spark_session_class(made._jvm)
    jvm_class.setDefaultSession(made._jsparkSession)
    jvm_class.setActiveSession(made._jsparkSession)


def settings() -> dict[str, str]:
    """Return the cluster's SQL settings for every driver."""
    lines = (ROOT / "spark/spark-defaults.conf").read_text().splitlines()
    pairs = [re.split(r"\s+", line.strip(), maxsplit=1) for line in lines]
    return {pair[0]: pair[1] for pair in pairs if pair[0].startswith("spark.sql.")}
