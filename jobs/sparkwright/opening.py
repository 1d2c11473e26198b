"""Opening a window: what there is to load in each table of a source."""

from typing import TYPE_CHECKING

from sparkwright import backfill
from sparkwright.again import asked_again
from sparkwright.errors import RefusedError
from sparkwright.opening_table import OpeningTable
from sparkwright.postgres import Postgres, Server, connect
from sparkwright.running import Running
from sparkwright.say import say
from sparkwright.source import Source
from sparkwright.window import Window

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def open_window(running: Running, name: str) -> Window:
    """Fix the upper bounds of source `name`, and find where each of its tables begins.

    In a backfill, the bounds are those of the interval, within what has been loaded.

    Raises RefusedError where there is no such source, or where it cannot be known what is loaded.
    """
    from pyspark.sql import SparkSession

    source = running.spec.sources.get(name)
    if source is None:
        known = ", ".join(running.spec.sources) or "none"
        raise RefusedError(
            f"the attempt has no source {name!r} (it has: {known}): name it in the pipeline's stage"
        )
    window = opened(running, name, source, SparkSession.builder.getOrCreate())
    for new in window.tables.values():
        say(f"{name}.{new.table}: {new.rows} rows where {new.condition}")
    return window


def opened(running: Running, name: str, source: Source, session: "SparkSession") -> Window:
    """Return the window of a source, by one connection to it. Raises RefusedError."""
    is_backfill = running.spec.backfill
    again = None if is_backfill else asked_again(source.bookmark)
    refused = backfill.refused(source) if is_backfill else {}
    login = {
        "url": source.url,
        "user": source.user,
        "password": running.secret(source.secret),
    }
    with connect(session._jvm, **login) as postgres:
        server = postgres.server()
        if source.kind == "xid":
            _tell_holder(name, postgres, server)
        tables = {
            table: OpeningTable(
                running=running,
                source_name=name,
                source=source,
                table=table,
                session=session,
                login=login,
                postgres=postgres,
                server=server,
                again=again,
            ).rows()
            for table in source.tables
            if table not in refused
        }
    return Window(
        source=name,
        system_identifier=server.system_identifier,
        kind=source.kind,
        tables=tables,
        refused=refused,
        moves=not is_backfill,
        again=again,
    )


def _tell_holder(name: str, postgres: Postgres, server: Server) -> None:
    holder = postgres.holder(server.xid)
    told = holder.told() if holder else None
    if told is not None:
        say(f"{name}: {told}")
