"""Claims of an attempt: files on HDFS that only one writer can create.

A driver takes `claim.json` before it has a SparkContext, and `publish.json` before readers see
anything that it wrote. The orchestrator takes either one to give an attempt up.
"""

import os
import socket
import uuid

from sparkwright.errors import SparkwrightError
from sparkwright.protocol.clock import now
from sparkwright.protocol.put_once import put_once
from sparkwright.protocol.sealed import seal, unseal
from sparkwright.protocol.webhdfs import WebHdfs


class ClaimLost(SparkwrightError):  # noqa: N818 - its name is part of result.json
    """Another driver or the orchestrator holds the claim; the text names it."""

    retryable = False


def new_nonce() -> str:
    """Return a unique text by which a driver recognises its own claims."""
    return uuid.uuid4().hex


def claim(hdfs: WebHdfs, folder: str, attempt: str, driver: str, nonce: str) -> None:
    """Create `claim.json` in the attempt's folder. Raises ClaimLost if somebody else holds it."""
    _take(hdfs, f"{folder}/claim.json", attempt, driver, nonce)


def claim_publishing(hdfs: WebHdfs, folder: str, attempt: str, driver: str, nonce: str) -> None:
    """Create `publish.json` in the attempt's folder. Raises ClaimLost if somebody else holds it.

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
