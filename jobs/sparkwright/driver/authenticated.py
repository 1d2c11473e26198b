"""The secret that applications need in a cluster with `spark.authenticate`."""

import os

# The name is from org.apache.spark.SecurityManager: a worker sets it for its processes.
VARIABLE = "_SPARK_AUTH_SECRET"


def authenticate() -> None:
    """Give the application its worker's secret, if the worker has one.

    In a driver, Spark looks for it in the settings and not in the environment. It cannot be in the
    submission, because the master stores submissions in a file and shows them on its page.
    """
    secret = os.environ.get(VARIABLE)
    if secret:
        from pyspark import SparkContext

        SparkContext.setSystemProperty("spark.authenticate.secret", secret)
