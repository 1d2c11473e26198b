import contextlib
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest.mock import patch

from jobs_path import ROOT

from sparkwright.driver import job

SHADOWS = ["calendar.py", "json.py", "random/__init__.py", "argparse.py", "sparkwright.py"]


class ShadowsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_no_file_of_the_release_hides_a_module_of_python(self) -> None:
        archive = self.folder / "jobs.zip"
        with zipfile.ZipFile(archive, "w") as tree:
            for source in (ROOT / "jobs/sparkwright").rglob("*.py"):
                tree.write(source, source.relative_to(ROOT / "jobs"))
            for name in SHADOWS:
                tree.writestr(name, "raise RuntimeError('taken for the library')")
        script = self.folder / "bootstrap.py"
        script.write_text((ROOT / "jobs/sparkwright/bootstrap.py").read_text())
        ended = subprocess.run(
            [sys.executable, str(script), "--help"],
            env={"PYTHONPATH": str(archive)},
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))

    def test_a_job_imports_its_neighbours_but_pythons_modules_win(self) -> None:
        for name in ("email/ingest.py", "email/rules_beside.py", "email/colorsys.py"):
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text("MINE = True\n")
        (self.folder / "email/ingest.py").write_text(
            "import rules_beside, colorsys\nassert not hasattr(colorsys, 'MINE')\n"
        )
        with contextlib.ExitStack() as stack:
            stack.enter_context(patch.object(sys, "path", list(sys.path)))
            stack.enter_context(patch.object(sys, "argv", []))
            job.run_job(self.folder, "email/ingest.py", [])

    def test_the_orchestrator_knows_the_modules_of_this_python(self) -> None:
        known = (ROOT / "orchestrator/plan/python-modules.ts").read_text().split("`")[1].split()
        self.assertEqual(
            set(known), {name for name in sys.stdlib_module_names if not name.startswith("_")}
        )
