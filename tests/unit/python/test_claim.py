import threading
import unittest

import jobs_path  # noqa: F401
from fake_webhdfs import FakeWebHdfs

from sparkwright.protocol.claim import ClaimLost, claim, claim_publishing, new_nonce
from sparkwright.protocol.sealed import seal, unseal
from sparkwright.protocol.webhdfs import WebHdfs

FOLDER = "/sparkwright/attempts/r-ingest-1"
CLAIM = f"{FOLDER}/claim.json"


class ClaimTest(unittest.TestCase):
    def setUp(self) -> None:
        self.fake = FakeWebHdfs()
        self.addCleanup(self.fake.close)

    def claim(self, driver: str) -> None:
        claim(self.hdfs(), FOLDER, "r-ingest-1", driver, new_nonce())

    def hdfs(self) -> WebHdfs:
        return WebHdfs([self.fake.url], "spark", patience=5)

    def held(self) -> dict[str, object]:
        return unseal(self.fake.files[CLAIM], CLAIM)

    def test_a_claim_is_one_complete_file(self) -> None:
        self.claim("driver-1")
        self.assertEqual(list(self.fake.files), [CLAIM])
        held = self.held()
        self.assertEqual((held["by"], held["driver"]), ("driver", "driver-1"))
        self.assertEqual((held["version"], held["attempt"]), (1, "r-ingest-1"))

    def test_the_second_claimant_gets_the_holders_name_and_leaves_no_file(self) -> None:
        self.claim("driver-1")
        with self.assertRaisesRegex(ClaimLost, "driver-1 on .* holds its claim since 20"):
            self.claim("driver-2")
        self.assertEqual(list(self.fake.files), [CLAIM])
        self.assertEqual(self.held()["driver"], "driver-1")

    def test_a_tombstone_has_its_reason(self) -> None:
        tombstone = {"version": 1, "by": "orchestrator", "nonce": "n", "reason": "POST was lost"}
        self.fake.files[CLAIM] = seal(tombstone)
        with self.assertRaisesRegex(ClaimLost, "the orchestrator gave it up: POST was lost"):
            self.claim("driver-1")

    def test_the_right_to_publish_is_claimed_once_and_repeatable_by_its_holder(self) -> None:
        mine, other = new_nonce(), new_nonce()
        for _ in range(2):
            claim_publishing(self.hdfs(), FOLDER, "r-ingest-1", "driver-1", mine)
        with self.assertRaisesRegex(ClaimLost, "driver-1 on"):
            claim_publishing(self.hdfs(), FOLDER, "r-ingest-1", "driver-2", other)
        self.assertEqual(list(self.fake.files), [f"{FOLDER}/publish.json"])
        held = unseal(self.fake.files[f"{FOLDER}/publish.json"], "publish.json")
        self.assertEqual((held["by"], held["driver"], held["nonce"]), ("driver", "driver-1", mine))

    def test_a_driver_recognises_its_claim_after_a_lost_answer(self) -> None:
        self.fake.drop = ["RENAME"]
        self.claim("driver-1")
        self.assertEqual(self.held()["driver"], "driver-1")
        renames = [asked for asked in self.fake.asked if asked.startswith("RENAME")]
        self.assertEqual(len(renames), 2)

    def test_a_driver_does_not_mistake_another_claim_for_its_own(self) -> None:
        self.claim("driver-1")
        self.fake.drop = ["RENAME"]
        with self.assertRaises(ClaimLost):
            self.claim("driver-2")

    def test_lost_answers_of_every_other_call_change_nothing(self) -> None:
        for operation in ("CREATE", "GETFILESTATUS"):
            with self.subTest(operation):
                self.fake.files.clear()
                self.fake.drop = [operation]
                self.claim("driver-1")
                self.assertEqual(list(self.fake.files), [CLAIM])

    def test_one_of_many_concurrent_claims_wins(self) -> None:
        won: list[int] = []

        def attempt(number: int) -> None:
            try:
                self.claim(f"driver-{number}")
            except ClaimLost:
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
