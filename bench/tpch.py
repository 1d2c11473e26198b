"""Load TPC-H through the retail jobs.

Run by bench/tpch.ts as `tpch.py SCALE`; it prints a line of JSON for each load.
"""

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/data/python"))

from lake_place import LakePlace
from tpch import Tpch
from tpch_loads import loads

DAYS = ("1992-01-01", "1995-03-17", "1997-01-01", "1998-08-03")


def main(scale: float) -> None:
    """Print for each load its rows, the seconds of each job, and whether gold is right."""
    # Attempts log to standard output.
    answers, sys.stdout = sys.stdout, sys.stderr
    with tempfile.TemporaryDirectory() as folder, LakePlace() as place:
        for load in loads(place, Tpch(scale, Path(folder), DAYS)):
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
