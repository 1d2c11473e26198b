import itertools
import unittest

import jobs_path  # noqa: F401

from sparkwright.errors import RefusedError
from sparkwright.tables.bounds import Bound, begin, filed_bound

SERVER, OTHER = "7312", "9999"


def bound(xid: str | None, server: str = SERVER) -> Bound | None:
    return None if xid is None else Bound(server, xid)


# What the table says, what the bookmark file says, whether main has data -> where it begins, or
# what the refusal says.
MATRIX = {
    (None, None, False): None,
    (None, None, True): RefusedError("neither a tagged snapshot nor"),
    (None, "751", False): RefusedError("lake.b.t has no data: restore the table, or, to load"),
    (None, "751", True): RefusedError("no tagged snapshot that says so"),
    ("751", None, True): "751",
    ("751", "751", True): "751",
    ("790", "751", True): "790",
    ("751", "790", True): RefusedError("loaded up to 790, but lake.b.t only up to 751"),
}


class BeginTest(unittest.TestCase):
    def begin(
        self,
        loaded: Bound | None,
        filed: Bound | None,
        has_data: bool = True,
        hi: str = "800",
    ) -> str | None:
        return begin(
            "retail",
            "orders",
            "lake.b.t",
            loaded=loaded,
            has_data=has_data,
            filed=filed,
            hi=Bound(SERVER, hi),
        )

    def test_matrix(self) -> None:
        for (loaded, filed, has_data), expected in MATRIX.items():
            with self.subTest(loaded=loaded, filed=filed, has_data=has_data):
                if isinstance(expected, RefusedError):
                    with self.assertRaisesRegex(RefusedError, str(expected)) as refused:
                        self.begin(bound(loaded), bound(filed), has_data)
                    self.assertFalse(refused.exception.retryable)
                    self.assertIn("/data/bronze/bookmark", str(refused.exception))
                else:
                    found = self.begin(bound(loaded), bound(filed), has_data)
                    self.assertEqual(found, expected)

    def test_bounds_are_numbers_and_not_texts(self) -> None:
        self.assertEqual(self.begin(bound("1000"), bound("999"), hi="1001"), "1000")
        with self.assertRaises(RefusedError):
            self.begin(bound("999"), bound("1000"), hi="1001")
        huge = str(2**63 + 7)
        self.assertEqual(self.begin(bound(huge), None, hi=str(2**63 + 8)), huge)

    def test_an_empty_window_is_not_an_error(self) -> None:
        self.assertEqual(self.begin(bound("800"), bound("800")), "800")

    def test_refuses_a_server_that_has_gone_back(self) -> None:
        says = "transaction 801, but the server is at 800.*bookmark rebase retail"
        with self.assertRaisesRegex(RefusedError, says):
            self.begin(bound("801"), None)

    def test_refuses_another_server(self) -> None:
        says = "of server 9999, but the source is now server 7312"
        for loaded, filed in itertools.product((SERVER, OTHER), (SERVER, OTHER, None)):
            if OTHER not in {loaded, filed}:
                continue
            with self.subTest(loaded=loaded, filed=filed):
                in_file = None if filed is None else bound("751", filed)
                with self.assertRaisesRegex(RefusedError, says) as refused:
                    self.begin(bound("751", loaded), in_file)
                self.assertIn("`sparkwright bookmark rebase retail`", str(refused.exception))

    def test_refuses_another_kind_of_cursor(self) -> None:
        with self.assertRaisesRegex(RefusedError, "kind id, but the source is now of kind xid"):
            self.begin(Bound(SERVER, "751", "id"), None)


class FiledBoundTest(unittest.TestCase):
    GOOD = {"system_identifier": SERVER, "kind": "xid", "tables": {"orders": "0751"}}  # noqa: RUF012

    def test_reads_one_table(self) -> None:
        self.assertEqual(filed_bound(self.GOOD, "orders"), Bound(SERVER, "751"))
        self.assertIsNone(filed_bound(self.GOOD, "ordershistory"))
        self.assertIsNone(filed_bound(None, "orders"))

    def test_a_broken_bookmark_does_not_count_as_an_empty_one(self) -> None:
        for change in (
            {"kind": None},
            {"tables": None},
            {"tables": {"orders": ""}},
            {"tables": {"orders": "75x"}},
        ):
            with self.subTest(change), self.assertRaisesRegex(RefusedError, "bookmark is broken"):
                filed_bound({**self.GOOD, **change}, "orders")
        with self.assertRaises(RefusedError):
            filed_bound({}, "orders")


if __name__ == "__main__":
    unittest.main()
