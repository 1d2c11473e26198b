"""In-memory tables with snapshots, branches and tags, with the methods of iceberg.Table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from sparkwright.protocol.lake_names import table_parts


@dataclass
class FakeSnapshot:
    id: str
    parent: str | None
    summary: dict[str, str]
    operation: str = "append"

    def property(self, name: str) -> str | None:
        return self.summary.get(name)


@dataclass
class FakeTable:
    """One table; calls are recorded in `log`, and `fail` makes the next call of a name fail."""

    name: str
    log: list[str]
    heads: dict[str, str] = field(default_factory=dict)
    snapshots: dict[str, FakeSnapshot] = field(default_factory=dict)
    fail: dict[str, Exception] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    lost: str | None = None
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def write(
        self, branch: str, parent: str | None, operation: str = "append", **summary: str
    ) -> str:
        """Add a snapshot; `added_records`, `attempt` and others stand for their real names."""
        new = f"{self.name}-{next(self._ids)}"
        names = {each: f"sparkwright.{each}" for each in ("attempt", "bookmark", "read", "rebuilt")}
        named = {names.get(k, k.replace("_", "-")): v for k, v in summary.items()}
        self.snapshots[new] = FakeSnapshot(new, parent, named, operation)
        self.heads[branch] = new
        return new

    def head(self, reference: str = "main") -> str | None:
        return self.heads.get(reference)

    def location(self) -> str:
        return f"/data/{self.name}"

    def lost_main(self) -> str | None:
        return self.lost

    def references(self) -> list[str]:
        return list(self.heads)

    def refresh(self) -> None:
        pass

    def snapshot(self, snapshot: str | None) -> FakeSnapshot | None:
        return self.snapshots.get(snapshot or "")

    def committed(self, snapshot: str | None) -> int | None:
        return self.times.get(snapshot or "")

    def lineage(self, snapshot: str | None) -> Iterator[FakeSnapshot]:
        while (found := self.snapshot(snapshot)) is not None:
            yield found
            snapshot = found.parent

    def shows(self, snapshot: str) -> bool:
        return any(each.id == snapshot for each in self.lineage(self.head()))

    def tag(self, name: str, snapshot: str) -> None:
        self._do("tag")
        self.heads[name] = snapshot

    def note(self, branch: str, properties: dict[str, str]) -> None:
        new = self.write(branch, self.head(branch) or self.head())
        self.snapshots[new].summary.update(properties)

    def publish(self, branch: str) -> None:
        self._do("publish", branch)

    def drop_branch(self, name: str) -> None:
        self._do("drop_branch")
        del self.heads[name]

    def drop_tag(self, name: str) -> None:
        self._do("drop_tag")
        del self.heads[name]

    def drop(self, tags: list[str], branches: list[str]) -> None:
        for name in (*tags, *branches):
            del self.heads[name]

    def restore_main(self, snapshot: str) -> None:
        self._do("restore_main")
        self.heads["main"] = snapshot

    def _do(self, what: str, branch: str | None = None) -> None:
        error = self.fail.pop(what, None)
        if error is not None and "before" in str(error):
            raise error
        if branch is not None:
            if not any(each.id == self.head() for each in self.lineage(self.heads[branch])):
                assert self.head() is None, "main is not an ancestor"
            self.heads["main"] = self.heads.pop(branch)
        self.log.append(f"{what} {self.name}")
        if error is not None:
            raise error


@dataclass
class FakeCatalog:
    all: list[FakeTable]
    name: str = "lake"
    damaged: list[Exception] = field(default_factory=list)

    def names(self) -> list[tuple[str, ...]]:
        return [table_parts(table.name) for table in self.all]

    def open(self, name: tuple[str, ...]) -> FakeTable | None:
        return next((each for each in self.all if table_parts(each.name) == name), None)

    def name_of(self, location: str) -> tuple[str, ...] | None:
        return ("lake", location) if location.startswith("/data/") else None

    def tables(self) -> tuple[list[FakeTable], list[Exception]]:
        return self.all, self.damaged
