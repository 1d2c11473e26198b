"""The ways to write the rows of a load into their table."""

APPEND = "append"

MERGE = "merge"
"""Rows replace rows with the same key."""

REBASE = "rebase"
"""Like a merge; rows that differ in the cursor alone are equal."""

OVERWRITE = "overwrite"
"""Rows replace the whole table."""
