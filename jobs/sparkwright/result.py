"""result.json: how an attempt ended; this file and not the driver's state has the last word."""

from collections.abc import Iterable
from typing import Any

from sparkwright.checks import quarantine_of
from sparkwright.clock import now
from sparkwright.deriving import proposals
from sparkwright.loaded import tag_of
from sparkwright.published import Change
from sparkwright.running import Rows, Running
from sparkwright.sealed import seal
from sparkwright.shown import shown_in
from sparkwright.verdict import Verdict
from sparkwright.whole import put_once

PATIENCE = 300.0
"""Seconds for which the result waits for HDFS: by then the data is published."""


def succeeded(running: Running, changes: list[Change]) -> dict[str, Any]:
    """Return the result of an attempt whose `changes` are published."""
    checks, written = running.checks, {change.table.name: change.written for change in changes}
    tables = {name: Rows() for name in [*written, *checks.tables()]}
    # Rows that were put aside count as quarantined, of the table that they were meant for.
    said = {
        name: rows
        for name, rows in {**tables, **running.rows}.items()
        if name not in checks.quarantines
    }
    return {
        **_common(running, "succeeded"),
        "error": None,
        "rows": {
            name: {
                "read": rows.read,
                "written": written.get(name, 0) if rows.written is None else rows.written,
                "quarantined": rows.quarantined or checks.quarantined[name],
            }
            for name, rows in said.items()
        },
        "snapshots": _snapshots(running, changes),
        "bookmark": _proposal(running, changes),
        "expectations": checks.told(),
        "started": running.started,
        "ended": now(),
    }


def failed(
    running: Running, verdict: Verdict, quarantines: Iterable[Change] = ()
) -> dict[str, Any]:
    """Return the result of an attempt that ended with an error.

    `quarantines` are all that it has published: rows that failed an expectation.
    """
    changes, checks = list(quarantines), running.checks
    shown = {change.table.name for change in changes}
    return {
        **_common(running, "failed"),
        "error": {
            "class": verdict.name,
            "message": verdict.message,
            "retryable": verdict.retryable,
            "traceback": verdict.traceback,
        },
        "rows": {
            table: {"read": None, "written": 0, "quarantined": rows}
            for table, rows in checks.tables().items()
            if quarantine_of(table) in shown
        },
        "snapshots": _snapshots(running, changes),
        "bookmark": None,
        "expectations": checks.told(),
        "started": running.started,
        "ended": now(),
    }


def leave(running: Running, result: dict[str, Any]) -> None:
    """Write result.json, once. Raises UnreachableError where HDFS stays away for PATIENCE."""
    put_once(
        running.hdfs, f"{running.folder}/result.json", seal(shown_in(result)), patience=PATIENCE
    )


def _common(running: Running, status: str) -> dict[str, Any]:
    return {
        "version": 1,
        "attempt": running.spec.attempt,
        "driver": running.driver,
        "application": running.application,
        "status": status,
    }


def _snapshots(running: Running, changes: list[Change]) -> dict[str, dict[str, Any]]:
    tag = tag_of(running.spec.attempt)
    return {
        change.table.name: {"snapshot": change.head, "parent": change.base, "tag": tag}
        for change in changes
    }


def _proposal(running: Running, changes: list[Change]) -> dict[str, Any] | None:
    published = {change.table.name for change in changes}
    windows = {name: window.proposal(published) for name, window in running.windows.items()}
    loaded = {name: proposed for name, proposed in windows.items() if proposed is not None}
    return {**loaded, **proposals(running, published), **running.bookmarks} or None
