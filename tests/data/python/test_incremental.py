import csv
import io
import random
import runpy
import unittest
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from lake_place import LakePlace
from one_spark import ROOT

from sparkwright.tables.iceberg import Catalog
from sparkwright.tables.readers import standing
from sparkwright.tables.reads import REBUILT

MONDAY = datetime(2026, 11, 16, 22, tzinfo=UTC)
ORDERS = (
    "id bigint, branch string, category string, product string, amount decimal(12, 2), xid bigint"
)
HISTORY = "id bigint, order_id bigint, status string, changed_at timestamp, xid bigint"
STATES = ["NEW", "INTRANSIT", "DELIVERED"]


class Shop:
    """Orders and their histories, and the part of them that is in bronze."""

    def __init__(self, place: LakePlace, seed: int) -> None:
        self.place = place
        self.random = random.Random(seed)
        self.orders: dict[int, tuple] = {}
        self.history: dict[int, tuple] = {}
        self.late: list[tuple] = []
        self.xid = 0
        self.sql(
            f"create table lake.bronze.orders ({ORDERS}) using iceberg",
            f"create table lake.bronze.ordershistory ({HISTORY}) using iceberg",
        )

    def sql(self, *statements: str) -> None:
        session = self.place.session()
        for statement in statements:
            session.sql(statement)

    def new_orders(self, count: int) -> None:
        """Place orders; their history arrives with them, later, or earlier."""
        for _ in range(count):
            order = len(self.orders) + len(self.late) + 1
            placed = MONDAY + timedelta(seconds=self.random.randrange(10**5))
            self.late.append(("order", order, self.any_branch(), placed))
            at = placed
            for status in STATES[: self.random.choice([0, 1, 2, 3, 3, 3, 3])]:
                self.late.append(("status", order, status, at))
                at += timedelta(seconds=self.random.randrange(10**5), microseconds=999)

    def any_branch(self) -> str:
        return self.random.choice(["Bergen", "Porto", "Łódź", 'The "Old" Town, North'])

    def arrive(self, share: float) -> None:
        """Load a share of the pending rows, in random order."""
        self.random.shuffle(self.late)
        count = round(share * len(self.late))
        came, self.late = self.late[:count], self.late[count:]
        self.xid += 1
        orders, history = [], []
        for kind, order, what, at in came:
            if kind == "order":
                orders.append((order, what, "c", "p", Decimal("9.90"), self.xid))
            else:
                number = len(self.history) + len(history) + 1
                history.append((number, order, what, at, self.xid))
        self.append("orders", ORDERS, orders)
        self.append("ordershistory", HISTORY, history)
        self.orders.update({row[0]: row for row in orders})
        self.history.update({row[0]: row for row in history})

    def append(self, table: str, schema: str, rows: list[tuple]) -> None:
        if rows:
            frame = self.place.session().createDataFrame(rows, schema)
            frame.writeTo(f"lake.bronze.{table}").append()

    def update_as_rows(self, count: int) -> None:
        """Load updated rows as rows of their own, as a source in mode `append` does."""
        self.xid += 1
        orders = [
            (key, self.any_branch(), *self.orders[key][2:-1], self.xid)
            for key in self.random.sample(sorted(self.orders), count)
        ]
        history = [
            (*self.history[key][:3], self.history[key][3] - timedelta(hours=hours), self.xid)
            for hours, key in enumerate(self.random.sample(sorted(self.history), count))
        ]
        self.append("orders", ORDERS, orders)
        self.append("ordershistory", HISTORY, history)
        self.orders.update({row[0]: row for row in orders})
        self.history.update({row[0]: row for row in history})

    def update_in_place(self, count: int) -> None:
        keys = self.random.sample(sorted(self.orders), count)
        self.sql(
            "merge into lake.bronze.orders t "
            f"using (select id, 'Faro' branch from range(1000) where id in {(*keys, 0)}) s "
            "on t.id = s.id when matched then update set branch = s.branch"
        )
        self.orders.update({key: (key, "Faro", *self.orders[key][2:]) for key in keys})

    def delete(self, count: int) -> None:
        for table, rows in (("orders", self.orders), ("ordershistory", self.history)):
            keys = self.random.sample(sorted(rows), count)
            self.sql(f"delete from lake.bronze.{table} where id in {(*keys, 0)}")
            # Their numbers stay taken.
            rows.update(dict.fromkeys(keys))

    def compact(self) -> None:
        for table in ("bronze.orders", "bronze.ordershistory", "silver.orders"):
            self.sql(
                f"call lake.system.rewrite_data_files(table => '{table}', "
                "options => map('rewrite-all', 'true'))"
            )

    def expire(self) -> None:
        """Expire all snapshots that no reader needs."""
        session = self.place.session()
        for table, needed in standing(Catalog(session, "lake")).items():
            times = f"select min(committed_at) from {table}.snapshots where snapshot_id in"
            [[oldest]] = session.sql(f"{times} ({', '.join(needed)})").collect()
            session.sql(
                f"call lake.system.expire_snapshots(table => '{table}', retain_last => 1, "
                f"older_than => timestamp '{oldest.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}')"
            )

    def gold(self) -> dict[str, bytes]:
        """Compute both files without Spark."""
        times = defaultdict(dict)
        for row in filter(None, self.history.values()):
            _, order, status, at, _ = row
            times[order][status] = min(at, times[order].get(status, at))
        parts = defaultdict(lambda: [0, 0, 0])
        for key, order in self.orders.items():
            placed, delivered = (times[key].get(status) for status in ("NEW", "DELIVERED"))
            if order is None or not (placed or delivered):
                continue
            part = parts[order[1], placed.date().isoformat() if placed else ""]
            part[0] += 1
            if placed and delivered:
                part[1] += 1
                part[2] += int(delivered.timestamp()) - int(placed.timestamp())
        branches = defaultdict(lambda: [0, 0, 0])
        for (branch, _), part in parts.items():
            branches[branch,] = [a + b for a, b in zip(branches[branch,], part, strict=True)]
        return {
            "/data/gold/delivery_by_branch.csv": as_csv(["branch"], branches),
            "/data/gold/delivery_by_branch_day.csv": as_csv(["branch", "day"], parts),
        }


