import unittest

from one_spark import spark
from shop import ShopTest

from sparkwright.ranges import BUCKETS, MOST, predicate, ranges

LEAST, GREATEST = -(2**63), 2**63 - 1


class RangesTest(unittest.TestCase):
    def covered(self, keys: list[int]) -> list[tuple[int, int]]:
        """Return the ranges of keys, which must have every key, and end at keys."""
        frame = spark().createDataFrame([(key,) for key in keys], "id bigint").cache()
        found = ranges(frame, "id")
        self.assertEqual(frame.where(predicate("id", found)).count(), len(keys))
        self.assertLessEqual(len(found), MOST)
        ends = {end for each in found for end in each}
        self.assertLessEqual(ends, set(keys))
        frame.unpersist()
        return found

    def test_more_buckets_than_the_driver_collects_are_covered(self) -> None:
        for keys in (
            [each * 5_000 for each in range(-2_600, 2_600)],
            [LEAST, *range(-BUCKETS * 4_000, BUCKETS * 4_000, 6_000), GREATEST],
            # As many at one end as make one bucket of the rest.
            [*range(0, (BUCKETS + 1) * 1_024, 1_024), GREATEST],
        ):
            with self.subTest(keys[0]):
                found = self.covered(keys)
                self.assertGreater(len(found), 0)
        self.assertEqual(found[-1], (GREATEST, GREATEST))

    def test_the_limit_of_buckets_and_one_more_are_covered(self) -> None:
        for count in (BUCKETS, BUCKETS + 1):
            with self.subTest(count):
                self.covered([each * 1_024 for each in range(count)])


class CompositeKeyTest(ShopTest):
    def test_rows_of_keys_of_several_columns_replace_their_own_alone(self) -> None:
        self.shop.run(
            "create table pairs (b int, what text, a bigint, xid xid8 not null default"
            " pg_current_xact_id(), primary key (a, b))",
            "create table triples (day date, a int, b text, what text, xid xid8 not null default"
            " pg_current_xact_id(), primary key (b, a, day))",
            f"insert into pairs select b, 'old', a from unnest(array[{LEAST}, 1, 2, {GREATEST}]) a,"
            " unnest(array[1, 2]) b",
            "insert into triples select d, a, b, 'old' from unnest(array['2026-01-01', '2026-01-02'"
            "]::date[]) d, unnest(array[1, 2]) a, unnest(array['x', 'y']) b",
        )
        names = ("pairs", "triples")
        self.tables = {name: {"target": f"lake.b.{name}", "mode": "merge"} for name in names}
        columns = {
            "pairs": "b int, what string, a bigint, xid bigint",
            "triples": "day date, a int, b string, what string, xid bigint",
        }

        def job() -> None:
            from sparkwright import attempt

            for name, new in attempt.window("shop").tables.items():
                new.session.sql(f"create table if not exists {new.target} ({columns[name]})")
                new.load()

        self.place.must(job, self.source())
        fresh = "xid = pg_current_xact_id(), what = 'new'"
        self.shop.run(
            f"update pairs set {fresh} where b = 2 and a in (1, {GREATEST})",
            "insert into pairs (a, b, what) values (1, 3, 'new')",
            f"update triples set {fresh} where a = 2 and b = 'y' and day = '2026-01-02'",
        )
        self.place.must(job, self.source())
        for name, order in (("pairs", "a, b, what"), ("triples", "cast(day as text), a, b, what")):
            there = self.shop.rows(f"select {order} from {name}")
            here = self.place.rows(f"select {order.replace('text', 'string')} from lake.b.{name}")
            self.assertEqual(sorted(tuple(map(str, each)) for each in here), sorted(there))


if __name__ == "__main__":
    unittest.main()
