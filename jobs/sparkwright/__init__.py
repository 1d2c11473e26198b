"""A job's way to Sparkwright: `from sparkwright import attempt`.

The modules beside this one are the public face; jobs use nothing from the folders.
"""

from sparkwright.face import Attempt, attempt
from sparkwright.tables.changes import Changes

__all__ = ["Attempt", "Changes", "attempt"]
