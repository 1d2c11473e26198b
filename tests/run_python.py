"""Runs the tests of a folder, and prints each with its duration, like those in TypeScript."""

import sys
import time
import unittest
from typing import Any

SLOW_MS = 75


class Result(unittest.TextTestResult):
    """The result of unittest, with a line for each test that passes."""

    _title = ""
    _begun = 0.0

    def startTest(self, test: unittest.TestCase) -> None:  # noqa: N802
        """Print the title of a suite that begins."""
        super().startTest(test)
        title = f"{type(test).__module__}: {type(test).__name__}"
        if title != self._title:
            self._title = title
            self._print(f"\n  {title}")
        self._begun = time.monotonic()

    def addSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802
        """Print the name of a test, and milliseconds if it is slow."""
        super().addSuccess(test)
        took = round((time.monotonic() - self._begun) * 1000)
        self._print(f"    ✔ {name(test)}" + (f" ({took}ms)" if took >= SLOW_MS else ""))

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:  # noqa: N802
        """Print the name of a skipped test, and why."""
        super().addSkip(test, reason)
        self._print(f"    - {name(test)}: {reason}")

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:  # noqa: N802
        """Print the name of a test that fails; its error is printed at the end."""
        super().addFailure(test, err)
        self._print(f"    {len(self.failures) + len(self.errors)}) {name(test)}")

    def addError(self, test: unittest.TestCase, err: Any) -> None:  # noqa: N802
        """Print the name of a test that breaks; its error is printed at the end."""
        super().addError(test, err)
        self._print(f"    {len(self.failures) + len(self.errors)}) {name(test)}")

    def _print(self, line: str) -> None:
        # Within a test, what it prints is kept back; the stream of the result is not.
        self.stream.writeln(line)
        self.stream.flush()


def name(test: unittest.TestCase) -> str:
    """Return the name of a test in words."""
    return getattr(test, "_testMethodName", str(test)).removeprefix("test_").replace("_", " ")


folder, *patterns = sys.argv[1:]
suite = unittest.TestSuite(
    unittest.TestLoader().discover(folder, pattern, folder) for pattern in patterns or ["test*.py"]
)
runner = unittest.TextTestRunner(resultclass=Result, verbosity=0, buffer=True)
sys.exit(not runner.run(suite).wasSuccessful())
