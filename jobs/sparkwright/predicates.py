"""The predicates of expectations, as columns; one that is broken is told by its name."""

from typing import TYPE_CHECKING

from sparkwright.errors import SparkwrightError
from sparkwright.expectations import Expectation

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame


class PredicateError(SparkwrightError):
    """The predicate of an expectation is no condition on the rows that it was given."""

    retryable = False


def checked_predicates(frame: "DataFrame", expectations: list[Expectation]) -> list["Column"]:
    """Return each predicate as a column of `frame`.

    Raises PredicateError for one that Spark cannot read, or that is no truth value of a row.
    """
    from pyspark.errors import AnalysisException, ParseException
    from pyspark.sql import functions as F
    from pyspark.sql.types import BooleanType

    try:
        columns = [F.expr(each.predicate) for each in expectations]
        named = [column.alias(f"holds {number}") for number, column in enumerate(columns)]
        fields = frame.select("*", *named).schema[-len(columns) :]
        if all(isinstance(each.dataType, BooleanType) for each in fields):
            return columns
    except (AnalysisException, ParseException):
        # One of them is to blame: which, only each by itself can tell.
        pass
    return [_checked(frame, expectation) for expectation in expectations]


def culprit(frame: "DataFrame", expectations: list[Expectation], error: Exception) -> Exception:
    """Return what to raise for an `error` from computing predicates.

    PredicateError where one of them, and not the frame, fails so by itself; otherwise `error`.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql import functions as F

    if not isinstance(error, PySparkException) or not error.getCondition():
        return error
    try:
        frame.write.format("noop").mode("overwrite").save()
    except Exception:
        return error
    for expectation in expectations:
        try:
            frame.agg(F.count_if(F.expr(expectation.predicate))).first()
        except PySparkException as own:
            if own.getCondition() == error.getCondition():
                return _broken(expectation, own)
    return error


def _checked(frame: "DataFrame", expectation: Expectation) -> "Column":
    from pyspark.errors import AnalysisException, ParseException
    from pyspark.sql import functions as F
    from pyspark.sql.types import BooleanType

    try:
        column = F.expr(expectation.predicate)
        # Beside the row's own columns, an aggregate is refused too.
        kind = frame.select("*", column.alias("holds")).schema[-1].dataType
    except (AnalysisException, ParseException) as error:
        raise _broken(expectation, error) from error
    if not isinstance(kind, BooleanType):
        raise PredicateError(
            f"the expectation {expectation.name!r} has the predicate {expectation.predicate}, "
            f"which is of type {kind.simpleString()}: write a condition that is true or false"
        )
    return column


def _broken(expectation: Expectation, error: Exception) -> PredicateError:
    why = str(error).strip().splitlines()[0]
    return PredicateError(
        f"the expectation {expectation.name!r} has the broken predicate "
        f"{expectation.predicate}: {why}"
    )
