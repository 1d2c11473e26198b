import json
import unittest

import jobs_path  # noqa: F401
from fake_lake import FakeSnapshot

from sparkwright.errors import AuditError
from sparkwright.sources.holder import Holder
from sparkwright.tables.merged import PROPERTY, written_by


def snapshot(added: int, removed: int, **merged: int) -> FakeSnapshot:
    summary = {"added-records": str(added), "deleted-records": str(removed)}
    told = {PROPERTY: json.dumps(merged)} if merged else {}
    return FakeSnapshot("1", None, {**summary, **told})


class MergedTest(unittest.TestCase):
    def test_rows_that_were_only_copied_do_not_count(self) -> None:
        self.assertEqual(written_by(snapshot(100, 0)), 100)
        self.assertEqual(written_by(snapshot(1003, 1000, inserted=3, updated=2)), 5)
        self.assertEqual(written_by(snapshot(996, 1000, deleted=4)), 0)

    def test_merge_on_read_copies_none(self) -> None:
        self.assertEqual(written_by(snapshot(5, 0, inserted=3, updated=2)), 5)

    def test_a_merge_with_other_numbers_than_declared_is_not_published(self) -> None:
        with self.assertRaisesRegex(AuditError, "insert 3 rows.*added 1004 and removed 1000"):
            written_by(snapshot(1004, 1000, inserted=3, updated=2))


class HolderTest(unittest.TestCase):
    def test_a_warning_names_the_transaction_that_holds_a_load_back(self) -> None:
        told = Holder("4711", "nightly", 90.4).warning()
        self.assertRegex(told, r"nightly \(pid 4711\) has been open for 90 s.*backend\(4711\)")
        self.assertRegex(Holder(None, "two", 90.0).warning(), "rollback prepared 'two'")
        self.assertIsNone(Holder("4711", "nightly", 59.0).warning())
        self.assertIsNone(Holder("4711", "nightly", None).warning())


if __name__ == "__main__":
    unittest.main()
