"""Great Expectations suites for tables of the lake: one JSON file per table, beside the job."""

import json
import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from pyspark import StorageLevel
from pyspark.sql import SparkSession

from sparkwright.errors import RefusedError
from sparkwright.expectations import describe
from sparkwright.log import log
from sparkwright.quality.checks import Checks
from sparkwright.quality.gx import validated
from sparkwright.quality.observed import observed
from sparkwright.running import Running, current
from sparkwright.tables.files import stage

REWRITTEN = "/data/expectations"
"""The folder on HDFS for suites made from a run's data, by their paths below the jobs folder."""


def run(folder: Path, tables: list[str], environment: Mapping[str, str] = os.environ) -> None:
    """Validate each table against `<folder>/<table>.json` if RUN_WITH_VALIDATION is true.

    If PERSIST_EXPECTATIONS is true, suites are first made from the tables' rows and left on HDFS
    for `sparkwright suites pull`. Raises ExpectationError if an expectation fails, RefusedError
    if a table has no suite.
    """
    validating, persisting = (
        _is_on(environment, name) for name in ("RUN_WITH_VALIDATION", "PERSIST_EXPECTATIONS")
    )
    if not validating and not persisting:
        log("no validation: RUN_WITH_VALIDATION is not true")
        return
    attempt, session = current(), SparkSession.builder.getOrCreate()
    checks = attempt.state(Checks)
    # A missing suite is reported before the other tables take minutes.
    suites = {} if persisting else {table: _read(folder, table) for table in tables}
    for table in tables:
        frame = session.table(table).persist(StorageLevel.MEMORY_AND_DISK)
        checks.frames.append(frame)
        if persisting:
            suites[table] = observed(frame, table)
            _leave(attempt, folder, suites[table])
        if validating:
            outcomes = validated(frame, table, suites[table])
            checks.outcomes.extend(outcomes)
            for outcome in outcomes:
                if not outcome.passed:
                    log(describe(outcome))
        frame.unpersist()
    checks.settle(attempt.spec.attempt)


def _is_on(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "").strip().lower()
    if value not in ("", "true", "false"):
        raise RefusedError(f"{name} is {value!r}: set it to true or false")
    return value == "true"


def _read(folder: Path, table: str) -> dict[str, Any]:
    path = folder / f"{table}.json"
    try:
        return json.loads(path.read_text())
    except FileNotFoundError as error:
        raise RefusedError(
            f"{table} has no suite {folder.name}/{path.name} beside the job: run it once with "
            "PERSIST_EXPECTATIONS=true, which makes one from the table's rows, and get it with "
            "`sparkwright suites pull`"
        ) from error
    except ValueError as error:
        raise RefusedError(f"{folder.name}/{path.name} is not JSON: {error}") from error


def _leave(attempt: Running, folder: Path, suite: dict[str, Any]) -> None:
    text = json.dumps(suite, indent=2, ensure_ascii=False) + "\n"
    beside = PurePosixPath(attempt.spec.job).parent / folder.name
    stage(attempt, text.encode(), f"{REWRITTEN}/{beside}/{suite['name']}.json")
