import copy
import unittest
from collections.abc import Callable
from unittest.mock import patch

from lake_place import KilledError
from shop import HISTORY, ORDERS, ShopTest, load

from sparkwright.driver import result
from sparkwright.sources import load as loading
from sparkwright.tables.iceberg import Table


def dies_at(owner: object, name: str, nth: int = 1, *, after: bool = False) -> Callable[[], object]:
    """Kill a driver before or after the nth call of something."""
    original, calls = getattr(owner, name), []

    def dying(*arguments: object, **named: object) -> object:
        calls.append(name)
        if len(calls) == nth and not after:
            raise KilledError
        answer = original(*arguments, **named)
        if len(calls) == nth:
            raise KilledError
        return answer

    return lambda: patch.object(owner, name, dying)


POINTS = {
    "before the first append": dies_at(loading, "_write"),
    "between the two appends": dies_at(loading, "_write", 2),
    "after both appends": dies_at(loading, "_write", 2, after=True),
    "between the two tags": dies_at(Table, "tag", 2),
    "before any table moves": dies_at(Table, "publish"),
    "between the moves of two tables": dies_at(Table, "publish", 2),
    "before the result": dies_at(result, "leave"),
}


class CutOffTest(ShopTest):
    """After a driver is killed, the next attempt loads every row once."""

    tables = {"orders": ORDERS, "history": HISTORY}  # noqa: RUF012

    def setUp(self) -> None:
        super().setUp()
        self.made = 0

    def order(self) -> None:
        self.made += 1
        self.shop.run(
            f"insert into orders values ({self.made}, 'tea', {self.made})",
            f"insert into history (order_id, status) values ({self.made}, 'new')",
        )

    def check(self) -> None:
        expected = [(n,) for n in range(1, self.made + 1)]
        self.assertEqual(self.orders("id"), expected)
        self.assertEqual(self.place.rows(f"select order_id from {HISTORY}"), expected)

    def test_every_row_is_loaded_once_after_a_kill_at_any_point(self) -> None:
        self.order()
        self.load()
        for where, dying in POINTS.items():
            with self.subTest(where):
                self.order()
                with dying(), self.assertRaises(KilledError):
                    self.place.run_attempt(load, self.source())
                self.order()
                self.load()
                self.check()

    def test_the_next_load_continues_from_the_tag_if_the_bookmark_file_is_behind(self) -> None:
        self.order()
        self.load()
        behind = copy.deepcopy(self.place.bookmark)
        self.order()
        self.load()
        self.place.bookmark = behind
        self.order()
        self.load()
        self.check()


if __name__ == "__main__":
    unittest.main()
