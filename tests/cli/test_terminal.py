"""What a person sees: tables that fit the terminal, indented JSON, and no control characters of others."""
import unicodedata

import harness


def columns_of(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


class Terminal(harness.Case):
    def test_a_list_is_a_table_that_fits(self):
        self.product("name=Dell OptiPlex", "manufacturer=Dell", "comments=" + "long " * 30)
        self.product("name=漢字漢字漢字漢字漢字", "comments=é́")
        for width in (4, 20, 40, 60, 80, 132, 400):
            status, lines = self.see("products", "list", width=width)
            self.assertEqual((status, len(lines)), (0, 4), lines)
            # An id that is cut is of no use, and no row is known by it alone.
            self.assertEqual(lines[0].split()[:2], ["id", "name"] if width >= 40 else ["name"])
            self.assertLessEqual(max(map(columns_of, lines)), width, lines)
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

    def demonstration(self):
        box = harness.Sandbox("--seed-data", "demo")
        self.addCleanup(box.stop)
        return {"SDP_BASE_URL": box.base_url}

    def shown(self, env, width, *arguments):
        """The columns of a table that fits, and its lines."""
        status, lines = self.see(*arguments, width=width, env=env)
        self.assertEqual(status, 0)
        self.assertLessEqual(max(map(columns_of, lines)), width, lines)
        return lines[0].split(), lines[2:]

    def test_names_stay_whole(self):
        env = self.demonstration()
        command = ("contracts", "expiring", "--days", "60")
        names = [row["name"] for row in self.good(*command, env=env).json]
        self.assertGreater(max(map(len, names)), 20)
        for width, columns in ((80, "id name customer active_till days"), (60, "name customer active_till days"),
                               (40, "name active_till days"), (120, "id name customer vendor active_till days cost"), (9, "name")):
            found, lines = self.shown(env, width, *command)
            self.assertEqual(found, columns.split(), width)
            for name, line in zip(names, lines):
                self.assertIn(name if width > 40 else name[:min(width - 1, 20)], line)
        for width, columns in ((60, "customer active expiring cost.USD next_end"), (40, "customer expiring next_end")):
            found, lines = self.shown(env, width, "contracts", "report")
            self.assertEqual(found, columns.split(), width)
            self.assertNotIn("…", "".join(lines))

    def test_names_of_lists(self):
        env = self.demonstration()
        for noun, columns, longest in (("contracts", "id name status customer", "Engineering workstations"),
                                       ("customers", "id name email_id country", "Fernhill Clinics"),
                                       ("products", "id name product_type type part_no category", "ProLiant DL360 Gen11")):
            found, lines = self.shown(env, 80, noun, "list")
            self.assertEqual(found, columns.split())
            self.assertIn(longest + "  ", "\n".join(lines))
            for width in (60, 40):
                self.assertEqual(self.shown(env, width, noun, "list")[0][:2], ["id", "name"])

    def test_wide_names_are_cut_last(self):
        self.product("name=" + "漢字" * 8, "manufacturer=" + "m" * 30, "part_no=" + "p" * 30)
        self.product("name=" + "e\u0301\u0323" * 22, "manufacturer=M", "part_no=P")
        for width in (44, 60, 80):
            _, lines = self.see("products", "list", width=width)
            self.assertLessEqual(max(map(columns_of, lines)), width, lines)
            self.assertIn("漢字" * (4 if width == 44 else 5), lines[2])
            self.assertIn("e\u0301\u0323" * 19, lines[3])

    def test_the_order_of_fields_is_that_of_cuts(self):
        self.product("name=" + "n" * 30, "manufacturer=" + "m" * 30, "part_no=" + "p" * 30)
        for fields, whole in (("name,manufacturer,part_no", "n" * 23), ("part_no,id,manufacturer,name", "p" * 23)):
            _, lines = self.see("products", "list", "--fields", fields, width=74)
            self.assertEqual(lines[0].split(), fields.split(","))
            self.assertIn(whole, lines[2])
        # All that was asked for is there, however narrow it is.
        _, lines = self.see("products", "list", "--fields", "name,manufacturer,part_no", width=30)
        self.assertEqual([len(part) for part in lines[1].split()], [18, 4, 4])
        _, lines = self.see("contracts", "expiring", "--fields", "id,vendor,cost", "--days", "60", width=20, env=self.demonstration())
        self.assertEqual(len(lines[1].split()), 3)

    def test_ids_are_not_cut(self):
        env = self.demonstration()
        with open(self.state + "/logo", "wb") as file:
            file.write(b"x")
        logo = self.good("customers", "upload_image", "--file", self.state + "/logo", env=env).json[0]["file_id"]
        customer = self.good("customers", "list", env=env).json[0]["id"]
        self.good("customers", "edit", customer, "--set", "header_logo=" + logo, env=env)
        for width, command, fields, member in (
                (30, ("contracts", "report"), "customer,customer_id", "customer_id"),
                (30, ("contracts", "expiring", "--days", "60"), "vendor,customer_id,customer", "customer_id"),
                (36, ("customers", "list"), "name,email_id,header_logo", "header_logo")):
            found = {row[member] for row in self.good(*command, "--fields", fields, env=env).json} - {None}
            header, lines = self.shown(env, width, *command, "--fields", fields)
            self.assertTrue(found)
            self.assertIn(member, header)
            for one in found:
                self.assertIn(one, "\n".join(lines))
        # By its name alone, where the tables do not know it; an address is cut as any other text.
        header, _ = self.shown(env, 40, "customers", "list", "--fields", "name,odd_and_long_id,contact_email_id", "--allow-unknown")
        self.assertEqual([header[1], header[2][-1]], ["odd_and_long_id", "…"])

    def test_nothing_is_told(self):
        for arguments, note in ((("products", "list"), "no products found"), (("contracts", "list", "--all"), "no contracts found"),
                                (("products", "list", "--where", "name is x"), "no products match"),
                                (("products", "list", "--all", "--output", "table", "--where", "name is x"), "no products match"),
                                (("neucrm", "list", "--set", "name=zzz"), "no customers match"),
                                (("contracts", "expiring"), "no contracts match")):
            self.assertEqual(self.see(*arguments, errors=True), (0, ["sdp: " + note]))
            self.assertEqual(self.see(*arguments), (0, []))
            self.assertEqual(self.see(*arguments, "--quiet", errors=True), (0, []))
        for arguments, printed in ((("--output", "json"), "[]"), (("--count",), "0")):
            self.assertEqual(self.see("products", "list", *arguments, errors=True), (0, [printed]))
        self.assertEqual(self.good("products", "list").out, "[]\n")
        self.assertEqual(self.good("products", "list", "--output", "table").out, "")
        self.product("name=X")
        self.assertEqual(len(self.see("products", "list", errors=True)[1]), 3)

    def test_nothing_is_told_of_a_failure(self):
        box = harness.Sandbox("--fault", "GET /products* status:403")
        self.addCleanup(box.stop)
        status, lines = self.see("products", "list", "--all", env={"SDP_BASE_URL": box.base_url}, errors=True)
        self.assertEqual((status, len(lines)), (1, 1), lines)

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
