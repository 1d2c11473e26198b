import sys
import unittest
from types import ModuleType
from unittest.mock import Mock, patch

import jobs_path  # noqa: F401

from sparkwright.driver.authenticated import VARIABLE, authenticate


class Authenticate(unittest.TestCase):
    def said(self, **environment: str) -> list[tuple[str, ...]]:
        """Return the settings of Spark before a context is made."""
        pyspark = ModuleType("pyspark")
        context = Mock()
        setattr(pyspark, "SparkContext", context)  # noqa: B010
        with (
            patch.dict(sys.modules, {"pyspark": pyspark}),
            patch.dict("os.environ", environment, clear=True),
        ):
            authenticate()
        return [call.args for call in context.setSystemProperty.call_args_list]

    def test_an_application_has_the_secret_of_its_worker(self) -> None:
        said = self.said(**{VARIABLE: "of the cluster"})
        self.assertEqual(said, [("spark.authenticate.secret", "of the cluster")])

    def test_a_cluster_without_a_secret_sets_nothing(self) -> None:
        self.assertEqual(self.said(), [])


if __name__ == "__main__":
    unittest.main()
