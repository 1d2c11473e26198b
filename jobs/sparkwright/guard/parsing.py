"""Parsing a statement with Spark's own parser, with its parameters."""

from collections.abc import Callable
from typing import Any

from pyspark.errors import PySparkException

from sparkwright.guard import refusals

_BY_NAME_PARTS = frozenset({"UnresolvedIdentifier", "UnresolvedProcedure"})
_BY_IDENTIFIER = frozenset(
    {"UnresolvedRelation", "UnresolvedTable", "UnresolvedTableOrView", "UnresolvedNamespace"}
)
# Their `table` is the name itself.
_OF_ICEBERG = frozenset({"DropBranch", "DropTag", "CreateOrReplaceBranch", "CreateOrReplaceTag"})
# Their `table` is a plan that is not among their children.
_BY_TABLE = frozenset(
    {"InsertIntoStatement", "AppendData", "OverwriteByExpression", "OverwritePartitionsDynamic"}
)

# Most statements are one of these, and skipping calls into the JVM saves time.
_READS = frozenset(
    {"Project", "Aggregate", "Filter", "Sort", "GlobalLimit", "Distinct", "UnresolvedHaving"}
    | {"Except", "Intersect", "SubqueryAlias", "UnresolvedInlineTable", "UnresolvedRelation"}
)
_PARSER = "_sparkwright_parser"
_CATALYST = "org.apache.spark.sql.catalyst"
# They are not commands, but may contain some.
_MAY_DO = frozenset(
    {"CompoundBody", "UnresolvedWith", "UnresolvedExecuteImmediate", "PlanWithUnresolvedIdentifier"}
    | {"Union"}
)


def parsed(session: Any, text: str, given: Any, ask: Callable[..., Any]) -> Any:
    """Return the unanalyzed plan of a statement; None if it only reads or cannot be parsed."""
    parser = _parser(session)
    plain = _tried(lambda: parser.parsePlan(text))
    if plain is not None and command(plain) in _READS:
        return None
    if not given or (plain is not None and not is_command(session, plain)):
        return plain
    whole = _tried(lambda: parser.parsePlanWithParameters(text, _parameters(session, given, ask)))
    return plain if whole is None else whole


def command(plan: Any) -> str:
    """Return the class of a plan, such as DropTable."""
    return str(plan.nodeName())


def is_command(session: Any, plan: Any) -> bool:
    """Return whether a plan does more than read."""
    loader = session._jvm.java.lang.Thread.currentThread().getContextClassLoader()
    kinds = ("plans.logical.Command", "plans.logical.ParsedStatement")
    if any(loader.loadClass(f"{_CATALYST}.{each}").isInstance(plan) for each in kinds):
        return True
    return command(plan) in _MAY_DO


def named(session: Any, plan: Any, ask: Callable[..., Any], statement: str) -> list[str] | None:
    """Return the parts of the name of a plan's table; None if it has no table.

    Raises RefusedError if the name depends on values of a running script.
    """
    kind = command(plan)
    if kind == "PlanWithUnresolvedIdentifier":
        text = value(plan.identifierExpr(), ask, statement)
        return name_parts(session, text)
    if kind in _BY_NAME_PARTS:
        return _listed(plan.nameParts())
    if kind in _BY_IDENTIFIER:
        return _listed(plan.multipartIdentifier())
    if kind in _OF_ICEBERG:
        return _listed(plan.table())
    about = _about(plan, kind)
    return None if about is None else named(session, about, ask, statement)


def _about(plan: Any, kind: str) -> Any:
    if kind in _BY_TABLE:
        return plan.table()
    if kind == "MergeIntoTable":
        return plan.targetTable()
    children = plan.children()
    return children.apply(0) if children.size() else None


def name_parts(session: Any, name: str) -> list[str] | None:
    """Return the parts of a name as Spark reads it; None if it is not a table's name."""
    found = _tried(lambda: _parser(session).parseMultipartIdentifier(name))
    return None if found is None else _listed(found)


def value(expression: Any, ask: Callable[..., Any], statement: str) -> str:
    """Return the value of a constant expression or a session variable, as text."""
    try:
        return str(ask(f"SELECT {expression.sql()}").first()[0])
    except Exception as error:
        why = f"it depends on {expression.sql()}, which is known only while the script runs"
        raise refusals.unknown(statement, why) from error


def _parser(session: Any) -> Any:
    if not hasattr(session, _PARSER):
        setattr(session, _PARSER, session._jsparkSession.sessionState().sqlParser())
    return getattr(session, _PARSER)


def _parameters(session: Any, given: Any, ask: Callable[..., Any]) -> Any:
    """Return a statement's parameters as Spark's parameter context."""
    jvm = session._jvm
    markers = [f":{name}" for name in given] if isinstance(given, dict) else ["?"] * len(given)
    query = ", ".join(f"{marker} AS p{at}" for at, marker in enumerate(markers))
    found = ask(f"SELECT {query}", given)._jdf.queryExecution().analyzed().expressions()
    literals = [found.apply(at).child() for at in range(found.size())]
    contexts = jvm.org.apache.spark.sql.catalyst.parser
    if isinstance(given, dict):
        named = dict(zip(given, literals, strict=True))
        return contexts.NamedParameterContext(jvm.PythonUtils.toScalaMap(named))
    return contexts.PositionalParameterContext(jvm.PythonUtils.toSeq(literals))


def _tried(parse: Callable[[], Any]) -> Any:
    """Return None if Spark cannot parse a text: executing it raises the error anyway."""
    try:
        return parse()
    except PySparkException:
        return None


def _listed(parts: Any) -> list[str]:
    return [str(parts.apply(at)) for at in range(parts.size())]
