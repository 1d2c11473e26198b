"""The tables that an attempt has written, by Iceberg's events of commits."""

from functools import cache
from typing import Any

_EVENT = "org.apache.iceberg.events.CreateSnapshotEvent"


class Commits:
    """The snapshots committed in one JVM, by any session and under any name."""

    def __init__(self, jvm: Any) -> None:
        """Register a listener for the life of the JVM. Raises errors of the JVM."""
        lang = jvm.java.lang
        self._events = jvm.java.util.concurrent.ConcurrentLinkedQueue()
        classes = lang.Thread.currentThread().getContextClassLoader()
        anything = lang.Class.forName("java.lang.Object")
        kinds = lang.invoke.MethodType
        add = lang.invoke.MethodHandles.publicLookup().findVirtual(
            self._events.getClass(), "add", kinds.methodType(lang.Boolean.TYPE, anything)
        )
        notify = add.bindTo(self._events).asType(kinds.methodType(lang.Void.TYPE, anything))
        # The events stay in the JVM: a callback into Python could fail and lose one.
        listener = lang.invoke.MethodHandleProxies.asInterfaceInstance(
            classes.loadClass("org.apache.iceberg.events.Listener"), notify
        )
        jvm.org.apache.iceberg.events.Listeners.register(listener, classes.loadClass(_EVENT))

    def forget(self) -> None:
        """Forget all events so far."""
        self._events.clear()

    def of(self, attempt: str) -> set[str]:
        """Return the tables with a snapshot that names an attempt.

        The names are Iceberg's, without quotes: catalog and name, the name alone for a new table
        made from a query, or the folder if the table was opened by it.
        """
        return {
            str(event.tableName())
            for event in self._events.toArray()
            if event.summary().get("sparkwright.attempt") == attempt
        }


@cache
def _commits(jvm: Any) -> Commits:
    return Commits(jvm)


def commits(jvm: Any) -> Commits:
    """Return the record of a JVM's commits from now on; its one listener cannot be removed."""
    found = _commits(jvm)
    found.forget()
    return found
