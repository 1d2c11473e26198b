import unittest

import jobs_path  # noqa: F401
from effort import runs
from hypothesis import example, given
from hypothesis import strategies as st

from sparkwright.protocol.lake_names import parts, text

PLAIN = "abzABZ019_"
PIECES = st.sampled_from([*PLAIN, "`", "``", ".", "-", " ", "ä", "\n", "'"])


def read(written: str) -> tuple[str, ...] | None:
    """The oracle: character by character, without a pattern."""
    found, place = [], 0
    while True:
        part, start = "", place
        if written[place : place + 1] == "`":
            place += 1
            while True:
                if written[place : place + 2] == "``":
                    part, place = part + "`", place + 2
                elif written[place : place + 1] == "`":
                    place += 1
                    break
                elif place >= len(written):
                    return None
                else:
                    part, place = part + written[place], place + 1
        else:
            while (
                place < len(written)
                and written[place].isascii()
                and (written[place].isalnum() or written[place] == "_")
            ):
                part, place = part + written[place], place + 1
        if part == "" or place == start:
            return None
        found.append(part)
        if place == len(written):
            return tuple(found)
        if written[place] != ".":
            return None
        place += 1


class LakeNamesTest(unittest.TestCase):
    @runs(300)
    @given(st.lists(PIECES, max_size=14).map("".join))
    @example("a.`b``.c`.d")
    @example("lake.gold.orders\n")
    @example("lake.gold.٣")
    @example("`a``")
    def test_a_text_is_parsed_as_the_oracle_parses_it(self, written: str) -> None:
        self.assertEqual(parts(written), read(written))

    @runs(300)
    @given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
    @example(["`"])
    @example(["9", "a.b", "``"])
    def test_a_written_name_is_read_back(self, names: list[str]) -> None:
        self.assertEqual(parts(text(names)), tuple(names))
        self.assertEqual(read(text(names)), tuple(names))


if __name__ == "__main__":
    unittest.main()
