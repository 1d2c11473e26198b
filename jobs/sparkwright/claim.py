"""The claim: a file that only one driver of an attempt can create, before its SparkContext."""

import os
import socket
import uuid

from sparkwright.clock import now
from sparkwright.sealed import seal, unseal
from sparkwright.webhdfs import WebHdfs
from sparkwright.whole import put_once


class LostClaimError(Exception):
    """Another driver, or the orchestrator, holds the claim; the text says who."""


def claim(hdfs: WebHdfs, folder: str, attempt: str, driver: str) -> None:
    """Create `claim.json` in the attempt's folder. Raises LostClaimError where another holds it."""
    nonce = uuid.uuid4().hex
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
    path = f"{folder}/claim.json"
    held = unseal(put_once(hdfs, path, mine), path)
    if held.get("nonce") == nonce:
        return
    if held.get("by") == "orchestrator":
        raise LostClaimError(f"the orchestrator gave it up: {held.get('reason')}")
    raise LostClaimError(
        f"{held.get('driver')} on {held.get('host')} holds its claim since {held.get('time')}"
    )
