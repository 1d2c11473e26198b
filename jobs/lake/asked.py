"""What a run of maintenance is asked to do: its parameters, read."""

import re
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any

from sparkwright.errors import RefusedError

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SIZES = {"k": 2**10, "m": 2**20, "g": 2**30}

YOUNGEST_ORPHAN = timedelta(days=1)
"""What is written now belongs to no snapshot yet: it may look like an orphan, and is none."""


@dataclass(frozen=True)
class Asked:
    """What to do, and how far to go.

    `tables` is a pattern such as `*` or `bronze.*`; `target` bytes are aimed at for each data file;
    fewer than `min_files` small files of a partition are left as they are. Snapshots are kept for
    `keep`, and at least `keep_last` of them; files that belong to none for `orphans`.
    """

    tables: str
    target: int
    min_files: int
    keep: timedelta
    keep_last: int
    orphans: timedelta

    def covers(self, catalog: str, table: str) -> bool:
        """Say whether `table`, a full name of `catalog`, is to be looked after."""
        inner = table.removeprefix(f"{catalog}.")
        return fnmatchcase(inner, self.tables) or fnmatchcase(table, self.tables)


def parse_asked(params: dict[str, Any]) -> Asked:
    """Return the parameters of a run. Raises RefusedError, with what to write instead."""
    orphans = _lapse(params, "orphan_age")
    if orphans < YOUNGEST_ORPHAN:
        raise RefusedError(
            f"orphan_age is {params['orphan_age']}, and what a driver is still writing would be "
            "deleted as an orphan: give 1d or more, and more than any stage's timeout"
        )
    return Asked(
        tables=str(params["tables"]),
        target=_size(params, "target_file_size"),
        min_files=_count(params, "min_files", 2),
        keep=_lapse(params, "keep"),
        keep_last=_count(params, "keep_last", 1),
        orphans=orphans,
    )


def _lapse(params: dict[str, Any], name: str) -> timedelta:
    found = re.fullmatch(r"(\d+)\s*([mhd])", str(params[name]))
    if found is None:
        raise RefusedError(f"{name} is {params[name]!r}: write 90m, 12h or 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _size(params: dict[str, Any], name: str) -> int:
    found = re.fullmatch(r"(\d+)\s*([kmg])b?", str(params[name]).lower())
    if found is None or int(found[1]) == 0:
        raise RefusedError(f"{name} is {params[name]!r}: write 64m, 128m or 1g")
    return int(found[1]) * _SIZES[found[2]]


def _count(params: dict[str, Any], name: str, least: int) -> int:
    text = str(params[name])
    if not text.isdecimal() or int(text) < least:
        raise RefusedError(f"{name} is {text}: give a whole number from {least}")
    return int(text)
