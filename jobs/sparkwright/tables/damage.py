"""Tables of the lake with unreadable metadata, and the file at fault."""

import re
from dataclasses import dataclass

from sparkwright.errors import RefusedError
from sparkwright.protocol.java_errors import java_causes, lost_connection

_MISSING = re.compile(r"Metadata file for version (\d+) is missing under (.+)/metadata/?$")
_UNREADABLE = re.compile(r"Failed to read file: (.+)/metadata/([^/]+\.metadata\.json)$")

_OF_THE_FILE = ("java.io.FileNotFoundException", "java.io.EOFException")
"""Errors of an incomplete file; the package also has errors of the network."""


class DamagedTableError(RefusedError):
    """A table's metadata is missing or broken, so a retry cannot help."""

    def __init__(self, table: str, fault: str) -> None:
        """`fault` is a text that names the file."""
        super().__init__(
            f"{table} can't be read: {fault}. Restore its metadata folder from a backup, or let "
            "version-hint.text there name the newest version whose v<number>.metadata.json is whole"
        )
        self.table = table
        self.fault = fault


@dataclass(frozen=True)
class Fault:
    """The fault of the table in a folder, as text."""

    folder: str
    text: str


def fault_of(error: BaseException) -> Fault | None:
    """Return the damaged file that made a call into the JVM fail, or None."""
    causes = java_causes(error)
    for cause in causes:
        message = str(cause.getMessage() or "").partition("\n")[0]
        if missing := _MISSING.match(message):
            version, folder = missing.groups()
            return Fault(folder, f"{folder}/metadata/v{version}.metadata.json is missing")
        last = causes[-1].getClass().getName()
        unreadable = _UNREADABLE.match(message)
        if unreadable and (last in _OF_THE_FILE or not lost_connection(error)):
            why = str(causes[-1].getMessage() or last).partition("\n")[0].strip()
            folder, name = unreadable.groups()
            return Fault(folder, f"{folder}/metadata/{name} is broken ({why})")
    return None


def damage(error: BaseException, folder: str) -> str | None:
    """Return why opening the table in a folder raised `error`; None if HDFS was away."""
    fault = fault_of(error)
    if fault is not None:
        return fault.text
    if not java_causes(error) or lost_connection(error):
        return None
    return f"the newest file of {folder}/metadata is broken ({last_words(error)})"


def last_words(error: BaseException) -> str:
    """Return the first line of the JVM's innermost message, or an empty text."""
    causes = java_causes(error)
    return str(causes[-1].getMessage() or "").partition("\n")[0] if causes else ""
