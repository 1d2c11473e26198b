"""A place to run jobs as attempts without a cluster: a lake, small files on HDFS, a bookmark.

Everything except the orchestrator is real: Spark, Iceberg, the bootstrap with its claims, branches
and results. The orchestrator's commit of a bookmark is done here, as in
docs/typescript-and-python.md.
"""

import contextlib
import json
import os
import runpy
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from one_spark import make_default, session
from throwaway_database import Database

# ruff: isort: split
from fake_webhdfs import FakeWebHdfs
from pyspark import SparkContext
from pyspark.sql import SparkSession

from sparkwright import bootstrap, running
from sparkwright.driver.verdict import judge
from sparkwright.guard.hooked import hooked
from sparkwright.protocol.claim import claim, new_nonce
from sparkwright.protocol.sealed import unseal
from sparkwright.protocol.spec import parse_spec
from sparkwright.protocol.webhdfs import WebHdfs

_DAY = {"start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"}


class KilledError(BaseException):
    """Raised by a test to end a driver as by SIGKILL: nothing runs after it."""


class LakePlace:
    """A lake in its own folder, with the bookmark file as `bookmark`.

    Use it as a context, or call `close`.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sparkwright-lake-"))
        self.hdfs = FakeWebHdfs()
        self.bookmark: dict[str, dict[str, Any]] = {}
        self.results: list[dict[str, Any]] = []
        self._numbers = count(1)
        self._reader: SparkSession | None = None

    def __enter__(self) -> "LakePlace":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Delete the lake."""
        self.hdfs.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def source(
        self, database: Database, tables: dict[str, Any], kind: str = "xid", **fields: Any
    ) -> dict[str, Any]:
        """Return a source as in spec.json; a table may be given as its target's name."""
        self.hdfs.files["/sparkwright/secrets/reader"] = database.password.encode()
        known = {"kind": kind, "url": database.url, "user": database.user, "secret": "reader"}
        return {**known, "tables": tables, **fields}

    def session(self, **settings: str) -> SparkSession:
        """Return a new session on this lake, like a new driver's."""
        return session(**{"spark.sql.catalog.lake.warehouse": str(self.folder)}, **settings)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the sorted rows of a query on the lake."""
        found = [tuple(row) for row in self._reading().sql(query).collect()]
        return sorted(found, key=lambda row: [(value is not None, value) for value in row])

    def _reading(self) -> SparkSession:
        """Return the one session for queries: a new one for each costs more than most queries."""
        if self._reader is None:
            # It must see what drivers have written since its last query.
            self._reader = self.session(**{"spark.sql.catalog.lake.cache-enabled": "false"})
        self._reader.catalog.clearCache()
        return self._reader

    def snapshots(self, table: str) -> list[dict[str, str]]:
        """Return the summaries of a table's snapshots on main, oldest first."""
        history = f"select snapshot_id from {table}.history where is_current_ancestor"
        query = f"select committed_at, operation, summary from {table}.snapshots"
        found = self.rows(f"{query} where snapshot_id in ({history})")
        return [{"operation": operation, **summary} for _, operation, summary in found]

    def run_attempt(
        self,
        job: Callable[[], None] | str,
        sources: dict[str, dict[str, Any]] | None = None,
        **spec: Any,
    ) -> dict[str, Any]:
        """Run a function, or a script below jobs/, as the next attempt, and return its result.

        `sources` are results of `source`; their bookmarks are added, and moved by the result.
        Other fields of spec.json come by name. Raises KilledError if the job does; the attempt
        then writes nothing more.
        """
        number = next(self._numbers)
        name = spec.pop("attempt", f"run-{number}-{spec.get('stage', 'stage')}-1")
        known = {
            table: {**source, "bookmark": self.bookmark.get(table)}
            for table, source in (sources or {}).items()
        }
        told = {
            **{"attempt": name, "run": f"run-{number}", "pipeline": "test", "stage": "stage"},
            **{"number": 1, "slot": f"manual:{number}", "release": "r", "interval": _DAY},
            **{"job": job if isinstance(job, str) else "test.py", "sources": known, **spec},
        }
        folder = f"/sparkwright/attempts/{name}"
        hdfs = WebHdfs([self.hdfs.url], "spark", patience=5)
        attempt = running.Running(
            spec=parse_spec(json.loads(json.dumps(told))),
            folder=folder,
            driver=f"driver-{number}",
            started="2026-11-21T00:00:00.000Z",
            hdfs=hdfs,
            nonce=new_nonce(),
            application=f"app-{number}",
        )
        claim(hdfs, folder, name, attempt.driver, attempt.nonce)
        make_default(self.session(**_settings_of(attempt)))
        running.begin(attempt)
        with _kept_apart(job):
            bootstrap.run(attempt)
        result = unseal(self.hdfs.files[f"{folder}/result.json"], "result.json")
        self.results.append(result)
        if result["status"] == "succeeded":
            self._advance(result["bookmark"] or {})
        return result

    def must(self, *arguments: Any, **named: Any) -> dict[str, Any]:
        """Run an attempt like `run_attempt`; it must succeed."""
        result = self.run_attempt(*arguments, **named)
        if result["error"] is not None:
            raise AssertionError(result["error"]["traceback"])
        return result

    def _advance(self, proposed: dict[str, dict[str, Any]]) -> None:
        """Move the bookmark as the orchestrator does."""
        for source, bookmark in proposed.items():
            self.bookmark[source] = advanced(self.bookmark.get(source), bookmark)


