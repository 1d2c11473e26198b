"""Retail's expectations about the rows that it loads.

The database checks most of this too. A row that fails here was written without those checks.
"""

from sparkwright.expectations import expect, expect_or_drop, expect_or_fail

RULES = {
    "orders": [
        expect_or_fail("an id", "id IS NOT NULL"),
        expect_or_fail("a time", "created_at IS NOT NULL"),
        expect_or_drop("a branch", "branch <> ''", fail_above=0.01),
        expect_or_drop("a positive quantity", "quantity > 0", fail_above=0.01),
        expect("the amount of its pieces", "amount = quantity * unit_price", fail_above=0.01),
    ],
    "ordershistory": [
        expect_or_fail("an order", "order_id IS NOT NULL"),
        expect_or_fail("a time", "changed_at IS NOT NULL"),
        expect_or_drop(
            "a known status", "status IN ('NEW', 'INTRANSIT', 'DELIVERED')", fail_above=0.01
        ),
    ],
}
"""Expectations by table of the source."""
