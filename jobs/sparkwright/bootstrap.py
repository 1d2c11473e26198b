"""A driver's primary resource: `bootstrap.py --attempts hdfs://.../spec.json`.

It claims the attempt first, runs the job unchanged, publishes what the job wrote, and writes the
result. Exit codes: 0 the attempt succeeded, 1 it failed, 3 somebody else holds its claim or the
right to publish, 4 it could not begin.
"""

import sys

# The release's jobs are on PYTHONPATH, so before Python's library: a job calendar.py would hide
# the library's module. Only built-in modules may be imported before this.
_JOBS = [entry for entry in sys.path if entry.endswith("/jobs.zip")]
sys.path[:] = [entry for entry in sys.path if entry not in _JOBS] + _JOBS
sys.path_importer_cache.clear()

if __name__ == "__main__":
    # First of all: a fork is cheap now, and there are no threads yet.
    from sparkwright.driver.guardian import guard

    guard()

# ruff: noqa: E402
import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sparkwright import running
from sparkwright.driver import job, parent, result, verdict
from sparkwright.driver.authenticated import authenticate
from sparkwright.driver.unzipped import prefer_unzipped_pyspark
from sparkwright.errors import RefusedError
from sparkwright.expectations import ExpectationError
from sparkwright.log import log, write
from sparkwright.protocol.claim import ClaimLost, claim, new_nonce
from sparkwright.protocol.clock import now
from sparkwright.protocol.java_errors import lost_connection
from sparkwright.protocol.sealed import BrokenSealError
from sparkwright.protocol.spec import read_spec
from sparkwright.protocol.wake import wake
from sparkwright.protocol.webhdfs import WebHdfs
from sparkwright.protocol.webhdfs_errors import HdfsError
from sparkwright.quality.checks import Checks
from sparkwright.tables.publish import publish, publish_quarantines, withdraw
from sparkwright.tables.published import Change
from sparkwright.tables.watched import explained

SUCCEEDED, FAILED, LOST, NOT_BEGUN = 0, 1, 3, 4

PUBLISHING_PATIENCE = 120.0


def main(arguments: list[str]) -> int:
    """Run the attempt that `--attempts` names, and return the exit code."""
    parent.die_with_parent()
    started = now()
    parser = argparse.ArgumentParser(prog="bootstrap.py")
    parser.add_argument("--attempts", required=True, metavar="URL", help="spec.json on HDFS")
    url = parser.parse_args(arguments).attempts
    driver, nonce = Path.cwd().name, new_nonce()
    try:
        hdfs = WebHdfs.from_environment()
        spec, folder = read_spec(hdfs, url)
        claim(hdfs, folder, spec.attempt, driver, nonce)
    except ClaimLost as error:
        log(f"not running {spec.attempt}: {error}")
        return LOST
    except (HdfsError, BrokenSealError, RefusedError, ValueError) as error:
        log(f"cannot begin {url}: {error}")
        return NOT_BEGUN
    wake(spec.attempt)
    attempt = running.Running(
        spec=spec, folder=folder, driver=driver, started=started, hdfs=hdfs, nonce=nonce
    )
    running.begin(attempt)
    return run(attempt)


def run(attempt: running.Running) -> int:
    """Run a claimed attempt's job, publish, write the result, and return the exit code."""
    root, hooks, code = None, None, SUCCEEDED
    try:
        root = job.jobs_folder(Path.cwd())
        prefer_unzipped_pyspark()
        authenticate()
        # pyspark takes a second to import, and the claim must not wait for it.
        from sparkwright.driver.hooks import SparkHooks

        hooks = SparkHooks(attempt)
        job.run_job(root, attempt.spec.job, attempt.spec.args)
        attempt.state(Checks).settle(attempt.spec.attempt)
        outcome = result.succeeded(attempt, _patiently(publish, attempt))
    except BaseException as raised:
        error = explained(attempt, raised)
        judged = verdict.judge(error, root)
        write(judged.traceback)
        outcome, code = _ended(attempt, error, judged)
    if not _leave(attempt, outcome):
        code = FAILED
    wait_for_wake = wake(attempt.spec.attempt)
    attempt.state(Checks).release()
    if hooks is not None:
        hooks.stop()
    wait_for_wake()
    return code


def _ended(
    attempt: running.Running, error: BaseException, judged: verdict.Verdict
) -> tuple[dict[str, Any], int]:
    """Withdraw what a failed attempt wrote, after publishing rows that failed an expectation."""
    quarantines: list[Change] = []
    code = LOST if isinstance(error, ClaimLost) else FAILED
    if isinstance(error, ExpectationError):
        try:
            quarantines = _patiently(publish_quarantines, attempt)
        except ClaimLost as lost:
            judged, code = verdict.judge(lost), LOST
        except Exception as lost:
            log(f"the failed rows are not in their quarantine: {verdict.judge(lost).message}")
    withdraw(attempt)
    return result.failed(attempt, judged, quarantines), code


def _patiently(
    publish: Callable[[running.Running], list[Change]], attempt: running.Running
) -> list[Change]:
    deadline = time.monotonic() + PUBLISHING_PATIENCE
    while True:
        try:
            return publish(attempt)
        except Exception as error:
            if not lost_connection(error) or time.monotonic() > deadline:
                raise
            log(f"publishing waits for HDFS: {error}")
            time.sleep(2)


def _leave(attempt: running.Running, outcome: dict[str, Any]) -> bool:
    name, error = attempt.spec.attempt, outcome["error"]
    published = ", ".join(outcome["snapshots"]) or "no table"
    try:
        result.leave(attempt, outcome)
    except HdfsError as lost:
        log(
            f"{name} {outcome['status']} and published {published}, but could not write its "
            f"result: {lost}"
        )
        return False
    if error is not None:
        log(f"{name} failed: {error['class']}: {error['message']}")
    else:
        log(f"{name} succeeded and published {published}")
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
