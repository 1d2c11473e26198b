import unittest
from pathlib import Path

import jobs_path  # noqa: F401

from sparkwright.driver.verdict import judge, retryable
from sparkwright.errors import AuditError, MainMovedError, RefusedError
from sparkwright.protocol.claim import ClaimLost
from sparkwright.protocol.java_errors import lost_connection
from sparkwright.protocol.sealed import BrokenSealError
from sparkwright.protocol.webhdfs_errors import NotFoundError, UnreachableError


class AnalysisException(Exception):  # noqa: N818
    """Named as pyspark's."""


class ParseException(AnalysisException):
    """Named as pyspark's."""


class JavaError(Exception):
    """An error of py4j, with the JVM's exception behind it."""

    def __init__(self, text: str, java: object) -> None:
        super().__init__(text)
        self.java_exception = java


class FakeJava:
    def __init__(self, name: str, message: str | None, cause: "FakeJava | None" = None) -> None:
        self.name, self.message, self.cause = name, message, cause

    def getClass(self) -> "FakeJava":  # noqa: N802
        return self

    def getName(self) -> str:  # noqa: N802
        return self.name

    def getSimpleName(self) -> str:  # noqa: N802
        return self.name.rsplit(".", maxsplit=1)[-1]

    def getMessage(self) -> str | None:  # noqa: N802
        return self.message

    def getCause(self) -> "FakeJava | None":  # noqa: N802
        return self.cause


TABLE = [
    (ValueError("boom"), True),
    (SystemExit(3), True),
    (ConnectionResetError(), True),
    (UnreachableError("HDFS is away"), True),
    (MainMovedError("moved"), True),
    (AuditError("99 rows, not 100"), True),
    (RefusedError("changed source"), False),
    (BrokenSealError("truncated"), False),
    (SyntaxError("invalid syntax"), False),
    (IndentationError("unexpected indent"), False),
    (ModuleNotFoundError("No module named 'x'"), False),
    (NameError("name 'spakr' is not defined"), False),
    (AnalysisException("no such column"), False),
    (ParseException("no SQL"), False),
    (FileNotFoundError("/no/such/file"), False),
    (NotFoundError("OPEN /sparkwright/secrets/x"), False),
    (ClaimLost("the orchestrator gave it up"), False),
]


class VerdictTest(unittest.TestCase):
    def test_table(self) -> None:
        for error, expected in TABLE:
            with self.subTest(type(error).__name__):
                self.assertIs(retryable(error), expected)

    def test_a_verdict_has_the_text_of_the_error(self) -> None:
        verdict = judge(ValueError("order 7 has no branch"))
        self.assertEqual((verdict.name, verdict.message), ("ValueError", "order 7 has no branch"))
        self.assertEqual(judge(KeyError()).message, "KeyError")
        self.assertEqual(judge(SystemExit(3)).message, "the job called sys.exit(3)")

    def test_a_verdict_has_the_innermost_cause_of_the_jvm(self) -> None:
        root = FakeJava("org.postgresql.util.PSQLException", "Connection refused\n\tat x.y.Z")
        java = FakeJava("org.apache.spark.SparkException", "Job aborted: ...", root)
        self.assertEqual(
            judge(JavaError("An error occurred", java)).message,
            "PSQLException: Connection refused",
        )
        self.assertEqual(
            judge(JavaError("An error", FakeJava("java.lang.NullPointerException", None))).message,
            "NullPointerException",
        )

    def test_a_lost_connection_is_recognised(self) -> None:
        refused = FakeJava("java.net.ConnectException", "Connection refused")
        wrapped = FakeJava("org.apache.iceberg.exceptions.RuntimeIOException", "failed", refused)
        self.assertTrue(lost_connection(JavaError("", wrapped)))
        moved = FakeJava("java.lang.IllegalArgumentException", "main is not an ancestor")
        self.assertFalse(lost_connection(JavaError("", moved)))
        self.assertFalse(lost_connection(ValueError("Connection refused")))
        self.assertTrue(lost_connection(UnreachableError("HDFS does not answer")))

    def test_terminal_classes_of_java_are_recognised(self) -> None:
        missing = FakeJava("java.io.FileNotFoundException", "File does not exist: /data/x")
        aborted = FakeJava("org.apache.spark.SparkException", "Job aborted", missing)
        self.assertFalse(retryable(JavaError("", aborted)))
        self.assertTrue(retryable(JavaError("", FakeJava("org.apache.spark.SparkException", ""))))

    def test_the_traceback_begins_in_the_job(self) -> None:
        try:
            exec(compile("raise ValueError('boom')", "/release/retail/job.py", "exec"))
        except ValueError as error:
            whole, trimmed = judge(error), judge(error, Path("/release"))
        self.assertIn("test_verdict.py", whole.traceback)
        self.assertNotIn("test_verdict.py", trimmed.traceback)
        self.assertIn("/release/retail/job.py", trimmed.traceback)
        self.assertIn("ValueError: boom", trimmed.traceback)


if __name__ == "__main__":
    unittest.main()
