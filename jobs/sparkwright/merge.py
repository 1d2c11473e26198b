"""MERGE: rows of a window replace those with their keys, where they differ; deleted keys go."""

import uuid
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from sparkwright.errors import RefusedError
from sparkwright.merged import Merged, saying
from sparkwright.new_rows import REBASE
from sparkwright.ranges import predicate, ranges

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from sparkwright.new_rows import NewRows

_THERE = "__there"
_REPLACE = "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
_DELETE = "WHEN MATCHED THEN DELETE"


def merge(new: "NewRows", rows: "DataFrame") -> tuple[int, Merged]:
    """Write rows by their key into the target of `new`; return how many were read, and what came.

    Of several rows with one key, the one with the highest cursor counts. Raises RefusedError where
    rows can't be told apart by the key.
    """
    from pyspark.sql import functions as F

    missing = [name for name in new.key if not _has(rows, name)]
    if missing:
        raise RefusedError(
            f"the rows for {new.target} are without {', '.join(missing)}, by which they are told "
            "apart: keep these columns in the frame, or name others under `key` of the table"
        )
    window = rows.persist()
    nulls = reduce(or_, [F.col(_quoted(name)).isNull() for name in new.key])
    read, unknown = window.agg(F.count("*"), F.count_if(nulls)).first()
    if unknown:
        raise RefusedError(
            f"{unknown} rows of {new.table} have no value in their key ({', '.join(new.key)}), so "
            "they can't be told apart: name other columns in the pipeline, under `key` of the table"
        )
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


def delete(new: "NewRows", gone: "DataFrame") -> int:
    """Remove the keys in `gone` from the target of `new`; return how many rows went.

    A row whose cursor is not below that of the deletion was written anew after it, and stays.
    """
    from pyspark.sql import functions as F

    there, cursor = new.session.table(new.target), new.cursor.name
    if not _has(there, cursor):
        raise RefusedError(
            f"{new.target} has no column {cursor}, so it can't be told which of its rows were "
            f"written after they were deleted: let the job keep {cursor} in it"
        )
    keys, at = [_quoted(name) for name in new.key], _quoted(cursor)
    last = gone.groupBy(*keys).agg(F.max(at).alias(cursor)).localCheckpoint()
    same = [there[name] == last[name] for name in keys] + [there[at] < last[at]]
    hit = _near(new, there, last).join(last, same).select(last["*"]).localCheckpoint()
    rows = hit.count()
    if rows:
        _merge(new, hit.distinct(), Merged(deleted=rows), _DELETE, f"t.{at} < s.{at}")
    return rows


def _newest(new: "NewRows", window: "DataFrame") -> "DataFrame":
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    if set(new.shape.primary()) == set(new.key) or not _has(window, new.cursor.name):
        return window
    keys = [_quoted(name) for name in new.key]
    if not new.cursor.settled and window.count() != window.select(*keys).distinct().count():
        raise RefusedError(
            f"{new.table} has several rows with one key ({', '.join(new.key)}), and "
            f"{new.cursor.name} of type {new.cursor.column.type} can't tell which is the newest: "
            "name a `cursor` of type timestamptz, or more columns under `key` of the table"
        )
    order = Window.partitionBy(*keys).orderBy(F.col(_quoted(new.cursor.name)).desc())
    numbered = window.withColumn("__number", F.row_number().over(order))
    return numbered.where("__number = 1").drop("__number").persist()


def _differing(new: "NewRows", window: "DataFrame") -> "DataFrame":
    """Return the rows that the target has not, or not like this; `_THERE` says which of the two."""
    from pyspark.sql import functions as F

    target = _near(new, new.session.table(new.target), window)
    keys = window.select(*[_quoted(name) for name in new.key])
    target = target.join(keys, list(new.key), "left_semi")
    there = target.select(
        *[F.col(_quoted(name)).alias(f"__{name}") for name in window.columns],
        F.lit(True).alias(_THERE),
    )
    same = [window[_quoted(name)] == there[_quoted(f"__{name}")] for name in new.key]
    joined = window.join(there, same, "left")
    alike = {name.lower() for name in (*new.key, *([new.cursor.name] if new.how == REBASE else []))}
    differs = [
        ~window[_quoted(name)].eqNullSafe(there[_quoted(f"__{name}")])
        for name in window.columns
        if name.lower() not in alike
    ]
    differs.append(there[_THERE].isNull())
    if new.how == REBASE and new.gone is not None and new.cursor.kind == "xid":
        # A row as old as it looks here would outlive its deletion at the new server.
        differs.append(there[_quoted(f"__{new.cursor.name}")] >= int(new.hi.value))
    columns = [window[_quoted(name)] for name in window.columns]
    return joined.where(reduce(or_, differs)).select(*columns, there[_THERE])


def _check_single(new: "NewRows", differing: "DataFrame") -> None:
    known = differing.where(_THERE)
    if known.count() != known.select(*[_quoted(name) for name in new.key]).distinct().count():
        raise RefusedError(
            f"{new.target} has several rows with one key ({', '.join(new.key)}), so it can't be "
            f"told which one to replace: name the columns that tell them apart under `key` of "
            f"{new.table} in the pipeline, or load it anew with --full-refresh"
        )


def _merge(new: "NewRows", rows: "DataFrame", merged: Merged, then: str, *conditions: str) -> None:
    # A view of a frame over an Iceberg table is no source for MERGE; one of a checkpoint is.
    view = f"merged_{uuid.uuid4().hex}"
    rows.createOrReplaceTempView(view)
    same = [f"t.{_quoted(name)} = s.{_quoted(name)}" for name in new.key]
    key = new.shape.integer(new.key)
    name = _quoted(new.key[0])
    near = [predicate(f"t.{name}", ranges(rows, name))] if key else []
    on = " AND ".join([*same, *conditions, *near])
    with new.marked(), saying(new.session, merged):
        new.session.sql(f"MERGE INTO {new.target} t USING {view} s ON {on} {then}")
    new.session.catalog.dropTempView(view)


def _near(new: "NewRows", target: "DataFrame", rows: "DataFrame") -> "DataFrame":
    """Leave out of the target what lies in files without any of these keys."""
    if not new.shape.integer(new.key):
        return target
    name = _quoted(new.key[0])
    return target.where(predicate(name, ranges(rows, name)))


def _has(frame: "DataFrame", name: str) -> bool:
    return name.lower() in {column.lower() for column in frame.columns}


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
