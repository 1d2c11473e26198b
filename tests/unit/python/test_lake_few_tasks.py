import unittest
from dataclasses import replace

from lake.few_tasks import few_tasks, tasks
from lake.measure import Measure

SMALL = Measure(files=1, size=1, deletes=0, manifests=2, snapshots=3, disk=9)


class Conf(dict[str, str]):
    def set(self, name: str, value: str) -> None:
        self[name] = value


class Session:
    def __init__(self) -> None:
        self.conf = Conf({"spark.sql.shuffle.partitions": "200"})


class FewTasksTest(unittest.TestCase):
    def test_a_small_table_takes_few_tasks_and_a_large_one_what_is_configured(self) -> None:
        self.assertEqual(tasks(200, SMALL), 5)
        self.assertEqual(tasks(200, replace(SMALL, snapshots=1_000)), 200)
        self.assertEqual(tasks(200, replace(SMALL, files=1_000_000)), 105)
        self.assertEqual(tasks(2, SMALL), 2)
        self.assertEqual(tasks(200, replace(SMALL, manifests=0, snapshots=0)), 1)

    def test_the_configured_number_is_restored_afterwards(self) -> None:
        session = Session()
        with self.assertRaises(RuntimeError), few_tasks(session, SMALL):
            self.assertEqual(session.conf["spark.sql.shuffle.partitions"], "5")
            raise RuntimeError
        self.assertEqual(session.conf["spark.sql.shuffle.partitions"], "200")


if __name__ == "__main__":
    unittest.main()
