"""Loads TPC-H through the retail jobs: `tpch.py SCALE`; prints a line of JSON for each load."""

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/data/python"))

from lake_place import LakePlace
from tpch import Tpch
from tpch_loads import loads


def main(scale: float) -> None:
    """Load it all, and say after each load what came, how long it took, and if gold is right."""
    # Attempts say on standard output what they do.
    answers, sys.stdout = sys.stdout, sys.stderr
    with tempfile.TemporaryDirectory() as folder, LakePlace() as place:
        for load in loads(place, Tpch(scale, Path(folder))):
            right = load.loaded == load.came and all(one == two for one, two in load.gold.values())
            rows = sum(load.loaded.values())
            seconds = {Path(job).stem: value for job, value in load.seconds.items()}
            print(
                json.dumps({"rows": rows, "seconds": seconds, "right": right}),
                file=answers,
                flush=True,
            )


if __name__ == "__main__":
    main(float(sys.argv[1]))
