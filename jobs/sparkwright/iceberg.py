"""Tables of the lake by Iceberg's own Java API: references and snapshots, without a query."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAIN = "main"


@dataclass(frozen=True)
class Snapshot:
    """One snapshot: its id, its parent's, its summary, which stays in the JVM, and its operation.

    The operation is append, overwrite, delete or replace.
    """

    id: str
    parent: str | None
    _summary: Any
    operation: str | None = None

    def property(self, name: str) -> str | None:
        """Return one property of the summary."""
        return self._summary.get(name)


class Table:
    """One Iceberg table; `name` is with its catalog, such as `lake.bronze.orders`."""

    def __init__(self, jvm: Any, name: str, java: Any) -> None:
        """`java` is the org.apache.iceberg.Table."""
        self.name = name
        self._jvm = jvm
        self._java = java
        self.refresh()

    def refresh(self) -> None:
        """Read the table's metadata again."""
        self._java.refresh()

    def head(self, reference: str = MAIN) -> str | None:
        """Return the id of the snapshot that a branch or tag shows, or None."""
        found = self._java.refs().get(reference)
        return None if found is None else str(found.snapshotId())

    def references(self) -> list[str]:
        """Return the names of all branches and tags."""
        return [str(name) for name in self._java.refs()]

    def snapshot(self, snapshot: str | None) -> Snapshot | None:
        """Return a snapshot, or None where it has been expired, or is None itself."""
        found = None if snapshot is None else self._java.snapshot(int(snapshot))
        if snapshot is None or found is None:
            return None
        parent = found.parentId()
        return Snapshot(
            snapshot,
            None if parent is None else str(parent),
            found.summary(),
            found.operation(),
        )

    def committed(self, snapshot: str) -> int | None:
        """Return when a snapshot was made, in milliseconds since the epoch; None if it is gone."""
        found = self.java.snapshot(int(snapshot))
        return None if found is None else int(found.timestampMillis())

    @property
    def java(self) -> Any:
        """The org.apache.iceberg.Table, for what this class has no word for."""
        return self._java

    def lineage(self, snapshot: str | None) -> Iterator[Snapshot]:
        """Yield a snapshot and its ancestors, newest first, until one has been expired."""
        while (found := self.snapshot(snapshot)) is not None:
            yield found
            snapshot = found.parent

    def shows(self, snapshot: str) -> bool:
        """Say whether main is at `snapshot` or has gone on from it."""
        main = self.head()
        ancestors = self._jvm.org.apache.iceberg.util.SnapshotUtil
        return main is not None and ancestors.isAncestorOf(self._java, int(main), int(snapshot))

    def tag(self, name: str, snapshot: str) -> None:
        """Give `snapshot` a tag, by which it is never expired."""
        self._java.manageSnapshots().createTag(name, int(snapshot)).commit()

    def note(self, branch: str, properties: dict[str, str]) -> None:
        """Add a snapshot without rows, with these properties, to a branch (made where missing)."""
        added = self._java.newAppend().toBranch(branch)
        for name, value in properties.items():
            added.set(name, value)
        added.commit()

    def publish(self, branch: str) -> None:
        """Move main forward to `branch` and drop `branch`, in one commit.

        Raises what Iceberg raises where main has gone elsewhere.
        """
        changes = self._java.manageSnapshots().fastForwardBranch(MAIN, branch)
        changes.removeBranch(branch).commit()

    def drop_branch(self, name: str) -> None:
        """Remove a branch."""
        self._java.manageSnapshots().removeBranch(name).commit()

    def drop_tag(self, name: str) -> None:
        """Remove a tag."""
        self._java.manageSnapshots().removeTag(name).commit()

    def drop(self, tags: list[str], branches: list[str]) -> None:
        """Remove many references in one commit."""
        changes = self._java.manageSnapshots()
        for name in tags:
            changes.removeTag(name)
        for name in branches:
            changes.removeBranch(name)
        changes.commit()

    def restore_main(self, snapshot: str) -> None:
        """Let main, which is gone, show `snapshot` again."""
        self._java.manageSnapshots().createBranch(MAIN, int(snapshot)).commit()


class Catalog:
    """The tables of one Iceberg catalog of a Spark session."""

    def __init__(self, session: Any, name: str) -> None:
        """`session` is the SparkSession, `name` such as `lake`."""
        self.name = name
        self._jvm = session._jvm
        self._spark = session._jsparkSession.sessionState().catalogManager().catalog(name)
        self._java = self._spark.icebergCatalog()

    def tables(self) -> list[Table]:
        """Return every table of the catalog, as it stands now."""
        listed = [
            self._found(str(table))
            for space in self._namespaces()
            for table in self._spark.listTables(space)
        ]
        return [table for table in listed if table is not None]

    def table(self, name: str) -> Table | None:
        """Return a table by its full name, or None where there is none."""
        return self._found(name.removeprefix(f"{self.name}."))

    def _found(self, inner: str) -> Table | None:
        """Return a table, or None for a folder that is none.

        A Hadoop catalog lists what has a metadata folder, and an attempt that broke off while it
        created a table (HDFS was full) leaves one without a table in it.
        """
        return self._open(inner) if self._java.tableExists(self._identifier(inner)) else None

    def _open(self, inner: str) -> Table:
        table = self._java.loadTable(self._identifier(inner))
        return Table(self._jvm, f"{self.name}.{inner}", table)

    def _identifier(self, inner: str) -> Any:
        return self._jvm.org.apache.iceberg.catalog.TableIdentifier.parse(inner)

    def _namespaces(self) -> list[Any]:
        try:
            found = list(self._spark.listNamespaces())
        except Exception as error:
            # A warehouse without its folder is one where nothing has been written yet.
            if "NoSuchNamespaceException" in str(error):
                return []
            raise
        for space in found:
            found.extend(self._spark.listNamespaces(space))
        return found


def open_catalog(name: str) -> Catalog | None:
    """Return a catalog of this process's SparkSession, or None where it has no such catalog."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    if SparkContext._active_spark_context is None:
        return None
    session = SparkSession.builder.getOrCreate()
    if session.conf.get(f"spark.sql.catalog.{name}", None) is None:
        return None
    return Catalog(session, name)
