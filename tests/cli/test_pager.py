"""Tables that are longer than the screen go through $PAGER, and nothing else does."""
import os

import harness

MARK = "sed 's/^/| /'"


class Pager(harness.Case):
    sandbox_arguments = ("--seed-data", "250")
    walk = ("products", "list", "--all")

    def page(self, *arguments, pager=MARK, env=None, typed=b"", **options):
        return self.see(*arguments, typed=typed, env={"TERM": "xterm", "PAGER": pager, **(env or {})}, **options)

    def test_a_long_table(self):
        status, lines = self.page(*self.walk)
        self.assertEqual((status, len(lines)), (0, 252))
        self.assertEqual({line[:2] for line in lines}, {"| "})
        _, plain = self.see(*self.walk)
        self.assertEqual([line[2:] for line in lines], plain)

    def test_what_fits_is_not_paged(self):
        page = ("products", "list", "--query", '{"row_count":21}')
        for height, paged in ((24, False), (23, True), (100, False)):
            _, lines = self.page(*page, height=height)
            self.assertEqual((len(lines), lines[0].startswith("| ")), (23, paged), height)

    def test_who_says_no(self):
        for arguments, options in (((*self.walk, "--no-pager"), {}), (self.walk, {"pager": ""}), (self.walk, {"pager": "cat"}),
                                   (self.walk, {"env": {"TERM": "dumb"}}), (self.walk, {"typed": None}),
                                   ((*self.walk, "--verbose"), {}), ((*self.walk, "--output", "jsonl"), {}),
                                   ((*self.walk, "--output", "csv"), {})):
            status, lines = self.page(*arguments, **options)
            self.assertEqual((status, lines[0][:2] == "| ", len(lines) > 249), (0, False, True), arguments)

    def test_an_entity(self):
        made = self.product("name=X", "comments=" + "word " * 500)
        status, lines = self.page("products", "get", made["id"])
        self.assertEqual((status, lines[0][:2]), (0, "| "))

    def test_less_is_told_how(self):
        told = 'echo "[$LESS]"; cat >/dev/null'
        self.assertEqual(self.page(*self.walk, pager=told), (0, ["[FRX]"]))
        self.assertEqual(self.page(*self.walk, pager=told, env={"LESS": "S"}), (0, ["[S]"]))

    def test_secrets_stay_here(self):
        look = "env | grep -c 'plan[t]ed'; cat >/dev/null"
        self.assertEqual(self.page(*self.walk, pager=look), (0, ["0"]))

    def test_signals_are_as_a_program_expects_them(self):
        look = "cat >/dev/null; sh -c 'kill -PIPE $$; echo deaf'; sh -c 'kill -INT $$; echo deaf'; echo end"
        self.assertEqual(self.page(*self.walk, pager=look)[1][-1:], ["end"])
        self.assertNotIn("deaf", self.page(*self.walk, pager=look)[1])

    def test_leaving_early(self):
        for pager in ("head -1", "true"):
            status, lines = self.page(*self.walk, pager=pager, errors=True)
            self.assertEqual((status, len(lines)), (0, 1 if "head" in pager else 0), lines)

    def test_no_such_pager(self):
        status, lines = self.page(*self.walk, pager="no-such-pager-5f", errors=True)
        _, plain = self.see(*self.walk)
        # Before it stands what the shell says, and then what sdp does.
        self.assertEqual((status, lines[-len(plain):]), (0, plain))
        self.assertIn("the pager 'no-such-pager-5f' cannot be run", lines[-len(plain) - 1])

    def test_a_pager_that_may_not_run(self):
        path = os.path.join(self.state, "pager")
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n")
        status, lines = self.page(*self.walk, pager=path, errors=True)
        _, plain = self.see(*self.walk)
        self.assertEqual((status, lines[-len(plain):]), (0, plain))
        self.assertIn("cannot be run", lines[-len(plain) - 1])

    def test_more_than_a_pipe_takes(self):
        """What comes behind the place at which nobody read any more is printed too."""
        box = harness.Sandbox("--seed-data", "3000")
        self.addCleanup(box.stop)
        status, lines = self.page(*self.walk, pager="no-such-pager-5f", env={"SDP_BASE_URL": box.base_url}, width=200)
        self.assertEqual((status, len(lines), len(set(lines[2:]))), (0, 3002, 3000))

    def test_a_pager_that_fails_is_told(self):
        status, lines = self.page(*self.walk, pager="false", errors=True)
        self.assertEqual((status, len(lines)), (0, 1))
        self.assertIn("the pager 'false' ended with status 1, and may not have shown all", lines[0])

    def test_errors_come_last(self):
        box = harness.Sandbox("--seed-data", "250", "--fault", "GET /products* skip=2 code:4001")
        self.addCleanup(box.stop)
        status, lines = self.page(*self.walk, pager="sed 's/^/| /'; sleep 0.2; echo end", errors=True,
                                  env={"SDP_BASE_URL": box.base_url})
        self.assertEqual(status, 1)
        self.assertEqual(lines[-2], "end")
        self.assertTrue(lines[-1].startswith("sdp: "), lines[-1])
        self.assertGreater(len(lines), 100)

    def test_notes_come_last(self):
        _, lines = self.page("products", "list", "--query", '{"row_count":50}', errors=True)
        self.assertTrue(lines[-1].startswith("sdp: 50"), lines[-1])
        self.assertEqual(len(lines), 53)

    def test_writes_are_not_paged(self):
        status, lines = self.page("products", "add", "--set", "name=Y", "--set", "product_type=Workstation", "--set",
                                  "comments=" + "word " * 500)
        self.assertEqual((status, lines[0][:2] == "| "), (0, False))


harness.main()
