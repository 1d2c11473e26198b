"""Properties of the snapshots that a session makes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

PREFIX = "spark.sql.iceberg.snapshot-property."
"""Iceberg gives a session's snapshots every setting of this name, without the prefix."""


@contextmanager
def snapshot_properties(session: Any, properties: Mapping[str, str]) -> Iterator[None]:
    """Give these properties to the snapshots that `session` makes inside this `with`."""
    names = {name: f"{PREFIX}{name}" for name in properties}
    for name, value in properties.items():
        session.conf.set(names[name], value)
    try:
        yield
    finally:
        for setting in names.values():
            session.conf.unset(setting)
