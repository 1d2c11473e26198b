import unittest

from tables_doc import DOC, tables_doc


class TablesDocTest(unittest.TestCase):
    def test_docs_show_the_tables_as_the_jobs_make_them(self) -> None:
        self.assertEqual(DOC.read_text(), tables_doc(), "renew it with `npm run docs:tables`")


if __name__ == "__main__":
    unittest.main()
