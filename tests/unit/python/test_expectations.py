import unittest

import jobs_path  # noqa: F401

from sparkwright.expectations import (
    ExpectationError,
    describe,
    expect,
    expect_or_drop,
    expect_or_fail,
    judged,
)
from sparkwright.quality.checks import Checks

ORDERS = "lake.bronze.orders"


class ExpectationsTest(unittest.TestCase):
    def test_fail_above_is_compared_as_a_decimal(self) -> None:
        # In binary, 0.29 * 100 is 28.999999999999996.
        for share, rows, failed, passed in (
            (0.29, 100, 29, True),
            (0.29, 100, 30, False),
            (0.0, 100, 0, True),
            (0.0, 1_000_000_000, 1, False),
            (1, 3, 3, True),
            (0.5, 0, 0, True),
            (None, 3, 3, True),
        ):
            with self.subTest(share=share, rows=rows, failed=failed):
                outcome = judged(ORDERS, expect("n", "p", fail_above=share), rows, failed)
                self.assertEqual(outcome.passed, passed)

    def test_only_expect_or_fail_fails_by_default(self) -> None:
        passed = [
            judged(ORDERS, kind("an id", "id IS NOT NULL"), 100, 1).passed
            for kind in (expect, expect_or_drop, expect_or_fail)
        ]
        self.assertEqual(passed, [True, True, False])

    def test_invalid_expectations_are_refused(self) -> None:
        for name, predicate, share in (
            (" ", "id > 0", None),
            ("an id", "", None),
            ("an id", "id > 0", 1.5),
            ("an id", "id > 0", -0.1),
            ("an id", "id > 0", float("nan")),
        ):
            with self.subTest(name=name, predicate=predicate, share=share):
                self.assertRaises(ValueError, expect, name, predicate, fail_above=share)

    def test_the_error_has_the_numbers_and_the_query_for_the_rows(self) -> None:
        checks = Checks()
        checks.outcomes = [
            judged(ORDERS, expect("a branch", "branch IS NOT NULL"), 300_000, 9),
            judged(ORDERS, expect_or_drop("paid", "amount > 0", fail_above=0.01), 300_000, 4000),
        ]
        checks.quarantined[ORDERS] = 4009
        with self.assertRaises(ExpectationError) as raised:
            checks.settle("r-ingest-1")
        self.assertEqual(
            str(raised.exception),
            "lake.bronze.orders: 'paid' (amount > 0) fails for 4000 of 300000 rows (1.33%, 1% may)"
            ". The rows: SELECT * FROM lake.bronze.orders_quarantine WHERE sparkwright_attempt = "
            "'r-ingest-1'",
        )
        self.assertIn("9 of 300000 rows (0.003%)", describe(checks.outcomes[0]))
        self.assertEqual(
            checks.as_json()[1],
            {
                **{"table": ORDERS, "name": "paid", "predicate": "amount > 0", "action": "drop"},
                **{"rows": 300_000, "failed": 4000, "threshold": 0.01, "passed": False},
            },
        )


if __name__ == "__main__":
    unittest.main()
