"""Sparkwright's own errors; `retryable` is whether another attempt can help."""


class SparkwrightError(RuntimeError):
    """An error that another attempt may not meet."""

    retryable = True


class MainMovedError(SparkwrightError):
    """Another writer has published to a table since this attempt first read it."""


class AuditError(SparkwrightError):
    """The written rows are not the rows that the job reported."""


class RefusedError(SparkwrightError):
    """Continuing would lose or repeat rows, and only a person can fix it."""

    retryable = False
