import json
import os
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path

from lake_place import LakePlace
from pyspark.sql import SparkSession

from sparkwright import suites

ORDERS = "lake.bronze.orders"
LEFT = f"/data/expectations/suites/{ORDERS}.json"


class SuitesTest(unittest.TestCase):
    """Great Expectations takes a while to import, so there are few attempts."""

    def setUp(self) -> None:
        self.place = LakePlace()
        self.addCleanup(self.place.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "suites"
        self.folder.mkdir()
        self.place.must(self.made)

    def made(self) -> None:
        spark = SparkSession.builder.getOrCreate()
        spark.sql(f"create table {ORDERS} (id int, branch string, amount decimal(12, 2))")
        values = "(1, 'north', 5), (2, 'north', 0), (3, 'south', 7), (4, 'south', 9)"
        spark.sql(f"insert into {ORDERS} values {values}")

    def validate(self, **environment: str) -> Callable[[], None]:
        return lambda: suites.run(self.folder, [ORDERS], environment)

    def test_a_suite_made_from_rows_passes_until_they_change(self) -> None:
        on = {"RUN_WITH_VALIDATION": "true"}
        job = self.validate(**on, PERSIST_EXPECTATIONS="true")
        result = self.place.must(job)
        self.assertTrue(result["expectations"])
        self.assertTrue(all(each["passed"] for each in result["expectations"]))
        text = self.place.hdfs.files[LEFT].decode()
        kinds = {
            (each["type"], each["kwargs"].get("column"))
            for each in json.loads(text)["expectations"]
        }
        self.assertIn(("expect_column_values_to_be_in_set", "branch"), kinds)
        self.assertIn(("expect_column_values_to_not_be_null", "amount"), kinds)

        (self.folder / f"{ORDERS}.json").write_text(text)
        self.place.must(self.validate(**on))
        self.place.must(self.spoil)
        result = self.place.run_attempt(self.validate(**on))
        self.assertEqual(result["error"]["class"], "ExpectationError")
        failed = {
            each["name"]: (each["action"], each["rows"], each["failed"], each["threshold"])
            for each in result["expectations"]
            if not each["passed"]
        }
        self.assertEqual(
            failed,
            {
                "branch: column values to be in set": ("suite", 6, 1, 0.0),
                "amount: column values to not be null": ("suite", 6, 1, 0.0),
                "amount: column values to be between": ("suite", 6, 1, 0.0),
            },
        )
        self.assertEqual(os.environ["GX_ANALYTICS_ENABLED"], "false")

    def spoil(self) -> None:
        rows = "(5, 'east', -1), (6, 'north', null)"
        SparkSession.builder.getOrCreate().sql(f"insert into {ORDERS} values {rows}")

    def test_validation_runs_only_if_it_is_turned_on(self) -> None:
        result = self.place.must(self.validate())
        self.assertEqual(result["expectations"], [])
        result = self.place.run_attempt(self.validate(RUN_WITH_VALIDATION="true"))
        self.assertEqual(result["error"]["class"], "RefusedError")
        self.assertIn("sparkwright suites pull", result["error"]["message"])
        result = self.place.run_attempt(self.validate(RUN_WITH_VALIDATION="yes"))
        self.assertIn("set it to true or false", result["error"]["message"])


if __name__ == "__main__":
    unittest.main()
