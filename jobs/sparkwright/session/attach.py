"""Lets an attempt's process use the SparkContext and Spark session that its host made for it."""

from typing import Any

from pyspark import SparkConf, SparkContext
from pyspark.sql import SparkSession

from sparkwright.driver.second_context import needs_another
from sparkwright.errors import RefusedError


def attach() -> None:
    """Let pyspark take the host's context and session.

    Call it before the job, and before hooks on `SparkContext.stop`: an attempt never stops the
    host's context.
    """
    make_session = SparkSession.__init__

    def context(self: SparkContext, requested: Any) -> Any:
        shared = self._jvm.org.apache.spark.SparkContext.getOrCreate()
        _refuse_other_settings(_settings(requested), shared, self._gateway.entry_point)
        return self._jvm.JavaSparkContext.fromSparkContext(shared)

    def session(self: Any, context: Any, made: Any = None, options: Any = None) -> None:
        jvm_class = SparkSession._get_j_spark_session_class(context._jvm)
        shared = jvm_class.getDefaultSession().get()
        own = context._gateway.entry_point if made is None else made
        make_session(self, context, own, options or {})
        # pyspark made it the default of the whole JVM, which other attempts share.
        jvm_class.setDefaultSession(shared)

    SparkContext._initialize_context = context
    SparkContext.stop = _detach
    SparkSession.__init__ = session


def _detach(context: SparkContext) -> None:
    server = getattr(context, "_accumulatorServer", None)
    if server is not None:
        server.shutdown()
    SparkContext._active_spark_context = None


def _refuse_other_settings(requested: dict[str, str], shared: Any, session: Any) -> None:
    """Raise RefusedError if the job asks for settings that only a new application could have."""
    # What every application of this JVM gets; a context appends Spark's options to some of it.
    given = dict(SparkConf().getAll())
    new = {name: value for name, value in requested.items() if given.get(name) != value}
    other = needs_another(new, _settings(shared.conf()), session.conf().isModifiable)
    if other:
        raise RefusedError(
            f"the job asks for settings that its session does not have: {', '.join(other)}. Set "
            "them under `spark:` of the stage in the pipeline, or give the stage `session: none`"
        )


def _settings(conf: Any) -> dict[str, str]:
    return {pair._1(): pair._2() for pair in conf.getAll()}
