"""The secret by which a cluster with `spark.authenticate` knows its applications."""

import os

# Spark's own name, of org.apache.spark.SecurityManager: a worker hands it to what it starts.
VARIABLE = "_SPARK_AUTH_SECRET"


def authenticate() -> None:
    """Give the application that is to be started its worker's secret, where it has one.

    Spark looks for it in a driver's settings, and not where the worker has put it. No submission
    carries it: the master keeps those in a file, and shows them on its page.
    """
    secret = os.environ.get(VARIABLE)
    if secret:
        from pyspark import SparkContext

        SparkContext.setSystemProperty("spark.authenticate.secret", secret)
