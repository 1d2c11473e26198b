"""The way of one attempt into a JVM that many attempts use: its own gateway and Spark session.

The attempt's process can't tell it from a JVM of its own. Its py4j objects, callbacks and secret
are apart from those of other attempts, and its Spark jobs carry a tag by which they are cancelled.
"""

import contextlib
import secrets
from typing import Any

from pyspark import SparkContext


class AttemptGateway:
    """A gateway server in the host's JVM, whose threads work in one new Spark session."""

    def __init__(self, context: SparkContext, attempt: str, settings: dict[str, str]) -> None:
        """Start the server. `settings` are those of the attempt's Spark session."""
        self._context = context
        self._tag = f"sparkwright:{attempt}"
        self._secret = secrets.token_hex(32)
        sessions = context._jvm.org.apache.spark.sql.classic.SparkSession
        shared = sessions.getDefaultSession().get()
        self._session = shared.newSession()
        for name, value in settings.items():
            self._session.conf().set(name, value)
        # Threads of the server inherit tag and active session from the thread that makes it.
        context.addJobTag(self._tag)
        # Attempts side by side get equal shares of the executors.
        context.setLocalProperty("spark.scheduler.pool", attempt)
        sessions.setActiveSession(self._session)
        try:
            self._server = self._start()
        finally:
            context.removeJobTag(self._tag)
            context.setLocalProperty("spark.scheduler.pool", None)
            sessions.setActiveSession(shared)

    def _start(self) -> Any:
        java = self._context._jvm
        builder = java.py4j.ClientServer.ClientServerBuilder(self._session)
        builder.authToken(self._secret).javaPort(0)
        builder.javaAddress(java.java.net.InetAddress.getLoopbackAddress())
        server = builder.build()
        server.startServer()
        return server

    def environment(self) -> dict[str, str]:
        """Return the environment variables by which pyspark uses this gateway."""
        port = str(self._server.getJavaServer().getListeningPort())
        return {"PYSPARK_GATEWAY_PORT": port, "PYSPARK_GATEWAY_SECRET": self._secret}

    def cancel(self) -> None:
        """Cancel the Spark jobs of the attempt that run now."""
        self._context.cancelJobsWithTag(self._tag)

    def close(self) -> None:
        """Remove what the attempt left in the JVM: jobs, streams and py4j objects."""
        for remove in (self.cancel, self._stop_streams, self._server.shutdown):
            with contextlib.suppress(Exception):
                remove()

    def _stop_streams(self) -> None:
        for stream in self._session.streams().active():
            stream.stop()


def clear(context: SparkContext) -> None:
    """Remove all cached frames and RDDs. Call it when no attempt runs: they have no owner."""
    sessions = context._jvm.org.apache.spark.sql.classic.SparkSession
    sessions.getDefaultSession().get().catalog().clearCache()
    for cached in context._jsc.getPersistentRDDs().values():
        cached.unpersist(False)
