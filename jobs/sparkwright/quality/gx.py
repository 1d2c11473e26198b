"""Great Expectations 1.x, imported only by jobs that use it, because it is large."""

import os
import sys
from types import ModuleType
from typing import Any

from pyspark.sql import DataFrame

from sparkwright.errors import RefusedError
from sparkwright.expectations import Outcome
from sparkwright.quality.gx_outcome import outcome_of

PACKAGES = "SPARKWRIGHT_QUALITY_PACKAGES"
"""The variable with a folder of its packages, for drivers whose Python has none."""


def validated(frame: DataFrame, table: str, suite: dict[str, Any]) -> list[Outcome]:
    """Validate the rows of `table` against a suite in JSON, without any network.

    Raises RefusedError if Great Expectations is not installed or cannot read the suite.
    """
    library = _library()
    context = library.get_context(mode="ephemeral")
    asset = context.data_sources.add_spark(table).add_dataframe_asset(table)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    try:
        expectations = [
            {"type": each["type"], "kwargs": each["kwargs"], **_more(each)}
            for each in suite["expectations"]
        ]
        read = library.ExpectationSuite(name=table, expectations=expectations)
    except Exception as error:
        raise RefusedError(f"the suite of {table} cannot be read: {error}") from error
    # The result has no place for examples of failed rows, each of which costs a Spark job.
    form = {"result_format": "BASIC", "partial_unexpected_count": 0}
    found = batch.validate(read, result_format=form)
    return [outcome_of(table, each.to_json_dict()) for each in found.results]


def _more(expectation: dict[str, Any]) -> dict[str, Any]:
    return {name: expectation[name] for name in ("meta", "severity") if name in expectation}


def _library() -> ModuleType:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    os.environ["TQDM_DISABLE"] = "1"
    folder = os.environ.get(PACKAGES, "")
    if folder and folder not in sys.path:
        # At the end, so that the drivers' own packages win.
        sys.path.append(folder)
    try:
        import great_expectations
    except ImportError as error:
        raise RefusedError(
            f"Great Expectations cannot be imported ({error}): install "
            "spark/requirements-quality.txt for the Python of the drivers, or into a folder that "
            f"{PACKAGES} names in the environment of the workers"
        ) from error
    return great_expectations
