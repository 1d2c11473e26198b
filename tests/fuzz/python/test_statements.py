import sys
import unittest
from collections.abc import Callable
from typing import Any

from effort import runs
from hypothesis import example, given
from hypothesis import strategies as st
from jobs_path import ROOT

# These tests need a real Spark with a lake.
sys.path.extend([str(ROOT / "tests/data/python"), str(ROOT / "tests/unit/python")])

from lake_place import LakePlace
from pyspark.sql import SparkSession

from sparkwright.tables.iceberg import MAIN, Catalog

TABLE = "lake.gold.totals"

STATEMENTS = [
    "DROP TABLE @",
    "DROP TABLE IF EXISTS @ PURGE",
    "TRUNCATE TABLE @",
    "DELETE FROM @",
    "DELETE FROM @ WHERE id > 0",
    "INSERT OVERWRITE @ SELECT 7L",
    "CREATE OR REPLACE TABLE @ ( z int ) USING iceberg",
    "REPLACE TABLE @ USING iceberg AS SELECT 1 AS z",
    "ALTER TABLE @ DROP COLUMN id",
    "ALTER TABLE @ RENAME COLUMN id TO other",
    "ALTER TABLE @ REPLACE COLUMNS ( z int )",
    "ALTER TABLE @ SET TBLPROPERTIES ( 'write.wap.enabled' = 'false' )",
    "ALTER TABLE @ CREATE OR REPLACE BRANCH kept",
    "ALTER TABLE @ DROP BRANCH kept",
    "SET spark.wap.branch = main",
    "RESET spark.wap.branch",
    "CALL lake.system.fast_forward ( 'gold.totals' , 'main' , 'kept' )",
    "CALL lake.system.set_current_snapshot ( table => 'gold.totals' , ref => 'kept' )",
]

NAMES = [
    TABLE,
    "`lake`.`gold`.`totals`",
    "lake . gold . totals",
    "lake.`gold`.totals",
    "IDENTIFIER('lake.gold.totals')",
    "IDENTIFIER('lake.' || 'gold.totals')",
    "gold.totals",
    "totals",
    "lake.gold.totals.branch_main",
]

GAPS = [" ", "\n", "\t ", " /* DROP TABLE x */ ", " -- ; SELECT 1\n", "/**/ "]

WRAPPED = [
    "{}",
    "{};",
    "BEGIN {}; END",
    "BEGIN IF 1 = 2 THEN SELECT 1; ELSE {}; END IF; END",
    "BEGIN CASE 1 WHEN 2 THEN SELECT 1; ELSE {}; END CASE; END",
    "EXECUTE IMMEDIATE '{}'",
]


@st.composite
def statements(draw: Callable[..., Any]) -> str:
    """Make a destructive statement, in one of the ways to write it."""
    name = draw(st.sampled_from(NAMES))
    words = draw(st.sampled_from(STATEMENTS)).split(" ")
    spoken = [name if word == "@" else draw(cased(word)) for word in words]
    text = spoken[0] + "".join(draw(st.sampled_from(GAPS)) + word for word in spoken[1:])
    wrapping = draw(st.sampled_from(WRAPPED))
    quoted = "IMMEDIATE" in wrapping
    return wrapping.format(text.replace("'", '"') if quoted else text)


def cased(word: str) -> st.SearchStrategy[str]:
    """Vary the case of keywords, but not of names and settings."""
    if not word.isalpha() or not word.isupper():
        return st.just(word)
    return st.sampled_from([word, word.lower(), word.capitalize()])


class StatementsTest(unittest.TestCase):
    def test_no_statement_of_a_failed_attempt_changes_what_readers_see(self) -> None:
        place, seen, done = LakePlace(), [], []
        self.addCleanup(place.close)
        place.session().sql(f"CREATE TABLE {TABLE} USING iceberg AS SELECT id FROM range(4)")

        def state(table: Any) -> Any:
            table.refresh()
            columns = [each.name() for each in table.java.schema().columns()]
            wap = table.java.properties().get("write.wap.enabled")
            return table.head(MAIN), table.head("kept"), columns, wap

        def job() -> None:
            session = SparkSession.builder.getOrCreate()
            session.sql("USE lake.gold")
            catalog = Catalog(session, "lake")
            table = catalog.table(TABLE)
            kept = table.java.manageSnapshots().createBranch("kept", int(table.head(MAIN)))
            kept.commit()
            before = state(table)

            @runs(40)
            @given(statements())
            @example("BEGIN CASE 1 WHEN 2 THEN SELECT 1; ELSE DROP TABLE totals; END CASE; END")
            @example(f"DELETE FROM {TABLE}")
            @example('EXECUTE IMMEDIATE \'DROP TABLE IDENTIFIER("lake." || "gold.totals")\'')
            def harmless(text: str) -> None:
                try:
                    session.sql(text)
                    done.append(text)
                except Exception as error:
                    seen.append((text, type(error).__name__))
                self.assertEqual(state(catalog.table(TABLE)), before, text)

            harmless()
            raise ValueError("the attempt fails")

        result = place.run_attempt(job)
        self.assertEqual(result["error"]["class"], "ValueError", result["error"]["traceback"])
        self.assertEqual(place.rows(f"SELECT id FROM {TABLE}"), [(each,) for each in range(4)])
        refused = [text for text, error in seen if error == "RefusedError"]
        self.assertTrue(refused and done, "some are refused, and some go to the branch")
