"""Upkeep of one table after the other; what goes wrong with one holds up no other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lake.asked import Asked
from lake.compaction import compact
from lake.expiry import expire, millis, remove_orphans
from lake.few_tasks import few_tasks
from lake.measure import Measure, measure
from lake.metadata import keep_small
from lake.needed import kept
from lake.references import drop_old
from sparkwright.errors import SparkwrightError
from sparkwright.iceberg import Catalog, Table
from sparkwright.readers import standing
from sparkwright.say import say

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class UpkeepError(SparkwrightError):
    """Some tables could not be looked after; the others were."""


@dataclass(frozen=True)
class Kempt:
    """A table before and after its upkeep; `orphans` and `references` are what was dropped."""

    name: str
    before: Measure
    after: Measure
    orphans: int
    references: int
    held_since: datetime | None
    """Set where somebody stands further back than snapshots are kept."""


def keep_up(spark: "SparkSession", catalog: Catalog, asked: Asked) -> list[Kempt]:
    """Look after every table that is asked for. Raises UpkeepError once all have had their turn."""
    needed = standing(catalog)
    done: list[Kempt] = []
    failed: list[str] = []
    for table in sorted(catalog.tables(), key=lambda each: each.name):
        if not asked.covers(catalog.name, table.name):
            continue
        try:
            done.append(_keep_up(spark, catalog, table, asked, needed.get(table.name, set())))
        except Exception as error:
            say(f"{table.name} could not be looked after: {error}")
            failed.append(f"{table.name}: {str(error).partition(chr(10))[0]}")
    print(*lines(done), sep="\n", flush=True)
    if failed:
        raise UpkeepError("; ".join(failed))
    return done


def _keep_up(
    spark: "SparkSession", catalog: Catalog, table: Table, asked: Asked, read: set[str]
) -> Kempt:
    now = datetime.now(UTC)
    keep_small(table)
    before = measure(spark, table)
    compact(spark, catalog.name, table, asked, before)
    table.refresh()
    oldest = millis(now - asked.keep)
    stays = kept(table, read, oldest)
    dropped = drop_old(table, stays, millis(now - asked.orphans))
    with few_tasks(spark, before):
        expire(spark, catalog.name, table, stays.since, asked)
        orphans = remove_orphans(spark, catalog.name, table, now, asked)
    held = datetime.fromtimestamp(stays.since / 1000, UTC) if stays.since < oldest else None
    return Kempt(table.name, before, measure(spark, table), orphans, dropped, held)


def lines(done: Iterable[Kempt]) -> list[str]:
    """Return a table for people: what each table was and is."""
    titles = ["table", "files", "bytes", "manifests", "snapshots", "on disk", "orphans", "tags"]
    rows = [titles, *(_cells(each) for each in done)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(titles))]
    told = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    held = [
        f"{each.name}: snapshots since {each.held_since:%Y-%m-%d %H:%M} are kept for who reads on "
        "from there, or for the newest load"
        for each in done
        if each.held_since is not None
    ]
    return [*told, *held]


def _cells(each: Kempt) -> list[str]:
    before, after = each.before, each.after
    pairs = [
        (before.files, after.files),
        (before.size, after.size),
        (before.manifests, after.manifests),
        (before.snapshots, after.snapshots),
        (before.disk, after.disk),
    ]
    changes = [f"{was:,} -> {now:,}" if was != now else f"{was:,}" for was, now in pairs]
    return [each.name, *changes, str(each.orphans), str(each.references)]
