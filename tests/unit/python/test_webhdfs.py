import time
import unittest

import jobs_path  # noqa: F401
from fake_webhdfs import FakeWebHdfs

from sparkwright.protocol.webhdfs import WebHdfs
from sparkwright.protocol.webhdfs_errors import (
    ExistsError,
    HdfsError,
    NotFoundError,
    UnreachableError,
)

NOBODY = "http://127.0.0.1:9"


class WebHdfsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.fake = FakeWebHdfs()
        self.addCleanup(self.fake.close)
        self.hdfs = WebHdfs([self.fake.url], "spark", patience=5)

    def refuse(self, times: int, exception: str, operation: str = "") -> None:
        left = [times]

        def before(op: str, _path: str) -> tuple[int, str] | None:
            if left[0] == 0 or operation not in {"", op}:
                return None
            left[0] -= 1
            return 403, exception

        self.fake.before = before

    def test_writes_through_the_redirect_and_reads_back(self) -> None:
        self.hdfs.write("/a b/ü.json", b"text")
        self.assertEqual(self.hdfs.read("/a b/ü.json"), b"text")
        self.assertEqual(self.hdfs.length("/a b/ü.json"), 4)
        self.assertIsNone(self.hdfs.length("/other"))

    def test_errors_are_classified_by_their_names(self) -> None:
        self.fake.files.update({"/a": b"a", "/b": b"b"})
        with self.assertRaisesRegex(NotFoundError, "^OPEN /none: FileNotFoundException: "):
            self.hdfs.read("/none")
        with self.assertRaises(ExistsError):
            self.hdfs.rename("/a", "/b", replace=False)
        self.hdfs.rename("/a", "/b", replace=True)
        self.assertEqual(self.fake.files, {"/b": b"a"})
        self.refuse(1, "AccessControlException")
        with self.assertRaises(HdfsError) as raised:
            self.hdfs.read("/b")
        self.assertNotIsInstance(raised.exception, UnreachableError)

    def test_a_call_waits_for_safe_mode_and_missing_datanodes(self) -> None:
        for exception in ("SafeModeException", "IOException", "RetriableException"):
            with self.subTest(exception):
                self.refuse(2, exception, "CREATE")
                self.hdfs.write("/a", b"new")
                self.assertEqual(self.fake.files["/a"], b"new")

    def test_a_standby_namenode_is_skipped(self) -> None:
        standby = FakeWebHdfs()
        self.addCleanup(standby.close)
        standby.before = lambda _op, _path: (403, "StandbyException")
        self.fake.files["/a"] = b"a"
        hdfs = WebHdfs([NOBODY, standby.url, self.fake.url], "spark", patience=0)
        self.assertEqual(hdfs.read("/a"), b"a")
        self.assertEqual(hdfs.read("/a"), b"a")
        self.assertEqual(len(standby.asked), 1)

    def test_a_call_gives_up_after_its_patience(self) -> None:
        began = time.monotonic()
        with self.assertRaisesRegex(UnreachableError, "127.0.0.1:9"):
            WebHdfs([NOBODY], "spark", patience=0.5).read("/a")
        self.assertLess(time.monotonic() - began, 2)

    def test_an_incomplete_upload_is_an_error(self) -> None:
        def before(op: str, path: str) -> None:
            if op == "GETFILESTATUS":
                self.fake.files[path] = self.fake.files[path][:-1]

        self.fake.before = before
        with self.assertRaisesRegex(HdfsError, "3 bytes on HDFS instead of 4"):
            self.hdfs.write("/a", b"text")

    def test_an_address_is_required(self) -> None:
        with self.assertRaisesRegex(ValueError, "SPARKWRIGHT_WEBHDFS_URLS"):
            WebHdfs.from_environment({})


if __name__ == "__main__":
    unittest.main()
