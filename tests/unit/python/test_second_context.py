import unittest

import jobs_path  # noqa: F401

from sparkwright.second_context import needs_another, refusal
from sparkwright.verdict import retryable

HAS = {"spark.executor.memory": "1g", "spark.app.name": "one", "spark.ui.enabled": "false"}


def modifiable(name: str) -> bool:
    return name == "spark.sql.shuffle.partitions"


class SecondContextTest(unittest.TestCase):
    def test_a_session_goes_on_with_what_it_has_or_can_take(self) -> None:
        asked = {
            "spark.executor.memory": "1g",
            "spark.app.name": "two",
            "spark.ui.enabled": "False",
            "spark.sql.shuffle.partitions": "7",
        }
        self.assertEqual(needs_another(asked, HAS, modifiable), [])

    def test_settings_of_another_context_are_named(self) -> None:
        asked = {"spark.executor.memory": "2g", "spark.sql.shuffle.partitions": "7", "spark.x": "1"}
        other = needs_another(asked, HAS, modifiable)
        self.assertEqual(other, ["spark.executor.memory", "spark.x"])

    def test_its_refusal_is_terminal_and_says_where_to_set_it(self) -> None:
        error = refusal("spark.executor.memory")
        self.assertFalse(retryable(error))
        self.assertRegex(str(error), r"spark\.executor\.memory.*`spark:` of the stage")
