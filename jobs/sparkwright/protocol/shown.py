"""Text for every reader of a result: without control characters and lone surrogates."""

import re
from typing import Any

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_LAST_OF_A_BYTE = 0xFF


def shown(text: str) -> str:
    """Return `text` with characters that PostgreSQL or UTF-8 cannot store escaped."""
    return _UNSEEN.sub(_escaped, text)


def shown_in(value: Any) -> Any:
    """Return a JSON value with every text in it escaped, member names included."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {shown_in(name): shown_in(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [shown_in(each) for each in value]
    return value


def cut(text: str, longest: int) -> str:
    """Return a text of more than `longest` characters as its start and end, with a note between."""
    if len(text) <= longest:
        return text
    kept = longest // 2
    return f"{text[:kept]}\n[{len(text) - 2 * kept} characters left out]\n{text[-kept:]}"


def _escaped(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\u{code:04x}" if code > _LAST_OF_A_BYTE else f"\\x{code:02x}"
