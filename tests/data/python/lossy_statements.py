"""Every known way to reach a table of the lake, and its expected effect in an attempt."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

REFUSED, BRANCH, KEPT, ERROR = "refused", "branch", "kept", "error"
"""Refused by Sparkwright; done on the attempt's branch; done and harmless; refused by Iceberg."""

ROWS = [(1, "a", 10), (2, "b", 20)]


@dataclass(frozen=True)
class Case:
    """A named statement or write on a table, with its expected effect."""

    name: str
    outcome: str
    act: Callable[["Place"], Any]


@dataclass(frozen=True)
class Place:
    """The table of one case, the lake's folder, and the attempt's session."""

    table: str
    folder: Path
    session: SparkSession

    @property
    def path(self) -> str:
        return str(self.folder.joinpath(*self.table.split(".")[1:]))

    @property
    def short(self) -> str:
        return self.table.rpartition(".")[2]

    @property
    def rows(self) -> DataFrame:
        return self.session.createDataFrame([(9, "z", 90)], "id bigint, name string, sum bigint")

    def sql(self, text: str, *args: Any, **named: Any) -> DataFrame:
        told = {"t": self.table, "p": self.path, "s": self.short}
        for key, value in told.items():
            text = text.replace(f"${key}", value)
        return self.session.sql(text, *args, **named)


def _sql(text: str) -> Callable[[Place], Any]:
    return lambda at: at.sql(text)


def _v1(at: Place, mode: str = "append", source: str = "iceberg", **options: str) -> Any:
    return at.rows.write.format(source).mode(mode).options(**options)


def _first_snapshot(at: Place) -> int:
    return at.sql("SELECT snapshot_id FROM $t.snapshots").first()[0]


def _stream(at: Place) -> Any:
    folder = tempfile.mkdtemp(dir=at.folder.parent)
    at.rows.write.parquet(f"{folder}/in")
    rows = at.session.readStream.schema(at.rows.schema).parquet(f"{folder}/in")
    writer = rows.writeStream.trigger(availableNow=True)
    return writer.option("checkpointLocation", f"{folder}/checkpoint")


def _use(at: Place) -> None:
    try:
        at.sql("USE lake.gold")
        at.sql("DROP TABLE $s")
    finally:
        at.sql("USE spark_catalog.default")


def _new_session(at: Place) -> None:
    session = at.session.newSession()
    session.conf.set("spark.sql.catalog.lake.warehouse", str(at.folder))
    session.sql(f"DELETE FROM {at.table}")


def _reset(at: Place) -> None:
    warehouse = at.session.conf.get("spark.sql.catalog.lake.warehouse")
    at.sql("RESET")
    at.session.conf.set("spark.sql.catalog.lake.warehouse", warehouse)
    at.sql("INSERT INTO $t VALUES (9, 'z', 90)")


def _builder(at: Place) -> None:
    session = SparkSession.builder.config("spark.wap.branch", "main").getOrCreate()
    session.sql(f"INSERT INTO {at.table} VALUES (9, 'z', 90)")


def _batches(at: Place) -> None:
    def write(rows: DataFrame, _number: int) -> None:
        rows.writeTo(at.table).append()

    _stream(at).foreachBatch(write).start().awaitTermination()


def _own_table(at: Place) -> None:
    for statement in (
        "CREATE TABLE $t_own USING iceberg AS SELECT 1 z",
        "CREATE OR REPLACE TABLE $t_own USING iceberg AS SELECT 2 y, 3 x",
        "ALTER TABLE $t_own DROP COLUMN x",
        "DROP TABLE $t_own",
    ):
        at.sql(statement)


def _other_catalog(at: Place) -> None:
    kind = "spark.sql.catalog.other"
    at.session.conf.set(kind, "org.apache.iceberg.spark.SparkCatalog")
    at.session.conf.set(f"{kind}.type", "hadoop")
    at.session.conf.set(f"{kind}.warehouse", str(at.folder))
    at.sql("DROP TABLE other.gold.$s")


def _elsewhere(at: Place) -> None:
    at.rows.write.mode("overwrite").parquet(f"{at.folder.parent}/elsewhere-{at.short}")
    at.sql("CREATE TABLE spark_catalog.default.$s (z int) USING parquet")
    at.sql("DROP TABLE spark_catalog.default.$s")


