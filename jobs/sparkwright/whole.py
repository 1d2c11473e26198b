"""Files on HDFS that are there whole or not at all: written under another name, then renamed."""

import contextlib
import uuid

from sparkwright.webhdfs import WebHdfs
from sparkwright.webhdfs_errors import ExistsError, HdfsError, NotFoundError


def put_once(hdfs: WebHdfs, path: str, data: bytes, *, patience: float | None = None) -> bytes:
    """Create `path` with `data` unless it exists; return what stands there now, whoever wrote it.

    An answer that was lost makes the client repeat a rename that already happened. So whoever finds
    the name taken reads it back: `data` should hold something that no other writer has, by which
    its own file is known.
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
