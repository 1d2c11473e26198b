"""A session's driver: `driver.py --session hdfs://.../spec.json`.

It claims the session like an attempt, starts one Spark application, and runs the attempts that its
inbox assigns. Exit codes: 0 it closed at a limit, 3 somebody else holds the claim, 4 it could not
begin.
"""

import sys

_JOBS = [entry for entry in sys.path if entry.endswith("/jobs.zip")]
sys.path[:] = [entry for entry in sys.path if entry not in _JOBS] + _JOBS
sys.path_importer_cache.clear()

if __name__ == "__main__":
    # First of all: a fork is cheap now, and there are no threads yet.
    from sparkwright.driver.guardian import guard

    guard()

# ruff: noqa: E402
import argparse
from pathlib import Path
from urllib.parse import urlsplit

from sparkwright.driver import job, parent
from sparkwright.driver.authenticated import authenticate
from sparkwright.driver.unzipped import prefer_unzipped_pyspark
from sparkwright.log import log
from sparkwright.protocol.claim import ClaimLost, claim, new_nonce
from sparkwright.protocol.clock import now
from sparkwright.protocol.put_once import put_once
from sparkwright.protocol.sealed import BrokenSealError, seal, unseal
from sparkwright.protocol.webhdfs import WebHdfs
from sparkwright.protocol.webhdfs_errors import HdfsError
from sparkwright.session.forked import Forks
from sparkwright.session.host import Host, Limits
from sparkwright.session.inbox import Assignment, Inbox

CLOSED, LOST, NOT_BEGUN = 0, 3, 4


def main(arguments: list[str]) -> int:
    """Run the session that `--session` names, and return the exit code."""
    parent.die_with_parent()
    parser = argparse.ArgumentParser(prog="driver.py")
    parser.add_argument("--session", required=True, metavar="URL", help="spec.json on HDFS")
    path = urlsplit(parser.parse_args(arguments).session).path
    folder, driver = path.rsplit("/", maxsplit=1)[0], Path.cwd().name
    try:
        hdfs = WebHdfs.from_environment()
        spec = unseal(hdfs.read(path), path)
        limits = Limits(spec["attempts"], spec["age"], spec["idle"])
        claim(hdfs, folder, spec["session"], driver, new_nonce())
    except ClaimLost as error:
        log(f"not running the session {path}: {error}")
        return LOST
    except (HdfsError, BrokenSealError, KeyError, ValueError) as error:
        log(f"cannot begin {path}: {error!r}")
        return NOT_BEGUN
    run(hdfs, folder, spec["session"], driver, limits)
    return CLOSED


def run(hdfs: WebHdfs, folder: str, session: str, driver: str, limits: Limits) -> None:
    """Run a claimed session's attempts in one Spark application until the session closes."""
    root = job.jobs_folder(Path.cwd())
    prefer_unzipped_pyspark()
    authenticate()
    # Its start takes no longer than that of the application.
    forks = Forks(root)
    # pyspark takes a second to import, and the claim must not wait for it.
    from pyspark.sql import SparkSession

    from sparkwright.session.child import Child
    from sparkwright.session.gateway import clear

    context = SparkSession.builder.getOrCreate().sparkContext
    note = {
        "version": 1,
        "session": session,
        "driver": driver,
        "application": context.applicationId,
        "time": now(),
    }
    put_once(hdfs, f"{folder}/application.json", seal(note))

    def start(given: Assignment) -> Child:
        # The orchestrator knows the attempt's driver, and finds its output, by this name.
        working = Path.cwd() / f"{driver}@{given.attempt}"
        return Child(context, forks, given, root, working)

    Host(Inbox(hdfs, folder), driver, limits, start, lambda: clear(context)).run()
    forks.close()
    context.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
