"""Attempts in one JVM: each has its own process, session and branch, and leaves nothing behind."""

import os
import tempfile
import textwrap
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from lake_place import LakePlace
from one_spark import ROOT, make_default, spark

from sparkwright.protocol.sealed import seal, unseal
from sparkwright.session.child import Child
from sparkwright.session.forked import Forks
from sparkwright.session.gateway import clear
from sparkwright.session.inbox import Assignment

_DAY = {"start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"}
HEAD = """
import os, sys, threading, time
from pyspark.sql import SparkSession
from sparkwright import attempt
session = SparkSession.builder.getOrCreate()
"""


def until(holds: Callable[[], object]) -> None:
    """Wait until a condition holds, for two minutes at most."""
    deadline = time.monotonic() + 120
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError("it never became true")
        time.sleep(0.05)


class SessionTest(unittest.TestCase):
    def setUp(self) -> None:
        self.place = self.enterContext(LakePlace())
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.jobs = self.enterContext(tempfile.TemporaryDirectory())
        make_default(self.place.session())
        with patch.dict(os.environ, {"SPARKWRIGHT_WEBHDFS_URLS": self.place.hdfs.url}):
            self.forks = Forks(ROOT / "jobs")
        self.addCleanup(self.forks.close)
        self.children: list[Child] = []
        self.addCleanup(self.end_all)

    def end_all(self) -> None:
        for child in self.children:
            child.kill()
            until(lambda child=child: child.poll() is not None)
            child.close()

    def start(self, name: str, job: str) -> Child:
        """Start a job, given as text, as an attempt in the tests' JVM."""
        (Path(self.jobs) / f"{name}.py").write_text(HEAD + textwrap.dedent(job))
        told = {
            **{"attempt": name, "run": name, "pipeline": "test", "stage": "stage", "number": 1},
            **{"slot": f"manual:{name}", "interval": _DAY, "release": "r", "sources": {}},
            "job": str(Path(self.jobs) / f"{name}.py"),
        }
        path = f"/sparkwright/attempts/{name}/spec.json"
        self.place.hdfs.files[path] = seal({"version": 1, "attempts": [told]})
        given = "spark.sql.iceberg.snapshot-property.sparkwright"
        settings = {
            "spark.sql.catalog.lake.warehouse": str(self.place.folder),
            **{"spark.wap.branch": name, f"{given}.attempt": name, f"{given}.run": name},
        }
        with patch.dict(os.environ, {"SPARKWRIGHT_WEBHDFS_URLS": self.place.hdfs.url}):
            folder = self.folder / name / "driver-1"
            given = Assignment(name, path, settings)
            child = Child(spark().sparkContext, self.forks, given, ROOT / "jobs", folder)
        self.children.append(child)
        return child

    def end(self, child: Child) -> dict[str, Any] | None:
        """Return the result of an attempt once its process has ended; None if it left none."""
        until(lambda: child.poll() is not None)
        child.close()
        self.children.remove(child)
        file = self.place.hdfs.files.get(f"/sparkwright/attempts/{child.attempt}/result.json")
        return None if file is None else unseal(file, "result.json")

    def run_job(self, name: str, job: str) -> dict[str, Any] | None:
        return self.end(self.start(name, job))

    def must(self, name: str, job: str) -> dict[str, Any]:
        result = self.run_job(name, job)
        if result is None or result["error"] is not None:
            output = (self.folder / name / "driver-1/stdout").read_text()[-4000:]
            raise AssertionError(
                (result, output, (self.folder / name / "driver-1/stderr").read_text())
            )
        return result

    def test_what_an_attempt_leaves_behind_does_not_reach_the_next(self) -> None:
        left = """
            session.conf.set("spark.sql.shuffle.partitions", "77")
            session.range(10).createOrReplaceTempView("left")
            session.range(1000).cache().count()
            session.sparkContext.parallelize([1, 2]).cache().count()
            session.sparkContext.setJobGroup("left", "left")
            os.chdir("/")
            os.environ["LEFT"] = "1"
            threading.Thread(target=time.sleep, args=[600], daemon=True).start()
            sys.modules["json"].left = 1
            session.range(3).writeTo("lake.gold.first").using("iceberg").create()
            session.stop()
            """
        result = self.must("first", left)
        self.assertEqual(result["rows"]["lake.gold.first"]["written"], 3)
        clear(spark().sparkContext)
        persistent = spark().sparkContext._jsc.getPersistentRDDs()
        self.assertEqual(dict(persistent), {})
        self.must(
            "second",
            """
            import json
            assert session.conf.get("spark.sql.shuffle.partitions") == "2"
            assert not session.catalog.tableExists("left")
            assert "LEFT" not in os.environ and not hasattr(json, "left")
            assert os.getcwd() != "/"
            assert session.sparkContext.getLocalProperty("spark.jobGroup.id") is None
            assert session.table("lake.gold.first").count() == 3
            """,
        )

    def test_attempts_side_by_side_see_their_own_branches(self) -> None:
        self.must("made", 'session.sql("create table lake.gold.t (id int) using iceberg")')
        job = """
            session.sql("insert into lake.gold.t values ({0})")
            open("../../{1}", "w").close()
            while not os.path.exists("../../{2}"):
                time.sleep(0.05)
            rows = session.table("lake.gold.t").collect()
            assert [row.id for row in rows] == [{0}], rows
            raise ValueError("not published")
            """
        one = self.start("one", job.format(1, "one-wrote", "two-wrote"))
        two = self.start("two", job.format(2, "two-wrote", "one-wrote"))
        for child in (one, two):
            result = self.end(child)
            assert result is not None
            self.assertEqual(result["error"]["message"], "not published")

    def test_a_process_that_exits_or_is_killed_leaves_the_session_usable(self) -> None:
        self.assertIsNone(self.run_job("exits", "os._exit(0)"))
        slow = """
            session.sparkContext.parallelize([0], 1).foreach(lambda _: time.sleep(600))
            """
        child = self.start("slow", slow)
        tracker = spark().sparkContext.statusTracker()
        until(tracker.getActiveJobsIds)
        child.kill()
        self.assertIsNone(self.end(child))
        until(lambda: not tracker.getActiveJobsIds())
        self.must("after", "assert session.range(5).count() == 5")


if __name__ == "__main__":
    unittest.main()
