"""What a person sees: tables that fit the terminal, indented JSON, and no control characters of others."""
import unicodedata

import harness


def columns_of(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


class Terminal(harness.Case):
    def test_a_list_is_a_table_that_fits(self):
        self.product("name=Dell OptiPlex", "manufacturer=Dell", "comments=" + "long " * 30)
        self.product("name=漢字漢字漢字漢字漢字", "comments=é́")
        for width in (20, 40, 60, 80, 132, 400):
            status, lines = self.see("products", "list", width=width)
            self.assertEqual((status, len(lines)), (0, 4), lines)
            self.assertEqual(lines[0].split()[:2], ["id", "name"])
            # An id that is cut is of no use; it may be wider than a very narrow terminal.
            self.assertLessEqual(max(map(columns_of, lines)), max(width, 26), lines)
        self.assertIn("long long", lines[2])

    def test_columns_line_up(self):
        self.product("name=漢字", "part_no=A")
        self.product("name=abcd", "part_no=B")
        self.product("name=é́é", "part_no=C")
        _, lines = self.see("products", "list", "--fields", "name,part_no")
        self.assertEqual([columns_of(line.split("ABC"[i])[0]) for i, line in enumerate(lines[2:])], [6, 6, 6])

    def test_cut_between_characters(self):
        self.product("name=漢字漢字漢字漢字漢字")
        _, lines = self.see("products", "list", "--fields", "name,part_no", width=20)
        self.assertRegex(lines[2], "^漢字漢字.*…")
        self.assertLessEqual(columns_of(lines[2]), 20)

    # What people take for one character, and the columns of it.
    CLUSTERS = (("x", 1), ("漢", 2), ("ｱ", 1), ("Ａ", 2), ("e\u0301", 1), ("e\u0301\u0323\u0308", 1), ("\u1112\u1161\u11ab", 2),
                ("👍🏽", 2), ("👩\u200d👩\u200d👧\u200d👦", 2), ("🇩🇪", 2), ("❤\ufe0f", 2), ("❤", 1), ("🏴\u200d☠\ufe0f", 2),
                ("1\ufe0f\u20e3", 1), ("की", 2), ("ก็", 1), ("נָ", 1), ("🏴\U000e0067\U000e0062\U000e007f", 2))

    def test_columns_of_clusters(self):
        for cluster, columns in self.CLUSTERS:
            self.product("name=" + cluster * 3 + ".", "part_no=P")
        self.product("name=" + "x" * 20, "part_no=P")
        _, lines = self.see("products", "list", "--all", "--fields", "name,part_no")
        for line, (cluster, columns) in zip(lines[2:], self.CLUSTERS):
            self.assertEqual(line, cluster * 3 + "." + " " * (22 - 3 * columns - 1) + "P", ascii(cluster))

    def test_no_cut_within_a_cluster(self):
        for cluster, _ in self.CLUSTERS:
            made = self.product("name=" + cluster * 30)
            for width in range(8, 14):
                _, lines = self.see("products", "list", "--where", f"id is {made['id']}", "--fields", "name,id", width=width)
                cut = lines[2].split("…")[0]
                self.assertEqual(cut, cluster * (len(cut) // len(cluster)), ascii(cluster))
            _, lines = self.see("products", "get", made["id"], "--fields", "name", width=20)
            parts = [line[6:] for line in lines]
            self.assertEqual("".join(parts), cluster * 30)
            for part in parts:
                self.assertEqual(part, cluster * (len(part) // len(cluster)), ascii(cluster))

    def test_no_cluster_is_too_wide(self):
        made = self.product("name=" + "क" + "ा" * 200)
        status, lines = self.see("products", "get", made["id"], "--fields", "name", width=12)
        self.assertEqual((status, "".join(line.strip() for line in lines)[6:]), (0, "क" + "ा" * 200))

    def test_the_wish_of_the_caller_wins(self):
        self.product("name=X")
        _, lines = self.see("products", "list", width=200, env={"COLUMNS": "30"})
        self.assertLessEqual(max(map(len, lines)), 30)
        done = self.good("products", "list", "--output", "table", env={"COLUMNS": "30"})
        self.assertLessEqual(max(map(len, done.out.splitlines())), 30)

    def test_an_entity(self):
        made = self.product("name=X", "comments=" + "0123456789" * 20)
        status, lines = self.see("products", "get", made["id"], width=50)
        self.assertEqual(status, 0)
        self.assertLessEqual(max(map(len, lines)), 50)
        joined = "".join(line[21:] for line in lines if line.startswith("comments") or line.startswith(" "))
        self.assertEqual(joined, "0123456789" * 20)
        self.assertTrue(any(line.split() == ["product_type", "Workstation"] for line in lines))

    def test_no_control_characters_of_others(self):
        evil = "a\x1b[31mb\x07\x7f\u009b0m\u202ec\nd"
        made = self.product("name=" + evil)
        for arguments in (("get", made["id"]), ("list",), ("list", "--all")):
            status, lines = self.see("products", *arguments)
            seen = "\n".join(lines)
            self.assertEqual(status, 0)
            self.assertFalse(set("\x1b\x07\x7f\u009b\u202e") & set(seen), repr(seen))
            self.assertIn("a\ufffd[31mb\ufffd\ufffd\ufffd0m\ufffdc d", seen)
        for arguments in (("get", made["id"]), ("list",), ("list", "--all"), ("list", "--all", "--fields", "name")):
            _, lines = self.see("products", *arguments, "--output", "json")
            self.assertFalse(set("\x1b\x07\x7f\u009b\u202e") & set("".join(lines)))
            self.assertIn(r"a\u001b[31mb\u0007\u007f\u009b0m\u202ec\nd", "".join(lines).lower())

    def test_json_is_indented(self):
        made = self.product("name=X")
        _, lines = self.see("products", "get", made["id"], "--output", "json")
        self.assertEqual(lines[0], "{")
        self.assertIn('  "name": "X",', lines)
        _, lines = self.see("products", "list", "--output", "json", "--all")
        self.assertEqual(len(lines), 1)
        _, lines = self.see("products", "get", "1", "--dry-run")
        self.assertIn('  "method": "GET",', lines)

    def test_more_rows_are_hinted_at(self):
        for name in ("A", "B", "C"):
            self.product("name=" + name)
        _, lines = self.see("products", "list", "--query", '{"row_count":2}', errors=True)
        self.assertIn("--all", lines[-1])
        _, lines = self.see("products", "list", errors=True)
        self.assertNotIn("--all", "".join(lines))

    def test_a_walk_is_a_table_too(self):
        box = harness.Sandbox("--seed-data", "250")
        self.addCleanup(box.stop)
        status, lines = self.see("products", "list", "--all", env={"SDP_BASE_URL": box.base_url})
        self.assertEqual((status, len(lines)), (0, 252))
        self.assertLessEqual(max(map(columns_of, lines)), 80)


harness.main()
