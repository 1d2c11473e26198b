import json
import unittest

from jobs_path import ROOT

from sparkwright.protocol.sealed import BrokenSealError, seal, unseal

VECTORS = json.loads((ROOT / "tests/unit/vectors/sealed.json").read_text())


class SealedTest(unittest.TestCase):
    def test_every_valid_seal_is_read(self) -> None:
        for vector in VECTORS["valid"]:
            with self.subTest(vector["name"]):
                self.assertEqual(unseal(vector["text"].encode(), "a file"), vector["value"])

    def test_an_incomplete_file_is_refused_by_its_name(self) -> None:
        for vector in VECTORS["broken"]:
            with (
                self.subTest(vector["name"]),
                self.assertRaisesRegex(BrokenSealError, "^/data/bronze/bookmark "),
            ):
                unseal(vector["text"].encode(), "/data/bronze/bookmark")

    def test_every_truncation_of_a_sealed_file_is_refused(self) -> None:
        whole = seal({"version": 1, "tables": {"orders": "790"}}).rstrip()
        for length in range(len(whole)):
            with self.subTest(length), self.assertRaises(BrokenSealError):
                unseal(whole[:length], "a file")

    def test_sealing_matches_the_vectors(self) -> None:
        vector = VECTORS["valid"][0]
        self.assertEqual(seal(vector["value"]).decode(), vector["text"])

    def test_a_sealed_object_cannot_be_sealed_again(self) -> None:
        for value in ({}, {"checksum": "mine"}):
            with self.subTest(value), self.assertRaises(ValueError):
                seal(value)


if __name__ == "__main__":
    unittest.main()
