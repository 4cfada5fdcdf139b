"""Calls from end to end: what goes over the wire, and what comes out in each form."""
import json
import os
import shutil
import subprocess
import tempfile

import harness

# The shell line that the command was made for, word for word.
WHOLE_LIFE = """set -e
id=$(sdp products add --set name=X --set product_type.name=Workstation --output json | jq -r .id)
sdp products edit $id --set comments:=null
sdp products get $id
sdp products list --where 'name is X' --all
sdp products delete $id
"""
# Where there is no jq.
JQ = """#!/bin/sh
exec python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])'
"""


class Calls(harness.Case):
    def shell(self, script):
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(harness.SDP, os.path.join(folder, "sdp"))
            if shutil.which("jq") is None:
                with open(os.path.join(folder, "jq"), "w", encoding="utf-8") as file:
                    file.write(JQ)
                os.chmod(file.name, 0o755)
            env = self.environment({"PATH": folder + os.pathsep + os.environ["PATH"]})
            return subprocess.run(["sh", "-c", script], env=env, capture_output=True, text=True, timeout=harness.SECONDS)

    def test_whole_life(self):
        done = self.shell(WHOLE_LIFE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        edited, got, listed, deleted = (json.loads(line) for line in done.stdout.splitlines())
        self.assertIsNone(edited["comments"])
        self.assertEqual((got["name"], listed["name"], got["id"]), ("X", "X", listed["id"]))
        self.assertEqual(deleted, {})
        self.bad(1, "products", "get", got["id"])

    def test_dry_run_shows_what_goes_over_the_wire(self):
        made = self.product("name=X")["id"]
        self.product("name=Other")
        steps = [
            ("products", "add", "--set", "name=Y", "--set", "product_type.name=Workstation"),
            ("products", "edit", made, "--set", "comments:=null", "--set", "part_no=é & = % +"),
            ("products", "get", made),
            ("products", "list"),
            ("products", "list", "--where", "name is X", "--all"),
            ("products", "list", "--where", "name contains X", "--sort", "-name", "--count"),
            ("products", "list", "--query", '{"list_info":{"row_count":2}}'),
            ("products", "delete", made),
        ]
        for step in steps:
            told = self.good(*step, "--dry-run").json
            before = len(self.sandbox.requests())
            self.good(*step)
            came = self.sandbox.requests()[before:]
            self.assertEqual(len(came), 1, step)
            self.assertEqual((told["method"], told["url"], told.get("input_data")),
                             (came[0]["method"], self.sandbox.root + came[0]["path"], came[0]["input_data"]), step)

    def test_dry_run_sends_nothing_and_needs_no_login(self):
        for env in ({"SDP_ACCESS_TOKEN": None}, {"SDP_ACCESS_TOKEN": None, "SDP_BASE_URL": None}):
            told = self.good("products", "get", "1", "--dry-run", env=env).json
            self.assertNotIn("Authorization", told["headers"])
            self.assertTrue(told["url"].endswith("/api/v3/products/1"))
        told = self.good("products", "get", "1", "--dry-run").json
        self.assertEqual(told["headers"]["Authorization"], "Zoho-oauthtoken ***")
        self.assertEqual(self.sandbox.requests(), [])

    def test_dry_run_checks(self):
        self.bad(2, "products", "add", "--set", "name=X", "--dry-run", says="product_type")

    def test_output_of_an_entity(self):
        made = self.product("name=X", "comments=a\tb")
        compact = self.good("products", "get", made["id"])
        self.assertEqual(compact.json, made)
        self.assertEqual(len(compact.out.splitlines()), 1)
        self.assertEqual(self.good("products", "get", made["id"], "--output", "jsonl").out, compact.out)
        self.assertEqual(self.good("products", "get", made["id"], "--output=json").out, compact.out)
        raw = self.good("products", "get", made["id"], "--output", "raw").json
        self.assertEqual(raw["product"]["name"], "X")
        self.assertIn("response_status", raw)
        table = self.good("products", "get", made["id"], "--output", "table").out
        self.assertIn("name                 X\n", table)
        self.assertIn("comments             a b\n", table)
        self.assertIn("product_type         Workstation\n", table)

    def test_output_of_a_list(self):
        names = ["A", "B"]
        for name in names:
            self.product("name=" + name)
        self.assertEqual([row["name"] for row in self.good("products", "list").json], names)
        self.assertEqual([row["name"] for row in self.good("products", "list", "--output", "jsonl").rows], names)
        self.assertEqual([row["name"] for row in self.good("products", "list", "--all").rows], names)
        self.assertEqual([row["name"] for row in self.good("products", "list", "--all", "--output", "json").rows], names)
        table = self.good("products", "list", "--output", "table").out.splitlines()
        self.assertEqual(table[0].split()[:2], ["id", "name"])
        self.assertEqual(set(table[1]), {"-", " "})
        self.assertEqual([line.split()[1] for line in table[2:]], names)
        self.assertEqual(self.good("products", "list", "--all", "--output", "table").out.splitlines(), table)
        self.assertEqual(len(self.good("products", "list", "--output", "raw").json["products"]), 2)

    def test_output_of_nothing(self):
        self.assertEqual(self.good("products", "list").json, [])
        self.assertEqual(self.good("products", "list", "--all").out, "")
        self.assertEqual(self.good("products", "list", "--output", "table").out, "")
        for form in ("json", "jsonl"):
            made = self.product("name=X")["id"]
            self.assertEqual(self.good("products", "delete", made, "--output", form).out, "{}\n")
        made = self.product("name=X")["id"]
        self.assertEqual(self.good("products", "delete", made, "--output", "table").out, "")

    def test_fields(self):
        made = self.product("name=X")
        path = "products", "get", made["id"], "--fields"
        self.assertEqual(self.good(*path, "name,product_type.name").json,
                         {"name": "X", "product_type": {"name": "Workstation"}})
        self.assertEqual(self.good(*path, "product_type.id, product_type.name").json,
                         {"product_type": {"id": made["product_type"]["id"], "name": "Workstation"}})
        self.assertEqual(self.good(*path, "software.name,comments").json, {"software": None, "comments": None})
        self.assertEqual(self.good("products", "list", "--fields", "name").json, [{"name": "X"}])
        self.assertEqual(self.good("products", "list", "--all", "--fields", "name").rows, [{"name": "X"}])
        table = self.good("products", "list", "--fields", "product_type.name,name", "--output", "table").out
        self.assertEqual([line.split() for line in table.splitlines()[::2]],
                         [["product_type.name", "name"], ["Workstation", "X"]])
        self.assertEqual(self.good(*path, "name", "--output", "table").out, "name  X\n")
        for wrong, says in (("nam", "'name'"), ("product_type.nme", "'name'"), ("name,", "path"), ("name.x", "below"),
                            ("name part_no", "commas"), ("product_type[0]", "path")):
            self.bad(2, *path, wrong, says=says)
        self.bad(2, *path, "name", "--output", "raw", says="raw")
        self.bad(2, "products", "delete", made["id"], "--fields", "id", says="--fields")
        self.assertEqual(self.good(*path, "nam,name", "--allow-unknown").json, {"name": "X"})

    def test_what_came_stays_as_it_came(self):
        text = "Ünïcødé 漢字 😀 \"quoted\" \\ / <&>"
        made = self.product("name=" + text)
        self.assertEqual(made["name"], text)
        self.assertEqual(self.good("products", "get", made["id"]).json["name"], text)

    def test_all_walks_every_page(self):
        for number in range(7):
            self.product(f"name=P{number}")
        rows = self.good("products", "list", "--all", "--query", '{"row_count":3}', "--sort", "name").rows
        self.assertEqual([row["name"] for row in rows], [f"P{number}" for number in range(7)])
        self.assertEqual(len([one for one in self.sandbox.requests() if one["method"] == "GET"]), 3)
        raw = self.good("products", "list", "--all", "--query", '{"row_count":3}', "--output", "raw").out
        self.assertEqual(raw.count('"response_status"'), 3)

    def test_options_may_stand_anywhere(self):
        made = self.product("name=X")["id"]
        self.assertEqual(self.good("--output", "json", "products", "--fields=name", "get", made).json, {"name": "X"})
        self.assertEqual(self.good("products", "get", "--", made).json["name"], "X")
        self.assertEqual(self.good("products", "get", "--output", "table", made, "--output=json").json["name"], "X")

    def test_verbose_tells_of_each_attempt(self):
        done = self.sdp("products", "list", "--verbose")
        self.assertEqual(done.status, 0)
        self.assertEqual(done.json, [])
        self.assertRegex(done.err, r"^sdp: attempt 1: GET http://\S+/products: HTTP 200, \d+ ms, new connection\n$")


harness.main()
