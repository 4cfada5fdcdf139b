"""A list shows one page, and tells people, and people alone, that there are more."""
import harness


class Hints(harness.Case):
    sandbox_arguments = ("--seed-data", "23")

    def listed(self, *arguments):
        done = self.sdp("products", "list", *arguments)
        self.assertEqual(done.status, 0, done.err)
        return done.err

    def test_a_table_tells_that_there_are_more(self):
        self.assertRegex(self.listed("--output", "table"), r"^sdp: 10 rows, and there are more; --all for every page\n$")
        self.assertEqual(self.listed("--output", "table", "--query", '{"row_count":5,"get_total_count":true}'),
                         "sdp: 5 of 23 rows; --all for every page\n")
        self.assertRegex(self.listed("--output", "table", "--fields", "id"), r"--all")

    def test_all_is_all(self):
        self.assertEqual(self.listed("--output", "table", "--all"), "")
        self.assertEqual(self.listed("--output", "table", "--query", '{"row_count":100}'), "")
        self.assertEqual(self.listed("--output", "table", "--count"), "")

    def test_programs_are_not_told(self):
        for arguments in ((), ("--output", "json"), ("--output", "jsonl"), ("--output", "raw"), ("--fields", "id")):
            self.assertEqual(self.listed(*arguments), "")


harness.main()
