import json
import unittest

from jobs_path import ROOT

from sparkwright.errors import RefusedError
from sparkwright.protocol.source import SourceTable
from sparkwright.sources.columns import check_readable, chosen, left_out
from sparkwright.sources.shape import Column, Shape

VECTORS = json.loads((ROOT / "tests/unit/vectors/columns.json").read_text())


def shape_of(told: dict) -> Shape:
    columns = tuple(
        Column(each["name"], each["quoted"], "text", each["primary"], each["readable"])
        for each in told["columns"]
    )
    return Shape(told["name"], columns, True, told["xminReadable"], told["reader"])


class ColumnVectorsTest(unittest.TestCase):
    """Loaded and refused columns, with the same texts as in TypeScript."""

    def test_every_vector(self) -> None:
        for each in VECTORS:
            with self.subTest(each.get("fault") or each["chosen"]):
                self.assertEqual(self.outcome(each), each.get("fault") or each["chosen"])

    def outcome(self, each: dict) -> str | list[str]:
        declared = SourceTable("l.b.t", columns=each["columns"], exclude=each["exclude"])
        needed, xmin = each["needed"], each["xmin"]
        try:
            found = chosen(each["table"], declared, shape_of(each["shape"]), needed, xmin=xmin)
        except RefusedError as error:
            return str(error)
        return [column.name for column in found.columns]


class ColumnsTest(unittest.TestCase):
    columns = (
        Column("a", "a", "bigint", primary=True),
        Column("b", "b", "bigint", primary=True),
        Column("xid", "xid", "xid8"),
    )

    def test_a_part_of_a_key_is_not_a_key(self) -> None:
        declared = SourceTable("l.b.t", exclude=["b"])
        shape = Shape("t", self.columns)
        found = chosen("t", declared, shape, {"a": "key", "xid": "cursor"}, xmin=True)
        self.assertEqual(found.primary(), ())
        self.assertEqual(shape.primary(), ("a", "b"))

    def test_only_read_columns_of_deleted_keys_must_be_readable(self) -> None:
        hidden = Shape("gone", (*self.columns, Column("why", "why", "text", readable=False)))
        check_readable(hidden, ["a", "xid"], xmin=True)
        blind = Shape("gone", hidden.columns, xmin_readable=False, reader="reader")
        check_readable(blind, ["a"], xmin=False)
        says = r"`GRANT SELECT \(why, xmin\) ON gone TO reader`$"
        with self.assertRaisesRegex(RefusedError, says):
            check_readable(blind, ["why"], xmin=True)

    def test_left_out_columns_ignore_case(self) -> None:
        self.assertTrue(left_out(SourceTable("l.b.t", exclude=["SSN"]), "ssn"))
        self.assertFalse(left_out(SourceTable("l.b.t", exclude=["SSN"]), "name"))
        self.assertTrue(left_out(SourceTable("l.b.t", columns=["id"]), "ssn"))


if __name__ == "__main__":
    unittest.main()
