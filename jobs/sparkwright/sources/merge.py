"""MERGE: rows of a window replace different rows with the same key; deleted keys are removed."""

import uuid
from functools import reduce
from operator import or_

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from sparkwright.errors import RefusedError
from sparkwright.protocol.lake_names import quoted
from sparkwright.ranges import predicate, ranges
from sparkwright.sources.new_rows import NewRows
from sparkwright.sources.write_modes import REBASE
from sparkwright.tables.merged import Merged, merging

_THERE = "__there"
_REPLACE = "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
_DELETE = "WHEN MATCHED THEN DELETE"


def merge(new: NewRows, rows: DataFrame) -> tuple[int, Merged]:
    """Merge rows into the target of `new`; return the numbers of read and of merged rows.

    Of several rows with one key, the one with the highest cursor wins. Raises RefusedError if the
    key does not identify rows.
    """
    missing = [name for name in new.key if not _has(rows, name)]
    if missing:
        raise RefusedError(
            f"the rows for {new.target} lack {', '.join(missing)}, which identify "
            "them: keep these columns in the frame, or name others under `key` of the table"
        )
    window = rows.persist()
    nulls = reduce(or_, [F.col(quoted(name)).isNull() for name in new.key])
    read, unknown = window.agg(F.count("*"), F.count_if(nulls)).first()
    if unknown:
        raise RefusedError(
            f"{unknown} rows of {new.table} have no value in their key ({', '.join(new.key)}), so "
            "they cannot be identified: name other columns under `key` of the table in the pipeline"
        )
    _check_keyed(new)
    differing = _differing(new, _newest(new, window)).localCheckpoint()
    counts = dict(differing.groupBy(_THERE).count().collect())
    merged = Merged(counts.get(None, 0), counts.get(True, 0))
    if merged.updated:
        _check_single(new, differing)
        _merge(new, differing.drop(_THERE), merged, _REPLACE)
    elif merged.inserted:
        with new.marked():
            differing.drop(_THERE).writeTo(new.target).append()
    window.unpersist()
    return read, merged


def delete(new: NewRows, gone: DataFrame) -> int:
    """Remove the keys in `gone` from the target of `new`; return the number of removed rows.

    A row whose cursor is not below the deletion's was inserted again after it, and stays.
    """
    there, cursor = new.session.table(new.target), new.cursor.name
    if not _has(there, cursor):
        raise RefusedError(
            f"{new.target} has no column {cursor}, so it can't be told which of its rows were "
            f"written after they were deleted: let the job keep {cursor} in it"
        )
    keys, at = [quoted(name) for name in new.key], quoted(cursor)
    last = gone.groupBy(*keys).agg(F.max(at).alias(cursor)).localCheckpoint()
    same = [there[name] == last[name] for name in keys] + [there[at] < last[at]]
    hit = _near(new, there, last).join(last, same).select(last["*"]).localCheckpoint()
    rows = hit.count()
    if rows:
        _merge(new, hit.distinct(), Merged(deleted=rows), _DELETE, f"t.{at} < s.{at}")
    return rows


def delete_absent(new: NewRows, keys: DataFrame) -> int:
    """Remove rows of the target of `new` whose keys are not in `keys`; return their number."""
    there, names = new.session.table(new.target), list(new.key)
    columns = [quoted(name) for name in names]
    absent = there.select(*columns).distinct().join(keys, names, "left_anti").localCheckpoint()
    rows = there.join(absent, names, "left_semi").count()
    if rows:
        _merge(new, absent, Merged(deleted=rows), _DELETE)
    return rows


