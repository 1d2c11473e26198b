"""MERGE: rows of a window replace those with their keys, where they differ; deleted keys go."""

import uuid
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from sparkwright.errors import RefusedError
from sparkwright.merged import Merged, saying
from sparkwright.ranges import predicate, ranges
from sparkwright.window import REBASE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from sparkwright.window import NewRows

_THERE = "__there"
_REPLACE = "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
_DELETE = "WHEN MATCHED THEN DELETE"


def merge(new: "NewRows", rows: "DataFrame") -> tuple[int, Merged]:
    """Write rows by their key into the target of `new`; return how many were read, and what came.

    Of several rows with one key, the one with the highest cursor counts. Raises RefusedError where
    rows can't be told apart by the key.
    """
    from pyspark.sql import functions as F

    missing = [name for name in new.key if name not in rows.columns]
    if missing:
        raise RefusedError(
            f"the rows for {new.target} are without {', '.join(missing)}, by which they are told "
            "apart: keep these columns in the frame, or name others under `key` of the table"
        )
    window = rows.persist()
    nulls = reduce(or_, [F.col(name).isNull() for name in new.key])
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
    if cursor not in there.columns:
        raise RefusedError(
            f"{new.target} has no column {cursor}, so it can't be told which of its rows were "
            f"written after they were deleted: let the job keep {cursor} in it"
        )
    last = gone.groupBy(*new.key).agg(F.max(cursor).alias(cursor)).localCheckpoint()
    same = [there[name] == last[name] for name in new.key] + [there[cursor] < last[cursor]]
    hit = _near(new, there, last).join(last, same).select(last["*"]).localCheckpoint()
    rows = hit.count()
    if rows:
        below = f"t.{_quoted(cursor)} < s.{_quoted(cursor)}"
        _merge(new, hit.distinct(), Merged(deleted=rows), _DELETE, below)
    return rows


def _newest(new: "NewRows", window: "DataFrame") -> "DataFrame":
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    if set(new.shape.primary()) == set(new.key) or new.cursor.name not in window.columns:
        return window
    order = Window.partitionBy(*new.key).orderBy(F.col(new.cursor.name).desc())
    numbered = window.withColumn("__number", F.row_number().over(order))
    return numbered.where("__number = 1").drop("__number").persist()


def _differing(new: "NewRows", window: "DataFrame") -> "DataFrame":
    """Return the rows that the target has not, or not like this; `_THERE` says which of the two."""
    from pyspark.sql import functions as F

    target = _near(new, new.session.table(new.target), window)
    target = target.join(window.select(*new.key), list(new.key), "left_semi")
    there = target.select(
        *[F.col(_quoted(name)).alias(f"__{name}") for name in window.columns],
        F.lit(True).alias(_THERE),
    )
    same = [window[name] == there[f"__{name}"] for name in new.key]
    joined = window.join(there, same, "left")
    differs = [
        ~window[name].eqNullSafe(there[f"__{name}"])
        for name in window.columns
        if name not in new.key and not (new.how == REBASE and name == new.cursor.name)
    ]
    differs.append(there[_THERE].isNull())
    if new.how == REBASE and new.gone is not None and new.cursor.kind == "xid":
        # A row as old as it looks here would outlive its deletion at the new server.
        differs.append(there[f"__{new.cursor.name}"] >= int(new.hi.value))
    return joined.where(reduce(or_, differs)).select(*window.columns, _THERE)


def _check_single(new: "NewRows", differing: "DataFrame") -> None:
    known = differing.where(_THERE)
    if known.count() != known.select(*new.key).distinct().count():
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
    near = [predicate(f"t.{_quoted(new.key[0])}", ranges(rows, new.key[0]))] if key else []
    on = " AND ".join([*same, *conditions, *near])
    with new.marked(), saying(new.session, merged):
        new.session.sql(f"MERGE INTO {new.target} t USING {view} s ON {on} {then}")
    new.session.catalog.dropTempView(view)


def _near(new: "NewRows", target: "DataFrame", rows: "DataFrame") -> "DataFrame":
    """Leave out of the target what lies in files without any of these keys."""
    if not new.shape.integer(new.key):
        return target
    return target.where(predicate(_quoted(new.key[0]), ranges(rows, new.key[0])))


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
