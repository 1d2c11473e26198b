"""The attempt that runs in this process; the bootstrap begins it, and the job's calls add to it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sparkwright.checks import Checks
from sparkwright.claim import new_nonce
from sparkwright.spec import Spec
from sparkwright.webhdfs import WebHdfs

if TYPE_CHECKING:
    from sparkwright.changes import Changes
    from sparkwright.window import Window


@dataclass
class Rows:
    """How many rows of one table a job read, wrote and put aside; None where it does not say."""

    read: int | None = None
    written: int | None = None
    quarantined: int = 0


@dataclass(frozen=True)
class StagedFile:
    """A plain file in the attempt's folder that becomes `target` when the attempt publishes."""

    staged: str
    target: str
    length: int


@dataclass
class Running:
    """An attempt under way: what was asked, where it runs, and what the job has said so far.

    `mains` has, for every table of the catalog, the snapshot that main showed when the attempt
    first looked (None where it was empty); a table that is not in it did not exist. `changes` has,
    for every derived table, what of which tables it reads. By `nonce` it knows its own claims.
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
    windows: dict[str, "Window"] = field(default_factory=dict)
    changes: dict[str, dict[str, "Changes"]] = field(default_factory=dict)
    bookmarks: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: list[StagedFile] = field(default_factory=list)
    checks: Checks = field(default_factory=Checks)

    def secret(self, name: str) -> str:
        """Return the secret that the orchestrator keeps on HDFS under `name`."""
        if not name or "/" in name or name.startswith("."):
            raise ValueError(f"{name!r} is no name of a secret")
        return self.hdfs.read(f"/sparkwright/secrets/{name}").decode().rstrip("\r\n")


_running: list[Running] = []


def begin(attempt: Running) -> None:
    """Make `attempt` the one that this process runs."""
    _running[:] = [attempt]


def current() -> Running:
    """Return the attempt that runs. Raises RuntimeError where the process has none."""
    if not _running:
        raise RuntimeError(
            "no attempt runs here, and this job asks for its parameters, sources or files: start "
            "it through Sparkwright"
        )
    return _running[0]
