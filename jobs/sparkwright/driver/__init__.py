"""The process of a driver: its start, its hooks into pyspark, and its result."""
