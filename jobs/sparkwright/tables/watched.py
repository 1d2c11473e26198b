"""The tables of the lake that an attempt touches; a lake may have thousands of others.

If they are not known for certain, all tables are examined. docs/decisions/0028.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sparkwright.errors import RefusedError
from sparkwright.log import log
from sparkwright.protocol.lake_names import parts, text, unfit
from sparkwright.running import Running
from sparkwright.tables.changes import Derived
from sparkwright.tables.damage import DamagedTableError, fault_of, last_words
from sparkwright.tables.iceberg import MAIN, Catalog, Table, open_catalog, path_of
from sparkwright.tables.touched import Touched, touched
from sparkwright.tables.written import Commits, commits

Name = tuple[str, ...]
"""The parts of a table's name, from the catalog on."""


@dataclass
class Watched:
    """The attempt's snapshots and the tables that it asked for, as its JVM reports them.

    Both are None, and `begun` is false, until a session has the lake. If either stays None, or the
    reports are not `certain` to be complete, every table of the lake is examined.
    """

    commits: Commits | None = None
    touched: Touched | None = None
    certain: bool = True
    begun: bool = False


def watch(running: Running, session: Any) -> None:
    """Record the tables of the lake that a session touches, from its start on."""
    catalog, watched = running.spec.catalog, running.state(Watched)
    if session.conf.get(f"spark.sql.catalog.{catalog}", None) is None:
        return
    try:
        if not watched.begun:
            watched.begun = True
            watched.commits, watched.touched = commits(session._jvm), touched(session)
        if watched.certain and watched.touched:
            watched.touched.watch(session, catalog)
    except Exception as error:
        log(f"all tables of {catalog} are examined, since the used ones are unknown: {error}")
        watched.certain = False
        tables, _ = Catalog(session, catalog).tables()
        for table in tables:
            known, noted = _noted(watched, table)
            running.mains.setdefault(table.name, noted if known else table.head(MAIN))


def tables_of(running: Running) -> list[Table]:
    """Return every table that the attempt may have written.

    Raises DamagedTableError if one of them cannot be read, RefusedError if a written table is
    missing: its rows would silently be left out.
    """
    catalog = open_catalog(running.spec.catalog)
    if catalog is None:
        return []
    names = _names(running, catalog)
    written = _written(running, catalog, names)
    if names is None:
        found, damaged = catalog.tables()
        for error in damaged:
            if written.intersection(_plain(parts(error.table) or ())):
                raise error
            log(f"left out: {error}")
    else:
        found = [table for name in sorted(names) if (table := catalog.open(name))]
    for table in found:
        refusal = unfit(parts(table.name) or ()) if table.head(running.spec.attempt) else None
        if refusal is not None:
            raise RefusedError(refusal)
    _refuse_lost(running, written, found)
    return found


def reachable(running: Running) -> list[Table]:
    """Return the readable ones of the tables that the attempt may have written."""
    catalog = open_catalog(running.spec.catalog)
    if catalog is None:
        return []
    names = _names(running, catalog)
    found: list[Table] = []
    for name in sorted(catalog.names() if names is None else names):
        try:
            table = catalog.open(name)
        except Exception as error:
            log(f"writes of the failed attempt may remain: {error}")
        else:
            found += [table] if table else []
    return found


def explained(running: Running, error: BaseException) -> BaseException:
    """Return a DamagedTableError instead of `error` if a damaged table caused it, else `error`.

    Spark's own error names the file, and not the table.
    """
    try:
        damage = _damage(running, error)
    except BaseException:
        # The JVM may be gone, and the error may be of a class of the job.
        return error
    if damage is None:
        return error
    damage.__cause__ = error
    return damage.with_traceback(error.__traceback__)


def _damage(running: Running, error: BaseException) -> DamagedTableError | None:
    fault, words = fault_of(error), last_words(error)
    if fault is None and not words.startswith("Cannot parse "):
        return None
    catalog = open_catalog(running.spec.catalog)
    if catalog is None:
        return None
    if fault is not None:
        found = catalog.name_of(fault.folder)
        return DamagedTableError(text(found), fault.text) if found else None
    # For metadata without an expected field, Iceberg names the field alone.
    for name in _names(running, catalog) or ():
        try:
            catalog.open(name)
        except DamagedTableError as damaged:
            if words in damaged.fault:
                return damaged
    return None


def main_before(running: Running, table: Table, otherwise: str | None) -> str | None:
    """Return the snapshot of a table's main before the attempt touched it.

    `otherwise` is the answer for a table that was written but never loaded by its name.
    """
    if table.name in running.mains:
        noted = running.mains[table.name]
    else:
        watched = running.state(Watched)
        known, noted = _noted(watched, table)
        # If all tables were examined, one that was not there is empty.
        noted = otherwise if watched.begun and watched.certain and not known else noted
    # A statement that replaces a whole table does not load it first.
    return table.lost_main() if noted is None and table.head(MAIN) is None else noted


def _noted(watched: Watched, table: Table) -> tuple[bool, str | None]:
    """Return whether a table was loaded by its name, and main's snapshot at the first time."""
    touches = watched.touched
    return touches.main(table.location()) if touches else (False, None)


def _names(running: Running, catalog: Catalog) -> set[Name] | None:
    """Return the names of tables to examine; None means all."""
    watched = running.state(Watched)
    if not (watched.certain and watched.touched and watched.commits):
        return None
    requested = {(catalog.name, *inner) for inner in watched.touched.tables() if len(inner) > 1}
    named = [*running.mains, *running.state(Derived), *running.rows, *running.quarantines]
    own = {name for name in map(parts, named) if name and name[0] == catalog.name}
    names = {*requested, *own}
    known = {plain for name in names for plain in _plain(name)}
    # A table may have been opened by its folder, or by a session that Spark made itself.
    return names if _written(running, catalog, names) <= known else {*names, *catalog.names()}


def _written(running: Running, catalog: Catalog, names: set[Name] | None) -> set[str]:
    """Return Iceberg's names of this catalog's tables that the attempt has written.

    Tables of other catalogs have no branch and are not published.
    """
    commits = running.state(Watched).commits
    if commits is None:
        return set()
    known = {plain for name in names or () for plain in _plain(name)}
    return {
        name
        for name in commits.of(running.spec.attempt)
        if name in known or name.startswith(f"{catalog.name}.") or catalog.name_of(name)
    }


def _refuse_lost(running: Running, written: set[str], tables: Iterable[Table]) -> None:
    lost = set(written)
    for table in tables:
        lost -= {table.location(), path_of(table.location()), *_plain(parts(table.name) or ())}
    # A job may drop tables that it created.
    touches = running.state(Watched).touched
    for inner in touches.dropped() if lost and touches else ():
        lost -= set(_plain((running.spec.catalog, *inner)))
    if lost:
        raise RefusedError(
            f"{', '.join(sorted(lost))} was written by this attempt and is missing in "
            f"{running.spec.catalog}, so nothing is published: write tables of this catalog, by "
            "their names"
        )


def _plain(name: Name) -> tuple[str, ...]:
    """Return Iceberg's names of a table: a new one made from a query has no catalog yet."""
    return (".".join(name), ".".join(name[1:]))
