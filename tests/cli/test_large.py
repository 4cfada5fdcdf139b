"""A hundred thousand products: what the command lists of them is what SQL finds in the sandbox's own file."""
import os
import sqlite3
import tempfile
import unittest

import harness

MANY = 100000
MEMBER = "json_extract(document, '$.%s')"


class Large(harness.Case):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.file = os.path.join(cls.folder.name, "state.db")
        cls.sandbox = harness.Sandbox("--seed-data", str(MANY), "--db", cls.file)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.folder.cleanup()

    def setUp(self):
        self.state = self.folder.name  # nothing is changed, so nothing is set back

    def found_by_sql(self, condition, order="seq"):
        database = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)
        try:
            rows = database.execute(f"SELECT id FROM entities WHERE noun = 'product' AND trashed = 0 AND {condition}"
                                    f" ORDER BY {order}").fetchall()
        finally:
            database.close()
        return [row[0] for row in rows]

    def listed(self, *arguments):
        done = self.good("products", "list", "--all", "--fields", "id", "--query", '{"row_count":100}', *arguments)
        return [row["id"] for row in done.rows]

    def test_searches(self):
        maker, part, kind, comments = (MEMBER % name for name in ("manufacturer", "part_no", "product_type.name", "comments"))
        for words, condition in (
                ("manufacturer is Dell and is_laptop is true", f"{maker} = 'Dell' AND {MEMBER % 'is_laptop'} = 1"),
                ("part_no contains 0999", f"instr({part}, '0999') > 0"),
                ("name starts with 'HP Laser' and part_no ends with 4", f"name LIKE 'HP Laser%' AND {part} LIKE '%4'"),
                ("product_type is Router and comments is not null and (manufacturer is HP or manufacturer is Cisco)",
                 f"{kind} = 'Router' AND {comments} IS NOT NULL AND {maker} IN ('HP', 'Cisco')"),
                ("manufacturer in (Lenovo, Cisco) and name ends with 99", f"{maker} IN ('Lenovo', 'Cisco') AND name LIKE '%99'"),
                ("manufacturer not in (Dell, HP, Cisco) and name ends with 10", f"{maker} = 'Lenovo' AND name LIKE '%10'"),
        ):
            with self.subTest(words):
                wanted = self.found_by_sql(condition)
                self.assertGreater(len(wanted), 10)
                self.assertEqual(self.listed("--where", words), wanted)

    def test_sorted(self):
        wanted = self.found_by_sql(f"{MEMBER % 'part_no'} LIKE '%77'", f"{MEMBER % 'part_no'} COLLATE NOCASE DESC, seq")
        self.assertEqual(self.listed("--where", "part_no ends with 77", "--sort", "-part_no"), wanted)

    def test_the_last_page(self):
        query = f'{{"row_count":100,"start_index":{MANY - 99},"get_total_count":true}}'
        wanted = self.found_by_sql("1")
        done = self.good("products", "list", "--query", query, "--fields", "id", "--output", "json")
        self.assertEqual([row["id"] for row in done.json], wanted[-100:])

    def test_all(self):
        self.assertEqual(self.listed(), self.found_by_sql("1"))


if __name__ == "__main__":
    harness.main()
