"""Waking the orchestrator, so that it need not wait for its next poll."""

import contextlib
import json
import os
import threading
from collections.abc import Callable
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

TIME_LIMIT = 1.0
"""The most seconds that waking takes."""


def wake(attempt: str) -> Callable[[], None]:
    """POST to `$SPARKWRIGHT_CALLBACK_URL/wake` in the background, if the variable is set.

    Nothing depends on it, so every error is ignored. Returns a function that waits until the POST
    is done, for TIME_LIMIT at most. A process that exits without calling it cancels the POST.
    """
    url = os.environ.get("SPARKWRIGHT_CALLBACK_URL", "").rstrip("/")
    if not url:
        return lambda: None
    # The socket's timeout does not cover looking up the name.
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
