"""Errors of Sparkwright itself; `retryable` says whether another attempt can help."""


class SparkwrightError(RuntimeError):
    """Something went wrong that another attempt may not meet again."""

    retryable = True


class MainMovedError(SparkwrightError):
    """Somebody else has published to a table since this attempt first looked at it."""


class AuditError(SparkwrightError):
    """What was written is not what the job said it wrote."""


class RefusedError(SparkwrightError):
    """Going on would lose or repeat rows; only a person can mend it."""

    retryable = False
