"""Refused statements and writes, and what to write instead."""

from typing import NamedTuple

from sparkwright.errors import RefusedError

_ANEW = (
    "replace all rows with INSERT OVERWRITE or writeTo(...).overwrite(F.lit(True)), which "
    "readers see when the attempt publishes"
)
_READERS = "reaches readers at once"
_COLUMN = "ALTER TABLE ... ADD COLUMN is free, and INSERT OVERWRITE fills it"
_REFERENCE = "leave it, since readers and bookmarks may stand there, or create one of another name"
_AT_ONCE = "To do it at once and for good, put it in `with attempt.on_main():`"


class Act(NamedTuple):
    """A statement that acts on main at once: its syntax, its harm, and the alternative."""

    statement: str
    harm: str
    instead: str


ACTS = {
    "DropTable": Act("DROP TABLE", "deletes its rows at once", _ANEW),
    "ReplaceTable": Act("CREATE OR REPLACE TABLE", "empties it for readers at once", _ANEW),
    "ReplaceTableAsSelect": Act(
        "CREATE OR REPLACE TABLE ... AS SELECT", "empties it for readers at once", _ANEW
    ),
    "DropColumns": Act("ALTER TABLE ... DROP COLUMN", "takes a column from readers", _COLUMN),
    "RenameColumn": Act("ALTER TABLE ... RENAME COLUMN", _READERS, _COLUMN),
    "ReplaceColumns": Act("ALTER TABLE ... REPLACE COLUMNS", _READERS, _COLUMN),
    "RenameTable": Act("ALTER TABLE ... RENAME TO", _READERS, "write a table of the new name"),
    "SetTableLocation": Act("ALTER TABLE ... SET LOCATION", _READERS, "write another table"),
    "DropBranch": Act("ALTER TABLE ... DROP BRANCH", "takes it from readers at once", _REFERENCE),
    "DropTag": Act("ALTER TABLE ... DROP TAG", "takes it from readers at once", _REFERENCE),
    "CreateOrReplaceBranch": Act(
        "ALTER TABLE ... REPLACE BRANCH", "moves it for readers at once", _REFERENCE
    ),
    "CreateOrReplaceTag": Act(
        "ALTER TABLE ... REPLACE TAG", "moves it for readers at once", _REFERENCE
    ),
    "saveAsTable": Act("saveAsTable(mode='overwrite')", "empties it for readers at once", _ANEW),
    "replace": Act("writeTo(...).replace()", "empties it for readers at once", _ANEW),
    "createOrReplace": Act(
        "writeTo(...).createOrReplace()", "empties it for readers at once", _ANEW
    ),
}
"""By the class of Spark's or Iceberg's plan, or by the method's name."""

HARMLESS_PROCEDURES = frozenset(
    {
        "ancestors_of",
        "compute_partition_stats",
        "compute_table_stats",
        "create_changelog_view",
    }
)


def at_once(act: Act, table: str) -> RefusedError:
    """Return the error for a statement that would act on main of `table` at once."""
    return RefusedError(
        f"{act.statement} on {table} {act.harm}, even if the attempt fails: {act.instead}. "
        f"{_AT_ONCE}"
    )


def procedure(name: str) -> RefusedError:
    """Return the error for a procedure that would act on main."""
    return RefusedError(
        f"CALL {name} acts on tables at once, even if the attempt fails: leave it to the pipeline "
        f"maintenance. {_AT_ONCE}"
    )


def properties(table: str, names: list[str]) -> RefusedError:
    """Return the error for table properties that decide what main shows."""
    return RefusedError(
        f"ALTER TABLE {table} changes {', '.join(names)}, which lets writes reach readers before "
        f"the attempt publishes: leave it as it is. {_AT_ONCE}"
    )


def branch(table: str, name: str, own: str) -> RefusedError:
    """Return the error for a write to a branch that is not the attempt's."""
    return RefusedError(
        f"the job writes to branch {name} of {table}, past the attempt's branch {own}: write to "
        f"{table}, and the rows are published with the attempt. {_AT_ONCE}"
    )


def folder(path: str, table: str) -> RefusedError:
    """Return the error for a write by path over a table."""
    return RefusedError(
        f"the job writes files to {path}, where {table} keeps its own: write the table by its "
        "name, or choose a folder outside of it"
    )


def setting(name: str) -> RefusedError:
    """Return the error for a setting that directs rows to the attempt."""
    return RefusedError(
        f"the job changes {name}, without which its writes would not be the attempt's: leave it "
        f"as it is. {_AT_ONCE}"
    )


def stream(table: str) -> RefusedError:
    """Return the error for a stream into a table, which Iceberg commits to main."""
    return RefusedError(
        f"a stream into {table} shows readers each batch at once, even if the attempt fails: use "
        "writeStream.foreachBatch(lambda rows, _: rows.writeTo(...).append())"
    )


def unknown(statement: str, why: str) -> RefusedError:
    """Return the error for a statement whose effect is unknown."""
    return RefusedError(
        f"the effect of {statement} on tables of the lake is unknown ({why}): write it as a "
        f"statement of its own, with the table's name in it. {_AT_ONCE}"
    )
