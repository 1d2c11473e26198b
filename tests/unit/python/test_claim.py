import threading
import unittest

import jobs_path  # noqa: F401
from fake_webhdfs import FakeWebHdfs

from sparkwright.claim import LostClaimError, claim
from sparkwright.sealed import seal, unseal
from sparkwright.webhdfs import WebHdfs

FOLDER = "/sparkwright/attempts/r-ingest-1"
CLAIM = f"{FOLDER}/claim.json"


class ClaimTest(unittest.TestCase):
    def setUp(self) -> None:
        self.fake = FakeWebHdfs()
        self.addCleanup(self.fake.close)

    def claim(self, driver: str) -> None:
        claim(WebHdfs([self.fake.url], "spark", patience=5), FOLDER, "r-ingest-1", driver)

    def held(self) -> dict[str, object]:
        return unseal(self.fake.files[CLAIM], CLAIM)

    def test_leaves_one_whole_file(self) -> None:
        self.claim("driver-1")
        self.assertEqual(list(self.fake.files), [CLAIM])
        held = self.held()
        self.assertEqual((held["by"], held["driver"]), ("driver", "driver-1"))
        self.assertEqual((held["version"], held["attempt"]), (1, "r-ingest-1"))

    def test_the_second_learns_who_holds_it_and_leaves_nothing(self) -> None:
        self.claim("driver-1")
        with self.assertRaisesRegex(LostClaimError, "driver-1 on .* holds its claim since 20"):
            self.claim("driver-2")
        self.assertEqual(list(self.fake.files), [CLAIM])
        self.assertEqual(self.held()["driver"], "driver-1")

    def test_a_tombstone_says_why(self) -> None:
        tombstone = {"version": 1, "by": "orchestrator", "nonce": "n", "reason": "POST was lost"}
        self.fake.files[CLAIM] = seal(tombstone)
        with self.assertRaisesRegex(LostClaimError, "the orchestrator gave it up: POST was lost"):
            self.claim("driver-1")

    def test_knows_its_own_claim_after_a_lost_answer(self) -> None:
        self.fake.drop = ["RENAME"]
        self.claim("driver-1")
        self.assertEqual(self.held()["driver"], "driver-1")
        renames = [asked for asked in self.fake.asked if asked.startswith("RENAME")]
        self.assertEqual(len(renames), 2)

    def test_does_not_take_another_claim_for_its_own_after_a_lost_answer(self) -> None:
        self.claim("driver-1")
        self.fake.drop = ["RENAME"]
        with self.assertRaises(LostClaimError):
            self.claim("driver-2")

    def test_lost_answers_of_every_other_call_change_nothing(self) -> None:
        for operation in ("CREATE", "GETFILESTATUS"):
            with self.subTest(operation):
                self.fake.files.clear()
                self.fake.drop = [operation]
                self.claim("driver-1")
                self.assertEqual(list(self.fake.files), [CLAIM])

    def test_of_many_at_once_one_wins(self) -> None:
        won: list[int] = []

        def attempt(number: int) -> None:
            try:
                self.claim(f"driver-{number}")
            except LostClaimError:
                return
            won.append(number)

        threads = [threading.Thread(target=attempt, args=[number]) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(won), 1)
        self.assertEqual(self.held()["driver"], f"driver-{won[0]}")


if __name__ == "__main__":
    unittest.main()
