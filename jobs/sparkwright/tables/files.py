"""Plain files of an attempt: written to its folder, and renamed when it publishes."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from sparkwright.errors import SparkwrightError
from sparkwright.protocol.webhdfs_errors import NotFoundError
from sparkwright.running import Running, StagedFile


def stage_csv(running: Running, frame: Any, path: str) -> None:
    """Write `frame` as a CSV file into the attempt's folder, to be published as `path`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([_plain(value) for value in row] for row in frame.collect())
    stage(running, text.getvalue().encode(), path)


def stage(running: Running, data: bytes, path: str) -> None:
    """Write a file into the attempt's folder, to be published as `path`."""
    if not path.startswith("/"):
        raise ValueError(f"{path!r} is not an absolute path on HDFS")
    staged = f"{running.folder}/files/{len(running.files)}-{path.rsplit('/', maxsplit=1)[1]}"
    running.hdfs.write(staged, data)
    running.files.append(StagedFile(staged, path, len(data)))


def publish_files(running: Running) -> None:
    """Rename every staged file over its target, unless that is done already."""
    for file in running.files:
        running.hdfs.make_folder(file.target.rsplit("/", maxsplit=1)[0])
        try:
            running.hdfs.rename(file.staged, file.target, replace=True)
        except NotFoundError as error:
            if running.hdfs.length(file.target) != file.length:
                raise SparkwrightError(
                    f"{file.staged} is gone, so {file.target} is still the old file"
                ) from error


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value
