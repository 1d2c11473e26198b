"""Running a job unchanged: a script of the release, as `__main__`, with its arguments."""

import runpy
import sys
import sysconfig
import zipfile
from pathlib import Path

from sparkwright.errors import RefusedError

_BESIDE = "sparkwright-jobs"


def jobs_folder(working: Path) -> Path:
    """Return the folder with the jobs; a zip is unpacked below `working`.

    It is unpacked because a traceback only shows source lines from files.
    """
    package = Path(__file__).parents[1]
    archive = package.parent
    if archive.is_dir():
        return archive
    folder = working / _BESIDE
    with zipfile.ZipFile(archive) as tree:
        tree.extractall(folder)
    return folder


def run_job(root: Path, job: str, arguments: list[str]) -> None:
    """Run `job`, a path below `root`, like `python job arguments...`.

    sys.exit(0) is not an error. Raises the job's errors, and RefusedError if the release has no
    such file.
    """
    script = root / job
    if not script.is_file():
        raise RefusedError(f"the release has no job {job}: check `job` in the pipeline")
    sys.argv = [str(script), *arguments]
    sys.path.insert(_after_library(), str(script.parent))
    try:
        runpy.run_path(str(script), run_name="__main__")
    except SystemExit as leaving:
        if leaving.code not in (None, 0):
            raise


def _after_library() -> int:
    """Return the index in sys.path after Python's library, which wins over a job's neighbours."""
    library = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    places = [
        place
        for place, entry in enumerate(sys.path)
        if entry in library or entry.endswith("/lib-dynload")
    ]
    return max(places, default=-1) + 1
