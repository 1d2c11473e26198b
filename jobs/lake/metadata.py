"""Table properties that keep metadata small."""

from sparkwright.lake import Table

SMALL = {
    "write.metadata.delete-after-commit.enabled": "true",
    "write.metadata.previous-versions-max": "20",
}
"""Only the newest metadata files are kept, each of which lists every snapshot.

New tables get these properties from spark-defaults.conf.
"""


def keep_small(table: Table) -> None:
    """Set missing properties of a table that is older than their defaults."""
    has = table.java.properties()
    lacking = {name: value for name, value in SMALL.items() if not has.containsKey(name)}
    if not lacking:
        return
    change = table.java.updateProperties()
    for name, value in lacking.items():
        change.set(name, value)
    change.commit()
