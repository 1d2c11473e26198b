"""An error as in result.json: its class, a short message, and whether a retry may help."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sparkwright.protocol.java_errors import java_causes
from sparkwright.protocol.shown import cut, shown

TERMINAL = frozenset(
    {
        "SyntaxError",
        "ImportError",
        "NameError",
        "AnalysisException",
        "FileNotFoundError",
        "PermissionError",
        "NotFoundError",
        # Java classes, behind an error of py4j.
        "FileNotFoundException",
        "NoSuchTableException",
        "AccessControlException",
    }
)
"""Classes of errors, with their subclasses, that a retry cannot fix.

orchestrator/model/diagnose.ts also examines logs; tests/unit/vectors/failures.json holds both to
the same decisions.
"""

_Told = TypeVar("_Told")

_LONGEST, _LONGEST_TRACEBACK = 10_000, 100_000


@dataclass(frozen=True)
class Verdict:
    """An error as in result.json."""

    name: str
    message: str
    retryable: bool
    traceback: str


def judge(error: BaseException, root: Path | None = None) -> Verdict:
    """Return the verdict on a job's error; its traceback starts at the first file in `root`."""
    name = _name(type(error))
    return Verdict(
        shown(name),
        shown(cut(_tried(lambda: _message(error), f"{name}, whose text cannot be read"), _LONGEST)),
        retryable(error),
        shown(cut(_tried(lambda: _traceback(error, root), f"{name}\n"), _LONGEST_TRACEBACK)),
    )


def retryable(error: BaseException) -> bool:
    """Return whether a retry may help, which is assumed for unknown errors."""
    own = _tried(lambda: getattr(error, "retryable", None), None)
    if own is not None:
        return _tried(lambda: bool(own), True)
    names = {_name(kind) for kind in type(error).__mro__} | _java_names(error)
    return TERMINAL.isdisjoint(names)


def _tried(tell: Callable[[], _Told], otherwise: _Told) -> _Told:
    """Call the code of a job's error class, which may raise anything."""
    try:
        return tell()
    except BaseException:
        return otherwise


def _name(kind: type) -> str:
    # The class's own name: a metaclass may return anything for __name__.
    return str(type.__dict__["__name__"].__get__(kind))


def _message(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"the job called sys.exit({error.code!r})"
    try:
        text = _java_text(error) or str(error)
    except Exception:
        # The text is in the JVM, which may be gone.
        text = str(error)
    text = text.partition("\n\tat ")[0].strip()
    return text or _name(type(error))


def _java_text(error: BaseException) -> str | None:
    if type(error).__name__ == "PythonException":
        # Raised on an executor: the last line of its traceback is the error.
        return str(error).strip().splitlines()[-1]
    causes = java_causes(error)
    if not causes:
        return None
    # The lines after the first are the plan, or the stack traces of tasks.
    text = (str(causes[-1].getMessage() or "").strip().splitlines() or [""])[0].rstrip(";")
    named = len(causes) > 1 or hasattr(error, "java_exception")
    prefix = [causes[-1].getClass().getSimpleName()] if named else []
    return ": ".join([*prefix, text] if text else prefix)


def _java_names(error: BaseException) -> set[str]:
    try:
        return {cause.getClass().getSimpleName() for cause in java_causes(error)}
    except BaseException:
        # The causes are in the JVM, which may be gone.
        return set()


def _traceback(error: BaseException, root: Path | None) -> str:
    frames = error.__traceback__
    inner = frames
    while root is not None and inner is not None:
        if inner.tb_frame.f_code.co_filename.startswith(str(root)):
            frames = inner
            break
        inner = inner.tb_next
    return "".join(traceback.format_exception(type(error), error, frames))
