"""The parameters of a maintenance run."""

import re
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any

from sparkwright.errors import RefusedError
from sparkwright.lake import parts

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SIZES = {"k": 2**10, "m": 2**20, "g": 2**30}

YOUNGEST_ORPHAN = timedelta(days=1)
"""The minimum age of orphans: files that are being written belong to no snapshot yet."""


@dataclass(frozen=True)
class Parameters:
    """The tables to maintain, and the limits.

    `tables` is a pattern such as `*` or `bronze.*`. `target` is the size of data files in bytes.
    Fewer than `min_files` small files in a partition are not rewritten. Snapshots are kept for
    `keep`, and at least `keep_last` of them; orphan files are kept for `orphans`.
    """

    tables: str
    target: int
    min_files: int
    keep: timedelta
    keep_last: int
    orphans: timedelta

    def covers(self, catalog: str, table: str) -> bool:
        """Return whether the pattern matches `table`, a full name in `catalog`.

        The pattern may or may not quote parts as SQL does.
        """
        names = (table, ".".join(parts(table) or ()))
        inner = tuple(name.removeprefix(f"{catalog}.") for name in names)
        return any(fnmatchcase(name, self.tables) for name in (*names, *inner))


def parse_parameters(params: dict[str, Any]) -> Parameters:
    """Return the parameters of a run. Raises RefusedError with the valid form."""
    orphans = _lapse(params, "orphan_age")
    if orphans < YOUNGEST_ORPHAN:
        raise RefusedError(
            f"orphan_age is {params['orphan_age']}, so files that a driver is still writing would "
            "be deleted as orphans: give 1d or more, and more than any stage's timeout"
        )
    return Parameters(
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
