"""After a driver dies by SIGKILL at any step of a load, the next attempt loads each row once."""

import signal
import unittest

from killed import run_killed
from lake_place import LakePlace
from mortal import POINTS
from retail_database import BRONZE, JOBS, retail_database, run_retail

INGEST = JOBS[0]
COLUMNS = {"orders": "id, branch, quantity", "ordershistory": "id, order_id, status"}
ORDER = """
    insert into orders (branch, customer, category, product, quantity, unit_price, created_at)
    select 'Oslo', 'Ada', 'tea', 'green', n, 2.50, '2026-11-20T10:00Z' from generate_series(1, 3) n
"""
HISTORY = """insert into ordershistory (order_id, status, changed_at)
    select id, 'NEW', created_at from orders o
    where not exists (select from ordershistory h where h.order_id = o.id)"""


class KilledTest(unittest.TestCase):
    def test_one_attempt_counts_wherever_the_driver_dies(self) -> None:
        database = retail_database()
        with LakePlace() as place:
            sources = {"retail": place.source(database, BRONZE)}
            run_retail(place, sources)
            for number, point in enumerate(POINTS):
                with self.subTest(point):
                    database.run(ORDER, HISTORY)
                    died = run_killed(place, f"killed-{number}-ingest-1", INGEST, sources, point)
                    self.assertEqual(died, -signal.SIGKILL)
                    database.run(ORDER, HISTORY)
                    place.must(INGEST, sources)
                    for table, columns in COLUMNS.items():
                        there = database.rows(f"select {columns} from {table} order by id")
                        here = place.rows(f"select {columns} from {BRONZE[table]} order by id")
                        self.assertEqual([tuple(map(str, row)) for row in here], there)
            run_retail(place, sources)
            gold = place.rows("select branch, orders from lake.gold.delivery_by_branch")
            self.assertEqual(gold, [("Oslo", 6 * len(POINTS))])


if __name__ == "__main__":
    unittest.main()
