import json
import unittest

from jobs_path import ROOT

from sparkwright.cursors import Cursor
from sparkwright.shape import Column

VECTORS = json.loads((ROOT / "tests/unit/vectors/cursors.json").read_text())


class CursorVectorsTest(unittest.TestCase):
    """The rows between two bounds, as TypeScript reads them too."""

    def test_the_sql_of_every_vector(self) -> None:
        for each in VECTORS:
            with self.subTest(each["sql"]):
                column = Column("c", "c", each["type"])
                cursor = Cursor(each["kind"], column, each["lag"], stamped=False)
                self.assertEqual(cursor.between(each["lo"], each["hi"]), each["sql"])

    def test_a_bare_time_is_read_as_utc_whatever_the_zone_of_the_jvm(self) -> None:
        bare = Column("At", '"At"', "timestamp without time zone")
        read = Cursor("id", Column("id", "id", "bigint")).selected(bare, None, "1")
        self.assertEqual(read, '"At" at time zone \'UTC\' as "At"')


if __name__ == "__main__":
    unittest.main()
