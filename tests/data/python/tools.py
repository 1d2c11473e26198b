"""Python environments other than Spark's."""

import subprocess

from one_spark import ROOT


def tool(name: str) -> str:
    """Return the Python of an environment of tests/data/tools.ts, which is made if missing."""
    command = ["node", "--import", "tsx", str(ROOT / "tests/data/tools.ts"), name]
    answer = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return answer.stdout.splitlines()[-1]
