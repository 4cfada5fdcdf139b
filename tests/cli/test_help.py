"""Help at each level, describe and completion: all that the tables hold, and enough to get on with."""
import re
import shlex

import harness


class Help(harness.Case):
    def test_general(self):
        text = self.good("--help").out
        for form in (("-h",), ("help",), ("products", "--help", "--help")[1:]):
            self.assertEqual(self.good(*form).out, text)
        for word in ("products", "add, edit, get, list, delete", "describe", "--input", "--set", "--query", "--where",
                     "--sort", "--count", "--all", "--fields", "--output", "--dry-run", "--timeout-ms", "--max-retries",
                     "--verbose", "--allow-unknown", "SDP_BASE_URL", "SDP_ACCESS_TOKEN", "SDP_AUTHTOKEN", "not contains",
                     "Exit status", "auth login|status|token", "doctor", "--ensure", "--dc", "--redirect-uri", "SDP_CLIENT_ID",
                     "SDP_CLIENT_SECRET", "SDP_REFRESH_TOKEN", "SDP_DC", "SDP_ACCOUNTS_URL", "SDP_TOKEN_CACHE", "SDP_CODE"):
            self.assertIn(word, text)

    def pages(self):
        """What there is help for."""
        found = [(), ("auth",), ("batch",), ("completion",), ("doctor",), ("download",)]
        for row in self.good("describe", "--output", "json").json:
            found += [(row["operation"].split(".")[0],), tuple(row["operation"].split("."))]
        names = self.good("--help").out.split("Nouns and their operations\n")[1].split("\n\n")[0]
        for noun, verbs in re.findall(r"^  (\w+) +(\w.*(?:\n {14}.*)*)", names, re.M):
            found += [(noun, verb) for verb in re.findall(r"\w+", verbs)]
        return sorted(set(found))

    def test_every_page_fits_the_usual_screen(self):
        pages = self.pages()
        self.assertGreater(len(pages), 48)  # of operations, and of tasks
        self.assertIn(("contracts", "report"), pages)
        for words in pages:
            text = self.good("help", *words, env={"COLUMNS": "200"}).out
            wide = [line for line in text.splitlines() if len(line) > 80]
            self.assertEqual(wide, [], words)
            self.assertFalse([line for line in text.splitlines() if line != line.rstrip()], words)
            if not words or words[0] in ("batch", "contracts", "download"):  # a wide screen makes no longer lines
                _, lines = self.see(*words, "--help", width=200, height=500)
                self.assertEqual(lines, text.splitlines(), words)

    def test_commands_have_pages_of_their_own(self):
        for command, says in (("download", "--file PATH"), ("completion", "sdp completion fish | source"), ("batch", "--in-order")):
            text = self.good(command, "--help").out
            self.assertTrue(text.startswith(f"usage: sdp {command} "), text)
            self.assertIn(says, text)
            self.assertEqual(self.good("help", command).out, text)

    def test_columns_of_help_go_on_below_themselves(self):
        text = self.good("--help").out
        for name in ("SDP_CLIENT_SECRET", "SDP_REFRESH_TOKEN", "SDP_DC"):
            self.assertRegex(text, rf"(?m)^  {name:17}  \w")
        self.assertRegex(text, r"(?m)^  --set PATH=VALUE +sets a member .*\n {24}\w")
        self.assertRegex(text, r"(?m)^  --output json\|jsonl\|table\|csv\|raw\n {24}how to print")
        self.assertRegex(self.good("help", "contracts", "report").out, r"\n  --days N {11}\w.*(?:\n.*)*\n {21}customers without any out; repeatable\n")
        self.assertRegex(self.good("help", "contracts", "report").out, r"^usage: sdp .*CONDITION\]\.\.\.\n {7}\[options\]\n")

    def test_help_fits_a_terminal_that_is_narrower(self):
        for words in ((), ("contracts", "report"), ("batch",), ("contracts", "renew")):
            _, lines = self.see("help", *words, width=60, height=500)
            self.assertFalse([line for line in lines if len(line) > 60 and len(line.split()) > 1], words)

    def test_describe_fits_the_terminal_and_parts_no_word(self):
        for words in ((), ("contracts",), ("contracts", "renew"), ("neucrm", "list")):
            piped = self.good("describe", *words).out
            for width in (44, 60, 80, 300):
                status, lines = self.see("describe", *words, width=width)
                self.assertEqual((status, "".join("".join(lines).split())), (0, "".join(piped.split())))
                # A path of the service has no blanks: it goes on behind a slash.
                parts = set(re.split(r"\s+|(?<=/)", piped))
                for line in lines:
                    self.assertLessEqual(set(re.split(r"\s+|(?<=/)", line)), parts)
                self.assertFalse([line for line in lines if len(line) > width], width)
                self.assertTrue(width < 300 or lines == piped.splitlines())
            self.assertEqual(self.good("describe", *words, env={"COLUMNS": "50"}).out, piped)  # a pipe is no screen
        _, lines = self.see("describe", "contracts", "renew", width=80)
        at = next(i for i, line in enumerate(lines) if "by id, name or" in line)
        self.assertEqual(lines[at + 1], " " * lines[at].index("who") + "email_id")

    def test_describe_takes_the_name_of_the_tables(self):
        for more in ((), ("--output", "json")):
            self.assertEqual(self.good("describe", "contracts.renew", *more).out, self.good("describe", "contracts", "renew", *more).out)
        self.assertIn("products.add", self.good("describe", "products.add").out)
        self.bad(2, "describe", "contracts.rnew", says="did you mean 'renew'?")
        self.bad(2, "describe", "contarcts.renew", says="did you mean 'contracts'?")
        self.bad(2, "describe", "contracts.", says="contracts needs an operation")

    def test_a_stranger_gets_on_with_it(self):
        """The examples of --help, run as they stand."""
        lines = [line.strip() for line in self.good("--help").out.splitlines() if re.match(r"  sdp products (add|list) ", line)]
        add, search = (next(line for line in lines if wanted in line) for wanted in ("product_type.name=", "contains"))
        made = self.good(*shlex.split(add)[1:]).json
        found = self.good(*shlex.split(search)[1:]).json
        self.assertEqual([row["id"] for row in found], [made["id"]])
        self.assertEqual(found[0]["product_type"]["name"], "Workstation")

    def test_of_a_noun_and_an_operation(self):
        self.assertEqual(self.good("products", "--help").out, self.good("help", "products").out)
        text = self.good("products", "add", "--help").out
        self.assertEqual(self.good("help", "products", "add").out, text)
        self.assertIn("usage: sdp products add --set product_type.name=... --set name=...", text)
        self.assertRegex(text, r"\n  \* name +text")
        self.assertNotRegex(text, r"\n  . id +id")  # nobody can set it; describe has it
        self.assertRegex(self.good("describe", "products", "add").out, r"\n  - id +id")
        self.assertRegex(text, r"\n      name +text +name of the product type")
        self.assertIn("PRODUCT_ID", self.good("products", "get", "--help").out)
        self.assertIn("between", self.good("products", "list", "--help").out)
        self.bad(2, "products", "lst", "--help")
        self.bad(2, "help", "prodcts")

    def test_of_the_login(self):
        for words, wanted in ((("auth",), ("usage: sdp auth login", "SDP_CODE_FILE", "--dc", "tokens.json")),
                              (("auth", "login"), ("usage: sdp auth login",)), (("doctor",), ("usage: sdp doctor", "clock")),
                              (("batch",), ("usage: sdp batch", "--concurrency", "--in-order", "Exit status"))):
            text = self.good(*words, "--help").out
            self.assertEqual(self.good("help", *words).out, text)
            for word in wanted:
                self.assertIn(word, text)
        self.bad(2, "doctr", says="did you mean 'doctor'?")
        self.bad(2, "btach", says="did you mean 'batch'?")

    def test_version(self):
        self.assertRegex(self.good("--version").out, r"^sdp \d+\.\d+\.\d+\n$")

    def test_help_needs_nothing(self):
        for arguments in (("--help",), ("describe",), ("--version",), ("completion", "bash"), ("auth", "--help"), ("doctor", "--help")):
            self.good(*arguments, env={"SDP_BASE_URL": "ftp://x", "SDP_TIMEOUT_MS": "x", "SDP_ACCESS_TOKEN": None})

    def test_words_too_many(self):
        for command, word in (("--version foo", "foo"), ("foo --version", "foo"), ("help products list extra", "extra"),
                              ("help x y z", "y"), ("help doctor a", "a"), ("help auth login b", "b"), ("help man x", "x"),
                              ("doctor foo", "foo"), ("completion bash extra", "extra"),
                              ("describe a b c d", "c"), ("describe contracts.renew x", "x")):
            self.bad(2, *command.split(), says=f"'{word}'")
        self.assertEqual(self.bad(2, "--version", "foo", "--output", "json").error["path"], "--version")
        # Where a secret may stand it is not repeated.
        self.assertNotIn("planted", self.bad(2, "auth", "status", "planted", says="no arguments").err)
        for command in ("help", "help help", "help --help", "help products", "help products list", "help auth login",
                        "products get 1 --help", "doctor foo --help"):
            self.good(*command.split())

    def test_options_that_mean_nothing(self):
        for command in ("describe", "completion bash", "download /x --file -"):
            self.bad(2, *command.split(), "--set", "a=b", says="--set is not for " + command.split()[0])

    def test_describe(self):
        self.assertIn("products add", self.good("describe").out)
        self.assertIn("a criterion", self.good("describe", "products").out)
        text = self.good("describe", "products", "add").out
        self.assertIn("POST /products", text)
        self.assertIn("as above", text)
        self.assertIn("product", self.good("describe", "products", "list").out)
        self.assertIn("nothing", self.good("describe", "products", "delete").out)

    def test_describe_for_programs(self):
        everything = self.good("describe", "--output", "json").json
        products = [one for one in everything if one["operation"].startswith("products.")]
        self.assertEqual(self.good("describe", "products", "--output", "json").json, products)
        add = self.good("describe", "products", "add", "--output", "json").json
        self.assertIn(add, products)
        fields = {field["name"]: field for field in add["input"]["type"]["fields"]}
        self.assertEqual((add["method"], add["path"], add["input"]["key"], add["access"]),
                         ("POST", "/products", "product", "write"))
        self.assertEqual((fields["name"]["required"], fields["name"]["kind"], fields["id"]["read_only"]), (True, "text", True))
        self.assertEqual([field["name"] for field in fields["software"]["type"]["fields"]], ["is_parent_suite", "name", "id"])
        self.assertIsNone(self.good("describe", "products", "delete", "--output", "json").json["output"])

    def test_members_are_where_they_can_be_used(self):
        renew = self.good("contracts", "renew", "--help").out
        self.assertRegex(renew, r"\n  \* contract +object")
        self.assertRegex(renew, r"\n      active_till +time")
        self.assertRegex(renew, r"\n    disable_notification +bool")
        self.assertIn("name is contract.name", renew)
        self.assertIn("name is contract.name", self.good("describe", "contracts", "renew").out)
        self.assertRegex(self.good("neucrm", "list", "--help").out, r"(?s)for --set.*created_from.*for --fields.*surname")
        self.assertIn("with customerid", self.good("neucrm", "update", "--help").out)
        for operation in ("upload_image", "upload_attachment"):
            self.assertRegex(self.good("customers", operation, "--help").out, r"(?s)usage.*--file.*for --fields.*content_url")
        self.assertIn("is_renewed", self.good("contracts", "get", "--help").out)
        associate = self.good("describe", "contracts", "associate_assets", "--output", "json").json
        self.assertEqual((associate["output"]["type"]["name"], associate["output"]["is_list"]), ("contract_asset", True))
        renew = self.good("describe", "contracts", "renew", "--output", "json").json
        self.assertEqual(renew["input"]["inner"], "contract")

    def test_values_and_marks_are_those_of_the_tables(self):
        written = self.good("help", "contracts", "edit").out
        self.assertIn("cost.value=12.50", written)
        self.sent("contracts", "edit", "1", "--set", "cost.value=12.50")
        for row in self.good("describe", "--output", "json").json:
            text = self.good("help", *row["operation"].split(".")).out
            self.assertEqual("(* required)" in text, "\n  * " in text, row["operation"])

    def test_conditions_join(self):
        for text in (self.good("--help").out, self.good("help", "products", "list").out, self.good("help", "man").out):
            for where in ("id between 10 and 20", "name in (Dell, HP)", "comments is null",
                          "(name is A or name is B) and is_laptop is true"):
                self.assertIn(f"'{where}'", text)
                self.sent("products", "list", "--where", where)

    def test_every_operation_has_help(self):
        self.assertEqual(len(self.good("describe", "--output", "json").json), 37)
        for row in self.good("describe", "--output", "json").json:
            noun, verb = row["operation"].split(".")
            text = self.good(noun, verb, "--help").out
            self.assertIn(row["doc"], " ".join(text.split()))
            self.assertEqual(text.split()[1:4], ["sdp", noun, verb])
            self.assertTrue(all(name.upper() in text for name in row["id_names"]), text)
            self.assertEqual((len(row["id_names"]), row["file"]), (row["ids"], "--file PATH|-" in text))
            described = self.good("describe", noun, verb).out
            self.assertIn(row["doc"], described)
            # A page is read on a screen.
            self.assertLessEqual(max(map(len, described.splitlines())), 120, row["operation"])
            self.assertLessEqual(len(text.splitlines()), 250, row["operation"])
            self.assertEqual(self.good("describe", noun, verb.replace("_", "-"), "--output", "json").json, row)


harness.main()
