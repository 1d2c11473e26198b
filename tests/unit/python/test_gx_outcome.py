import unittest
from typing import Any

from sparkwright.quality.gx_outcome import outcome_of


def name_of(kind: str, **kwargs: Any) -> str:
    found = {"expectation_config": {"type": kind, "kwargs": kwargs}, "success": True}
    return outcome_of("lake.silver.orders", found).name


class GxOutcomeTest(unittest.TestCase):
    def test_an_outcome_is_named_after_all_its_columns(self) -> None:
        self.assertEqual(
            name_of("expect_column_values_to_be_unique", column="id"),
            "id: column values to be unique",
        )
        self.assertEqual(
            name_of(
                "expect_column_pair_values_a_to_be_greater_than_b",
                column_A="orders",
                column_B="delivered",
            ),
            "orders, delivered: column pair values a to be greater than b",
        )
        self.assertEqual(
            name_of("expect_compound_columns_to_be_unique", column_list=["order_id", "status"]),
            "order_id, status: compound columns to be unique",
        )
        self.assertEqual(
            name_of("expect_table_row_count_to_be_between", min_value=1),
            "table row count to be between",
        )


if __name__ == "__main__":
    unittest.main()
