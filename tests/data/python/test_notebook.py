"""The notebook runs on a lake filled by the retail jobs, and shows its content."""

import json
import os
import subprocess
import unittest
from pathlib import Path

import pyspark
from lake_place import LakePlace
from one_spark import ROOT
from own_process import configuration
from retail_database import BRONZE, retail_database, run_retail
from tools import tool

NOTEBOOK = ROOT / "notebooks/retail.ipynb"

ORDERS = """
with placed as (
  insert into orders (branch, customer, category, product, quantity, unit_price, created_at)
  select 'Branch ' || n % 3, 'customer', 'category', 'product', 1, 9.99,
         timestamptz '2026-11-20Z' + n * interval '1 hour'
  from generate_series(1, 30) n returning id, created_at
)
insert into ordershistory (order_id, status, changed_at)
select id, 'NEW', created_at from placed
union all select id, 'DELIVERED', created_at + interval '90 minutes' from placed where id % 3 = 1
"""


class NotebookTest(unittest.TestCase):
    def test_it_runs_shows_the_lake_and_agrees_with_its_pair(self) -> None:
        with LakePlace() as place:
            database = retail_database()
            database.run(ORDERS)
            run_retail(place, {"retail": place.source(database, BRONZE)})
            told = execute(place)
        self.assertTrue(told["pair"], "run jupytext --sync notebooks/retail.py")
        said = "\n".join(told["said"])
        self.assertRegex(said, r"lake\.bronze\.orders *\| *30 *\|")
        self.assertRegex(said, r"Branch 1 +10 +1\.50 +█{40} 10\n")
        self.assertRegex(said, r"Branch 2 +10 +0\n")
        differing = told["said"][-2]
        self.assertEqual(len(differing.strip().splitlines()), 4, differing)


def execute(place: LakePlace) -> dict:
    """Run the notebook as a user's Jupyter would, and return the output."""
    with configuration(place) as folder:
        answer = subprocess.run(
            [tool("jupyter"), str(Path(__file__).with_name("run_notebook.py")), str(NOTEBOOK)],
            env={
                **os.environ,
                "SPARK_CONF_DIR": folder,
                "SPARK_LOCAL_IP": "127.0.0.1",
                "PYTHONPATH": str(Path(pyspark.__file__).parents[1]),
                "JUPYTER_CONFIG_DIR": folder,
                "JUPYTER_DATA_DIR": folder,
                "IPYTHONDIR": folder,
            },
            capture_output=True,
            text=True,
            check=False,
        )
    if answer.returncode != 0:
        raise AssertionError(answer.stderr[-3000:])
    return json.loads(answer.stdout.splitlines()[-1])


if __name__ == "__main__":
    unittest.main()
