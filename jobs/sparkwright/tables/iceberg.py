"""Tables of the lake through Iceberg's Java API: references and snapshots, without a query."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sparkwright.protocol.lake_names import table_parts, text
from sparkwright.tables.damage import DamagedTableError, damage
from sparkwright.tables.touched import real_catalog

MAIN = "main"


@dataclass(frozen=True)
class Snapshot:
    """One snapshot; its summary stays in the JVM.

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
    """One Iceberg table; `name` includes the catalog and is quoted as Spark's SQL needs it."""

    def __init__(self, jvm: Any, name: str, java: Any) -> None:
        """`java` is the org.apache.iceberg.Table."""
        self.name = name
        self._jvm = jvm
        self._java = java
        self.refresh()

    def refresh(self) -> None:
        """Read the table's metadata again."""
        self._java.refresh()

    def location(self) -> str:
        """Return the folder that has the table."""
        return str(self._java.location())

    def head(self, reference: str = MAIN) -> str | None:
        """Return the id of a branch's or tag's snapshot, or None."""
        found = self._java.refs().get(reference)
        return None if found is None else str(found.snapshotId())

    def lost_main(self) -> str | None:
        """Return the last snapshot of main, for a table whose main was removed; or None."""
        operations = self._java.operations()
        for entry in reversed(list(operations.current().previousFiles())):
            parser = self._jvm.org.apache.iceberg.TableMetadataParser
            found = parser.read(operations.io(), entry.file()).ref(MAIN)
            if found is not None:
                return str(found.snapshotId())
        return None

    def references(self) -> list[str]:
        """Return the names of all branches and tags."""
        return [str(name) for name in self._java.refs()]

    def snapshot(self, snapshot: str | None) -> Snapshot | None:
        """Return a snapshot by id; None if the id is None or the snapshot has expired."""
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
        """Return a snapshot's time in milliseconds since the epoch; None if it has expired."""
        found = self.java.snapshot(int(snapshot))
        return None if found is None else int(found.timestampMillis())

    @property
    def java(self) -> Any:
        """The org.apache.iceberg.Table, for calls that this class does not wrap."""
        return self._java

    def lineage(self, snapshot: str | None) -> Iterator[Snapshot]:
        """Yield a snapshot and its ancestors, newest first, up to the first expired one."""
        while (found := self.snapshot(snapshot)) is not None:
            yield found
            snapshot = found.parent

    def shows(self, snapshot: str) -> bool:
        """Return whether main is `snapshot` or descends from it."""
        main = self.head()
        ancestors = self._jvm.org.apache.iceberg.util.SnapshotUtil
        return main is not None and ancestors.isAncestorOf(self._java, int(main), int(snapshot))

    def tag(self, name: str, snapshot: str) -> None:
        """Tag `snapshot`, so that it never expires."""
        self._java.manageSnapshots().createTag(name, int(snapshot)).commit()

    def note(self, branch: str, properties: dict[str, str]) -> None:
        """Add an empty snapshot with these properties to a branch, which is made if missing."""
        added = self._java.newAppend().toBranch(branch)
        for name, value in properties.items():
            added.set(name, value)
        added.commit()

    def publish(self, branch: str) -> None:
        """Move main forward to `branch` and drop `branch`, in one commit.

        Raises Iceberg's error if main is not an ancestor of the branch.
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
        """Create main again, at `snapshot`."""
        self._java.manageSnapshots().createBranch(MAIN, int(snapshot)).commit()


class Catalog:
    """The tables of one Iceberg catalog of a Spark session.

    Identifiers go to Iceberg as parts, because their text may be quoted.
    """

    def __init__(self, session: Any, name: str) -> None:
        """`session` is the SparkSession, `name` the catalog's name, such as `lake`."""
        self.name = name
        self._jvm = session._jvm
        self._gateway = session.sparkContext._gateway
        self._spark = session._jsparkSession.sessionState().catalogManager().catalog(name)
        self._java = real_catalog(self._jvm, self._spark)
        self._warehouse = session.conf.get(f"spark.sql.catalog.{name}.warehouse", None)

    def names(self) -> list[tuple[str, ...]]:
        """Return the names of all tables, each as its parts from the catalog on."""
        return [
            (self.name, *table.namespace(), table.name())
            for space in self._namespaces()
            for table in self._spark.listTables(space)
        ]

    def tables(self) -> tuple[list[Table], list[DamagedTableError]]:
        """Return every readable table of the catalog, and the errors of the others."""
        found: list[Table] = []
        damaged: list[DamagedTableError] = []
        for name in self.names():
            try:
                table = self.open(name)
            except DamagedTableError as error:
                damaged.append(error)
            else:
                found += [table] if table else []
        return found, damaged

    def name_of(self, location: str) -> tuple[str, ...] | None:
        """Return the parts of the table in a folder of this catalog's warehouse, or None."""
        top = f"{path_of(self._warehouse or '').rstrip('/')}/"
        path = path_of(location)
        return (self.name, *path.removeprefix(top).split("/")) if path.startswith(top) else None

    def table(self, name: str) -> Table | None:
        """Return a table by its full name, or None. Raises RefusedError, DamagedTableError."""
        parts = table_parts(name)
        return self.open(parts) if parts[0] == self.name else None

    def open(self, name: Sequence[str]) -> Table | None:
        """Return a table by its parts, or None if its folder has no table.

        An attempt that failed while it created a table (HDFS was full) leaves a folder without a
        table. Raises DamagedTableError if there is a table that cannot be read.
        """
        identifier = self._identifier(name[1:])
        try:
            if not self._java.tableExists(identifier):
                return None
            found = self._java.loadTable(identifier)
            return None if _is_metadata(found) else Table(self._jvm, text(name), found)
        except Exception as error:
            fault = damage(error, "/".join([self._warehouse or "", *name[1:]]))
            if fault is None:
                raise
            raise DamagedTableError(text(name), fault) from error

    def _identifier(self, inner: Sequence[str]) -> Any:
        levels = self._gateway.new_array(self._jvm.String, len(inner) - 1)
        for place, level in enumerate(inner[:-1]):
            levels[place] = level
        api = self._jvm.org.apache.iceberg.catalog
        return api.TableIdentifier.of(api.Namespace.of(levels), inner[-1])

    def _namespaces(self) -> list[Any]:
        try:
            found = list(self._spark.listNamespaces())
        except Exception as error:
            # The warehouse has no folder until the first write.
            if "NoSuchNamespaceException" in str(error):
                return []
            raise
        for space in found:
            found.extend(self._spark.listNamespaces(space))
        return found


def _is_metadata(found: Any) -> bool:
    """Return whether a name, such as lake.bronze.orders.files, means a table's metadata."""
    kind = found.getClass()
    while kind is not None and kind.getSimpleName() != "BaseTable":
        if kind.getSimpleName() == "BaseMetadataTable":
            return True
        kind = kind.getSuperclass()
    return False


def path_of(location: str) -> str:
    """Return the path of an address such as hdfs://host:8020/data, or of a bare path."""
    return re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/]*", "", location)


def current_session() -> Any:
    """Return this process's SparkSession, made if there is none."""
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate()


def open_catalog(name: str) -> Catalog | None:
    """Return a catalog of this process's SparkSession, or None if it has no such catalog."""
    from pyspark import SparkContext

    if SparkContext._active_spark_context is None:
        return None
    session = current_session()
    if session.conf.get(f"spark.sql.catalog.{name}", None) is None:
        return None
    return Catalog(session, name)
