"""What the orchestrator asks of an attempt, as it stands in spec.json."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sparkwright.errors import RefusedError
from sparkwright.interval import Interval, parse_interval
from sparkwright.sealed import unseal
from sparkwright.source import Source, only, parse_source
from sparkwright.webhdfs import WebHdfs

VERSION = 1


@dataclass(frozen=True)
class Spec:
    """One attempt: its names, its job with what that is given, and the sources it may load.

    `interval` is of its slot; a `backfill` loads that interval once more; a `full_refresh` makes
    what the stage writes anew as a whole.
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
    """Return the attempt that `url` asks for, and the attempt's folder on HDFS.

    `url` is hdfs://.../spec.json or a bare path. Raises RefusedError where the file asks for what
    this release cannot do, BrokenSealError where it is damaged.
    """
    path = urlsplit(url).path
    value = unseal(hdfs.read(path), path)
    if value.get("version") != VERSION:
        raise RefusedError(
            f"{path} is of version {value.get('version')}; this release reads version {VERSION}"
        )
    attempts = value.get("attempts") or []
    if len(attempts) != 1:
        raise RefusedError(f"{path} asks for {len(attempts)} attempts; a driver runs exactly one")
    try:
        return parse_spec(attempts[0]), path.rsplit("/", maxsplit=1)[0]
    except (KeyError, TypeError, ValueError) as error:
        raise RefusedError(f"{path} has not the fields of an attempt: {error!r}") from error


def parse_spec(value: dict[str, Any]) -> Spec:
    """Return one member of `attempts` as a Spec.

    Raises KeyError, TypeError or ValueError where fields are missing or unreadable.
    """
    sources = (value.get("sources") or {}).items()
    known = {name: parse_source(source) for name, source in sources}
    interval = parse_interval(value["interval"])
    return Spec(**{**only(Spec, value), "sources": known, "interval": interval})
