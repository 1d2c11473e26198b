import random
import unittest

import jobs_path  # noqa: F401

from sparkwright.ranges import joined, predicate


class RangesTest(unittest.TestCase):
    def test_few_ranges_stay_as_they_are_and_neighbours_join(self) -> None:
        self.assertEqual(joined([]), [])
        self.assertEqual(joined([(1, 3), (4, 4), (9, 12)]), [(1, 4), (9, 12)])
        self.assertEqual(joined([(1, 1), (3, 3)]), [(1, 1), (3, 3)])

    def test_the_largest_gaps_are_kept(self) -> None:
        apart = [(0, 0), (2, 2), (100, 100), (103, 103), (1000, 1000)]
        self.assertEqual(joined(apart, 3), [(0, 2), (100, 103), (1000, 1000)])
        self.assertEqual(joined(apart, 1), [(0, 1000)])

    def test_every_key_is_in_a_range(self) -> None:
        draw = random.Random(7)
        keys = sorted(draw.sample(range(-500, 10_000), 300))
        found = joined([(key, key) for key in keys], 8)
        self.assertEqual(len(found), 8)
        self.assertTrue(all(any(low <= key <= high for low, high in found) for key in keys))
        self.assertTrue(all(low in keys and high in keys for low, high in found))

    def test_no_keys_have_no_range(self) -> None:
        self.assertEqual(predicate("id", []), "false")
        self.assertEqual(
            predicate("id", [(1, 2), (7, 7)]), "(id between 1 and 2 or id between 7 and 7)"
        )


if __name__ == "__main__":
    unittest.main()
