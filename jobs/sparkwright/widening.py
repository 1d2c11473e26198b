"""Which types of columns hold all values of which."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql.types import DataType

_WIDER = (("tinyint", "smallint", "int", "bigint"), ("float", "double"))


def fits(small: "DataType", large: "DataType") -> bool:
    """Say whether a column of type `large` holds every value of type `small`, without a loss."""
    from pyspark.sql.types import DecimalType

    if isinstance(small, DecimalType) and isinstance(large, DecimalType):
        return small.scale == large.scale and small.precision <= large.precision
    inner, outer = small.simpleString(), large.simpleString()
    return inner == outer or any(
        inner in kinds and outer in kinds and kinds.index(inner) <= kinds.index(outer)
        for kinds in _WIDER
    )
