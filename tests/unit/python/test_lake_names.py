import json
import unittest

from jobs_path import ROOT

from sparkwright.errors import RefusedError
from sparkwright.protocol.lake_names import literal, parts, table_parts, table_text, text, unfit

VECTORS = json.loads((ROOT / "tests/unit/vectors/lake-names.json").read_text())


class LakeNamesTest(unittest.TestCase):
    def test_every_vector_as_typescript_reads_it(self) -> None:
        for each in VECTORS:
            written, wanted = each["written"], each["parts"]
            with self.subTest(written):
                if wanted is None:
                    with self.assertRaises(RefusedError) as raised:
                        table_parts(written)
                    refusal = each.get("unfit", f"{written} is no full name of a table")
                    self.assertTrue(str(raised.exception).startswith(refusal))
                else:
                    self.assertEqual(list(table_parts(written)), wanted)
                    self.assertEqual(table_text(written), each["text"])
                    self.assertEqual(list(parts(each["text"]) or ()), wanted)

    def test_a_folder_of_hdfs_has_255_bytes_at_most(self) -> None:
        self.assertIsNone(unfit(["lake", "gold", "ä" * 127 + "x"]))
        self.assertIn("256 bytes", unfit(["lake", "gold", "ä" * 128]) or "")
        self.assertIn("character 0", unfit(["lake", "\0", "t"]) or "")

    def test_a_procedures_argument_is_an_escaped_literal(self) -> None:
        self.assertEqual(literal(text(["lake", "it's", "a\\b"])), "'lake.`it\\'s`.`a\\\\b`'")


if __name__ == "__main__":
    unittest.main()