def _newest(new: NewRows, window: DataFrame) -> DataFrame:
    if set(new.shape.primary()) == set(new.key) or not _has(window, new.cursor.name):
        return window
    keys = [quoted(name) for name in new.key]
    if not new.cursor.settled and window.count() != window.select(*keys).distinct().count():
        raise RefusedError(
            f"{new.table} has several rows with one key ({', '.join(new.key)}), and "
            f"{new.cursor.name} of type {new.cursor.column.type} can't tell which is the newest: "
            "name a `cursor` of type timestamptz, or more columns under `key` of the table"
        )
    order = Window.partitionBy(*keys).orderBy(F.col(quoted(new.cursor.name)).desc())
    numbered = window.withColumn("__number", F.row_number().over(order))
    return numbered.where("__number = 1").drop("__number").persist()


def _differing(new: NewRows, window: DataFrame) -> DataFrame:
    """Return rows that are missing or different in the target; `_THERE` is true for the latter."""
    target = _near(new, new.session.table(new.target), window)
    keys = window.select(*[quoted(name) for name in new.key])
    target = target.join(keys, list(new.key), "left_semi")
    there = target.select(
        *[F.col(quoted(name)).alias(f"__{name}") for name in window.columns],
        F.lit(True).alias(_THERE),
    )
    same = [window[quoted(name)] == there[quoted(f"__{name}")] for name in new.key]
    joined = window.join(there, same, "left")
    alike = {name.lower() for name in (*new.key, *([new.cursor.name] if new.how == REBASE else []))}
    differs = [
        ~window[quoted(name)].eqNullSafe(there[quoted(f"__{name}")])
        for name in window.columns
        if name.lower() not in alike
    ]
    differs.append(there[_THERE].isNull())
    if new.how == REBASE and new.gone is not None and new.cursor.kind == "xid":
        # Its old cursor would make the row outlive its deletion at the new server.
        differs.append(there[quoted(f"__{new.cursor.name}")] >= int(new.hi.value))
    columns = [window[quoted(name)] for name in window.columns]
    return joined.where(reduce(or_, differs)).select(*columns, there[_THERE])


def _check_keyed(new: NewRows) -> None:
    """Refuse a target with NULL keys, such as in rows older than the key's column."""
    there = new.session.table(new.target)
    lacking = reduce(or_, [F.col(quoted(name)).isNull() for name in new.key])
    if not there.where(lacking).isEmpty():
        raise RefusedError(
            f"rows of {new.target} have no value in the key ({', '.join(new.key)}), so they would "
            f"come a second time: fill it in, name other columns under `key` of {new.table} in the "
            "pipeline, or reload it with --full-refresh"
        )


def _check_single(new: NewRows, differing: DataFrame) -> None:
    known = differing.where(_THERE)
    if known.count() != known.select(*[quoted(name) for name in new.key]).distinct().count():
        raise RefusedError(
            f"{new.target} has several rows with one key ({', '.join(new.key)}), so it can't be "
            f"told which one to replace: name the columns that tell them apart under `key` of "
            f"{new.table} in the pipeline, or reload it with --full-refresh"
        )


def _merge(new: NewRows, rows: DataFrame, merged: Merged, then: str, *conditions: str) -> None:
    # MERGE cannot read a view of a frame over an Iceberg table, only one of a checkpoint.
    view = f"merged_{uuid.uuid4().hex}"
    rows.createOrReplaceTempView(view)
    same = [f"t.{quoted(name)} = s.{quoted(name)}" for name in new.key]
    key = new.shape.integer(new.key)
    name = quoted(new.key[0])
    near = [predicate(f"t.{name}", ranges(rows, name))] if key else []
    on = " AND ".join([*same, *conditions, *near])
    with new.marked(), merging(new.session, merged):
        new.session.sql(f"MERGE INTO {new.target} t USING {view} s ON {on} {then}")
    new.session.catalog.dropTempView(view)


def _near(new: NewRows, target: DataFrame, rows: DataFrame) -> DataFrame:
    """Skip files of the target that have none of these keys."""
    if not new.shape.integer(new.key):
        return target
    name = quoted(new.key[0])
    return target.where(predicate(name, ranges(rows, name)))


def _has(frame: DataFrame, name: str) -> bool:
    return name.lower() in {column.lower() for column in frame.columns}
