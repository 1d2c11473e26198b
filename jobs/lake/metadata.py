"""How a table keeps its own metadata small."""

from sparkwright.iceberg import Table

SMALL = {
    "write.metadata.delete-after-commit.enabled": "true",
    "write.metadata.previous-versions-max": "20",
}
"""New tables get them from spark-defaults.conf: of a table's metadata files, each of which tells
every snapshot, only the newest stay."""


def keep_small(table: Table) -> None:
    """Give a table that was made before Sparkwright set them the settings that it lacks."""
    has = table.java.properties()
    lacking = {name: value for name, value in SMALL.items() if not has.containsKey(name)}
    if not lacking:
        return
    change = table.java.updateProperties()
    for name, value in lacking.items():
        change.set(name, value)
    change.commit()
