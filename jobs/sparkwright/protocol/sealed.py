"""Sealed JSON: an object whose last member is the SHA-256 of the text before it.

A truncated file never passes for a complete one. The checksum is over bytes and not over values,
so reader and writer need not format numbers or keys alike.
"""

import hashlib
import json
import re
from typing import Any

_SEAL = re.compile(rb',\s*"checksum"\s*:\s*"([0-9a-f]{64})"\s*}\s*$')


class BrokenSealError(ValueError):
    """The text is incomplete or changed: its checksum is missing or does not match."""

    retryable = False


def seal(value: dict[str, Any]) -> bytes:
    """Return `value` as UTF-8 JSON with a `checksum` as its last member.

    Raises ValueError if `value` is empty or already has a `checksum`.
    """
    if not value or "checksum" in value:
        raise ValueError("only a non-empty object without a checksum can be sealed")
    body = json.dumps(value, ensure_ascii=False, indent=2).removesuffix("\n}").encode()
    return body + f',\n  "checksum": "{hashlib.sha256(body).hexdigest()}"\n}}\n'.encode()


def unseal(data: bytes, name: str) -> dict[str, Any]:
    """Return the object sealed in `data`, without its checksum.

    `name` is the file's name for errors. Raises BrokenSealError if the text is incomplete or
    changed.
    """
    found = _SEAL.search(data)
    if found is None:
        raise BrokenSealError(f"{name} has no checksum at its end: it was truncated or edited")
    if hashlib.sha256(data[: found.start()]).hexdigest() != found.group(1).decode():
        raise BrokenSealError(f"{name} does not match its checksum: it was damaged or edited")
    try:
        value = json.loads(data[: found.start()] + b"}")
    except ValueError as error:
        raise BrokenSealError(f"{name} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise BrokenSealError(f"{name} is not a JSON object")
    return value
