"""Running suites of Great Expectations on tables of the lake, each a JSON file beside the job."""

import json
import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from sparkwright.errors import RefusedError
from sparkwright.expectations import words
from sparkwright.files import stage
from sparkwright.running import Running, current
from sparkwright.say import say

REWRITTEN = "/data/expectations"
"""Where suites are left that were made from a run's data, by their paths below the jobs folder."""


def run(folder: Path, tables: list[str], environment: Mapping[str, str] = os.environ) -> None:
    """Hold each table against `<folder>/<table>.json`, where RUN_WITH_VALIDATION is true.

    With PERSIST_EXPECTATIONS true, suites are made from the tables' rows first, held against those,
    and left on HDFS for `sparkwright suites pull`. Raises ExpectationError where an expectation
    fails that may not, RefusedError where a table has no suite.
    """
    from pyspark import StorageLevel
    from pyspark.sql import SparkSession

    from sparkwright.gx import validated
    from sparkwright.observed import observed

    validating, persisting = (
        _is_on(environment, name) for name in ("RUN_WITH_VALIDATION", "PERSIST_EXPECTATIONS")
    )
    if not validating and not persisting:
        say("nothing is validated: RUN_WITH_VALIDATION is not true")
        return
    attempt, session = current(), SparkSession.builder.getOrCreate()
    # A table that has no suite is told before minutes go into the others.
    suites = {} if persisting else {table: _read(folder, table) for table in tables}
    for table in tables:
        frame = session.table(table).persist(StorageLevel.MEMORY_AND_DISK)
        attempt.checks.frames.append(frame)
        if persisting:
            suites[table] = observed(frame, table)
            _leave(attempt, folder, suites[table])
        if validating:
            outcomes = validated(frame, table, suites[table])
            attempt.checks.outcomes.extend(outcomes)
            for outcome in outcomes:
                if not outcome.passed:
                    say(words(outcome))
        frame.unpersist()
    attempt.checks.settle(attempt.spec.attempt)


def _is_on(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "").strip().lower()
    if value not in ("", "true", "false"):
        raise RefusedError(f"{name} is {value!r}: it is true or false")
    return value == "true"


def _read(folder: Path, table: str) -> dict[str, Any]:
    path = folder / f"{table}.json"
    try:
        return json.loads(path.read_text())
    except FileNotFoundError as error:
        raise RefusedError(
            f"{table} has no suite {folder.name}/{path.name} beside the job: run it once with "
            "PERSIST_EXPECTATIONS=true, which makes one of the table's rows, then fetch it with "
            "`sparkwright suites pull`"
        ) from error
    except ValueError as error:
        raise RefusedError(f"{folder.name}/{path.name} is no JSON: {error}") from error


def _leave(attempt: Running, folder: Path, suite: dict[str, Any]) -> None:
    text = json.dumps(suite, indent=2, ensure_ascii=False) + "\n"
    beside = PurePosixPath(attempt.spec.job).parent / folder.name
    stage(attempt, text.encode(), f"{REWRITTEN}/{beside}/{suite['name']}.json")
