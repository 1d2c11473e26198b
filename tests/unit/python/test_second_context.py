import unittest

import jobs_path  # noqa: F401

from sparkwright.driver.second_context import needs_another, refusal
from sparkwright.driver.verdict import retryable

HAS = {"spark.executor.memory": "1g", "spark.app.name": "one", "spark.ui.enabled": "false"}


def modifiable(name: str) -> bool:
    return name == "spark.sql.shuffle.partitions"


class SecondContextTest(unittest.TestCase):
    def test_settings_that_a_session_has_or_can_change_are_accepted(self) -> None:
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

    def test_the_refusal_is_terminal_and_names_the_place_to_set_it(self) -> None:
        error = refusal("spark.executor.memory")
        self.assertFalse(retryable(error))
        self.assertRegex(str(error), r"spark\.executor\.memory.*`spark:` of the stage")
