"""Errors that Sparkwright itself raises in a driver, told apart by whether another attempt can help."""


class SparkwrightError(RuntimeError):
    """Something went wrong that another attempt may not meet again."""

    retryable = True


class MainMovedError(SparkwrightError):
    """Another attempt or another pipeline has published to a table since this attempt looked at it."""


class AuditError(SparkwrightError):
    """What was written is not what the job said it wrote."""


class RefusedError(SparkwrightError):
    """Going on would lose or repeat rows; only a person can mend it."""

    retryable = False
