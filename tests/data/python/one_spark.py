"""Spark of this process: local, with the settings that every driver of the cluster gets."""

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
    """Return the first session, which starts the one JVM; every place has sessions of its own."""
    scratch = tempfile.mkdtemp(prefix="sparkwright-spark-")
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    os.environ["SPARK_LOCAL_DIRS"] = scratch
    # A test is over before the compiler's best pays; a bench of millions of rows says otherwise.
    java = os.environ.get("SPARKWRIGHT_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in settings().items():
        builder = builder.config(name, value)
    builder = builder.config("spark.ui.enabled", "false").config("spark.driver.memory", "1g")
    builder = builder.config("spark.driver.extraJavaOptions", java)
    builder = builder.config("spark.sql.shuffle.partitions", "2")
    builder = builder.config("spark.sql.warehouse.dir", f"{scratch}/warehouse")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    # On a machine that is busy, one process that waits for itself is not dead.
    builder = builder.config("spark.executor.heartbeatInterval", "3600s")
    builder = builder.config("spark.network.timeout", "7200s")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel(os.environ.get("SPARK_LOG_LEVEL", "OFF"))
    return session


def session(**settings: str) -> SparkSession:
    """Return a new session as a new driver would have it: no cached table, no view, no setting."""
    made = spark().newSession()
    # All sessions share what is cached, and a frame over a folder that is gone breaks each look-up.
    made.catalog.clearCache()
    for name, value in settings.items():
        made.conf.set(name, value)
    return made


def make_default(made: SparkSession) -> None:
    """Let `SparkSession.builder.getOrCreate()` return a session on `made`, made when asked."""
    SparkSession._instantiatedSession = None
    SparkSession._activeSession = None
    jvm_class = SparkSession._get_j_spark_session_class(made._jvm)
    jvm_class.setDefaultSession(made._jsparkSession)
    jvm_class.setActiveSession(made._jsparkSession)


def settings() -> dict[str, str]:
    """Return what the cluster sets for every driver about its lake."""
    lines = (ROOT / "spark/spark-defaults.conf").read_text().splitlines()
    pairs = [re.split(r"\s+", line.strip(), maxsplit=1) for line in lines]
    return {pair[0]: pair[1] for pair in pairs if pair[0].startswith("spark.sql.")}
