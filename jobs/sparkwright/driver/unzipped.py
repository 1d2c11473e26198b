"""Where a driver imports pyspark from."""

import sys
from pathlib import Path


def prefer_unzipped_pyspark() -> None:
    """Import pyspark and py4j from where pip installed them, if Spark itself runs from there.

    Spark puts zips of sources in front, and compiling them costs every driver most of a second.
    """
    for entry in [path for path in sys.path if path.endswith("/python/lib/pyspark.zip")]:
        home = Path(entry).parents[2]
        packages = home.parent
        whole = (home / "__init__.py").is_file() and (packages / "py4j").is_dir()
        if whole and str(packages) in sys.path:
            zips = str(home / "python/lib")
            sys.path[:] = [path for path in sys.path if not path.startswith(f"{zips}/")]
