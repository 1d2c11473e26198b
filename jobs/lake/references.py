"""Old tags and branches of attempts, which would keep their snapshots and files forever."""

from lake.retained import Retained
from sparkwright.lake import MAIN, Snapshot, Table, tag_of


def drop_old(table: Table, retained: Retained, abandoned: int) -> int:
    """Drop attempts' tags on snapshots that are not retained, and abandoned branches.

    A branch is dropped if its attempt has written nothing since `abandoned` (ms since the epoch).
    Tags and branches of people are kept. Returns the number of dropped references.
    """
    tags: list[str] = []
    branches: list[str] = []
    for reference in table.references():
        head = table.head(reference)
        snapshot = table.snapshot(head)
        made = table.committed(head) if head is not None else None
        if snapshot is None or made is None or reference == MAIN:
            continue
        attempt = snapshot.property("sparkwright.attempt")
        if reference == tag_of(attempt or "") and _is_old(snapshot, made, retained):
            tags.append(reference)
        elif reference == attempt and made < abandoned:
            branches.append(reference)
    if tags or branches:
        # One commit for all, because each commit rewrites all metadata.
        table.drop(tags, branches)
    return len(tags) + len(branches)


def _is_old(snapshot: Snapshot, made: int, retained: Retained) -> bool:
    return made < retained.since and snapshot.id not in retained.needed
