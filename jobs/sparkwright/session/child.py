"""An attempt's process in a session, which runs the bootstrap on the host's JVM."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from pyspark import SparkContext

from sparkwright.session.forked import Forks
from sparkwright.session.gateway import AttemptGateway
from sparkwright.session.inbox import Assignment


class _Process(Protocol):
    def poll(self) -> int | None: ...

    def terminate(self) -> None: ...


class Child:
    """One attempt that runs in the host's JVM."""

    def __init__(
        self, context: SparkContext, forks: Forks, assignment: Assignment, jobs: Path, folder: Path
    ) -> None:
        """Start the process; `jobs` is the folder of the release.

        It works in `folder`, which has the name of the host's driver and gets its output.
        """
        self.attempt = assignment.attempt
        self._gateway = AttemptGateway(context, assignment.attempt, assignment.settings)
        folder.mkdir(parents=True)
        environment = {
            **os.environ,
            **assignment.environment,
            **self._gateway.environment(),
            "PYTHONPATH": os.pathsep.join([str(jobs), os.environ.get("PYTHONPATH", "")]),
            # The folder of the process must not hide Python's modules.
            "PYTHONSAFEPATH": "1",
        }
        arguments = ["--attempts", assignment.spec]
        # Some variables only take effect when a Python starts.
        self._process: _Process = (
            _new_python(arguments, environment, folder)
            if assignment.environment
            else forks.fork(self.attempt, arguments, environment, folder)
        )

    def poll(self) -> int | None:
        """Return the exit code, minus the signal's number if one ended it; None if it runs."""
        return self._process.poll()

    def kill(self) -> None:
        """End the process, all that it has started, and its Spark jobs."""
        # The guardian above the job's process ends everything below it.
        self._process.terminate()
        self._gateway.cancel()

    def close(self) -> None:
        """Remove what the ended process left in the JVM."""
        self._gateway.close()


def _new_python(
    arguments: list[str], environment: dict[str, str], folder: Path
) -> subprocess.Popen[bytes]:
    with (folder / "stdout").open("wb") as stdout, (folder / "stderr").open("wb") as stderr:
        return subprocess.Popen(
            [sys.executable, "-m", "sparkwright.session.attached", *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
