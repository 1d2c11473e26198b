"""Checks of PySpark's methods that write frames or change settings."""

from typing import Any

from sparkwright.guard.statements import Statements


def save(
    look: Statements,
    writer: Any,
    path: str | None = None,
    format: str | None = None,
    mode: str | None = None,
    *_partitions: Any,
    **options: Any,
) -> None:
    """Check `DataFrameWriter.save`."""
    where = path or _option(writer, options, "path")
    if where is None:
        return
    if not _of_iceberg(format or writer._jwrite.source()):
        look.check_folder(writer._spark, where)
        return
    branch = _option(writer, options, "branch")
    if "/" not in where:
        look.check_name(writer._spark, where, branch=branch)
        return
    place, _, selected = where.partition("#branch_")
    look.check_branch(place, branch or selected or None)


def save_as_table(
    look: Statements,
    writer: Any,
    name: str,
    format: str | None = None,
    mode: str | None = None,
    *_partitions: Any,
    **options: Any,
) -> None:
    """Check `DataFrameWriter.saveAsTable`."""
    wanted = (mode or writer._jwrite.curmode().toString()).lower()
    act = "saveAsTable" if wanted == "overwrite" else None
    look.check_name(writer._spark, name, act, _option(writer, options, "branch"))
    where = _option(writer, options, "path")
    if where is not None:
        look.check_folder(writer._spark, where)


def insert_into(
    look: Statements,
    writer: Any,
    tableName: str,  # noqa: N803
    overwrite: bool | None = None,
) -> None:
    """Check `DataFrameWriter.insertInto`."""
    look.check_name(writer._spark, tableName, branch=_option(writer, {}, "branch"))


def file(look: Statements, writer: Any, path: str, *_arguments: Any, **_named: Any) -> None:
    """Check `DataFrameWriter.parquet` and the other file formats."""
    look.check_folder(writer._spark, path)


def write_to(look: Statements, writer: Any, df: Any, table: str, *_condition: Any) -> None:
    """Check `DataFrame.writeTo` and `mergeInto`, and keep the name for `replace`."""
    writer._sparkwright_table = table
    look.check_name(df.sparkSession, table)


def replace(method: str, look: Statements, writer: Any) -> None:
    """Check `replace` and `createOrReplace` of `DataFrame.writeTo`."""
    look.check_name(writer._spark, writer._sparkwright_table, method)


def start(
    look: Statements,
    writer: Any,
    path: str | None = None,
    format: str | None = None,
    *_arguments: Any,
    **options: Any,
) -> None:
    """Check `DataStreamWriter.start`."""
    where = path or _option(writer, options, "path")
    if where is None:
        return
    if _of_iceberg(format or writer._jwrite.source()):
        look.check_stream(writer._spark, where)
    else:
        look.check_folder(writer._spark, where)


def to_table(look: Statements, writer: Any, tableName: str, *_given: Any, **_named: Any) -> None:  # noqa: N803
    """Check `DataStreamWriter.toTable`."""
    look.check_stream(writer._spark, tableName)


def set_conf(look: Statements, _conf: Any, key: str, value: Any) -> None:
    """Check `RuntimeConfig.set`."""
    look.check_setting(key, str(value))


def unset_conf(look: Statements, _conf: Any, key: str) -> None:
    """Check `RuntimeConfig.unset`."""
    look.check_setting(key, None)


def _option(writer: Any, given: dict[str, Any], name: str) -> str | None:
    """Return an option of a write, ignoring case."""
    for key, value in given.items():
        if key.lower() == name and value is not None:
            return str(value)
    found = writer._jwrite.extraOptions().get(name)
    return str(found.get()) if found.isDefined() else None


def _of_iceberg(source: str) -> bool:
    return source.lower() == "iceberg" or source.endswith("IcebergSource")
