import json
import unittest

from jobs_path import ROOT

from sparkwright.sealed import BrokenSealError, seal, unseal

VECTORS = json.loads((ROOT / "tests/unit/vectors/sealed.json").read_text())


class SealedTest(unittest.TestCase):
    def test_reads_what_any_side_may_write(self) -> None:
        for vector in VECTORS["valid"]:
            with self.subTest(vector["name"]):
                self.assertEqual(unseal(vector["text"].encode(), "a file"), vector["value"])

    def test_refuses_what_is_not_whole_and_names_the_file(self) -> None:
        for vector in VECTORS["broken"]:
            with (
                self.subTest(vector["name"]),
                self.assertRaisesRegex(BrokenSealError, "^/data/bronze/bookmark "),
            ):
                unseal(vector["text"].encode(), "/data/bronze/bookmark")

    def test_every_cut_of_a_sealed_file_is_noticed(self) -> None:
        whole = seal({"version": 1, "tables": {"orders": "790"}}).rstrip()
        for length in range(len(whole)):
            with self.subTest(length), self.assertRaises(BrokenSealError):
                unseal(whole[:length], "a file")

    def test_writes_what_the_vectors_say(self) -> None:
        vector = VECTORS["valid"][0]
        self.assertEqual(seal(vector["value"]).decode(), vector["text"])

    def test_does_not_seal_twice(self) -> None:
        for value in ({}, {"checksum": "mine"}):
            with self.subTest(value), self.assertRaises(ValueError):
                seal(value)


if __name__ == "__main__":
    unittest.main()
