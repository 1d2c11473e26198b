"""The attempt that runs in this process: the bootstrap begins it, and the job's calls add to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sparkwright.protocol.claim import new_nonce
from sparkwright.protocol.spec import Spec
from sparkwright.protocol.webhdfs import WebHdfs

State = TypeVar("State")


@dataclass
class Rows:
    """How many rows of one table a job read, wrote and quarantined; None if it does not say."""

    read: int | None = None
    written: int | None = None
    quarantined: int = 0


@dataclass(frozen=True)
class StagedFile:
    """A plain file in the attempt's folder that becomes `target` when the attempt publishes."""

    staged: str
    target: str
    length: int


@dataclass(frozen=True)
class OpenLoad:
    """A load of the source's `table` into `target`, whose last snapshot must carry `mark`."""

    table: str
    target: str
    mark: str | None


@dataclass
class Running:
    """A running attempt: its spec, where it runs, and the job's reports so far.

    `mains` has, for tables that Sparkwright itself opened for the job, the snapshot that main
    showed then (None if the table was empty or missing). `nonce` identifies this driver's claims.
    `proposals` has, by source, a function from the names of published tables to the source's new
    bookmark, which is None if it has not changed.
    """

    spec: Spec
    folder: str
    driver: str
    started: str
    hdfs: WebHdfs
    nonce: str = field(default_factory=new_nonce)
    application: str | None = None
    mains: dict[str, str | None] = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)
    loads: list[OpenLoad] = field(default_factory=list)
    proposals: dict[str, Callable[[set[str]], dict[str, Any] | None]] = field(default_factory=dict)
    bookmarks: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: list[StagedFile] = field(default_factory=list)
    quarantines: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    _states: dict[type, Any] = field(default_factory=dict, repr=False)

    def state(self, kind: type[State]) -> State:
        """Return this attempt's one object of a class; the first call makes it.

        Each room of the package keeps its own state this way, so this module imports none of them.
        """
        if kind not in self._states:
            self._states[kind] = kind()
        return self._states[kind]

    def secret(self, name: str) -> str:
        """Return the secret that the orchestrator keeps on HDFS under `name`."""
        if not name or "/" in name or name.startswith("."):
            raise ValueError(f"{name!r} is not the name of a secret")
        return self.hdfs.read(f"/sparkwright/secrets/{name}").decode().rstrip("\r\n")


_running: list[Running] = []


def begin(attempt: Running) -> None:
    """Make `attempt` the one that this process runs."""
    _running[:] = [attempt]


def current() -> Running:
    """Return the running attempt. Raises RuntimeError if this process has none."""
    if not _running:
        raise RuntimeError(
            "this process runs no attempt, and the job needs its parameters, sources or files: "
            "start it through Sparkwright"
        )
    return _running[0]
