import json
import unittest

from jobs_path import ROOT

from sparkwright.sources.names import names

VECTORS = json.loads((ROOT / "tests/unit/vectors/names.json").read_text())


class NamesTest(unittest.TestCase):
    def test_every_vector_as_typescript_reads_it(self) -> None:
        for each in VECTORS:
            with self.subTest(each["written"]):
                self.assertEqual([list(name) for name in names(each["written"])], each["names"])


if __name__ == "__main__":
    unittest.main()
