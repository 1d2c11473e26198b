"""Waking the orchestrator, so that it looks at once what it would find a little later."""

import contextlib
import json
import os
import threading
from collections.abc import Callable
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

TIME_LIMIT = 1.0
"""Seconds that waking may take."""


def wake(attempt: str) -> Callable[[], None]:
    """POST to `$SPARKWRIGHT_CALLBACK_URL/wake` beside what goes on here, if the variable is set.

    Nothing depends on it: every error is ignored. Returns a function that waits for its end,
    TIME_LIMIT at most; a process that ends without calling it cuts it off.
    """
    url = os.environ.get("SPARKWRIGHT_CALLBACK_URL", "").rstrip("/")
    if not url:
        return lambda: None
    # Not only the socket's own limit: looking up a name has none.
    thread = threading.Thread(target=_post, args=[f"{url}/wake", attempt], daemon=True)
    thread.start()
    return lambda: thread.join(TIME_LIMIT)


def _post(url: str, attempt: str) -> None:
    with contextlib.suppress(Exception):
        address = urlsplit(url)
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        connection = kind(address.netloc, timeout=TIME_LIMIT)
        body = json.dumps({"attempt": attempt})
        connection.request("POST", address.path, body, {"Content-Type": "application/json"})
        connection.getresponse()
        connection.close()
