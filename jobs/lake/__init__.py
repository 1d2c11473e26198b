"""The job of the pipeline `maintenance`: upkeep of the lake's tables."""
