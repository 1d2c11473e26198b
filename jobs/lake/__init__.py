"""Upkeep of the lake: what the pipeline `maintenance` does to its tables."""
