"""Names of the lake's tables: their parts in the catalog, and their text in Spark's SQL.

The text identifies a table everywhere: as a key, in messages, in SQL. A part is quoted if Spark
itself would quote it, so a table has exactly one text.
"""

import re
from collections.abc import Sequence

from sparkwright.errors import RefusedError

_PART = r"`(?:[^`]|``)+`|[A-Za-z0-9_]+"
_NAME = re.compile(rf"(?:{_PART})(?:\.(?:{_PART}))*")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_FULL = 3
"""The fewest parts of a full name: a catalog, a namespace and a table."""

_LONGEST = 255
"""The most bytes in a folder's name, by HDFS's default."""

_CHARACTERS = {"/": "a slash", ":": "a colon", "\0": "the character 0"}

_WRITE = (
    "write catalog.namespace.table, with backticks around a part that has more than letters "
    "(a to z), digits and _, such as lake.gold.`daily-report`"
)


def parts(written: str) -> tuple[str, ...] | None:
    """Return the parts of a name as Spark's SQL reads it, or None if it is not a name."""
    if _NAME.fullmatch(written) is None:
        return None
    return tuple(_bare(part) for part in re.findall(_PART, written))


def text(of: Sequence[str]) -> str:
    """Return parts as one name, each quoted if necessary."""
    return ".".join(part if _PLAIN.fullmatch(part) else quoted(part) for part in of)


def quoted(name: str) -> str:
    """Return a part of a name, or a column's name, in backticks."""
    return "`" + name.replace("`", "``") + "`"


def literal(value: str) -> str:
    """Return a text as an SQL literal, such as a procedure's argument."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def table_text(written: str) -> str:
    """Return the text of a table's name, however it is quoted. Raises RefusedError."""
    return text(table_parts(written))


def table_parts(written: str) -> tuple[str, ...]:
    """Return the catalog, the namespaces and the table of a full name. Raises RefusedError."""
    found = parts(written)
    if found is None or len(found) < _FULL:
        raise RefusedError(f"{written} is no full name of a table: {_WRITE}")
    refusal = unfit(found)
    if refusal is not None:
        raise RefusedError(refusal)
    return found


def unfit(of: Sequence[str]) -> str | None:
    """Return why HDFS cannot have a folder for each part after the catalog, or None if it can."""
    for part in of[1:]:
        reason = _no_folder(part)
        if reason is not None:
            return f"{text(of)} can't be a table on HDFS, because {reason}: choose another name"
    return None


def _no_folder(part: str) -> str | None:
    if part in (".", ".."):
        return f"{quoted(part)} is no name of a folder"
    for character, named in _CHARACTERS.items():
        if character in part:
            return f"the name of a folder can't have {named}"
    length = len(part.encode(errors="surrogatepass"))
    if length > _LONGEST:
        return f"the name of a folder can't have {length} bytes, where {_LONGEST} are the most"
    return None


def _bare(part: str) -> str:
    return part[1:-1].replace("``", "`") if part.startswith("`") else part
