"""The JVM's exceptions behind Python errors."""

from typing import Any

from sparkwright.protocol.webhdfs_errors import UnreachableError

_CONNECTION = ("java.net.", "java.nio.channels.", "java.io.", "org.apache.hadoop.ipc.")


def java_causes(error: BaseException) -> list[Any]:
    """Return the JVM's exceptions behind an error, outermost first."""
    cause = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    causes = []
    while cause is not None:
        causes.append(cause)
        cause = cause.getCause()
    return causes


def lost_connection(error: BaseException) -> bool:
    """Return whether the cause is a lost connection, in Python or in the JVM."""
    if isinstance(error, UnreachableError):
        return True
    return any(cause.getClass().getName().startswith(_CONNECTION) for cause in java_causes(error))
