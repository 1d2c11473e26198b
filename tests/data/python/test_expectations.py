import unittest
from collections.abc import Callable
from typing import Any

from lake_place import LakePlace
from pyspark.sql import DataFrame, SparkSession

from sparkwright import attempt
from sparkwright.expectations import Expectation, expect, expect_or_drop, expect_or_fail
from sparkwright.protocol.sealed import seal

ORDERS = "lake.bronze.orders"
ASIDE = f"{ORDERS}_quarantine"

# id, branch, amount: one row has no amount, one has a negative one, one neither branch nor amount.
ROWS = "values (1, 'north', 5), (2, 'north', null), (3, 'south', -1), (4, null, -2), (5, 'west', 9)"
BRANCH = expect("a known branch", "branch IS NOT NULL")
AMOUNT = expect_or_drop("a positive amount", "amount > 0")


def rows_of(values: str, columns: str = "(id, branch, amount)") -> DataFrame:
    spark = SparkSession.builder.getOrCreate()
    return spark.sql(f"select * from {values} as t{columns}")


def load(rules: list[Expectation], values: str = ROWS, columns: str = "(id, branch, amount)"):
    """Return a job that appends the kept rows."""

    def job() -> None:
        spark = SparkSession.builder.getOrCreate()
        spark.sql(
            f"create table if not exists {ORDERS} (id int, branch string, amount int) using iceberg"
        )
        good = attempt.check(rows_of(values, columns), ORDERS, rules)
        good.select("id", "branch", "amount").writeTo(ORDERS).append()

    return job


class ExpectationsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.place = LakePlace()
        self.addCleanup(self.place.close)

    def ids(self, table: str = ORDERS) -> list[int]:
        return [row[0] for row in self.place.rows(f"select id from {table}")]

    def fails(self, job: Callable[[], None], name: str) -> dict[str, Any]:
        result = self.place.run_attempt(job)
        self.assertEqual((result["status"], result["error"]["class"]), ("failed", name))
        return result

    def test_null_fails_and_failing_rows_are_kept_dropped_or_quarantined(self) -> None:
        result = self.place.must(load([BRANCH, AMOUNT]))
        told = [
            (each["name"], each["action"], each["rows"], each["failed"], each["passed"])
            for each in result["expectations"]
        ]
        self.assertEqual(
            told,
            [
                ("a known branch", "warn", 5, 1, True),
                ("a positive amount", "drop", 5, 3, True),
            ],
        )
        self.assertEqual(result["rows"], {ORDERS: {"read": None, "written": 2, "quarantined": 3}})
        self.assertEqual(self.ids(), [1, 5])
        aside = self.place.rows(
            f"select id, branch, amount, concat_ws(',', sparkwright_rules), sparkwright_run, "
            f"sparkwright_attempt, sparkwright_time > '2026-01-01' from {ASIDE}"
        )
        whose = (result["attempt"].removesuffix("-stage-1"), result["attempt"], True)
        self.assertEqual(
            aside,
            [
                (2, "north", None, "a positive amount", *whose),
                (3, "south", -1, "a positive amount", *whose),
                (4, None, -2, "a known branch,a positive amount", *whose),
            ],
        )

    def test_a_row_that_only_warns_is_written_and_copied(self) -> None:
        self.place.must(load([BRANCH]))
        self.assertEqual((self.ids(), self.ids(ASIDE)), ([1, 2, 3, 4, 5], [4]))

    def test_the_frame_is_computed_once(self) -> None:
        computed = SparkSession.builder.getOrCreate().sparkContext.accumulator(0)

        def job() -> None:
            def seen(rows):
                for row in rows:
                    computed.add(1)
                    yield row

            spark = SparkSession.builder.getOrCreate()
            frame = rows_of(ROWS)
            counted = spark.createDataFrame(frame.rdd.mapPartitions(seen), frame.schema)
            good = attempt.check(counted, ORDERS, [BRANCH, AMOUNT])
            self.assertEqual(good.count(), 2)

        # `createDataFrame` of Python rows looks at none of them where it is given the schema.
        self.place.must(job)
        self.assertEqual(computed.value, 5)

    def test_a_threshold_is_passed_at_its_border_and_failed_above_it(self) -> None:
        # 29 of 100 is exactly 0.29, which no binary number is.
        hundred = "(select id, 'b' as branch, if(id < 29, 0, 1) as amount from range(100))"
        at = expect_or_drop("a positive amount", "amount > 0", fail_above=0.29)
        self.place.must(load([at], hundred, ""))
        below = expect_or_drop("a positive amount", "amount > 0", fail_above=0.289)
        result = self.fails(load([below], hundred, ""), "ExpectationError")
        self.assertFalse(result["error"]["retryable"])
        self.assertEqual(result["expectations"][0]["passed"], False)

    def test_no_rows_fail_nothing(self) -> None:
        result = self.place.must(load([expect_or_fail("an id", "id > 9")], f"({ROWS} limit 0)"))
        self.assertEqual(result["expectations"][0]["rows"], 0)
        self.assertFalse(self.place.session().catalog.tableExists(ASIDE))

    def test_a_failed_attempt_publishes_its_quarantine_and_nothing_else(self) -> None:
        self.place.must(load([], "values (9, 'west', 1)"))

        def job() -> None:
            load([], "values (8, 'west', 1)")()
            load([AMOUNT, expect_or_fail("a small id", "id < 5")])()

        result = self.fails(job, "ExpectationError")
        self.assertEqual(self.ids(), [9])
        self.assertEqual(self.ids(ASIDE), [2, 3, 4, 5])
        self.assertEqual(result["rows"], {ORDERS: {"read": None, "written": 0, "quarantined": 4}})
        self.assertEqual(list(result["snapshots"]), [ASIDE])
        self.assertEqual([each["passed"] for each in result["expectations"]], [True, False])
        self.assertIn(
            f"SELECT * FROM {ASIDE} WHERE sparkwright_attempt = '{result['attempt']}'",
            result["error"]["message"],
        )
        references = self.place.rows(f"select name from {ORDERS}.refs")
        self.assertNotIn(result["attempt"], [name for (name,) in references])

    def test_an_attempt_that_fails_otherwise_leaves_no_quarantine(self) -> None:
        def job() -> None:
            load([AMOUNT])()
            raise ValueError("boom")

        result = self.fails(job, "ValueError")
        self.assertEqual((self.ids(ASIDE), result["rows"], result["snapshots"]), ([], {}, {}))
        self.assertEqual(result["expectations"][0]["failed"], 3)

    def test_an_attempt_that_was_given_up_publishes_no_quarantine(self) -> None:
        given_up = {"version": 1, "by": "orchestrator", "nonce": "n", "reason": "cut off"}

        def job() -> None:
            self.place.hdfs.files[f"/sparkwright/attempts/{attempt.id}/publish.json"] = seal(
                given_up
            )
            load([expect_or_fail("an amount", "amount IS NOT NULL")])()

        self.fails(job, "ClaimLost")
        self.assertEqual(self.ids(ASIDE), [])

    def test_a_job_cannot_swallow_a_failed_expectation(self) -> None:
        def job() -> None:
            try:
                load([expect_or_fail("an amount", "amount IS NOT NULL")])()
            except Exception:
                load([], "values (8, 'west', 1)")()

        self.fails(job, "ExpectationError")
        self.assertEqual((self.ids(), self.ids(ASIDE)), ([], [2]))

    def test_the_quarantine_follows_the_frame(self) -> None:
        self.place.must(load([AMOUNT]))
        wider = "values (6, 'new', bigint(-1), 'x'), (7, 'new', null, 'y')"
        self.place.must(load([AMOUNT], wider, "(id, branch, amount, note)"))
        self.place.must(load([AMOUNT], "values (8, 'old', -3)"))
        found = self.place.rows(f"select id, amount, note from {ASIDE} where id > 3")
        self.assertEqual(found, [(4, -2, None), (6, -1, "x"), (7, None, "y"), (8, -3, None)])
        retyped = "values (9, 'odd', array(1))"

        def job() -> None:
            attempt.check(rows_of(retyped), ORDERS, [expect("an amount", "amount[0] > 1")])

        result = self.fails(job, "RefusedError")
        self.assertIn("RENAME COLUMN `amount` TO `amount_before`", result["error"]["message"])

    def test_a_broken_predicate_is_reported_by_its_name(self) -> None:
        broken = {
            "no such column": ("amounts > 0", "UNRESOLVED_COLUMN"),
            "no SQL": ("amount >", "PARSE_SYNTAX_ERROR"),
            "no condition": ("amount + 1", "of type int"),
            "an aggregate": ("sum(amount) > 0", "aggregate|GROUP"),
            "of some rows": ("cast(branch as int) > 0", "CAST_INVALID_INPUT"),
        }
        for name, (predicate, why) in broken.items():
            with self.subTest(name):
                result = self.fails(load([BRANCH, expect(name, predicate)]), "PredicateError")
                self.assertRegex(result["error"]["message"], f"'{name}' has the .*({why})")

    def test_a_predicate_may_look_at_other_rows(self) -> None:
        once = expect_or_drop("its branch once", "count(*) OVER (PARTITION BY branch) = 1")
        self.place.must(load([once]))
        self.assertEqual(self.ids(), [3, 4, 5])


if __name__ == "__main__":
    unittest.main()
