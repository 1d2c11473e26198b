"""Which column types hold all values of which others."""

from pyspark.sql.types import DataType, DecimalType

_WIDER = (("tinyint", "smallint", "int", "bigint"), ("float", "double"))


def fits(small: DataType, large: DataType) -> bool:
    """Return whether a column of type `large` holds every value of type `small` exactly."""
    if isinstance(small, DecimalType) and isinstance(large, DecimalType):
        return small.scale == large.scale and small.precision <= large.precision
    inner, outer = small.simpleString(), large.simpleString()
    return inner == outer or any(
        inner in kinds and outer in kinds and kinds.index(inner) <= kinds.index(outer)
        for kinds in _WIDER
    )
