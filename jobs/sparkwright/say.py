"""Lines that Sparkwright adds to a driver's stdout."""

import sys

from sparkwright.shown import shown


def say(text: str) -> None:
    """Print a line that names Sparkwright as the one who speaks."""
    tell(f"sparkwright: {text}")


def tell(text: str) -> None:
    """Print `text` if anybody can read it; a closed or narrow stdout never ends an attempt."""
    line = shown(text)
    try:
        coding = getattr(sys.stdout, "encoding", None) or "utf-8"
        print(line.encode(coding, "backslashreplace").decode(coding), flush=True)
    except (OSError, ValueError, AttributeError, LookupError):
        # The result, which is left on HDFS, says the same.
        return
