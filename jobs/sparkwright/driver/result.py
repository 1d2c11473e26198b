"""result.json: the outcome of an attempt; it overrules the driver's state."""

from collections.abc import Iterable
from typing import Any

from sparkwright.driver.verdict import Verdict
from sparkwright.protocol.clock import now
from sparkwright.protocol.put_once import put_once
from sparkwright.protocol.sealed import seal
from sparkwright.protocol.shown import shown_in
from sparkwright.quality.checks import Checks, quarantine_of
from sparkwright.running import Rows, Running
from sparkwright.tables.deriving import proposals
from sparkwright.tables.loaded import tag_of
from sparkwright.tables.published import Change

PATIENCE = 300.0
"""Seconds to wait for HDFS when writing the result: the data is published by then."""


def succeeded(running: Running, changes: list[Change]) -> dict[str, Any]:
    """Return the result of an attempt whose `changes` are published."""
    checks, written = (
        running.state(Checks),
        {change.table.name: change.written for change in changes},
    )
    tables = {name: Rows() for name in [*written, *checks.tables()]}
    # Quarantined rows are counted for the table that they were meant for.
    reported = {
        name: rows
        for name, rows in {**tables, **running.rows}.items()
        if name not in running.quarantines
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
            for name, rows in reported.items()
        },
        "snapshots": _snapshots(running, changes),
        "bookmark": _proposal(running, changes),
        "expectations": checks.as_json(),
        **({"warnings": running.warnings} if running.warnings else {}),
        "started": running.started,
        "ended": now(),
    }


def failed(
    running: Running, verdict: Verdict, quarantines: Iterable[Change] = ()
) -> dict[str, Any]:
    """Return the result of an attempt that ended with an error.

    `quarantines` are its only published changes: rows that failed an expectation.
    """
    changes, checks = list(quarantines), running.state(Checks)
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
        "expectations": checks.as_json(),
        "started": running.started,
        "ended": now(),
    }


def leave(running: Running, result: dict[str, Any]) -> None:
    """Write result.json, once. Raises UnreachableError if HDFS is away for PATIENCE seconds."""
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
    all_proposed = {name: propose(published) for name, propose in running.proposals.items()}
    loaded = {name: each for name, each in all_proposed.items() if each is not None}
    return {**loaded, **proposals(running, published), **running.bookmarks} or None
