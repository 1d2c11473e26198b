"""What the orchestrator asks of a session, as files in the session's folder on HDFS.

`inbox/<attempt>.json` assigns an attempt, and `inbox/<attempt>.kill` asks to end it. The host
deletes both once the attempt has ended. `inbox/close` asks it to end after its last attempt.
`closed.json` is the host's: it takes no more attempts.
"""

from dataclasses import dataclass, field

from sparkwright.protocol.clock import now
from sparkwright.protocol.put_once import put_once
from sparkwright.protocol.sealed import seal, unseal
from sparkwright.protocol.webhdfs import WebHdfs

_ASSIGNED, _KILLED, _CLOSE = ".json", ".kill", "close"


@dataclass(frozen=True)
class Assignment:
    """An attempt to run.

    `spec` is the address of its spec.json, `settings` are properties of its Spark session, and
    `environment` is added to the variables of its process.
    """

    attempt: str
    spec: str
    settings: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Orders:
    """What is in the inbox: the attempts to run, those to kill, and whether to close."""

    assigned: set[str]
    killed: set[str]
    close: bool = False


class Inbox:
    """The files of one session."""

    def __init__(self, hdfs: WebHdfs, folder: str) -> None:
        """`folder` is the session's, on HDFS."""
        self._hdfs = hdfs
        self._folder = folder

    def look(self) -> Orders:
        """Return what the orchestrator asks for now."""
        names = self._hdfs.names(f"{self._folder}/inbox")
        assigned, killed = _with_ending(names, _ASSIGNED), _with_ending(names, _KILLED)
        return Orders(assigned, killed, _CLOSE in names)

    def read(self, attempt: str) -> Assignment:
        """Return an assignment. Raises BrokenSealError, KeyError if it is damaged."""
        path = self._path(attempt, _ASSIGNED)
        value = unseal(self._hdfs.read(path), path)
        environment = value.get("environment") or {}
        return Assignment(value["attempt"], value["spec"], value["settings"], environment)

    def ended(self, attempt: str, code: int, driver: str) -> None:
        """Record how an attempt's process ended; `code` is minus the number of a signal."""
        path = f"/sparkwright/attempts/{attempt}/ended.json"
        note = {"version": 1, "attempt": attempt, "driver": driver, "code": code, "time": now()}
        put_once(self._hdfs, path, seal(note))
        for ending in (_ASSIGNED, _KILLED):
            self._hdfs.delete(self._path(attempt, ending))

    def close(self, reason: str) -> None:
        """Record that the host takes no more attempts than those that are assigned by now."""
        note = {"version": 1, "reason": reason, "time": now()}
        put_once(self._hdfs, f"{self._folder}/closed.json", seal(note))

    def _path(self, attempt: str, ending: str) -> str:
        return f"{self._folder}/inbox/{attempt}{ending}"


def _with_ending(names: list[str], ending: str) -> set[str]:
    return {name.removesuffix(ending) for name in names if name.endswith(ending)}