CASES = [
    # On the attempt's branch.
    Case("insert", BRANCH, _sql("INSERT INTO $t VALUES (9, 'z', 90)")),
    Case("insert overwrite", BRANCH, _sql("INSERT OVERWRITE $t VALUES (9, 'z', 90)")),
    Case("insert in with", BRANCH, _sql("WITH a AS (SELECT 9L, 'z', 90L) INSERT INTO $t FROM a")),
    Case("insert several", BRANCH, _sql("FROM $t INSERT INTO $t SELECT * INSERT INTO $t SELECT *")),
    Case("delete some", BRANCH, _sql("DELETE FROM $t WHERE id = 1")),
    Case("delete partition", BRANCH, _sql("DELETE FROM $t WHERE name = 'a'")),
    Case("delete all", BRANCH, _sql("DELETE FROM $t")),
    Case("truncate", BRANCH, _sql("TRUNCATE TABLE $t")),
    Case("update", BRANCH, _sql("UPDATE $t SET sum = 0")),
    Case(
        "merge",
        BRANCH,
        _sql("MERGE INTO $t t USING (SELECT 1 id) s ON t.id = s.id WHEN MATCHED THEN DELETE"),
    ),
    Case("append", BRANCH, lambda at: at.rows.writeTo(at.table).append()),
    Case("overwrite", BRANCH, lambda at: at.rows.writeTo(at.table).overwrite(F.lit(True))),
    Case("partitions", BRANCH, lambda at: at.rows.writeTo(at.table).overwritePartitions()),
    Case("saveAsTable append", BRANCH, lambda at: _v1(at).saveAsTable(at.table)),
    Case("insertInto", BRANCH, lambda at: at.rows.write.insertInto(at.table)),
    Case("insertInto anew", BRANCH, lambda at: at.rows.write.insertInto(at.table, overwrite=True)),
    Case("save by name", BRANCH, lambda at: _v1(at, "overwrite").save(at.table)),
    Case("save by folder", BRANCH, lambda at: _v1(at, "overwrite").save(at.path)),
    Case("delete in script", BRANCH, _sql("BEGIN DELETE FROM $t; END")),
    Case("delete immediately", BRANCH, _sql("EXECUTE IMMEDIATE 'DELETE FROM $t'")),
    Case("delete by parameter", BRANCH, lambda at: at.sql("DELETE FROM $t WHERE id < ?", args=[9])),
    Case(
        "insert by name",
        BRANCH,
        lambda at: at.sql("INSERT INTO IDENTIFIER(:name) VALUES (9, 'z', 90)", {"name": at.table}),
    ),
    Case("new session", BRANCH, _new_session),
    Case("reset", BRANCH, _reset),
    Case("builder", BRANCH, _builder),
    Case("stream of batches", BRANCH, _batches),
    # Harmless to rows, columns and references that are there.
    Case("add column", KEPT, _sql("ALTER TABLE $t ADD COLUMN more int")),
    Case("widen column", KEPT, _sql("ALTER TABLE $t ALTER COLUMN id COMMENT 'number'")),
    Case("write order", KEPT, _sql("ALTER TABLE $t WRITE ORDERED BY id")),
    Case("own branch", KEPT, _sql("ALTER TABLE $t CREATE BRANCH other")),
    Case("own tag", KEPT, _sql("ALTER TABLE $t CREATE TAG other")),
    Case("wap on", KEPT, _sql("ALTER TABLE $t SET TBLPROPERTIES ('write.wap.enabled' = 'true')")),
    Case("property", KEPT, _sql("ALTER TABLE $t SET TBLPROPERTIES ('comment' = 'x')")),
    Case("create if missing", KEPT, _sql("CREATE TABLE IF NOT EXISTS $t (z int) USING iceberg")),
    Case("save ignore", KEPT, lambda at: _v1(at, "ignore").saveAsTable(at.table)),
    Case("ancestors", KEPT, _sql("CALL lake.system.ancestors_of('$t')")),
    Case(
        "changelog",
        KEPT,
        _sql(
            "CALL lake.system.create_changelog_view(table => '$t', changelog_view => 'view_of_$s')"
        ),
    ),
    Case("explain", KEPT, _sql("EXPLAIN DROP TABLE $t")),
    Case("drop missing", KEPT, _sql("DROP TABLE IF EXISTS $t_missing")),
    Case("own table", KEPT, _own_table),
    Case("elsewhere", KEPT, _elsewhere),
    Case("no folder", KEPT, lambda at: _v1(at, "overwrite", "noop").save("dataset:name")),
    Case("a source's own branch", KEPT, lambda at: _v1(at, source="noop", branch="x").save("y")),
    Case(
        "set same",
        KEPT,
        lambda at: at.session.conf.set("spark.wap.branch", at.session.conf.get("spark.wap.branch")),
    ),
    Case("namespace", ERROR, _sql("DROP NAMESPACE lake.gold CASCADE")),
    # On main at once, so refused.
    Case("drop", REFUSED, _sql("DROP TABLE $t")),
    Case("drop if exists", REFUSED, _sql("DROP TABLE IF EXISTS $t PURGE")),
    Case("drop after use", REFUSED, _use),
    Case("drop by identifier", REFUSED, _sql("DROP TABLE IDENTIFIER('lake.' || 'gold.$s')")),
    Case(
        "drop by parameter",
        REFUSED,
        lambda at: at.sql("DROP TABLE IDENTIFIER(:name)", {"name": at.table}),
    ),
    Case("drop by place", REFUSED, lambda at: at.sql("DROP TABLE IDENTIFIER(?)", [at.table])),
    Case("drop by column", REFUSED, lambda at: at.sql("DROP TABLE {name}", name=F.col(at.table))),
    Case("drop in script", REFUSED, _sql("BEGIN IF 1 = 1 THEN DROP TABLE $t; END IF; END")),
    Case(
        "drop in a handler",
        REFUSED,
        _sql(
            "BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN DROP TABLE $t; END; "
            "SELECT raise_error('now'); END"
        ),
    ),
    Case(
        "drop by a script's name",
        REFUSED,
        _sql("BEGIN DECLARE name STRING DEFAULT '$t'; DROP TABLE IDENTIFIER(name); END"),
    ),
    Case("drop after a script's use", REFUSED, _sql("BEGIN USE lake.gold; DROP TABLE $s; END")),
    Case("drop immediately", REFUSED, _sql("EXECUTE IMMEDIATE 'DROP TABLE $t'")),
    Case("drop of another catalog", REFUSED, _other_catalog),
    Case("create or replace", REFUSED, _sql("CREATE OR REPLACE TABLE $t (z int) USING iceberg")),
    Case("replace as select", REFUSED, _sql("REPLACE TABLE $t USING iceberg AS SELECT 1 z")),
    Case("saveAsTable", REFUSED, lambda at: at.rows.write.mode("overwrite").saveAsTable(at.table)),
    Case(
        "saveAsTable by name",
        REFUSED,
        lambda at: at.rows.write.saveAsTable(at.table, format="iceberg", mode="overwrite"),
    ),
    Case("replace", REFUSED, lambda at: at.rows.writeTo(at.table).using("iceberg").replace()),
    Case("createOrReplace", REFUSED, lambda at: at.rows.writeTo(at.table).createOrReplace()),
    Case("rename", REFUSED, _sql("ALTER TABLE $t RENAME TO gold.other")),
    Case("drop column", REFUSED, _sql("ALTER TABLE $t DROP COLUMN sum")),
    Case("rename column", REFUSED, _sql("ALTER TABLE $t RENAME COLUMN sum TO total")),
    Case("replace columns", REFUSED, _sql("ALTER TABLE $t REPLACE COLUMNS (z int)")),
    Case(
        "wap off", REFUSED, _sql("ALTER TABLE $t SET TBLPROPERTIES ('write.wap.enabled'='false')")
    ),
    Case("wap unset", REFUSED, _sql("ALTER TABLE $t UNSET TBLPROPERTIES ('write.wap.enabled')")),
    Case(
        "current snapshot",
        REFUSED,
        lambda at: at.sql(
            f"ALTER TABLE $t SET TBLPROPERTIES ('current-snapshot-id' = '{_first_snapshot(at)}')"
        ),
    ),
    Case("replace branch", REFUSED, _sql("ALTER TABLE $t CREATE OR REPLACE BRANCH kept")),
    Case("replace tag", REFUSED, _sql("ALTER TABLE $t REPLACE TAG kept_tag")),
    Case("drop branch", REFUSED, _sql("ALTER TABLE $t DROP BRANCH kept")),
    Case("drop tag", REFUSED, _sql("ALTER TABLE $t DROP TAG IF EXISTS kept_tag")),
    Case(
        "rollback",
        REFUSED,
        lambda at: at.sql(f"CALL lake.system.rollback_to_snapshot('$t', {_first_snapshot(at)})"),
    ),
    Case("expire", REFUSED, _sql("CALL lake.system.expire_snapshots('$t', now())")),
    Case(
        "rewrite",
        REFUSED,
        _sql(
            "CALL lake.system.rewrite_data_files("
            "table => '$t', options => map('rewrite-all', 'true'))"
        ),
    ),
    Case("fast forward", REFUSED, _sql("CALL lake.system.fast_forward('$t', 'main', 'kept')")),
    Case(
        "call by identifier",
        REFUSED,
        _sql("CALL IDENTIFIER('lake.system.fast_forward')('$t', 'main', 'kept')"),
    ),
    Case("insert into main", REFUSED, _sql("INSERT INTO $t.branch_main VALUES (9, 'z', 90)")),
    Case("delete from main", REFUSED, _sql("DELETE FROM $t.branch_main")),
    Case("insert into a branch", REFUSED, _sql("INSERT INTO $t.branch_kept VALUES (9, 'z', 90)")),
    Case("append to main", REFUSED, lambda at: at.rows.writeTo(f"{at.table}.branch_main").append()),
    Case("option main", REFUSED, lambda at: _v1(at, Branch="main").save(at.table)),
    Case(
        "option main in a table", REFUSED, lambda at: _v1(at, branch="main").saveAsTable(at.table)
    ),
    Case("option main by folder", REFUSED, lambda at: _v1(at, branch="main").save(at.path)),
    Case("main by folder", REFUSED, lambda at: _v1(at).save(f"{at.path}#branch_main")),
    Case("stream", REFUSED, lambda at: _stream(at).toTable(at.table)),
    Case("stream by name", REFUSED, lambda at: _stream(at).format("iceberg").start(at.table)),
    Case("stream by folder", REFUSED, lambda at: _stream(at).start(at.path, format="iceberg")),
    Case("files over it", REFUSED, lambda at: at.rows.write.mode("overwrite").parquet(at.path)),
    Case("files in it", REFUSED, lambda at: at.rows.write.csv(f"{at.path}/data/more")),
    Case(
        "files above it", REFUSED, lambda at: _v1(at, "overwrite", "json").save(f"{at.folder}/gold")
    ),
    Case("files by option", REFUSED, lambda at: _v1(at, "overwrite", "orc", path=at.path).save()),
    Case(
        "files over all",
        REFUSED,
        lambda at: at.rows.write.parquet(f"file://{at.folder}/", mode="overwrite"),
    ),
    Case("directory", REFUSED, _sql("INSERT OVERWRITE DIRECTORY '$p' USING parquet SELECT 1 z")),
    Case(
        "table over it",
        REFUSED,
        _sql("CREATE TABLE spark_catalog.default.over_$s (z int) USING parquet LOCATION '$p/data'"),
    ),
    Case(
        "saveAsTable over it",
        REFUSED,
        lambda at: _v1(at, "overwrite", "parquet", path=at.path).saveAsTable(
            f"spark_catalog.default.{at.short}"
        ),
    ),
    Case("unset branch", REFUSED, lambda at: at.session.conf.unset("spark.wap.branch")),
    Case("set branch", REFUSED, lambda at: at.session.conf.set("spark.wap.branch", "main")),
    Case("set branch in SQL", REFUSED, _sql("SET `spark.wap.branch` = main")),
    Case("reset branch in SQL", REFUSED, _sql("RESET spark.wap.branch")),
    Case(
        "unset attempt",
        REFUSED,
        lambda at: at.session.conf.unset("spark.sql.iceberg.snapshot-property.sparkwright.attempt"),
    ),
]
