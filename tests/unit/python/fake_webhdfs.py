"""A NameNode and a DataNode in one HTTP server, with WebHDFS's answers."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit


class FakeWebHdfs:
    """Files in memory.

    `before` may refuse a call (status, exception); an operation named in `drop` is done, and its
    answer lost, once.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.before: Callable[[str, str], tuple[int, str] | None] = lambda op, path: None
        self.drop: list[str] = []
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    fake: FakeWebHdfs
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def _handle(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        path = unquote(url.path.removeprefix("/webhdfs/v1"))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        op = query["op"]
        fake = self.fake
        with fake.lock:
            fake.asked.append(f"{op} {path}")
            refused = fake.before(op, path)
            if refused is not None:
                self._refuse(*refused)
                return
            if (
                op in {"CREATE", "OPEN"}
                and "datanode" not in query
                and not (op == "OPEN" and path not in fake.files)
            ):
                self._answer(
                    307, location=f"{fake.url}/webhdfs/v1{quote(path)}?op={op}&datanode=true"
                )
                return
            status, answer = self._do(op, path, query, body)
            if op in fake.drop:
                fake.drop.remove(op)
                self.close_connection = True
                self.connection.close()
                return
        if isinstance(answer, str):
            self._refuse(status, answer)
        else:
            self._answer(status, answer)

    do_GET = do_PUT = do_DELETE = _handle  # noqa: N815

    def _do(
        self, op: str, path: str, query: dict[str, str], body: bytes
    ) -> tuple[int, bytes | str]:
        files = self.fake.files
        if op == "CREATE":
            files[path] = body
            return 201, b""
        if op in {"DELETE", "MKDIRS"}:
            there = op == "MKDIRS" or files.pop(path, None) is not None
            return 200, json.dumps({"boolean": there}).encode()
        if op == "LISTSTATUS":
            names = [name.removeprefix(f"{path}/") for name in files if name.startswith(f"{path}/")]
            listed = [{"pathSuffix": name} for name in names if "/" not in name]
            return 200, json.dumps({"FileStatuses": {"FileStatus": listed}}).encode()
        if path not in files:
            return 404 if op != "RENAME" else 403, "FileNotFoundException"
        if op == "GETFILESTATUS":
            return 200, json.dumps({"FileStatus": {"length": len(files[path])}}).encode()
        return self._rename(path, query) if op == "RENAME" else (200, files[path])

    def _rename(self, path: str, query: dict[str, str]) -> tuple[int, bytes | str]:
        files, target = self.fake.files, query["destination"]
        if target in files and query["renameoptions"] == "NONE":
            return 403, "FileAlreadyExistsException"
        files[target] = files.pop(path)
        return 200, b""

    def _refuse(self, status: int, exception: str) -> None:
        remote = {
            "exception": exception,
            "javaClassName": exception,
            "message": f"{exception} said the server",
        }
        self._answer(status, json.dumps({"RemoteException": remote}).encode())

    def _answer(self, status: int, body: bytes = b"", location: str | None = None) -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
