"""The target of a statement or a write: a table of the lake, or its folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

from sparkwright.protocol.lake_names import text
from sparkwright.tables.iceberg import Catalog
from sparkwright.tables.touched import real_catalog

_HDFS = frozenset({"hdfs", "webhdfs", "swebhdfs"})
_BRANCH = "branch_"


@dataclass(frozen=True)
class Target:
    """A table of the lake: its full name, the parts below the catalog, and a branch or None.

    `branch` is set only for names such as `lake.gold.totals.branch_main`.
    """

    name: str
    parts: tuple[str, ...]
    branch: str | None = None


class Targets:
    """The tables of one catalog, as an attempt may touch them."""

    def __init__(self, catalog: str, attempt: str, made: Callable[[tuple[str, ...]], bool]) -> None:
        """`made` returns whether the attempt created a table, by its parts below the catalog."""
        self.catalog = catalog
        self._attempt = attempt
        self._made = made

    def of(self, session: Any, parts: Sequence[str]) -> Target | None:
        """Return the target of a name in `session`, or None if it is outside the lake."""
        manager = session._jsparkSession.sessionState().catalogManager()
        if len(parts) > 1 and manager.isCatalogRegistered(parts[0]):
            catalog, inner = parts[0], tuple(parts[1:])
        else:
            catalog, inner = manager.currentCatalog().name(), tuple(parts)
            if len(parts) == 1:
                inner = (*manager.currentNamespace(), *parts)
        if not self._same_lake(session, catalog):
            return None
        last, above = inner[-1], inner[:-1]
        is_branch = last.lower().startswith(_BRANCH) and len(above) > 1
        if is_branch and not self._table(session, inner) and self._table(session, above):
            return Target(self._full(above), above, last[len(_BRANCH) :])
        return Target(self._full(inner), inner)

    def is_others(self, session: Any, target: Target) -> bool:
        """Return whether a table exists that is not this attempt's own.

        A table is its own if the attempt created it and no other attempt wrote to it.
        """
        table = self._table(session, target.parts)
        if table is None:
            return False
        key = "sparkwright.attempt"
        return not self._made(target.parts) or any(
            each.summary().get(key) != self._attempt for each in table.snapshots()
        )

    def at_folder(self, session: Any, path: str) -> str | None:
        """Return a table whose folder equals, contains or is inside `path`, or None."""
        inner = self._below_warehouse(session, path)
        if inner is None:
            return None
        for length in range(2, len(inner) + 1):
            if self._table(session, inner[:length]) is not None:
                return self._full(inner[:length])
        below = (self.catalog, *inner)
        names = sorted(Catalog(session, self.catalog).names())
        return next((text(name) for name in names if name[: len(below)] == below), None)

    def in_warehouse(self, session: Any, path: str) -> bool:
        """Return whether `path` is in the lake's warehouse."""
        return bool(self._below_warehouse(session, path))

    def _below_warehouse(self, session: Any, path: str) -> tuple[str, ...] | None:
        """Return the parts of `path` below the warehouse, () if it contains that, or None."""
        warehouse = _warehouse(session, self.catalog)
        if warehouse is None:
            return None
        (scheme, root), found = _place(session, warehouse), _tried_place(session, path)
        if found is None or found[0] != scheme:
            return None
        place = found[1]
        shared = place[: len(root)]
        if shared == root:
            return place[len(root) :]
        return () if root[: len(place)] == place else None

    def _full(self, inner: tuple[str, ...]) -> str:
        return text((self.catalog, *inner))

    def _same_lake(self, session: Any, catalog: str) -> bool:
        # A catalog with the same warehouse is the same lake.
        lake = _warehouse(session, self.catalog)
        return catalog == self.catalog or (
            lake is not None and _warehouse(session, catalog) == lake
        )

    def _table(self, session: Any, inner: tuple[str, ...]) -> Any:
        """Return the org.apache.iceberg.Table as it is now, or None."""
        jvm = session._jvm
        manager = session._jsparkSession.sessionState().catalogManager()
        catalog = real_catalog(jvm, manager.catalog(self.catalog))
        if len(inner) < 2 or not all(inner):  # noqa: PLR2004 (a namespace and a name)
            return None
        levels = session.sparkContext._gateway.new_array(jvm.java.lang.String, len(inner) - 1)
        for at, level in enumerate(inner[:-1]):
            levels[at] = level
        space = jvm.org.apache.iceberg.catalog.Namespace.of(levels)
        identifier = jvm.org.apache.iceberg.catalog.TableIdentifier.of(space, inner[-1])
        if not catalog.tableExists(identifier):
            return None
        table = catalog.loadTable(identifier)
        table.refresh()
        return table


def _warehouse(session: Any, catalog: str) -> str | None:
    found = session.conf.get(f"spark.sql.catalog.{catalog}.warehouse", None)
    return None if found is None else found.rstrip("/")


def _tried_place(session: Any, path: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the place of a path, or None if Hadoop does not know such a path."""
    try:
        return _place(session, path)
    except (Py4JJavaError, PySparkException):
        return None


def _place(session: Any, path: str) -> tuple[str, tuple[str, ...]]:
    """Return a path's file system, with one name for all HDFS schemes, and its folders."""
    jpath = session._jvm.org.apache.hadoop.fs.Path(path)
    configuration = session._jsparkSession.sessionState().newHadoopConf()
    whole = jpath.getFileSystem(configuration).makeQualified(jpath).toUri()
    scheme = "hdfs" if whole.getScheme() in _HDFS else str(whole.getScheme())
    return scheme, tuple(part for part in str(whole.getPath()).split("/") if part)
