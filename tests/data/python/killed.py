"""Attempts in processes of their own, on the lake of a place, that are killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lake_place import LakePlace
from one_spark import ROOT
from own_process import configuration

from sparkwright.protocol.sealed import seal

_DAY = {"start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"}
_HERE = Path(__file__).parent


def run_killed(place: LakePlace, name: str, job: str, sources: dict[str, Any], point: str) -> int:
    """Run a job as attempt `name` until it dies at a point of `mortal`; return its exit code."""
    told = {
        **{"attempt": name, "run": name, "pipeline": "retail", "stage": "stage", "number": 1},
        **{"slot": f"manual:{name}", "interval": _DAY, "release": "r", "job": job},
        "sources": {
            each: {**source, "bookmark": place.bookmark.get(each)}
            for each, source in sources.items()
        },
    }
    spec = f"/sparkwright/attempts/{name}/spec.json"
    place.hdfs.files[spec] = seal({"version": 1, "attempts": [told]})
    with _configured(place, name) as folder:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "jobs"),
            "SPARK_CONF_DIR": folder,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARKWRIGHT_WEBHDFS_URLS": place.hdfs.url,
            "LAKE": str(place.folder),
        }
        ended = subprocess.run(
            [sys.executable, str(_HERE / "mortal.py"), point, spec],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            check=False,
        )
    if ended.returncode >= 0:
        print(ended.stdout[-3000:])
    return ended.returncode


@contextmanager
def _configured(place: LakePlace, name: str) -> Iterator[str]:
    """Make a folder with the settings of a driver of attempt `name`."""
    given = "spark.sql.iceberg.snapshot-property.sparkwright"
    told = {"spark.wap.branch": name, f"{given}.attempt": name, f"{given}.run": name}
    with configuration(place, **told) as folder:
        yield folder
