import unittest
from datetime import UTC, datetime
from unittest.mock import patch

import jobs_path  # noqa: F401

from sparkwright import attempt, running
from sparkwright.errors import RefusedError
from sparkwright.protocol.sealed import seal
from sparkwright.protocol.spec import read_spec

ATTEMPT = {
    "attempt": "r-ingest-1",
    "run": "r",
    "pipeline": "retail",
    "stage": "ingest",
    "number": 1,
    "slot": "backfill:b:2026-11-20T00:00:00Z",
    "interval": {"start": "2026-11-20T00:00:00.000Z", "end": "2026-11-21T00:00:00.000Z"},
    "backfill": True,
    "release": "sha",
    "job": "retail/ingest.py",
    "new_of_tomorrow": 1,
    "sources": {
        "retail": {
            "kind": "xid",
            "url": "jdbc:",
            "user": "reader",
            "secret": "reader",
            "tables": {"orders": "lake.bronze.orders"},
            "time": {"orders": "placed_at"},
            "bookmark": None,
        }
    },
}


class FakeHdfs:
    def __init__(self, **changes: object) -> None:
        self.spec = {
            name: each for name, each in {**ATTEMPT, **changes}.items() if each is not None
        }

    def read(self, _path: str) -> bytes:
        return seal({"version": 1, "attempts": [self.spec]})


class SpecTest(unittest.TestCase):
    def test_a_job_gets_the_interval_of_its_run(self) -> None:
        spec, folder = read_spec(
            FakeHdfs(), "hdfs://h:8020/sparkwright/attempts/r-ingest-1/spec.json"
        )
        self.assertEqual(folder, "/sparkwright/attempts/r-ingest-1")
        self.assertEqual(spec.sources["retail"].tables["orders"].time, "placed_at")
        with patch.object(running, "_running", [running.Running(spec, folder, "d", "now", None)]):
            start, end = attempt.interval
            self.assertEqual((attempt.slot_start, attempt.slot_end), (start, end))
            self.assertEqual(start, datetime(2026, 11, 20, tzinfo=UTC))
            self.assertEqual(end, datetime(2026, 11, 21, tzinfo=UTC))
            self.assertTrue(attempt.backfill)

    def test_an_interval_is_required_and_needs_a_time_zone(self) -> None:
        bare = {"start": "2026-11-20T00:00:00", "end": "2026-11-21T00:00:00"}
        for interval, says in ((None, "interval"), (bare, "no time zone")):
            with self.subTest(says), self.assertRaisesRegex(RefusedError, says):
                read_spec(FakeHdfs(interval=interval), "/spec.json")


if __name__ == "__main__":
    unittest.main()
