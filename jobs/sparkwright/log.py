"""Lines that Sparkwright adds to a driver's stdout."""

import sys
from collections.abc import Sequence

from sparkwright.protocol.shown import shown


def log(text: str) -> None:
    """Print a line that begins with `sparkwright: `."""
    write(f"sparkwright: {text}")


def write(text: str) -> None:
    """Print `text`; a closed stdout, or one of another encoding, never ends an attempt."""
    line = shown(text)
    try:
        coding = getattr(sys.stdout, "encoding", None) or "utf-8"
        print(line.encode(coding, "backslashreplace").decode(coding), flush=True)
    except (OSError, ValueError, AttributeError, LookupError):
        # The result on HDFS has the same facts.
        return


def text_table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of cells as lines with aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
