import unittest
from types import SimpleNamespace
from unittest.mock import patch

import jobs_path  # noqa: F401
from fake_lake import FakeCatalog, FakeTable
from fake_source import new_rows
from fake_webhdfs import FakeWebHdfs

from sparkwright.driver.result import succeeded
from sparkwright.errors import AuditError, MainMovedError, RefusedError
from sparkwright.protocol.claim import ClaimLost, new_nonce
from sparkwright.protocol.interval import parse_interval
from sparkwright.protocol.sealed import seal, unseal
from sparkwright.protocol.spec import Spec
from sparkwright.protocol.webhdfs import WebHdfs
from sparkwright.running import Rows, Running, StagedFile
from sparkwright.sources import opening
from sparkwright.sources.table_load import TableLoad
from sparkwright.sources.window import Window
from sparkwright.tables.bounds import Bound
from sparkwright.tables.loaded import newest_load, property_text, tag_of
from sparkwright.tables.publish import publish, withdraw
from sparkwright.tables.watched import Watched

ME = "r-ingest-2"
PUBLISH = f"/sparkwright/attempts/{ME}/publish.json"
HI = Bound("7312", "790")
INTERVAL = parse_interval({"start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"})


class MovesMainError(Exception):
    """Another attempt moves main just before this one does."""

    def __init__(self, table: FakeTable) -> None:
        super().__init__("before")
        self.table = table

    def __str__(self) -> str:
        self.table.write("main", None, attempt="faster")
        return "before"


