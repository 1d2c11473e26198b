"""A small WebHDFS client on the standard library, for use before pyspark is imported."""

import http.client
import json
import os
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from sparkwright.protocol.webhdfs_errors import NotFoundError, UnreachableError, remote_error

PATIENCE = 60.0
"""The default number of seconds that a call waits for HDFS to come back."""

_TIMEOUT = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0
_REDIRECTS = {301, 302, 303, 307, 308}
_BAD = 400


class WebHdfs:
    """Files on HDFS by the NameNodes' HTTP addresses; standby and absent NameNodes are skipped.

    While HDFS is away or in safe mode, every call retries for `patience` seconds. Then it raises
    the last error: UnreachableError, or one of webhdfs_errors.
    """

    def __init__(self, urls: list[str], user: str, *, patience: float = PATIENCE) -> None:
        """`urls` look like `http://host:9870`; `user` is the HDFS user."""
        if not urls:
            raise ValueError(
                "no NameNode is configured: set SPARKWRIGHT_WEBHDFS_URLS, such as http://host:9870"
            )
        self._nodes = [urlsplit(url).netloc for url in urls]
        self._user = user
        self._patience = patience

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "WebHdfs":
        """Return a client for SPARKWRIGHT_WEBHDFS_URLS and SPARKWRIGHT_HDFS_USER."""
        urls = environment.get("SPARKWRIGHT_WEBHDFS_URLS", "").split(",")
        user = environment.get("SPARKWRIGHT_HDFS_USER", "spark")
        return cls([url.strip() for url in urls if url.strip()], user)

    def read(self, path: str, *, patience: float | None = None) -> bytes:
        """Return the whole file. Raises NotFoundError."""
        return self._call("GET", path, {"op": "OPEN"}, None, patience)

    def write(self, path: str, data: bytes, *, patience: float | None = None) -> None:
        """Write or overwrite the whole file. Not atomic, so use a name that nobody reads."""
        self._call("PUT", path, {"op": "CREATE", "overwrite": "true"}, data, patience)
        length = self.length(path, patience=patience)
        if length != len(data):
            raise UnreachableError(f"{path} has {length} bytes on HDFS instead of {len(data)}")

    def rename(
        self, source: str, target: str, *, replace: bool, patience: float | None = None
    ) -> None:
        """Rename atomically.

        Raises NotFoundError, or ExistsError if `target` exists and `replace` is false.
        """
        options = {
            "op": "RENAME",
            "destination": target,
            "renameoptions": "OVERWRITE" if replace else "NONE",
        }
        self._call("PUT", source, options, None, patience)

    def length(self, path: str, *, patience: float | None = None) -> int | None:
        """Return the length in bytes, or None if there is no such file."""
        try:
            answer = self._call("GET", path, {"op": "GETFILESTATUS"}, None, patience)
        except NotFoundError:
            return None
        return int(json.loads(answer)["FileStatus"]["length"])

    def make_folder(self, path: str) -> None:
        """Make a folder and its parents, if they are missing."""
        self._call("PUT", path, {"op": "MKDIRS"}, None, None)

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder; none if there is no such folder."""
        try:
            answer = self._call("GET", folder, {"op": "LISTSTATUS"}, None, None)
        except NotFoundError:
            return []
        return [each["pathSuffix"] for each in json.loads(answer)["FileStatuses"]["FileStatus"]]

    def delete(self, path: str) -> None:
        """Delete a file, if it exists."""
        self._call("DELETE", path, {"op": "DELETE"}, None, None)

    def _call(
        self,
        method: str,
        path: str,
        query: dict[str, str],
        body: bytes | None,
        patience: float | None,
    ) -> bytes:
        deadline = time.monotonic() + (self._patience if patience is None else patience)
        pause = _FIRST_PAUSE
        while True:
            for _ in range(len(self._nodes)):
                try:
                    return self._ask(method, path, query, body)
                except UnreachableError as error:
                    last = error
                    self._nodes.append(self._nodes.pop(0))
            if time.monotonic() + pause > deadline:
                raise last
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _ask(self, method: str, path: str, query: dict[str, str], body: bytes | None) -> bytes:
        parameters = urlencode({**query, "user.name": self._user})
        node = self._nodes[0]
        status, location, answer = _exchange(
            method, node, f"/webhdfs/v1{quote(path)}?{parameters}", None if body is None else b""
        )
        if status in _REDIRECTS:
            target = urlsplit(location)
            status, _, answer = _exchange(
                method, target.netloc, f"{target.path}?{target.query}", body
            )
        if status >= _BAD:
            raise remote_error(status, answer, f"{query['op']} {path}")
        return answer


def _exchange(method: str, host: str, target: str, body: bytes | None) -> tuple[int, str, bytes]:
    connection: Any = http.client.HTTPConnection(host, timeout=_TIMEOUT)
    try:
        headers = {"Content-Type": "application/octet-stream"}
        connection.request(method, target, body=body, headers=headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location", ""), response.read()
    except (OSError, http.client.HTTPException) as error:
        raise UnreachableError(f"HDFS does not answer at {host}: {error}") from error
    finally:
        connection.close()
