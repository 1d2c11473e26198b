"""How an error is told in result.json: class, one concise text, and if another attempt may help."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sparkwright.shown import cut, shown
from sparkwright.webhdfs_errors import UnreachableError

TERMINAL = frozenset(
    {
        "SyntaxError",
        "ImportError",
        "NameError",
        "AnalysisException",
        "FileNotFoundError",
        "PermissionError",
        "NotFoundError",
        # Of Java, behind an error of py4j.
        "FileNotFoundException",
        "NoSuchTableException",
        "AccessControlException",
    }
)
"""Classes (and what derives from them) of errors that come again however often a job is tried.

The orchestrator looks closer, at logs too: orchestrator/model/diagnose.ts, which agrees with this.
"""

_CONNECTION = ("java.net.", "java.nio.channels.", "java.io.", "org.apache.hadoop.ipc.")

_Told = TypeVar("_Told")

_LONGEST, _LONGEST_TRACEBACK = 10_000, 100_000


@dataclass(frozen=True)
class Verdict:
    """An error as it stands in result.json."""

    name: str
    message: str
    retryable: bool
    traceback: str


def judge(error: BaseException, root: Path | None = None) -> Verdict:
    """Return the verdict on what a job raised; its traceback begins at the first file in `root`."""
    name = _name(type(error))
    return Verdict(
        shown(name),
        shown(cut(_tried(lambda: _message(error), f"{name}, whose text cannot be told"), _LONGEST)),
        retryable(error),
        shown(cut(_tried(lambda: _traceback(error, root), f"{name}\n"), _LONGEST_TRACEBACK)),
    )


def retryable(error: BaseException) -> bool:
    """Say whether another attempt may get further; so it is unless the error is known better."""
    own = _tried(lambda: getattr(error, "retryable", None), None)
    if own is not None:
        return _tried(lambda: bool(own), True)
    names = {_name(kind) for kind in type(error).__mro__} | _java_names(error)
    return TERMINAL.isdisjoint(names)


def lost_connection(error: BaseException) -> bool:
    """Say whether HDFS or the network went away, also under a call into the JVM."""
    if isinstance(error, UnreachableError):
        return True
    return any(cause.getClass().getName().startswith(_CONNECTION) for cause in _java_causes(error))


def _tried(tell: Callable[[], _Told], otherwise: _Told) -> _Told:
    """Return what an error tells of itself: its code is a job's, and may raise anything."""
    try:
        return tell()
    except BaseException:
        return otherwise


def _name(kind: type) -> str:
    # As the class was made: a metaclass may answer anything for __name__.
    return str(type.__dict__["__name__"].__get__(kind))


def _message(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"the job called sys.exit({error.code!r})"
    try:
        text = _java_text(error) or str(error)
    except Exception:
        # The JVM, which has the text, may be gone.
        text = str(error)
    text = text.partition("\n\tat ")[0].strip()
    return text or _name(type(error))


def _java_text(error: BaseException) -> str | None:
    if type(error).__name__ == "PythonException":
        # A function that ran on an executor: its own traceback ends with its own error.
        return str(error).strip().splitlines()[-1]
    causes = _java_causes(error)
    if not causes:
        return None
    # What follows the first line is the plan, or the stack traces of tasks.
    text = (str(causes[-1].getMessage() or "").strip().splitlines() or [""])[0].rstrip(";")
    named = len(causes) > 1 or hasattr(error, "java_exception")
    told = [causes[-1].getClass().getSimpleName()] if named else []
    return ": ".join([*told, text] if text else told)


def _java_causes(error: BaseException) -> list[Any]:
    cause = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    causes = []
    while cause is not None:
        causes.append(cause)
        cause = cause.getCause()
    return causes


def _java_names(error: BaseException) -> set[str]:
    try:
        return {cause.getClass().getSimpleName() for cause in _java_causes(error)}
    except BaseException:
        # The JVM, which has the causes, may be gone.
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