class PublishTest(unittest.TestCase):
    def setUp(self) -> None:
        self.fake = FakeWebHdfs()
        self.addCleanup(self.fake.close)
        self.log: list[str] = []
        self.orders = FakeTable("lake.bronze.orders", self.log)
        self.history = FakeTable("lake.bronze.history", self.log)
        self.untouched = FakeTable("lake.gold.other", self.log)
        self.untouched.write("main", None, attempt="r-other-1")
        self.running = Running(
            spec=Spec(
                ME, "r", "retail", "ingest", 2, "manual:1", "sha", "retail/ingest.py", INTERVAL
            ),
            folder=f"/sparkwright/attempts/{ME}",
            driver="driver-1",
            started="2026-11-21T11:16:41.000Z",
            hdfs=WebHdfs([self.fake.url], "spark", patience=2),
        )
        catalog = FakeCatalog([self.history, self.orders, self.untouched])
        replaced = patch("sparkwright.tables.watched.open_catalog", lambda _name: catalog)
        replaced.start()
        self.addCleanup(replaced.stop)

    def loaded(self, table: FakeTable) -> str:
        """Give `table` a main that the attempt has recorded."""
        main = table.write("main", None, attempt="r-ingest-1")
        self.running.mains[table.name] = main
        return main

    def test_every_table_is_tagged_before_the_first_main_moves(self) -> None:
        parent = self.loaded(self.orders)
        first = self.orders.write(ME, parent, attempt=ME, added_records="60")
        second = self.orders.write(ME, first, attempt=ME, added_records="40")
        self.history.write(ME, None, attempt=ME, added_records="7")
        changes = publish(self.running)
        self.assertEqual(
            [entry.split()[0] for entry in self.log], ["tag", "tag", "publish", "publish"]
        )
        self.assertEqual(self.orders.heads, {"main": second, tag_of(ME): second})
        result = succeeded(self.running, changes)
        self.assertEqual(
            result["rows"]["lake.bronze.orders"], {"read": None, "written": 100, "quarantined": 0}
        )
        self.assertEqual(
            result["snapshots"]["lake.bronze.orders"],
            {"snapshot": second, "parent": parent, "tag": tag_of(ME)},
        )
        self.assertNotIn("lake.gold.other", result["snapshots"])

    def test_publishing_can_be_repeated_after_a_failure_of_any_step(self) -> None:
        for step in ("tag", "publish"):
            for when in ("before", "after"):
                with self.subTest(step=step, when=when):
                    self.setUp()
                    head = self.orders.write(ME, None, attempt=ME, added_records="1")
                    other = self.history.write(ME, None, attempt=ME, added_records="2")
                    self.history.fail[step] = ConnectionError(when)
                    try:
                        publish(self.running)
                    except ConnectionError:
                        changes = publish(self.running)
                        self.assertEqual(sorted(change.written for change in changes), [1, 2])
                    self.assertEqual(self.orders.heads, {"main": head, tag_of(ME): head})
                    self.assertEqual(self.history.heads, {"main": other, tag_of(ME): other})

    def test_nothing_is_published_if_one_main_has_moved(self) -> None:
        for late in (True, False):
            with self.subTest(written_after_that=late):
                self.setUp()
                old = self.loaded(self.orders)
                moved = self.orders.write("main", old, attempt="zombie")
                self.orders.write(ME, moved if late else old, attempt=ME)
                self.history.write(ME, None, attempt=ME)
                with self.assertRaises(MainMovedError):
                    publish(self.running)
                withdraw(self.running)
                self.assertEqual(self.orders.heads, {"main": moved})
                self.assertEqual(self.history.heads, {})

    def test_a_main_that_moves_while_publishing_is_an_error(self) -> None:
        self.orders.write(ME, None, attempt=ME)
        self.orders.fail["publish"] = MovesMainError(self.orders)
        with self.assertRaises(MainMovedError):
            publish(self.running)
        self.assertIn(tag_of(ME), self.orders.heads)
        withdraw(self.running)
        self.assertEqual(list(self.orders.heads), ["main"])

    def test_a_wrong_row_count_of_the_job_is_refused(self) -> None:
        self.orders.write(ME, None, attempt=ME, added_records="99")
        self.history.write(ME, None, attempt=ME, added_records="5")
        self.running.rows["lake.bronze.orders"] = Rows(read=100, written=100)
        with self.assertRaisesRegex(AuditError, "has 99 new rows, .* wrote 100"):
            publish(self.running)
        self.assertEqual(self.log, [])

    def test_a_load_must_record_its_bound(self) -> None:
        new = self.new_rows(property_text("retail", "orders", HI))
        self.open(Window("retail", "7312", "xid", {"orders": new}))
        self.orders.write(ME, None, attempt=ME, added_records="1")
        with self.assertRaisesRegex(RefusedError, "does not say up to where orders is loaded"):
            publish(self.running)
        self.orders.write(ME, None, attempt=ME, added_records="1", bookmark=new.mark)
        changes = publish(self.running)
        bookmark = succeeded(self.running, changes)["bookmark"]
        self.assertEqual(bookmark["retail"]["tables"], {"orders": "790"})
        self.assertEqual(
            succeeded(self.running, [])["bookmark"]["retail"]["tables"], {"orders": "751"}
        )
        self.assertEqual(newest_load(self.orders, "retail", "orders", None), HI)

    def open(self, window: Window) -> None:
        with patch.object(opening, "open_window", lambda *_: window):
            self.assertIs(opening.window_of(self.running, window.source), window)

    def new_rows(self, mark: str | None) -> TableLoad:
        return new_rows(target=self.orders.name, lo="751", reached="751", hi=HI, mark=mark)

    def test_a_backfill_moves_no_bookmark(self) -> None:
        tables = {"orders": self.new_rows(None)}
        self.open(Window("retail", "7312", "xid", tables, moves=False))
        self.orders.write(ME, None, attempt=ME, added_records="1")
        self.assertIsNone(succeeded(self.running, publish(self.running))["bookmark"])

    def test_nothing_is_published_after_the_orchestrator_gave_the_attempt_up(self) -> None:
        head = self.loaded(self.orders)
        self.orders.write(ME, head, attempt=ME)
        self.running.files.append(StagedFile("/staged", "/data/gold/a.csv", 4))
        given_up = {
            "version": 1,
            "by": "orchestrator",
            "nonce": "n",
            "reason": "its worker is lost",
        }
        self.fake.files.update({PUBLISH: seal(given_up), "/staged": b"new\n"})
        with self.assertRaisesRegex(ClaimLost, "the orchestrator gave it up: its worker is lost"):
            publish(self.running)
        withdraw(self.running)
        self.assertEqual(self.orders.heads, {"main": head})
        self.assertNotIn("/data/gold/a.csv", self.fake.files)

    def test_publishing_is_claimed_after_the_audit_and_before_main_moves(self) -> None:
        self.orders.write(ME, None, attempt=ME, added_records="99")
        self.running.rows[self.orders.name] = Rows(written=100)
        with self.assertRaises(AuditError):
            publish(self.running)
        self.assertNotIn(PUBLISH, self.fake.files)
        self.running.rows.clear()
        self.orders.fail["publish"] = ConnectionError("before")
        with self.assertRaises(ConnectionError):
            publish(self.running)
        held = unseal(self.fake.files[PUBLISH], PUBLISH)
        self.assertEqual((held["by"], held["driver"]), ("driver", "driver-1"))
        self.assertEqual(publish(self.running)[0].written, 99)
        self.running.nonce = new_nonce()
        with self.assertRaisesRegex(ClaimLost, "driver-1 on"):
            publish(self.running)

    def test_a_write_to_main_is_refused(self) -> None:
        self.orders.write("main", None, attempt=ME)
        with self.assertRaisesRegex(RefusedError, "write.wap.enabled"):
            publish(self.running)

    def test_a_replaced_table_gets_its_main_back(self) -> None:
        main = self.loaded(self.orders)
        del self.orders.heads["main"]
        self.orders.write(ME, None, attempt=ME)
        with self.assertRaisesRegex(RefusedError, "INSERT OVERWRITE"):
            publish(self.running)
        withdraw(self.running)
        self.assertEqual(self.orders.heads, {"main": main})

    def test_a_written_table_that_is_missing_is_refused(self) -> None:
        self.orders.write(ME, None, attempt=ME)
        told = {self.orders.name, "lake.bronze.2026-orders"}
        commits = SimpleNamespace(of=lambda attempt: told if attempt == ME else set())
        self.running.state(Watched).commits = commits
        with self.assertRaisesRegex(RefusedError, "^lake.bronze.2026-orders was written by"):
            publish(self.running)
        self.assertEqual(self.log, [])
        # Of another catalog, or elsewhere on HDFS, nothing has a branch.
        told = {self.orders.name, "other.bronze.t", "hdfs://host/elsewhere/t"}
        self.assertEqual(len(publish(self.running)), 1)

    def test_a_snapshot_without_properties_gets_the_attempts_name(self) -> None:
        parent = self.loaded(self.orders)
        load = self.orders.write(ME, parent, attempt=ME, added_records="3", bookmark="up to 7")
        self.orders.write(ME, load, operation="delete")
        [change] = publish(self.running)
        self.assertEqual((change.base, change.written, change.bookmark), (parent, 3, "up to 7"))
        self.assertEqual(self.orders.heads, {"main": change.head, tag_of(ME): change.head})
        self.assertEqual(publish(self.running), [change])

    def test_a_branch_of_another_attempt_is_refused(self) -> None:
        self.orders.write(ME, self.loaded(self.orders), attempt="r-other-1")
        with self.assertRaisesRegex(RefusedError, "has a branch r-ingest-2 .* of another attempt"):
            publish(self.running)

    def test_main_is_not_restored_if_its_snapshot_is_gone(self) -> None:
        main = self.loaded(self.history)
        self.orders.write(ME, self.loaded(self.orders), attempt=ME)
        self.history.write(ME, main, attempt=ME)
        del self.history.heads["main"], self.history.snapshots[main]
        withdraw(self.running)
        self.assertEqual((list(self.history.heads), list(self.orders.heads)), ([], ["main"]))

    def test_withdrawing_continues_after_a_table_that_fails(self) -> None:
        for table in (self.history, self.orders):
            table.write(ME, self.loaded(table), attempt=ME)
        self.history.fail["drop_branch"] = ConnectionError("before")
        withdraw(self.running)
        self.assertEqual(sorted(self.history.heads), sorted([ME, "main"]))
        self.assertEqual(list(self.orders.heads), ["main"])

    def test_files_are_renamed_once_after_the_tables(self) -> None:
        staged = f"{self.running.folder}/files/0-a.csv"
        self.fake.files.update({staged: b"new\n", "/data/gold/a.csv": b"old\n"})
        self.running.files.append(StagedFile(staged, "/data/gold/a.csv", 4))
        self.orders.write(ME, None, attempt=ME)
        self.orders.fail["publish"] = ConnectionError("before")
        with self.assertRaises(ConnectionError):
            publish(self.running)
        self.assertEqual(self.fake.files["/data/gold/a.csv"], b"old\n")
        self.fake.drop = ["RENAME"]
        publish(self.running)
        publish(self.running)
        self.assertEqual(set(self.fake.files), {"/data/gold/a.csv", PUBLISH})
        self.assertEqual(self.fake.files["/data/gold/a.csv"], b"new\n")


if __name__ == "__main__":
    unittest.main()
