"""The SPARK_CONF_DIR of a Spark in its own process, on the lake of a place."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lake_place import LakePlace
from one_spark import settings


@contextmanager
def configuration(place: LakePlace, **more: str) -> Iterator[str]:
    """Make a folder with the cluster's settings for every driver, on this lake, and `more`."""
    with tempfile.TemporaryDirectory(prefix="driver-") as folder:
        told = {
            **settings(),
            "spark.master": "local[2]",
            "spark.ui.enabled": "false",
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            "spark.local.dir": folder,
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.catalog.lake.warehouse": str(place.folder),
            **more,
        }
        lines = [f"{setting} {value}\n" for setting, value in told.items()]
        (Path(folder) / "spark-defaults.conf").write_text("".join(lines))
        yield folder
