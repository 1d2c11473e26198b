"""Atomic creation of files on HDFS: write under another name, then rename."""

import contextlib
import uuid

from sparkwright.protocol.webhdfs import WebHdfs
from sparkwright.protocol.webhdfs_errors import ExistsError, HdfsError, NotFoundError


def put_once(hdfs: WebHdfs, path: str, data: bytes, *, patience: float | None = None) -> bytes:
    """Create `path` with `data` unless it exists; return the file's content, whoever wrote it.

    If the answer to a rename is lost, the client repeats a rename that has happened. So if the name
    is taken, the file is read back. `data` should contain a value that no other writer has, so that
    the caller can recognise its own file.
    """
    draft = f"{path}.{uuid.uuid4().hex}"
    hdfs.write(draft, data, patience=patience)
    try:
        hdfs.rename(draft, path, replace=False, patience=patience)
    except (ExistsError, NotFoundError):
        found = hdfs.read(path, patience=patience)
        if found != data:
            with contextlib.suppress(HdfsError):
                hdfs.delete(draft)
        return found
    return data
