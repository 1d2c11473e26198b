"""Imports of the jobs point one way, without circles, and user jobs import the face alone."""

import ast
import subprocess
import sys
import unittest
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from jobs_path import ROOT

JOBS = ROOT / "jobs"

LAYERS = (
    {"errors"},
    {"protocol", "expectations", "ranges"},
    {"log", "running"},
    {"tables"},
    {"quality", "guard"},
    {"sources", "driver"},
    {"face", "lake", "suites", "bootstrap"},
    {"session"},
)
"""Folders and modules of the package; each may import itself and what stands above it here."""

FACE = {"attempt", "Attempt", "Changes", "errors", "expectations", "lake", "log", "ranges"} | {
    "suites"
}
"""Names in the package that user jobs import."""


def modules() -> dict[str, str]:
    """Return the text of every module of the package by its name below `sparkwright`."""
    package = JOBS / "sparkwright"
    names = {
        ".".join(file.relative_to(package).with_suffix("").parts): file.read_text()
        for file in package.rglob("*.py")
    }
    return {name: text for name, text in names.items() if not name.endswith("__init__")}


def imports(text: str) -> Iterator[str]:
    """Yield the names below `sparkwright` that a module imports, also in functions or for types."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            whole = [name.name for name in node.names]
            yield from [name.partition(".")[2] for name in whole if name.startswith("sparkwright.")]
        if isinstance(node, ast.ImportFrom) and node.module:
            head, _, inner = node.module.partition(".")
            if head == "sparkwright":
                yield from [f"{inner}.{name.name}".lstrip(".") for name in node.names]


def layer_of(name: str) -> int | None:
    """Return the layer of a module, None if it belongs to none."""
    room = name.partition(".")[0]
    return next((number for number, layer in enumerate(LAYERS) if room in layer), None)


def upward(module: str, text: str) -> list[str]:
    """Return the imports of a module of the package that do not point down."""
    room, own = module.partition(".")[0], layer_of(module)
    if own is None:
        return [f"{module} belongs to no layer"]
    found = []
    for name in imports(text):
        layer = layer_of(name)
        if name.partition(".")[0] != room and (layer is None or layer >= own):
            found.append(name)
    return found


def past_the_face(text: str) -> list[str]:
    """Return the imports of a user job that are not of the face."""
    return [name for name in imports(text) if name.partition(".")[0] not in FACE]


def circle(texts: dict[str, str]) -> list[str]:
    """Return the modules of a circle of imports, or an empty list."""

    def of(name: str) -> str | None:
        return name if name in texts else of(name.rpartition(".")[0]) if "." in name else None

    graph = {
        module: {target for name in imports(text) if (target := of(name))}
        for module, text in texts.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


class ImportsTest(unittest.TestCase):
    def test_imports_of_the_package_point_down(self) -> None:
        wrong = {name: found for name, text in modules().items() if (found := upward(name, text))}
        self.assertEqual(wrong, {})

    def test_the_package_has_no_circle_of_modules(self) -> None:
        self.assertEqual(circle(modules()), [])

    def test_user_jobs_import_the_face_alone(self) -> None:
        wrong = {
            str(file.relative_to(JOBS)): found
            for file in JOBS.rglob("*.py")
            if file.relative_to(JOBS).parts[0] != "sparkwright"
            and (found := past_the_face(file.read_text()))
        }
        self.assertEqual(wrong, {})

    def test_a_driver_claims_its_attempt_before_it_imports_pyspark(self) -> None:
        code = "import sys, sparkwright.bootstrap; sys.exit('pyspark' in sys.modules)"
        ended = subprocess.run([sys.executable, "-c", code], cwd=JOBS, check=False)
        self.assertEqual(ended.returncode, 0)

    def test_a_planted_import_that_points_up_is_found(self) -> None:
        for module, text in (
            ("protocol.planted", "from sparkwright.tables import iceberg"),
            ("tables.planted", "from sparkwright.quality.checks import Checks"),
            ("tables.planted", "import sparkwright.sources.load"),
            ("quality.planted", "from sparkwright.sources.load import load"),
            ("sources.planted", "from sparkwright import attempt"),
            ("driver.planted", "def f():\n    from sparkwright.sources import load"),
            ("running", "if TYPE_CHECKING:\n    from sparkwright.tables.changes import Changes"),
            ("planted", ""),
        ):
            with self.subTest(module, text=text):
                self.assertEqual(len(upward(module, text)), 1)

    def test_a_planted_import_past_the_face_is_found(self) -> None:
        for text in (
            "from sparkwright.tables.merged import merging",
            "from sparkwright import running",
            "if TYPE_CHECKING:\n    from sparkwright.tables.changes import Changes",
        ):
            with self.subTest(text):
                self.assertEqual(len(past_the_face(text)), 1)

    def test_a_planted_circle_is_found(self) -> None:
        planted = "if TYPE_CHECKING:\n    from sparkwright.sources.postgres import Postgres"
        texts = {**modules(), "sources.shape": planted}
        self.assertIn("sources.shape", circle(texts))


if __name__ == "__main__":
    unittest.main()
