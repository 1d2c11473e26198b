"""Standard data from outside: TPC-H through the retail jobs, against DuckDB on the same files."""

import tempfile
import unittest
from pathlib import Path

from lake_place import LakePlace
from tpch import Tpch
from tpch_loads import DAYS, loads

SCALE = 0.1


class TpchTest(unittest.TestCase):
    def test_gold_is_what_duckdb_says_after_every_load(self) -> None:
        with tempfile.TemporaryDirectory() as folder, LakePlace() as place:
            days = [DAYS[0]]
            for load in loads(place, Tpch(SCALE, Path(folder))):
                days.append(load.until)
                self.assertEqual(load.loaded, load.came, load.until)
                for name, (gold, answer) in load.gold.items():
                    self.assertEqual(gold, answer, f"{name} on {load.until}")
            self.assertEqual(tuple(days), DAYS)
            self.assertEqual(place.rows("select count(*) from lake.bronze.orders"), [(150_000,)])


if __name__ == "__main__":
    unittest.main()
