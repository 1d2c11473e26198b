"""TPC-H through the retail jobs, compared with DuckDB on the same files."""

import tempfile
import unittest
from pathlib import Path

from lake_place import LakePlace
from tpch import Tpch
from tpch_loads import loads

# A table of bronze has a file for each day, so few days with many orders are loaded fastest.
SCALE = 0.4
DAYS = ("1997-01-01", "1997-06-17", "1998-01-01", "1998-08-03")


class TpchTest(unittest.TestCase):
    def test_gold_equals_duckdbs_result_after_every_load(self) -> None:
        with tempfile.TemporaryDirectory() as folder, LakePlace() as place:
            days, orders = [DAYS[0]], 0
            for load in loads(place, Tpch(SCALE, Path(folder), DAYS)):
                days.append(load.until)
                orders += load.came["lake.bronze.orders"]
                self.assertEqual(load.loaded, load.came, load.until)
                for name, (gold, answer) in load.gold.items():
                    self.assertEqual(gold, answer, f"{name} on {load.until}")
            self.assertEqual(tuple(days), DAYS)
            self.assertEqual(place.rows("select count(*) from lake.bronze.orders"), [(orders,)])
            self.assertGreater(orders, 100_000)


if __name__ == "__main__":
    unittest.main()