def advanced(before: dict[str, Any] | None, proposed: dict[str, Any]) -> dict[str, Any]:
    """Return the bookmark of a source after a success; only a request moves it back."""
    after = {name: value for name, value in proposed.items() if name != "again"}
    if before is None:
        return after
    if proposed["kind"] == "snapshot":
        return {**after, "tables": {**before["tables"], **after["tables"]}}
    asked, echo = before.get("again"), proposed.get("again")
    pending = dict(asked["tables"]) if asked else {}
    met = (
        set(echo["tables"]) & set(pending)
        if echo and asked and echo["id"] == asked["id"]
        else set()
    )
    if before["system_identifier"] != proposed["system_identifier"] and not met:
        raise AssertionError(f"the bookmark is of another server than {proposed}")
    tables = dict(before["tables"])
    for table, bound in proposed["tables"].items():
        behind = table not in pending and int(bound) > int(tables.get(table, -1))
        if table in met or behind:
            tables[table] = bound
    left = {table: bound for table, bound in pending.items() if table not in met}
    return {**after, "tables": tables, **({"again": {**asked, "tables": left}} if left else {})}


def _settings_of(attempt: running.Running) -> dict[str, str]:
    """Return the settings that the orchestrator adds for an attempt."""
    given = "spark.sql.iceberg.snapshot-property.sparkwright"
    return {
        "spark.wap.branch": attempt.spec.attempt,
        f"{given}.attempt": attempt.spec.attempt,
        f"{given}.run": attempt.spec.run,
    }


@contextmanager
def _kept_apart(job: Callable[[], None] | str) -> Iterator[None]:
    """Let one process run many drivers: Spark keeps running, and hooks are removed."""

    def dead_or_judged(error: BaseException, root: Path | None = None) -> Any:
        if isinstance(error, KilledError):
            raise error
        return judge(error, root)

    def run(root: Path, script: str, _arguments: list[str]) -> None:
        if callable(job):
            job()
        else:
            with patch.object(sys, "path", [str((root / script).parent), *sys.path]):
                runpy.run_path(str(root / script), run_name="__main__")

    with contextlib.ExitStack() as stack:
        own = ((SparkContext, "_do_init"), (SparkSession, "__init__"))
        for owner, name in (*own, *hooked()):
            stack.enter_context(patch.object(owner, name, getattr(owner, name)))
        stack.enter_context(patch.object(SparkContext, "stop", lambda _self: None))
        stack.enter_context(patch.object(SparkSession, "stop", SparkSession.stop))
        stack.enter_context(patch.object(bootstrap.job, "run_job", run))
        stack.enter_context(patch.object(bootstrap.verdict, "judge", dead_or_judged))
        stack.enter_context(patch.object(bootstrap, "log", _said))
        yield


def _said(text: str) -> None:
    if "VERBOSE" in os.environ:
        print(text)
