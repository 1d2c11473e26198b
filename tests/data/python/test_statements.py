import unittest
from typing import Any
from unittest.mock import patch

from lake_place import LakePlace
from lossy_statements import BRANCH, CASES, ERROR, KEPT, REFUSED, ROWS, Case, Place
from pyspark.sql import SparkSession

from sparkwright import attempt
from sparkwright.errors import RefusedError
from sparkwright.guard import kinds
from sparkwright.tables.iceberg import MAIN, Catalog


def catalog(place: LakePlace) -> Catalog:
    session = place.session()
    # A catalog takes the settings of the session that is active when it is first used.
    session.sql("SHOW NAMESPACES IN lake").collect()
    return Catalog(session, "lake")


def state(lake: Catalog, name: str) -> dict[str, Any] | None:
    """Return the rows of a table that readers see; None if it is gone."""
    table = lake.table(name)
    if table is None:
        return None
    table.refresh()
    columns = [f"{each.name()} {each.type()}" for each in table.java.schema().columns()]
    return {
        "main": table.head(MAIN),
        "kept": table.head("kept"),
        "tag": table.head("kept_tag"),
        "columns": columns,
        "wap": table.java.properties().get("write.wap.enabled"),
    }


class StatementsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.place = LakePlace()
        self.addCleanup(self.place.close)
        self.outcomes: dict[str, str] = {}

    def tables(self, cases: list[Case]) -> dict[str, str]:
        """Make a table for each case, and return their names by the names of the cases."""
        session, lake, made = self.place.session(), catalog(self.place), {}
        for number, case in enumerate(cases):
            table = f"lake.gold.t{number}"
            session.sql(
                f"CREATE TABLE {table} (id bigint, name string, sum bigint) USING iceberg "
                "PARTITIONED BY (name)"
            )
            session.sql(f"INSERT INTO {table} VALUES {', '.join(map(str, ROWS))}")
            java = lake.table(table).java
            head = java.currentSnapshot().snapshotId()
            kept = java.manageSnapshots().createBranch("kept", head).createTag("kept_tag", head)
            kept.commit()
            made[case.name] = table
        return made

    def attempt(self, cases: list[Case], tables: dict[str, str], fails: bool) -> dict[str, Any]:
        """Run the cases in one attempt, record each effect, and return the result."""

        def job() -> None:
            session = SparkSession.builder.getOrCreate()
            for case in cases:
                at = Place(tables[case.name], self.place.folder, session)
                try:
                    case.act(at)
                    self.outcomes[case.name] = "done"
                except Exception as error:
                    told = str(error).partition("\n")[0]
                    self.outcomes[case.name] = f"{type(error).__name__}: {told}"
            if fails:
                raise ValueError("the night's input is missing")

        return self.place.run_attempt(job)

    def test_a_failed_attempt_leaves_every_table_unchanged(self) -> None:
        tables = self.tables(CASES)
        lake = catalog(self.place)
        before = {name: state(lake, table) for name, table in tables.items()}
        result = self.attempt(CASES, tables, fails=True)
        self.assertEqual(result["error"]["class"], "ValueError")
        expected = {REFUSED: "RefusedError", BRANCH: "done", KEPT: "done", ERROR: "Py4J"}
        for case in CASES:
            with self.subTest(case.name):
                outcome = self.outcomes[case.name]
                self.assertTrue(outcome.startswith(expected[case.outcome]), outcome)
                after = state(lake, tables[case.name])
                if case.name == "add column":
                    self.assertEqual(after["columns"].pop(), "more int")
                self.assertEqual(after, before[case.name])
        there = " UNION ALL ".join(f"SELECT id, name, sum FROM {each}" for each in tables.values())
        self.assertEqual(self.place.rows(there), sorted(ROWS * len(tables)))

    def test_an_attempts_branch_is_published(self) -> None:
        cases = [case for case in CASES if case.outcome == BRANCH]
        tables = self.tables(cases)
        result = self.attempt(cases, tables, fails=False)
        self.assertIsNone(result["error"], result["error"])
        self.assertEqual(set(result["snapshots"]), set(tables.values()))
        for case in cases:
            with self.subTest(case.name):
                self.assertEqual(self.outcomes[case.name], "done")
                rows = self.place.rows(f"select id, name, sum from {tables[case.name]}")
                self.assertNotEqual(rows, ROWS)


TOTALS = "lake.gold.totals"
ANEW = "SELECT id, id * 10 AS total FROM range(4)"


