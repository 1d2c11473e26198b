"""The statements in a statement: scripts, EXECUTE IMMEDIATE, WITH, and an INSERT into several."""

from collections.abc import Callable, Iterator
from typing import Any

from sparkwright.guard import refusals
from sparkwright.guard.parsing import command, named, parsed, value

_BLOCKS = frozenset(
    {"CompoundBody", "IfElseStatement", "WhileStatement", "RepeatStatement", "LoopStatement"}
    | {"ForStatement", "SimpleCaseStatement", "SearchedCaseStatement", "UnresolvedWith"}
)


def statements_in(session: Any, plan: Any, ask: Callable[..., Any]) -> Iterator[Any]:
    """Yield a plan, or the statements in it.

    `ask` is the unchecked SparkSession.sql. Raises RefusedError if the text of a statement is known
    only while the script runs.
    """
    for part in _parts(session, plan, ask):
        if part is plan:
            yield plan
        else:
            yield from statements_in(session, part, ask)


def _parts(session: Any, plan: Any, ask: Callable[..., Any]) -> list[Any]:
    kind = command(plan)
    if kind == "UnresolvedExecuteImmediate":
        return _immediate(session, plan, ask)
    if kind == "PlanWithUnresolvedIdentifier":
        name = session._jvm.PythonUtils.toSeq(named(session, plan, ask, "IDENTIFIER"))
        return [plan.planBuilder().apply(name, plan.children())]
    if kind == "SingleStatement":
        return [plan.parsedPlan()]
    children = plan.children() if kind in _BLOCKS or kind == "Union" else None
    if children is None:
        return [plan]
    parts = [children.apply(at) for at in range(children.size())]
    if kind == "Union":
        return parts if command(parts[0]) == "InsertIntoStatement" else [plan]
    if kind == "CompoundBody":
        handlers = plan.handlers()
        parts += [handlers.apply(at).body() for at in range(handlers.size())]
    if kind == "SimpleCaseStatement" and plan.elseBody().isDefined():
        # Spark has it among the children of a searched CASE only.
        parts.append(plan.elseBody().get())
    return parts


def _immediate(session: Any, plan: Any, ask: Callable[..., Any]) -> list[Any]:
    text = value(plan.sqlStmtStr(), ask, "EXECUTE IMMEDIATE")
    inner = parsed(session, text, None, ask)
    if inner is None and plan.args().nonEmpty():
        raise refusals.unknown("EXECUTE IMMEDIATE", "its text has parameters")
    return [] if inner is None else [inner]
