"""After drivers of transform and serve die by SIGKILL, bronze and gold are exact in the next run.

Those of ingest die in test_killed.py.
"""

import signal
import unittest

from killed import run_killed
from lake_place import LakePlace
from one_spark import ROOT
from retail_database import BRONZE, JOBS, retail_database, run_retail

_, TRANSFORM, SERVE = JOBS
DEATHS = (
    (SERVE, "between the two snapshots of main"),
    (SERVE, "before its files"),
    (TRANSFORM, "before it may publish"),
    (TRANSFORM, "before the result"),
)

# Thirty orders of two days; every third of all that have been placed is delivered now.
PLACED = """
with placed as (
  insert into orders (branch, customer, category, product, quantity, unit_price, created_at)
  select 'branch ' || n % 4, 'customer', 'category', 'product ' || n, 1 + n % 5, 9.99,
         timestamptz '2026-11-20 20:00Z' + n * interval '17 minutes 11 seconds'
  from generate_series(1, 30) n returning id, created_at
)
insert into ordershistory (order_id, status, changed_at) select id, 'NEW', created_at from placed
"""
DELIVERED = """
insert into ordershistory (order_id, status, changed_at)
select id, 'DELIVERED', created_at + id * interval '61 minutes 7 seconds' from orders o
where id % 3 = (select count(*) / 30 % 3 from orders)
  and not exists (select from ordershistory where order_id = o.id and status = 'DELIVERED')
"""


class KilledStagesTest(unittest.TestCase):
    def test_gold_and_bronze_are_exact_after_every_death(self) -> None:
        with LakePlace() as place:
            self.place, self.database = place, retail_database()
            sources = {"retail": place.source(self.database, BRONZE)}
            self.database.run(PLACED, DELIVERED)
            run_retail(place, sources)
            for number, (job, point) in enumerate(DEATHS):
                with self.subTest(job=job, point=point):
                    self.database.run(PLACED, DELIVERED)
                    for earlier in JOBS[: JOBS.index(job)]:
                        place.must(earlier, sources)
                    code = run_killed(place, f"killed-{number}", job, sources, point)
                    self.assertEqual(code, -signal.SIGKILL)
                    run_retail(place, sources)
                    self.assert_exact()

    def assert_exact(self) -> None:
        for table, target in BRONZE.items():
            there = self.database.rows(f"select id, xid from {table} order by id")
            here = self.place.rows(f"select id, xid from {target}")
            self.assertEqual([tuple(map(str, row)) for row in here], there, table)
        for name in ("delivery_by_branch", "delivery_by_branch_day"):
            said = self.database.rows((ROOT / f"postgresql/{name}.sql").read_text())
            file = self.place.hdfs.files[f"/data/gold/{name}.csv"].decode().splitlines()
            self.assertEqual(file[1:], [",".join(row) for row in said], name)
            gold = self.place.rows(f"select * from lake.gold.{name}")
            texts = [tuple("" if value is None else str(value) for value in row) for row in gold]
            self.assertEqual(texts, said, name)


if __name__ == "__main__":
    unittest.main()
