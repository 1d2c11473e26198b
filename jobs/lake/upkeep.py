"""Upkeep of one table after another; a failure of one does not stop the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from pyspark.sql import SparkSession

from lake.compaction import compact
from lake.expiry import expire, millis, remove_orphans
from lake.few_tasks import few_tasks
from lake.measure import Measure, measure
from lake.metadata import keep_small
from lake.parameters import Parameters
from lake.references import drop_old
from lake.retained import retained
from sparkwright.errors import SparkwrightError
from sparkwright.lake import Catalog, Table, standing
from sparkwright.log import log, text_table


class UpkeepError(SparkwrightError):
    """The upkeep of some tables failed; the others are done."""


@dataclass(frozen=True)
class TableReport:
    """A table before and after its upkeep, and the numbers of dropped orphans and references."""

    name: str
    before: Measure
    after: Measure
    orphans: int
    references: int
    held_since: datetime | None
    """Set if a reader or the newest load needs snapshots older than the limit."""


def keep_up(spark: SparkSession, catalog: Catalog, parameters: Parameters) -> list[TableReport]:
    """Maintain every table of the pattern. Raises UpkeepError at the end if some failed."""
    needed = standing(catalog)
    done: list[TableReport] = []
    failed: list[str] = []
    tables, damaged = catalog.tables()
    for error in damaged:
        if parameters.covers(catalog.name, error.table):
            failed.append(str(error))
    for table in sorted(tables, key=lambda each: each.name):
        if not parameters.covers(catalog.name, table.name):
            continue
        try:
            done.append(_keep_up(spark, catalog, table, parameters, needed.get(table.name, set())))
        except Exception as error:
            log(f"{table.name} could not be maintained: {error}")
            failed.append(f"{table.name}: {str(error).partition(chr(10))[0]}")
    print(*lines(done), sep="\n", flush=True)
    if failed:
        raise UpkeepError("; ".join(failed))
    return done


def _keep_up(
    spark: SparkSession, catalog: Catalog, table: Table, parameters: Parameters, read: set[str]
) -> TableReport:
    now = datetime.now(UTC)
    keep_small(table)
    before = measure(spark, table)
    compact(spark, catalog.name, table, parameters, before)
    table.refresh()
    oldest = millis(now - parameters.keep)
    stays = retained(table, read, oldest)
    dropped = drop_old(table, stays, millis(now - parameters.orphans))
    with few_tasks(spark, before):
        expire(spark, catalog.name, table, stays.since, parameters)
        orphans = remove_orphans(spark, catalog.name, table, now, parameters)
    held = datetime.fromtimestamp(stays.since / 1000, UTC) if stays.since < oldest else None
    return TableReport(table.name, before, measure(spark, table), orphans, dropped, held)


def lines(done: Iterable[TableReport]) -> list[str]:
    """Return a text table with the size of each table before and after."""
    titles = ["table", "files", "bytes", "manifests", "snapshots", "on disk", "orphans", "tags"]
    rows = [titles, *(_cells(each) for each in done)]
    held = [
        f"{each.name}: snapshots since {each.held_since:%Y-%m-%d %H:%M} are kept for a reader or "
        "the newest load"
        for each in done
        if each.held_since is not None
    ]
    return [*text_table(rows), *held]


def _cells(each: TableReport) -> list[str]:
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
