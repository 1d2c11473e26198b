import json
import unittest

from jobs_path import ROOT

from sparkwright.sources.keys import alike, fault, kept_apart

VECTORS = json.loads((ROOT / "tests/unit/vectors/keys.json").read_text())


class KeyVectorsTest(unittest.TestCase):
    """Valid types of keys, as in TypeScript."""

    def test_every_vector(self) -> None:
        for each in VECTORS:
            with self.subTest(each["type"], deterministic=each["deterministic"]):
                self.assertEqual(fault(each["type"], each["deterministic"]), each["why"])
                if each["why"] is None:
                    self.assertEqual(kept_apart(each["type"], "k"), each["only"])

    def test_deleted_keys_need_a_compatible_type(self) -> None:
        for one, other, same in (
            ("integer", "bigint", True),
            ("text", "character varying(9)", True),
            ("numeric(10,2)", "numeric", True),
            ("character(5)", "character(8)", False),
            ("character(5)", "text", False),
            ("integer", "text", False),
            ("date", "date", True),
        ):
            with self.subTest(one, other=other):
                self.assertEqual(alike(one, other), same)


if __name__ == "__main__":
    unittest.main()
