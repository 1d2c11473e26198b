import sys
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

import jobs_path  # noqa: F401

from sparkwright.driver.unzipped import prefer_unzipped_pyspark


class UnzippedTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.packages = Path(folder.name) / "site-packages"
        library = self.packages / "pyspark/python/lib"
        library.mkdir(parents=True)
        (self.packages / "py4j").mkdir()
        (self.packages / "pyspark/__init__.py").touch()
        self.zips = [str(library / "pyspark.zip"), str(library / "py4j-0.10.9.9-src.zip")]

    def path_after(self, path: list[str]) -> list[str]:
        with patch.object(sys, "path", list(path)):
            prefer_unzipped_pyspark()
            return sys.path

    def test_zips_are_skipped_if_pip_installed_the_same_version(self) -> None:
        rest = ["/tmp/jobs.zip", "/usr/lib/python3", str(self.packages)]
        self.assertEqual(self.path_after([*self.zips, *rest]), rest)

    def test_zips_are_kept_if_the_installation_is_not_on_the_path(self) -> None:
        path = [*self.zips, "/usr/lib/python3"]
        self.assertEqual(self.path_after(path), path)

    def test_zips_are_kept_if_spark_is_a_tarball(self) -> None:
        (self.packages / "pyspark/__init__.py").unlink()
        path = [*self.zips, str(self.packages)]
        self.assertEqual(self.path_after(path), path)


if __name__ == "__main__":
    unittest.main()
