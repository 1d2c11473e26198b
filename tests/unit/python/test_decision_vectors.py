"""Decisions that TypeScript makes too, by the same vectors."""

import builtins
import json
import unittest

from jobs_path import ROOT
from pyspark import errors as spark

from sparkwright import errors
from sparkwright.driver.verdict import retryable
from sparkwright.errors import RefusedError
from sparkwright.expectations import ExpectationError
from sparkwright.protocol.claim import ClaimLost
from sparkwright.protocol.sealed import BrokenSealError
from sparkwright.protocol.webhdfs_errors import UnreachableError
from sparkwright.tables.bounds import Bound, begin
from sparkwright.tables.damage import DamagedTableError

VECTORS = ROOT / "tests/unit/vectors"

OWN = {
    kind.__name__: kind
    for kind in (
        *(errors.MainMovedError, errors.AuditError, RefusedError, ExpectationError, ClaimLost),
        *(BrokenSealError, UnreachableError, DamagedTableError),
    )
}

SAYS = {
    "gone back": "but the server is at",
    "server": "of server 9999, but the source is now server 7312",
    "kind": "but the source is now of kind",
}


class BoundVectorsTest(unittest.TestCase):
    def test_a_load_begins_at_its_bookmark_or_is_refused(self) -> None:
        for each in json.loads((VECTORS / "bounds.json").read_text()):
            with self.subTest(each["title"]):
                if each["refused"] is None:
                    self.assertEqual(self.begin(**each), each["begins"])
                    continue
                with self.assertRaisesRegex(RefusedError, SAYS[each["refused"]]):
                    self.begin(**each)

    def begin(self, bookmark: dict[str, str], source: dict[str, str], **_: object) -> str | None:
        bound = Bound(bookmark["system_identifier"], bookmark["bound"], bookmark["kind"])
        hi = Bound(source["system_identifier"], source["hi"], source["kind"])
        return begin("s", "t", "l.b.t", loaded=bound, has_data=True, filed=bound, hi=hi)


class FailureVectorsTest(unittest.TestCase):
    def test_a_class_of_errors_is_retryable_or_not(self) -> None:
        for each in json.loads((VECTORS / "failures.json").read_text()):
            with self.subTest(each["class"]):
                self.assertIs(retryable(self.error(each["class"])), each["retryable"])

    def error(self, name: str) -> BaseException:
        known = (OWN.get(name), getattr(builtins, name, None), getattr(spark, name, None))
        # Errors of Java are known by the name of their class alone.
        kind = next(filter(None, known), None) or type(name, (Exception,), {})
        return kind.__new__(kind)


if __name__ == "__main__":
    unittest.main()
