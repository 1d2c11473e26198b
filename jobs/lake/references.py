"""Tags and branches that attempts left: each keeps its snapshot, and all of its files, for ever."""

from lake.needed import Kept
from sparkwright.iceberg import MAIN, Snapshot, Table
from sparkwright.loaded import tag_of


def drop_old(table: Table, kept: Kept, abandoned: int) -> int:
    """Drop tags of attempts whose snapshots need not stay, and branches of attempts long gone.

    A branch is dropped where its attempt has written nothing since `abandoned` (ms since the
    epoch). Tags and branches that people made are left alone. Returns how many were dropped.
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
        if reference == tag_of(attempt or "") and _is_old(snapshot, made, kept):
            tags.append(reference)
        elif reference == attempt and made < abandoned:
            branches.append(reference)
    if tags or branches:
        # Each commit writes all of the metadata anew: one for all.
        table.drop(tags, branches)
    return len(tags) + len(branches)


def _is_old(snapshot: Snapshot, made: int, kept: Kept) -> bool:
    return made < kept.since and snapshot.id not in kept.needed
