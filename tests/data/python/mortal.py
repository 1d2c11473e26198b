"""A driver in its own process that dies by SIGKILL at a named point: `mortal.py POINT SPEC`.

The points are here and not in the tested code. The JVM dies too, with the whole process group.
"""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from pyspark.sql.readwriter import DataFrameWriterV2

from sparkwright import bootstrap
from sparkwright.tables import publish
from sparkwright.tables.iceberg import Table

BEFORE, AFTER, WITHIN = "before", "after", "within"

POINTS: dict[str, tuple[Any, str, str, int]] = {
    "before the first append": (DataFrameWriterV2, "append", BEFORE, 1),
    "within the first append": (DataFrameWriterV2, "append", WITHIN, 1),
    "between the two appends": (DataFrameWriterV2, "append", AFTER, 1),
    "after both appends": (publish, "note_reads", BEFORE, 1),
    "between the two tags": (Table, "tag", AFTER, 1),
    "before it may publish": (publish, "claim_publishing", BEFORE, 1),
    "once it may publish": (publish, "claim_publishing", AFTER, 1),
    "between the two snapshots of main": (Table, "publish", AFTER, 1),
    "before its files": (publish, "publish_files", BEFORE, 1),
    "before the result": (bootstrap.result, "leave", BEFORE, 1),
    "before the bookmark": (bootstrap.result, "leave", AFTER, 1),
}
"""The call of each point, whether the process dies before, within or after it, and its number."""


def arm(point: str) -> None:
    """Let this process die at a point."""
    owner, name, when, number = POINTS[point]
    original, calls = getattr(owner, name), []

    def called(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) != number:
            return original(*arguments, **named)
        if when == BEFORE:
            die()
        if when == WITHIN:
            threading.Thread(target=_die_beside, args=[_files()], daemon=True).start()
        answer = original(*arguments, **named)
        die()
        return answer

    setattr(owner, name, called)


def die() -> None:
    """Kill this process and its JVM at once."""
    os.killpg(os.getpgid(0), signal.SIGKILL)


def _die_beside(before: set[Path]) -> None:
    """Die once there is a new data file, which is incomplete or not committed."""
    while _files() == before:
        pass
    die()


def _files() -> set[Path]:
    return set(Path(os.environ["LAKE"]).glob("bronze/*/data/**/*.parquet"))


if __name__ == "__main__":
    arm(sys.argv[1])
    sys.exit(bootstrap.main(["--attempts", sys.argv[2]]))
