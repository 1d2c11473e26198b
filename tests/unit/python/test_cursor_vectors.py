import json
import unittest

from jobs_path import ROOT

from sparkwright.errors import RefusedError
from sparkwright.protocol.source import SourceTable, parse_source
from sparkwright.sources.cursors import Cursor, cursor_of
from sparkwright.sources.shape import Column, Shape

VECTORS = json.loads((ROOT / "tests/unit/vectors/cursors.json").read_text())


class CursorVectorsTest(unittest.TestCase):
    """The rows between two bounds, as TypeScript reads them too."""

    def test_the_sql_of_every_vector(self) -> None:
        for each in VECTORS:
            with self.subTest(f"{each['kind']} by {each['type']}: {each['sql']}"):
                if each["sql"] is None:
                    self.refused(each)
                    continue
                cursor = self.cursor(each, lag=each["lag"])
                self.assertEqual(cursor.between(each["lo"], each["hi"]), each["sql"])

    def refused(self, each: dict) -> None:
        with self.assertRaisesRegex(RefusedError, "c is of type .* a cursor of kind"):
            self.cursor(each)

    def cursor(self, each: dict, **fields: float) -> Cursor:
        told = {"kind": each["kind"], "url": "", "user": "", "secret": "", **fields}
        shape = Shape("t", (Column("c", "c", each["type"]),), each.get("stamped", True))
        return cursor_of(parse_source(told), "t", SourceTable("l.b.t", cursor="c"), shape)

    def test_a_bare_time_is_read_as_utc_whatever_the_zone_of_the_jvm(self) -> None:
        bare = Column("At", '"At"', "timestamp without time zone")
        read = Cursor("id", Column("id", "id", "bigint")).selected(bare, None, "1")
        self.assertEqual(read, '"At" at time zone \'UTC\' as "At"')


if __name__ == "__main__":
    unittest.main()
