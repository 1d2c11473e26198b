"""Lets tests import the package as a driver does; import it first."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "jobs"))