class NightlyTest(unittest.TestCase):
    """A small table that a job replaces each night."""

    def setUp(self) -> None:
        self.place = LakePlace()
        self.addCleanup(self.place.close)

    def run_sql(self, *statements: str, fails: bool = False) -> dict[str, Any] | None:
        """Run statements as an attempt, and return its error."""

        def job() -> None:
            session = SparkSession.builder.getOrCreate()
            for statement in statements:
                session.sql(statement)
            if fails:
                raise ValueError("the night's input is missing")

        return self.place.run_attempt(job)["error"]

    def made(self) -> None:
        self.assertIsNone(self.run_sql(f"CREATE TABLE {TOTALS} USING iceberg AS {ANEW}"))

    def count(self) -> int:
        return self.place.rows(f"SELECT count(*) FROM {TOTALS}")[0][0]

    def test_a_drop_is_refused_with_an_alternative(self) -> None:
        remake = (
            f"DROP TABLE IF EXISTS {TOTALS}",
            f"CREATE TABLE {TOTALS} USING iceberg AS {ANEW}",
        )
        self.assertIsNone(self.run_sql(*remake), "there is nothing to lose in the first night")
        error = self.run_sql(*remake)
        self.assertEqual(error["class"], "RefusedError")
        self.assertFalse(error["retryable"])
        self.assertRegex(
            error["message"], f"DROP TABLE on {TOTALS} .* INSERT OVERWRITE .*attempt.on_main"
        )
        self.assertEqual(self.count(), 4)
        self.assertIsNone(self.run_sql(f"INSERT OVERWRITE {TOTALS} {ANEW} WHERE id > 1"))
        self.assertEqual(self.count(), 2)

    def test_a_delete_of_all_rows_and_an_insert_are_published_together(self) -> None:
        self.made()
        statements = (f"DELETE FROM {TOTALS}", f"INSERT INTO {TOTALS} {ANEW} LIMIT 3")
        self.run_sql(*statements, fails=True)
        self.assertEqual(self.count(), 4)
        self.assertIsNone(self.run_sql(*statements))
        self.assertEqual(self.count(), 3)

    def test_a_delete_after_an_insert_is_published_with_it(self) -> None:
        self.made()
        self.assertIsNone(self.run_sql(f"INSERT INTO {TOTALS} {ANEW}", f"TRUNCATE TABLE {TOTALS}"))
        self.assertEqual(self.count(), 0)

    def test_writes_inside_on_main_stay_after_a_failure(self) -> None:
        self.made()

        def job() -> None:
            session = SparkSession.builder.getOrCreate()
            branch = session.conf.get("spark.wap.branch")
            with attempt.on_main():
                session.sql(f"DELETE FROM {TOTALS} WHERE id = 0")
                session.sql(f"ALTER TABLE {TOTALS} DROP COLUMN total")
                session.sql(f"CALL lake.system.expire_snapshots('{TOTALS}', now())")
            self.assertEqual(session.conf.get("spark.wap.branch"), branch)
            with self.assertRaises(RefusedError):
                session.sql(f"DROP TABLE {TOTALS}")
            raise ValueError("the night's input is missing")

        self.assertEqual(self.place.run_attempt(job)["error"]["class"], "ValueError")
        self.assertEqual(self.place.rows(f"SELECT * FROM {TOTALS}"), [(1,), (2,), (3,)])

    def test_a_table_created_by_another_attempt_is_not_the_attempts_own(self) -> None:
        self.made()

        def job() -> None:
            session = SparkSession.builder.getOrCreate()
            session.sql("CREATE TABLE lake.gold.shared (id bigint) USING iceberg")
            catalog(self.place).table("lake.gold.shared").note(MAIN, {"sparkwright.attempt": "b"})
            session.sql("DROP TABLE lake.gold.shared")

        error = self.place.run_attempt(job)["error"]
        self.assertRegex(error["message"], "DROP TABLE on lake.gold.shared")

    def test_an_unknown_command_is_refused(self) -> None:
        self.made()
        add = f"ALTER TABLE {TOTALS} ADD COLUMN more int"
        with patch.object(kinds, "_HARMLESS", frozenset()), patch.object(kinds, "_LOOKS", ()):
            error = self.run_sql(add)
        self.assertRegex(error["message"], f"the effect of AddColumns on {TOTALS} .* is unknown")
        self.assertIsNone(self.run_sql(add))
