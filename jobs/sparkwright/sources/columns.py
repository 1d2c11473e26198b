"""The columns of a table that are loaded: all, or those of the pipeline, if they are readable.

orchestrator/sources/columns.ts has the same rule, tested by the same vectors.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace

from sparkwright.errors import RefusedError
from sparkwright.protocol.source import SourceTable
from sparkwright.sources.nearest import nearest
from sparkwright.sources.shape import Column, Shape

XMIN = "xmin"

_PLAIN = re.compile(r"(?!(?:true|false|null)$)[a-z_][a-z0-9_]*", re.IGNORECASE | re.ASCII)


def chosen(
    table: str, declared: SourceTable, shape: Shape, needed: dict[str, str], *, xmin: bool
) -> Shape:
    """Return the shape with only the columns that are loaded.

    `needed` has the columns that a load requires, each with its role; `xmin` is whether the load
    reads the transaction that wrote a row. Raises RefusedError if a declared column does not
    exist, a needed one is left out, or one is not readable.
    """
    columns = _declared(table, declared, shape)
    names = {column.name for column in columns}
    lost = {name: what for name, what in needed.items() if shape.column(name) and name not in names}
    if lost:
        raise RefusedError(_lost(table, declared, lost))
    hidden = [column for column in columns if not column.readable]
    blind = xmin and not shape.xmin_readable
    if hidden or blind:
        kept = [column for column in hidden if column.name in needed]
        raise RefusedError(_hidden(table, declared, shape, hidden, kept, blind=blind))
    if any(column.primary and column not in columns for column in shape.columns):
        # A part of a key does not identify rows.
        columns = tuple(replace(column, primary=False) for column in columns)
    return replace(shape, columns=columns)


def check_readable(shape: Shape, names: Iterable[str], *, xmin: bool) -> None:
    """Raise RefusedError if one of these columns is not readable."""
    wanted = set(names)
    hidden = [each for each in shape.columns if each.name in wanted and not each.readable]
    blind = xmin and not shape.xmin_readable
    if hidden or blind:
        raise RefusedError(_denied(shape, hidden, blind=blind))


def left_out(declared: SourceTable, name: str) -> bool:
    """Return whether the pipeline leaves a column out; names in the lake ignore case.

    Every column of `columns` exists at the source, so a column that is missing there is left out.
    """
    excluded = {each.lower() for each in declared.exclude}
    return bool(declared.columns) or name.lower() in excluded


def _declared(table: str, declared: SourceTable, shape: Shape) -> tuple[Column, ...]:
    for field, named in (("columns", declared.columns), ("exclude", declared.exclude)):
        unknown = [name for name in named if shape.column(name) is None]
        if unknown:
            known = [column.name for column in shape.columns]
            listed = ", ".join(_with_hint(name, nearest(name, known)) for name in unknown)
            raise RefusedError(
                f"{table} has no column {listed}, which `{field}` of the table names: fix the "
                "pipeline"
            )
    return tuple(
        column
        for column in shape.columns
        if column.name not in declared.exclude
        and (not declared.columns or column.name in declared.columns)
    )


def _with_hint(name: str, near: str | None) -> str:
    return name if near is None else f"{name} (is it {near}?)"


def _lost(table: str, declared: SourceTable, lost: dict[str, str]) -> str:
    names = ", ".join(lost)
    listed = ", ".join(f"{name} ({what})" for name, what in lost.items())
    hint = f"add {names} to `columns`" if declared.columns else f"take {names} out of `exclude`"
    other = ", or name another `key`" if "key" in lost.values() else ""
    return f"{table} can't be loaded without {listed}: {hint} of the table{other}"


def _hidden(
    table: str,
    declared: SourceTable,
    shape: Shape,
    hidden: list[Column],
    kept: list[Column],
    *,
    blind: bool,
) -> str:
    said = declared.columns or declared.exclude
    if not said and not any(column.readable for column in shape.columns):
        return (
            f"{shape.reader} may not read {shape.table}: run "
            f"`GRANT SELECT ON {shape.table} TO {shape.reader}`"
        )
    denied = _denied(shape, hidden, blind=blind)
    names = [column.name for column in hidden if column not in kept]
    if not names:
        return denied
    line = (
        f"columns: {_listed([name for name in declared.columns if name not in names])}"
        if declared.columns
        else f"exclude: {_listed([*declared.exclude, *names])}"
    )
    rest = f" and run `{_grant(shape, kept, blind=blind)}`" if kept or blind else ""
    return f"{denied}; or leave columns out in the pipeline, by `{line}` of table {table}{rest}"


def _denied(shape: Shape, hidden: list[Column], *, blind: bool) -> str:
    names = ", ".join([*(column.name for column in hidden), *([XMIN] if blind else [])])
    why = " (xmin tells which transaction wrote a row)" if blind else ""
    return (
        f"{shape.reader} may not read {names} of {shape.table}{why}: run "
        f"`{_grant(shape, hidden, blind=blind)}`"
    )


def _grant(shape: Shape, columns: list[Column], *, blind: bool) -> str:
    names = ", ".join([*(column.quoted for column in columns), *([XMIN] if blind else [])])
    return f"GRANT SELECT ({names}) ON {shape.table} TO {shape.reader}"


def _listed(names: list[str]) -> str:
    """Return names as a YAML list in one line."""
    quoted = (
        name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False) for name in names
    )
    return f"[{', '.join(quoted)}]"
