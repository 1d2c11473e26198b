import unittest
from dataclasses import replace

from shop import ORDERS, ShopTest


class PartitionsTest(ShopTest):
    def test_ranges_and_remainders_read_the_same_rows(self) -> None:
        # Far apart, on both sides of zero, and in no even numbers.
        self.shop.run(
            "insert into orders select n * n * n, 'tea', n from generate_series(-40, 60) n"
        )
        found = {}

        def job() -> None:
            from sparkwright import attempt

            new = attempt.window("shop")["orders"]
            for split in ("range", "modulus"):
                declared = replace(new.declared, partitions=3, split=split)
                frame = replace(new, declared=declared).read()
                parts = frame.rdd.glom().map(len).collect()
                found[split] = (sorted(row.id for row in frame.collect()), parts)

        self.place.must(job, self.source())
        self.assertEqual(found["range"][0], [n**3 for n in range(-40, 61)])
        self.assertEqual(found["modulus"][0], found["range"][0])
        self.assertEqual([len(parts) for _, parts in found.values()], [3, 3])
        self.assertLess(max(found["modulus"][1]), max(found["range"][1]))

    def test_a_load_by_several_connections_brings_every_row(self) -> None:
        self.tables = {"orders": {"target": ORDERS, "partitions": 4, "split": "modulus"}}
        self.shop.run("insert into orders select n, 'tea', n from generate_series(1, 100) n")
        result = self.load()
        self.assertEqual(result["rows"][ORDERS], {"read": 100, "written": 100, "quarantined": 0})
        self.assertEqual(self.orders("id"), [(n,) for n in range(1, 101)])


if __name__ == "__main__":
    unittest.main()
