import unittest

import jobs_path  # noqa: F401
from effort import runs
from hypothesis import example, given
from hypothesis import strategies as st

from sparkwright.driver.verdict import judge
from sparkwright.protocol.sealed import seal, unseal
from sparkwright.protocol.shown import shown, shown_in

ANY = st.text(st.characters(exclude_categories=[]), max_size=200)


class TextsTest(unittest.TestCase):
    @runs(50)
    @given(ANY, st.sampled_from([1, 2000]))
    @example("\x00", 1)
    @example("\ud83d", 1)
    def test_any_error_leaves_a_result_that_can_be_read(self, text: str, times: int) -> None:
        judged = judge(ValueError(text * times))
        value = {"class": judged.name, "message": judged.message, "traceback": judged.traceback}
        read = unseal(seal(shown_in(value)), "it")
        self.assertEqual(read, value)
        self.assertEqual(read["class"], "ValueError")
        self.assertTrue(read["message"])
        if times == 1:
            message = text.partition("\n\tat ")[0].strip()
            self.assertEqual(read["message"], shown(message) or "ValueError")

    @runs(50)
    @given(ANY)
    def test_a_visible_text_stays_the_same(self, text: str) -> None:
        self.assertEqual(shown(shown(text)), shown(text))
