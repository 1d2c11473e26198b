"""The orchestrator's specification of an attempt: spec.json."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sparkwright.errors import RefusedError
from sparkwright.protocol.interval import Interval, parse_interval
from sparkwright.protocol.sealed import unseal
from sparkwright.protocol.source import Source, only, parse_source
from sparkwright.protocol.webhdfs import WebHdfs

VERSION = 1


@dataclass(frozen=True)
class Spec:
    """One attempt: its names, its job with arguments, and the sources that it may load.

    `interval` belongs to its slot; a `backfill` loads that interval once more. A `full_refresh`
    rebuilds everything that the stage writes.
    """

    attempt: str
    run: str
    pipeline: str
    stage: str
    number: int
    slot: str
    release: str
    job: str
    interval: Interval
    backfill: bool = False
    full_refresh: bool = False
    args: list[str] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)
    catalog: str = "lake"
    sources: dict[str, Source] = field(default_factory=dict)


def read_spec(hdfs: WebHdfs, url: str) -> tuple[Spec, str]:
    """Return the attempt in the file at `url`, and the attempt's folder on HDFS.

    `url` is hdfs://.../spec.json or a bare path. Raises RefusedError if this release
    cannot run it, BrokenSealError if the file is damaged.
    """
    path = urlsplit(url).path
    value = unseal(hdfs.read(path), path)
    if value.get("version") != VERSION:
        raise RefusedError(
            f"{path} has version {value.get('version')}; this release reads version {VERSION}"
        )
    attempts = value.get("attempts") or []
    if len(attempts) != 1:
        raise RefusedError(f"{path} has {len(attempts)} attempts; a driver runs exactly one")
    try:
        return parse_spec(attempts[0]), path.rsplit("/", maxsplit=1)[0]
    except (KeyError, TypeError, ValueError) as error:
        raise RefusedError(f"{path} lacks fields of an attempt: {error!r}") from error


def parse_spec(value: dict[str, Any]) -> Spec:
    """Return one member of `attempts` as a Spec.

    Raises KeyError, TypeError or ValueError if fields are missing or unreadable.
    """
    sources = (value.get("sources") or {}).items()
    known = {name: parse_source(source) for name, source in sources}
    interval = parse_interval(value["interval"])
    return Spec(**{**only(Spec, value), "sources": known, "interval": interval})
