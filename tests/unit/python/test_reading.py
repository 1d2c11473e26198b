import unittest
from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import MagicMock

import jobs_path  # noqa: F401
from fake_source import new_rows

from sparkwright.errors import RefusedError
from sparkwright.protocol.source import SourceTable
from sparkwright.sources.new_rows import NewRows
from sparkwright.sources.reading import frame, partitions, remainder, split
from sparkwright.sources.shape import Extent


def window(rows: int, first: int = 1, last: int | None = None, **declared: object) -> NewRows:
    session = MagicMock(sparkContext=SimpleNamespace(defaultParallelism=2))
    table = SourceTable("lake.bronze.orders", **declared)
    extent = Extent(rows, first, rows if last is None else last)
    return new_rows(extent=extent, declared=table, session=session)


class PartitionsTest(unittest.TestCase):
    def test_connections_depend_on_rows_and_cores_unless_declared(self) -> None:
        self.assertEqual(partitions(window(50_000)), 1)
        self.assertEqual(partitions(window(120_000)), 3)
        self.assertEqual(partitions(window(9_000_000)), 4)
        self.assertEqual(partitions(window(10, partitions=7)), 7)

    def test_without_an_integer_key_there_is_one_connection(self) -> None:
        session = SimpleNamespace(sparkContext=SimpleNamespace(defaultParallelism=2))
        without = new_rows(
            key=("placed_at",), extent=Extent(9_000_000, None, None), session=session
        )
        self.assertEqual(partitions(without), 1)
        declared = SourceTable("lake.bronze.orders", partitions=4)
        with self.assertRaisesRegex(RefusedError, "can't be read by 4 connections"):
            partitions(new_rows(key=("placed_at",), declared=declared))

    def test_a_key_that_is_null_in_every_row_is_read_at_once(self) -> None:
        new = window(120_000, partitions=4)
        self.assertEqual(partitions(replace(new, extent=Extent(120_000, None, None))), 1)

    def test_sparse_keys_are_divided_by_modulus(self) -> None:
        self.assertEqual(split(window(1000)), "range")
        self.assertEqual(split(window(1000, last=1_000_000)), "modulus")
        self.assertEqual(split(window(1000, last=1_000_000, split="range")), "range")

    def test_every_way_to_read_has_a_fetch_size(self) -> None:
        for new in (window(10), window(120_000)):
            frame(new)
            [asked] = new.session.read.format.return_value.options.call_args_list
            self.assertEqual(asked.kwargs["fetchsize"], "10000")
        divided = window(120_000, split="modulus")
        frame(divided)
        [asked] = divided.session.read.jdbc.call_args_list
        self.assertEqual(asked.kwargs["properties"]["fetchsize"], "10000")
        self.assertEqual(len(asked.kwargs["predicates"]), 3)

    def test_a_remainder_is_never_negative(self) -> None:
        self.assertEqual(remainder("id", 4, 3), "mod(mod(id, 4) + 4, 4) = 3")
        self.assertIn("or id is null", remainder("id", 4, 0))


if __name__ == "__main__":
    unittest.main()
