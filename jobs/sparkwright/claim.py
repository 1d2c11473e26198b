"""Claims of an attempt: files on HDFS that only one of all who try can create.

`claim.json` is taken before a driver has a SparkContext, `publish.json` before anything that it
wrote becomes visible. The orchestrator takes the one or the other to give an attempt up.
"""

import os
import socket
import uuid

from sparkwright.clock import now
from sparkwright.errors import SparkwrightError
from sparkwright.sealed import seal, unseal
from sparkwright.webhdfs import WebHdfs
from sparkwright.whole import put_once


class ClaimLost(SparkwrightError):  # noqa: N818 - it is named so in result.json
    """Another driver, or the orchestrator, holds the claim; the text says who."""

    retryable = False


def new_nonce() -> str:
    """Return a text by which one driver knows its own claims."""
    return uuid.uuid4().hex


def claim(hdfs: WebHdfs, folder: str, attempt: str, driver: str, nonce: str) -> None:
    """Create `claim.json` in the attempt's folder. Raises ClaimLost where another holds it."""
    _take(hdfs, f"{folder}/claim.json", attempt, driver, nonce)


def claim_publishing(hdfs: WebHdfs, folder: str, attempt: str, driver: str, nonce: str) -> None:
    """Create `publish.json` in the attempt's folder. Raises ClaimLost where another holds it.

    May be repeated with the same nonce.
    """
    _take(hdfs, f"{folder}/publish.json", attempt, driver, nonce)


def _take(hdfs: WebHdfs, path: str, attempt: str, driver: str, nonce: str) -> None:
    mine = seal(
        {
            "version": 1,
            "attempt": attempt,
            "by": "driver",
            "nonce": nonce,
            "time": now(),
            "driver": driver,
            "host": socket.gethostname(),
            "pid": os.getpid(),
        }
    )
    held = unseal(put_once(hdfs, path, mine), path)
    if held.get("nonce") == nonce:
        return
    if held.get("by") == "orchestrator":
        raise ClaimLost(f"the orchestrator gave it up: {held.get('reason')}")
    raise ClaimLost(
        f"{held.get('driver')} on {held.get('host')} holds its claim since {held.get('time')}"
    )
