"""Sealed JSON: an object whose last member is the SHA-256 of the text before it.

A truncated file never passes for a whole one, and no reader has to agree with the writer on how
numbers or keys are written: the checksum is over bytes, not over values.
"""

import hashlib
import json
import re
from typing import Any

_SEAL = re.compile(rb',\s*"checksum"\s*:\s*"([0-9a-f]{64})"\s*}\s*$')


class BrokenSealError(ValueError):
    """The text is not whole: its checksum is missing, or is another one."""

    retryable = False


def seal(value: dict[str, Any]) -> bytes:
    """Return `value` as UTF-8 JSON with a `checksum` as its last member.

    Raises ValueError where `value` is empty or has a `checksum` of its own.
    """
    if not value or "checksum" in value:
        raise ValueError("only an object with members, and without a checksum, can be sealed")
    body = json.dumps(value, ensure_ascii=False, indent=2).removesuffix("\n}").encode()
    return body + f',\n  "checksum": "{hashlib.sha256(body).hexdigest()}"\n}}\n'.encode()


def unseal(data: bytes, name: str) -> dict[str, Any]:
    """Return the object sealed in `data`, without its checksum.

    `name` says in errors which file it is. Raises BrokenSealError where the text is not whole.
    """
    found = _SEAL.search(data)
    if found is None:
        raise BrokenSealError(f"{name} has no checksum at its end: it is truncated or was edited")
    if hashlib.sha256(data[: found.start()]).hexdigest() != found.group(1).decode():
        raise BrokenSealError(f"{name} does not match its checksum: it is damaged or was edited")
    try:
        value = json.loads(data[: found.start()] + b"}")
    except ValueError as error:
        raise BrokenSealError(f"{name} is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise BrokenSealError(f"{name} is no JSON object")
    return value
