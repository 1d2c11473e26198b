import unittest

from tables_doc import DOC, tables_doc


class TablesDocTest(unittest.TestCase):
    def test_docs_match_the_tables_that_the_jobs_make(self) -> None:
        self.assertEqual(DOC.read_text(), tables_doc(), "renew it with `npm run docs:tables`")


if __name__ == "__main__":
    unittest.main()
