"""Scripts that stop their context and make another one, which spark-submit allows."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

JOBS = Path(__file__).parents[3] / "jobs"

# Spark puts options of its own before these in the context.
DEFAULTS = """
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1
spark.executor.extraJavaOptions -XX:+UseSerialGC
spark.driver.bindAddress 127.0.0.1
spark.driver.host 127.0.0.1
"""

# A process of its own, since the hooks change pyspark for good.
BEGINNING = """
from pyspark import SparkConf, SparkContext
from pyspark.sql import SparkSession
from sparkwright.errors import RefusedError
from sparkwright.driver.second_context import SecondContext

second = SecondContext()
SparkContext.stop = second.hold_back
SparkSession.stop = second.hold_back

def refused(make):
    try:
        make()
    except RefusedError as error:
        print("refused", str(error).split(": ", 1)[1].split(". ")[0])
    else:
        print("accepted")

conf = SparkConf().setMaster("local[1]").set("spark.ui.enabled", "false").setAppName("first")
spark = SparkSession.builder.config(conf=conf).getOrCreate()
first = spark.sparkContext.applicationId
print(spark.range(3).count())
spark.stop()
"""


def output(script: str) -> list[str]:
    """Return the lines that the script prints after its first session was stopped."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "spark-defaults.conf").write_text(DEFAULTS)
        done = subprocess.run(
            [sys.executable, "-c", BEGINNING + script],
            env={**os.environ, "PYTHONPATH": str(JOBS), "SPARK_CONF_DIR": folder},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    lines = [line for line in done.stdout.splitlines() if not line.startswith("sparkwright")]
    if done.returncode != 0 or lines[:1] != ["3"]:
        raise AssertionError(f"the script failed: {done.stdout}\n{done.stderr[-3000:]}")
    return lines[1:]


class StopAndStartTest(unittest.TestCase):
    maxDiff = None

    def test_a_second_context_shares_the_application_or_is_refused(self):
        lines = output("""
sc = SparkContext(conf=SparkConf().setAppName("second"))
print(sc.parallelize(range(5)).sum(), sc.applicationId == first)
sc.stop()
with SparkContext(appName="third", conf=SparkConf().set("spark.sql.shuffle.partitions", "7")) as sc:
    print(SparkSession(sc).conf.get("spark.sql.shuffle.partitions"))
print(SparkContext.getOrCreate(SparkConf().setAppName("fourth")).parallelize([1, 2]).sum())
refused(lambda: SparkContext(conf=SparkConf().set("spark.executor.memory", "3g")))
refused(lambda: SparkContext("local[4]", "fifth"))
refused(lambda: SparkContext(environment={"TZ": "Africa/Cairo"}))
refused(lambda: SparkContext.getOrCreate(SparkConf().set("spark.executor.cores", "4")))
refused(lambda: SparkSession.builder.config("spark.executor.memory", "3g").getOrCreate())
print(SparkSession.builder.appName("sixth").getOrCreate().range(4).count())
""")
        self.assertEqual(
            lines,
            [
                "10 True",
                "7",
                "3",
                "refused spark.executor.memory",
                "refused spark.master",
                "refused spark.executorEnv.TZ",
                "refused spark.executor.cores",
                "refused spark.executor.memory",
                "4",
            ],
        )


if __name__ == "__main__":
    unittest.main()
