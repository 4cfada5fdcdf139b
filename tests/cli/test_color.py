"""Colours: on a terminal alone, and not where somebody does not want them."""
import harness

ESCAPE = "\x1b["
COLORS = {"NO_COLOR": None, "TERM": "xterm-256color"}


class Color(harness.Case):
    sandbox_arguments = ("--seed-data", "demo")

    def lines(self, *arguments, env=None, **options):
        return self.see(*arguments, env={**COLORS, **(env or {})}, **options)

    def test_a_table(self):
        _, lines = self.lines("contracts", "list", "--all")
        self.assertTrue(lines[0].startswith(ESCAPE + "1mid" + ESCAPE + "0m"), lines[0])
        text = "\n".join(lines)
        self.assertIn(ESCAPE + "32mActive" + ESCAPE + "0m", text)
        self.assertIn(ESCAPE + "31mExpired" + ESCAPE + "0m", text)
        _, plain = self.see("contracts", "list", "--all")
        for code in ("0", "1", "2", "31", "32", "33"):
            text = text.replace(f"{ESCAPE}{code}m", "")
        self.assertEqual(text.splitlines(), plain)

    def test_the_tree_of_a_contract(self):
        rows = self.good("contracts", "list", "--where", "name is Server room, second term").json
        for width in (40, 80, 140):
            _, lines = self.lines("contracts", "tree", rows[0]["id"], width=width)
            text = "\n".join(lines)
            self.assertIn(f"{ESCAPE}31mExpired{ESCAPE}0m  2023-", text)
            self.assertIn(f"{ESCAPE}32mActive{ESCAPE}0m", text)
            _, plain = self.see("contracts", "tree", rows[0]["id"], width=width)
            self.assertTrue(all(len(line) <= width for line in plain), plain)
            for code in ("0", "31", "32"):
                text = text.replace(f"{ESCAPE}{code}m", "")
            self.assertEqual(text.splitlines(), plain)
        # A status that is cut ends its colour all the same.
        for width in range(8, 24):
            for line in self.lines("contracts", "tree", rows[0]["id"], width=width)[1]:
                self.assertEqual(line.count(ESCAPE + "3"), line.count(ESCAPE + "0m"), line)

    def test_nulls(self):
        made = self.good("products", "add", "--set", "name=X", "--set", "product_type=Laptop").json
        _, lines = self.lines("products", "get", made["id"])
        self.assertTrue([line for line in lines if "comments" in line][0].endswith(ESCAPE + "2mnull" + ESCAPE + "0m"))
        _, lines = self.lines("products", "list", "--where", "name is X", "--fields", "name,comments")
        self.assertIn(ESCAPE + "2m-" + ESCAPE + "0m", lines[2])

    def test_errors(self):
        _, lines = self.lines("products", "get", "1", errors=True)
        self.assertTrue(lines[0].startswith(ESCAPE + "31msdp:" + ESCAPE + "0m "), lines)
        _, lines = self.see("products", "get", "1", errors=True)
        self.assertTrue(lines[0].startswith("sdp: "), lines)
        _, lines = self.lines("products", "get", "1", "--output", "json", errors=True)
        self.assertNotIn(ESCAPE, "".join(lines))

    def test_who_says_no(self):
        for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": None}):
            _, lines = self.lines("contracts", "list", env=env)
            self.assertNotIn(ESCAPE, "".join(lines), env)
        self.assertIn(ESCAPE, "".join(self.lines("contracts", "list", env={"NO_COLOR": ""})[1]))
        self.assertNotIn(ESCAPE, "".join(self.lines("contracts", "list", "--color", "never")[1]))
        self.assertIn(ESCAPE, "".join(self.lines("contracts", "list", "--color=always", env={"NO_COLOR": "1"})[1]))

    def test_pipes(self):
        for how in ("table", "json", "jsonl", "csv", "raw"):
            done = self.sdp("contracts", "list", "--output", how, env=COLORS)
            self.assertNotIn(ESCAPE, done.out + done.err)
        self.assertNotIn(ESCAPE, self.bad(1, "products", "get", "1", env=COLORS).err)
        done = self.sdp("contracts", "list", "--output", "table", "--color", "always", env=COLORS)
        self.assertIn(ESCAPE, done.out)
        for how in ("json", "csv"):
            self.assertNotIn(ESCAPE, self.good("contracts", "list", "--output", how, "--color", "always").out)
        self.bad(2, "contracts", "list", "--color", "alway", says="'always'")

    def test_nobody_else_colours(self):
        made = self.good("products", "add", "--set", "name=\x1b[31mred", "--set", "product_type=Laptop").json
        _, lines = self.lines("products", "get", made["id"])
        self.assertNotIn(ESCAPE + "31m", "\n".join(lines))


harness.main()
