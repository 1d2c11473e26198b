import unittest

import jobs_path  # noqa: F401
from effort import runs
from hypothesis import example, given
from hypothesis import strategies as st

from sparkwright.ranges import joined
from sparkwright.sources.reading import BUDGET, LEAST, MOST, fetch_size

ENDS = [s * 2**n - d for n in (15, 31, 63) for s, d in ((1, 1), (-1, 0))]
KEYS = st.sets(st.sampled_from(ENDS) | st.integers(-(2**63), 2**63 - 1) | st.integers(-50, 50))


class KeysTest(unittest.TestCase):
    @runs(100)
    @given(KEYS, st.integers(1, 64))
    @example(set(ENDS), 1)
    @example(set(ENDS), 3)
    def test_every_key_is_in_one_of_few_ranges(self, keys: set[int], most: int) -> None:
        found = joined([(key, key) for key in sorted(keys)], most)
        self.assertLessEqual(len(found), most)
        for key in keys:
            self.assertEqual(sum(low <= key <= high for low, high in found), 1)

    @runs(50)
    @given(st.integers(0, 2**40))
    @example(200_000)
    def test_a_fetch_is_within_its_bounds(self, width: int) -> None:
        size = int(fetch_size(None, width))
        self.assertTrue(LEAST <= size <= MOST)
        self.assertTrue(size == LEAST or size * width <= BUDGET)
        self.assertEqual(fetch_size(7, width), "7")


if __name__ == "__main__":
    unittest.main()
