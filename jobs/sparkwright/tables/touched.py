"""The tables of the lake that an attempt has touched, recorded at Spark's catalog.

Spark's catalog delegates to Iceberg's own, through an interface. The recorder implements that
interface and passes each call on. It stays in the JVM, because a callback into Python could fail
and lose a table. docs/decisions/0028.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sparkwright.tables.standing_in import StandIns

_FIELD = "icebergCatalog"
_DROPS = ("dropTable", "renameTable")
_MAKES = (
    "buildTable",
    "createTable",
    "newCreateTableTransaction",
    "newReplaceTableTransaction",
    "registerTable",
)


@dataclass(frozen=True)
class Touched:
    """The calls to the catalogs of an attempt's sessions, in collections of the JVM.

    `calls` has the name of each method with its first argument. `mains` has, by a table's folder,
    main's snapshot when the table was first loaded. `owners` are the catalogs.
    """

    calls: Any
    mains: Any
    owners: Any

    def tables(self) -> set[tuple[str, ...]]:
        """Return the namespaces and the name of every requested table."""
        return {inner for _, inner in self._called()}

    def dropped(self) -> set[tuple[str, ...]]:
        """Return the tables that were dropped, even if they were created again."""
        return {inner for method, inner in self._called() if method in _DROPS}

    def made(self, inner: tuple[str, ...]) -> bool:
        """Return whether the creation of a table, by namespaces and name, was requested."""
        return any(method in _MAKES and name == inner for method, name in self._called())

    def main(self, location: str) -> tuple[bool, str | None]:
        """Return whether the table in a folder was loaded, and main's snapshot at that time."""
        shown = self.mains.get(location)
        if shown is None:
            return False, None
        return True, str(shown.get().snapshotId()) if shown.isPresent() else None

    def watch(self, session: Any, catalog: str) -> None:
        """Record a session's calls to its catalog from now on. Raises errors of the JVM."""
        owner = session._jsparkSession.sessionState().catalogManager().catalog(catalog)
        if self.owners.containsKey(owner):
            return
        place = owner.getClass().getDeclaredField(_FIELD)
        place.setAccessible(True)
        real = real_catalog(session._jvm, owner)
        _reals(session._jvm).put(owner, real)
        place.set(owner, StandIns(session).noting(real, self.calls, self.mains))
        self.owners.put(owner, catalog)

    def _called(self) -> list[tuple[str, tuple[str, ...]]]:
        pairs = [(call.getKey(), call.getValue()) for call in self.calls.toArray()]
        return [
            (method, (*asked.namespace().levels(), asked.name()))
            for method, asked in pairs
            if hasattr(asked, "getClass") and asked.getClass().getSimpleName() == "TableIdentifier"
        ]


def real_catalog(jvm: Any, owner: Any) -> Any:
    """Return Iceberg's own catalog, whose calls are not recorded."""
    return _reals(jvm).get(owner) or owner.icebergCatalog()


@cache
def _reals(jvm: Any) -> Any:
    return jvm.java.util.WeakHashMap()


def touched(session: Any) -> Touched:
    """Return an empty record."""
    maps = session._jvm.java.util
    calls, mains = (
        maps.concurrent.ConcurrentHashMap.newKeySet(),
        maps.concurrent.ConcurrentHashMap(),
    )
    return Touched(calls, mains, maps.WeakHashMap())
