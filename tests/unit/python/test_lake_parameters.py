import unittest
from datetime import timedelta

import jobs_path  # noqa: F401

from lake.parameters import parse_parameters
from sparkwright.errors import RefusedError

PARAMS = {
    **{"tables": "bronze.*", "target_file_size": "64M", "min_files": "5"},
    **{"keep": "7d", "keep_last": 10, "orphan_age": "36h"},
}


class ParametersTest(unittest.TestCase):
    def test_reads_what_a_pipeline_gives(self) -> None:
        parameters = parse_parameters(PARAMS)
        self.assertEqual(
            (parameters.target, parameters.min_files, parameters.keep_last), (64 * 2**20, 5, 10)
        )
        self.assertEqual(
            (parameters.keep, parameters.orphans), (timedelta(days=7), timedelta(hours=36))
        )
        self.assertTrue(parameters.covers("lake", "lake.bronze.orders"))
        self.assertFalse(parameters.covers("lake", "lake.silver.orders"))
        self.assertTrue(
            parse_parameters({**PARAMS, "tables": "lake.s*"}).covers("lake", "lake.s.o")
        )

    def test_an_invalid_parameter_is_refused_with_the_valid_form(self) -> None:
        for field, value, words in (
            ("keep", "a week", "write 90m, 12h or 7d"),
            ("target_file_size", "0m", "write 64m"),
            ("min_files", "1", "a whole number from 2"),
            ("orphan_age", "23h", "give 1d or more"),
        ):
            with self.subTest(field), self.assertRaisesRegex(RefusedError, words):
                parse_parameters({**PARAMS, field: value})


if __name__ == "__main__":
    unittest.main()
