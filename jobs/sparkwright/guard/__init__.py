"""Checks of a job's statements and writes to the lake before they run."""
