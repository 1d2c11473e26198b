import os
import unittest
from unittest.mock import patch

from lake_place import LakePlace
from retail_database import BRONZE, JOBS, retail_database

TABLES = ("lake.bronze.orders", "lake.silver.orders", "lake.gold.delivery_by_branch")


class RetailQualityTest(unittest.TestCase):
    def test_retails_rows_meet_its_rules_and_its_suites(self) -> None:
        with LakePlace() as place:
            database = retail_database()
            database.run(
                "insert into orders (branch, customer, category, product, quantity, unit_price, "
                "created_at) select 'b' || i % 3, 'c', 'k', 'p', i % 4 + 1, i, "
                "'2026-11-20T08:00:00Z'::timestamptz + i * interval '1 s' from "
                "generate_series(1, 30) i",
                "insert into ordershistory (order_id, status, changed_at) select id, status, "
                "created_at + n * interval '5 h' from orders, (values ('NEW', 0), ('INTRANSIT', 1),"
                " ('DELIVERED', 2)) s (status, n) where n < 2 or id % 2 = 0",
            )
            ingest = place.must(JOBS[0], {"retail": place.source(database, BRONZE)})
            told = {(each["table"], each["name"]): each for each in ingest["expectations"]}
            self.assertEqual(told["lake.bronze.ordershistory", "a known status"]["rows"], 75)
            self.assertEqual({each["failed"] for each in told.values()}, {0})
            self.assertEqual(ingest["rows"]["lake.bronze.orders"]["written"], 30)
            for job in JOBS[1:]:
                place.must(job)
            with patch.dict(os.environ, RUN_WITH_VALIDATION="true"):
                result = place.must("retail/validate.py")
            self.assertEqual({each["table"] for each in result["expectations"]}, set(TABLES))
            missed = [each for each in result["expectations"] if each["failed"]]
            self.assertEqual(missed, [])


if __name__ == "__main__":
    unittest.main()
