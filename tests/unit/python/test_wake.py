import json
import socket
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

import jobs_path  # noqa: F401

from sparkwright.protocol.wake import wake


class WakeTest(unittest.TestCase):
    def at(self, url: str) -> None:
        set_so = patch.dict("os.environ", SPARKWRIGHT_CALLBACK_URL=url)
        set_so.start()
        self.addCleanup(set_so.stop)

    def test_names_the_attempt(self) -> None:
        asked: list[tuple[str, object]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                asked.append((self.path, json.loads(body)))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        self.addCleanup(server.server_close)
        threading.Thread(target=server.handle_request, daemon=True).start()
        self.at(f"http://127.0.0.1:{server.server_address[1]}/prefix/")
        wake("r-ingest-1")()
        self.assertEqual(asked, [("/prefix/wake", {"attempt": "r-ingest-1"})])

    def test_an_orchestrator_that_does_not_answer_is_not_an_error(self) -> None:
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        port = silent.getsockname()[1]
        for url in ("", "nonsense", "http://127.0.0.1:1", f"http://127.0.0.1:{port}"):
            raised: list[object] = []
            with self.subTest(url), patch("threading.excepthook", raised.append):
                self.at(url)
                wake("r-ingest-1")()
                self.assertEqual(raised, [])


if __name__ == "__main__":
    unittest.main()
