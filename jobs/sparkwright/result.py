"""result.json: how an attempt ended; this file and not the driver's state has the last word."""

from typing import Any

from sparkwright.clock import now
from sparkwright.loaded import tag_of
from sparkwright.published import Change
from sparkwright.running import Rows, Running
from sparkwright.sealed import seal
from sparkwright.verdict import Verdict
from sparkwright.whole import put_once

PATIENCE = 300.0
"""Seconds for which the result waits for HDFS: by then the data is published."""


def succeeded(running: Running, changes: list[Change]) -> dict[str, Any]:
    """Return the result of an attempt whose `changes` are published."""
    tag = tag_of(running.spec.attempt)
    said = {**{change.table.name: Rows() for change in changes}, **running.rows}
    written = {change.table.name: change.written for change in changes}
    return {
        **_common(running, "succeeded"),
        "error": None,
        "rows": {
            name: {
                "read": rows.read,
                "written": written.get(name, 0) if rows.written is None else rows.written,
                "quarantined": rows.quarantined,
            }
            for name, rows in said.items()
        },
        "snapshots": {
            change.table.name: {"snapshot": change.head, "parent": change.base, "tag": tag}
            for change in changes
        },
        "bookmark": _proposal(running, changes),
        "expectations": [],
        "started": running.started,
        "ended": now(),
    }


def failed(running: Running, verdict: Verdict) -> dict[str, Any]:
    """Return the result of an attempt that ended with an error."""
    return {
        **_common(running, "failed"),
        "error": {
            "class": verdict.name,
            "message": verdict.message,
            "retryable": verdict.retryable,
            "traceback": verdict.traceback,
        },
        "rows": {},
        "snapshots": {},
        "bookmark": None,
        "expectations": [],
        "started": running.started,
        "ended": now(),
    }


def leave(running: Running, result: dict[str, Any]) -> None:
    """Write result.json, once. Raises UnreachableError where HDFS stays away for PATIENCE."""
    put_once(running.hdfs, f"{running.folder}/result.json", seal(result), patience=PATIENCE)


def _common(running: Running, status: str) -> dict[str, Any]:
    return {
        "version": 1,
        "attempt": running.spec.attempt,
        "driver": running.driver,
        "application": running.application,
        "status": status,
    }


def _proposal(running: Running, changes: list[Change]) -> dict[str, Any] | None:
    published = {change.table.name for change in changes}
    windows = {name: window.proposal(published) for name, window in running.windows.items()}
    loaded = {name: proposed for name, proposed in windows.items() if proposed is not None}
    return {**loaded, **running.bookmarks} or None