def as_csv(keys: list[str], parts: dict[tuple, list[int]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*keys, "orders", "delivered", "avg_delivery_hours"])
    for key, (orders, delivered, seconds) in sorted(parts.items()):
        hours = Decimal(seconds) / (3600 * delivered) if delivered else None
        shown = "" if hours is None else hours.quantize(Decimal("0.01"), ROUND_HALF_UP)
        writer.writerow([*key, orders, delivered, shown])
    return text.getvalue().encode()


class IncrementalTest(unittest.TestCase):
    def setUp(self) -> None:
        self.place = LakePlace()
        self.addCleanup(self.place.close)

    def run_both(self, **spec) -> list[dict]:
        jobs = ("transform", "serve")
        results = [self.place.must(f"retail/{job}.py", stage=job, **spec) for job in jobs]
        # Frames that a driver caches end with it, and these share one process.
        self.place.session().catalog.clearCache()
        return results

    def files(self) -> dict[str, bytes]:
        """Return the present files of gold, without the previous run's figures."""
        return {
            name: data
            for name, data in self.place.hdfs.files.items()
            if name[:6] == "/data/" and not name.endswith("_before.csv")
        }

    def test_many_small_runs_equal_a_full_refresh_and_plain_python(self) -> None:
        shop = Shop(self.place, seed=20261121)
        steps = [
            lambda: (shop.new_orders(60), shop.arrive(0.5)),
            lambda: (shop.arrive(0.2), shop.compact(), shop.new_orders(20), shop.arrive(0.4)),
            lambda: (shop.expire(), shop.update_as_rows(5), shop.arrive(0.5)),
            lambda: (shop.update_in_place(3), shop.compact(), shop.arrive(0.5)),
            lambda: (shop.delete(3), shop.expire(), shop.new_orders(10), shop.arrive(1.0)),
        ]
        for number, step in enumerate(steps):
            step()
            results = self.run_both()
            self.assertEqual(self.files(), shop.gold(), f"after step {number}")
            if number:
                self.assertFalse(self.rebuilt(results), f"in step {number}")
        shop.compact()
        shop.expire()
        for result in self.run_both():
            self.assertEqual(result["snapshots"], {}, "nothing was new")
        results = self.run_both(full_refresh=True)
        self.assertTrue(self.rebuilt(results))
        self.assertEqual(self.files(), shop.gold())

    def test_changes_without_effect_are_read_once(self) -> None:
        shop = Shop(self.place, seed=8)
        shop.new_orders(4)
        shop.arrive(1.0)
        self.run_both()
        rows = [(10**6, 1, "INTRANSIT", MONDAY, shop.xid + 1)]
        shop.append("ordershistory", HISTORY, rows)
        silver, gold = self.run_both()
        self.assertEqual(silver["rows"]["lake.silver.orders"]["written"], 0)
        self.assertEqual(list(silver["snapshots"]), ["lake.silver.orders"])
        self.assertEqual(gold["snapshots"], {})
        self.assertEqual(self.place.must("retail/transform.py")["snapshots"], {})
        self.assertEqual(self.files(), shop.gold())

    def test_an_attempt_that_fails_after_a_write_publishes_nothing(self) -> None:
        shop = Shop(self.place, seed=7)
        shop.new_orders(8)
        shop.arrive(0.5)
        self.run_both()
        shop.arrive(1.0)
        for job in ("transform", "serve"):
            before, bookmark = self.seen(), dict(self.place.bookmark)

            def broken(job: str = job) -> None:
                runpy.run_path(str(ROOT / f"jobs/retail/{job}.py"), run_name="__main__")
                raise ValueError("the 13th order is cursed")

            result = self.place.run_attempt(broken, stage=job)
            self.assertEqual(result["error"]["class"], "ValueError")
            self.assertEqual(self.seen(), before)
            self.assertEqual(self.place.bookmark, bookmark)
            result = self.place.must(f"retail/{job}.py", stage=job)
            self.assertNotEqual(result["snapshots"], {})
            self.place.session().catalog.clearCache()
        self.assertEqual(self.files(), shop.gold())
        read = self.place.bookmark["lake.silver.orders"]["tables"]
        tables = Catalog(self.place.session(), "lake")
        self.assertEqual(read, {name: tables.table(name).head() for name in read})

    def seen(self) -> dict[str, object]:
        """Return everything that readers see: main of each table, its branches, and the files."""
        tables = Catalog(self.place.session(), "lake").tables()[0]
        return {
            **{table.name: (table.head(), sorted(table.references())) for table in tables},
            **self.files(),
        }

    def rebuilt(self, results: list[dict]) -> bool:
        catalog = Catalog(self.place.session(), "lake")
        return any(
            catalog.table(table).snapshot(made["snapshot"]).property(REBUILT)
            for result in results
            for table, made in result["snapshots"].items()
        )


if __name__ == "__main__":
    unittest.main()
