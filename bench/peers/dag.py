"""Airflow's version of the three stages. The bench sets the variables."""

import os

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG

with DAG(dag_id="three", schedule=None):
    first, second, third = (
        SparkSubmitOperator(
            task_id=name,
            application=os.environ["BENCH_JOB"],
            properties_file=os.environ["BENCH_PROPERTIES"],
        )
        for name in ("first", "second", "third")
    )
    first >> second >> third
