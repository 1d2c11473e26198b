"""Predicates of expectations as columns; errors name the expectation."""

from pyspark.errors import AnalysisException, ParseException, PySparkException
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import BooleanType

from sparkwright.errors import SparkwrightError
from sparkwright.expectations import Expectation


class PredicateError(SparkwrightError):
    """The predicate of an expectation is not a valid condition for its rows."""

    retryable = False


def checked_predicates(frame: DataFrame, expectations: list[Expectation]) -> list[Column]:
    """Return each predicate as a column of `frame`.

    Raises PredicateError if Spark cannot parse one, or if one is not a boolean of a row.
    """
    try:
        columns = [F.expr(each.predicate) for each in expectations]
        named = [column.alias(f"holds {number}") for number, column in enumerate(columns)]
        fields = frame.select("*", *named).schema[-len(columns) :]
        if all(isinstance(each.dataType, BooleanType) for each in fields):
            return columns
    except (AnalysisException, ParseException):
        # Below, each is tried alone to identify the broken one.
        pass
    return [_checked(frame, expectation) for expectation in expectations]


def culprit(frame: DataFrame, expectations: list[Expectation], error: Exception) -> Exception:
    """Return the error to raise for an `error` from computing predicates.

    It is a PredicateError if a predicate, and not the frame, causes it; otherwise `error`.
    """
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


def _checked(frame: DataFrame, expectation: Expectation) -> Column:
    try:
        column = F.expr(expectation.predicate)
        # Selected beside the row's columns, so that aggregates are refused too.
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
