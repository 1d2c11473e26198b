"""Opening a window: the rows to load from each table of a source."""

from pyspark.sql import SparkSession

from sparkwright.errors import RefusedError
from sparkwright.log import log
from sparkwright.protocol.lake_names import table_parts
from sparkwright.protocol.source import Source
from sparkwright.running import OpenLoad, Running
from sparkwright.sources import backfill
from sparkwright.sources.opening_table import OpeningTable
from sparkwright.sources.postgres import Postgres, Server, connect
from sparkwright.sources.reload_request import request_in
from sparkwright.sources.window import Window, Windows


def window_of(running: Running, name: str) -> Window:
    """Return the attempt's window on source `name`, which the first call opens."""
    windows = running.state(Windows)
    if name not in windows:
        windows[name] = open_window(running, name)
        running.proposals[name] = windows[name].proposal
        running.loads += [
            OpenLoad(new.table, new.target, new.mark) for new in windows[name].tables.values()
        ]
    return windows[name]


def open_window(running: Running, name: str) -> Window:
    """Fix the upper bounds of source `name`, and find the lower bound of each table.

    In a backfill, the bounds are those of the interval, limited to loaded rows.

    Raises RefusedError if there is no such source, or if the last loads are unknown.
    """
    source = running.spec.sources.get(name)
    if source is None:
        known = ", ".join(running.spec.sources) or "none"
        raise RefusedError(
            f"the attempt has no source {name!r} (it has: {known}): name it in the pipeline's stage"
        )
    window = opened(running, name, source, SparkSession.builder.getOrCreate())
    for new in window.tables.values():
        log(f"{name}.{new.table}: {new.rows} rows where {new.condition}")
    return window


def opened(running: Running, name: str, source: Source, session: SparkSession) -> Window:
    """Return the window of a source, through one connection. Raises RefusedError."""
    for declared in source.tables.values():
        table_parts(declared.target)
    is_backfill = running.spec.backfill
    again = None if is_backfill else request_in(source.bookmark)
    refused = backfill.refused(source) if is_backfill else {}
    login = {
        "url": source.url,
        "user": source.user,
        "password": running.secret(source.secret),
    }
    with connect(session._jvm, **login) as postgres:
        server = postgres.server()
        if source.kind == "xid":
            _log_holder(name, postgres, server)
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


def _log_holder(name: str, postgres: Postgres, server: Server) -> None:
    holder = postgres.holder(server.xid)
    warning = holder.warning() if holder else None
    if warning is not None:
        log(f"{name}: {warning}")
