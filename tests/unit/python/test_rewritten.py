import unittest

import jobs_path  # noqa: F401
from fake_lake import FakeTable

from sparkwright.errors import RefusedError
from sparkwright.sources.key_drift import check_retyped
from sparkwright.sources.keys import KeyColumn
from sparkwright.sources.rewritten import rewritten, truncated
from sparkwright.tables.bounds import Bound
from sparkwright.tables.loaded import noted, only_from, property_text, tag_of

ONE, TWO = {"1": "10"}, {"1": "10", "2": "20"}


class RewrittenTest(unittest.TestCase):
    def test_a_new_partition_is_not_a_change_and_a_removed_one_is(self) -> None:
        for before, now, changed, all_at_once in (
            ({}, ONE, False, False),
            (ONE, ONE, False, False),
            (ONE, TWO, False, False),
            (ONE, {"1": "11"}, True, True),
            (ONE, {"2": "20"}, True, False),
            (ONE, {}, True, False),
            (ONE, {"1": "11", "2": "20"}, True, False),
            (TWO, ONE, True, False),
            (TWO, {"1": "11", "2": "20"}, True, False),
        ):
            with self.subTest(before=before, now=now):
                self.assertEqual(rewritten(before, now), changed)
                self.assertEqual(truncated(before, now), all_at_once)


class NotedTest(unittest.TestCase):
    def setUp(self) -> None:
        self.table = FakeTable("lake.bronze.orders", [])
        self.at = None

    def write(self, text: str | None, branch: str = "main") -> None:
        named = {} if text is None else {"bookmark": text}
        self.at = self.table.write(branch, self.at, attempt="r", **named)

    def load(self, source: str = "retail", **noted: dict[str, str]) -> None:
        self.write(property_text(source, "orders", Bound("7312", "5"), **noted))

    def files(self) -> dict[str, str]:
        return noted(self.table, "retail", "orders", "files")

    def test_only_the_newest_load_has_valid_notes(self) -> None:
        self.assertEqual(self.files(), {})
        self.load(files=TWO)
        self.load(files=ONE, key={"id": "bigint"})
        self.write(None)
        self.write("no JSON")
        self.assertEqual(self.files(), ONE)
        self.assertEqual(noted(self.table, "retail", "orders", "key"), {"id": "bigint"})
        self.assertEqual(noted(self.table, "retail", "others", "files"), {})
        # One of an earlier Sparkwright, which noted none.
        self.load()
        self.assertEqual(self.files(), {})

    def test_a_load_of_another_source_is_found_on_main_and_by_its_tag(self) -> None:
        self.load()
        self.assertTrue(only_from(self.table, "retail", "orders"))
        self.load("wholesale")
        self.assertFalse(only_from(self.table, "retail", "orders"))
        # What is before is expired, and the tag alone still tells.
        self.table.heads[tag_of("r")] = self.at
        self.at = None
        self.load()
        self.assertFalse(only_from(self.table, "retail", "orders"))


class RetypedTest(unittest.TestCase):
    def test_types_with_another_notation_are_refused(self) -> None:
        for before, now, same in (
            ("character(5)", "character(8)", False),
            ("character(5)", "text", False),
            ("bit(3)", "bit(4)", False),
            ("timestamp without time zone", "timestamp with time zone", False),
            ("timestamp(3) with time zone", "timestamp with time zone", True),
            ("uuid", "text", False),
            ("character varying(5)", "text", True),
            ("text", "enum", True),
            # Spark's own types tell these apart.
            ("integer", "text", True),
            ("integer", "bigint", True),
        ):
            with self.subTest(before, now=now):
                column = KeyColumn("k", "k", now)
                try:
                    check_retyped(("stock", "lake.b.stock"), {"k": before}, [column])
                except RefusedError:
                    self.assertFalse(same)
                else:
                    self.assertTrue(same)


if __name__ == "__main__":
    unittest.main()
