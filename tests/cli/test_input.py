"""The request: --input in each form, --set by the kind of each member, quoting, sizes, and what cannot be read."""
import json
import os
import subprocess
import tempfile

import harness

ADD = ("products", "add")
KIND = {"product_type": {"name": "Workstation"}}


class Input(harness.Case):
    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, content):
        path = os.path.join(self.folder.name, "input")
        with open(path, "wb") as file:
            file.write(content)
        return path

    def product_of(self, *arguments, **options):
        return self.sent(*ADD, *arguments, **options)["product"]

    def test_bare_and_wrapped(self):
        product = {"name": "X", **KIND}
        for given in (product, {"product": product}):
            text = json.dumps(given)
            self.assertEqual(self.product_of("--input", text), product)
            self.assertEqual(self.product_of("--input", "@" + self.file(text.encode())), product)
            self.assertEqual(self.product_of("--input", "-", stdin=text.encode()), product)

    def test_set_wins_over_input(self):
        product = {"name": "X", "comments": "c", **KIND}
        for given in (product, {"product": product}):
            self.assertEqual(self.product_of("--set", "name=Y", "--input", json.dumps(given), "--set", "comments:=null"),
                             {"name": "Y", "comments": None, **KIND})
        self.assertEqual(self.product_of("--set", "name=Y", "--set", "product.product_type.id=7"),
                         {"name": "Y", "product_type": {"id": "7"}})

    def test_nothing_is_said_twice(self):
        for first, second in (("name=X", "name=Y"), ("name=X", "product.name=X"), ("name=X", "name:=null"),
                              ("product_type=A", "product_type.name=B")):
            self.bad(2, *ADD, "--set", first, "--set", second, says="is set twice")
        asset = ("contracts", "associate_assets", "1")
        self.bad(2, *asset, "--set", "asset.id=1", "--set", "[0].asset.id=2", says="is set twice")
        self.assertEqual(len(self.sent(*asset, "--set", "[].asset.id=1", "--set", "[].asset.id=1").popitem()[1]), 2)
        for text, path in (('{"name":"A","name":"B"}', "name"), ('{"product":{"name":"A","name":"A"}}', "product.name"),
                           ('{"name":"A","product_type":{"id":"1","id":"2"}}', "product_type.id")):
            done = self.bad(2, *ADD, "--input", text, "--output", "json", says="twice")
            self.assertEqual((done.error["status"], done.error["path"]), ("SDP_E_JSON", path))
        self.bad(2, "products", "list", "--query", '{"row_count":1,"row_count":2}', says="'row_count' twice")
        self.bad(2, "contracts", "edit", "1", "--set", 'cost:={"value":"1","value":"2"}', says="twice")

    def test_times_that_are_hardly_milliseconds(self):
        edit = ("contracts", "edit", "1")
        for value in ("20270131", "2025", "1798761600", "99999999999", "0"):
            done = self.bad(2, *edit, "--set", f"active_till={value}", says="2027-01-31")
            self.assertIn(":=MS", done.err)
            self.bad(2, "contracts", "list", "--where", f"active_till > {value}", says="2027-01-31")
            self.assertEqual(self.sent(*edit, "--set", f"active_till:={value}")["contract"]["active_till"], {"value": int(value)})
        self.assertEqual(self.sent(*edit, "--set", "active_till=100000000000")["contract"]["active_till"], {"value": 100000000000})

    def test_what_is_missing_is_told_at_once(self):
        done = self.bad(2, "contracts", "add", "--set", "name=CC", says="and is_definite, active_from, vendor")
        self.assertIn("--set owner=...", done.err)
        self.bad(2, *ADD, says="--set product_type=... --set name=..., or --input")
        self.bad(2, "products", "edit", "1", says="--set PATH=VALUE, or --input")
        error = self.bad(2, *ADD, "--output", "json").error
        self.assertEqual((error["status"], error["path"], error["attempts"]), ("SDP_E_ARGUMENT", "input", 0))

    def set_to(self, *sets):
        """Of a product with the rest that it needs."""
        arguments = [word for one in sets for word in ("--set", one)]
        made = self.product_of("--input", json.dumps({"name": "N", **KIND}), *arguments)
        return made

    def test_kinds(self):
        self.assertEqual(self.set_to("name=true")["name"], "true")
        self.assertEqual(self.set_to("name=12")["name"], "12")
        self.assertEqual(self.set_to("name=null")["name"], "null")
        self.assertEqual(self.set_to("name=a=b")["name"], "a=b")
        self.assertEqual(self.set_to("comments=")["comments"], "")
        self.assertEqual(self.set_to("is_laptop=true")["is_laptop"], True)
        self.assertEqual(self.set_to("is_laptop=false")["is_laptop"], False)
        self.assertEqual(self.set_to("is_laptop:=null")["is_laptop"], None)
        self.assertEqual(self.set_to("product_type=Laptop")["product_type"], {"name": "Laptop"})
        self.assertEqual(self.set_to("product_type.id=100000000000033283")["product_type"],
                         {"id": "100000000000033283", "name": "Workstation"})
        self.assertEqual(self.set_to('product_type:={"id":"5"}')["product_type"], {"id": "5"})
        self.assertEqual(self.sent("products", "list", "--set", "row_count=5", "--set", "fields_required[]=name",
                                   "--set", "fields_required[]=id", "--set", "list_info.start_index=3",
                                   "--set", "filter_by.name=Open", "--set", "search_fields.name=X"),
                         {"list_info": {"row_count": 5, "start_index": 3, "fields_required": ["name", "id"],
                                        "filter_by": {"name": "Open"}, "search_fields": {"name": "X"}}})
        self.assertEqual(self.sent("products", "list", "--set", "fields_required=name"),
                         {"list_info": {"fields_required": ["name"]}})

    def test_wrong_values(self):
        for wrong, says in (("is_laptop=yes", "true or false"), ("is_laptop=", "true or false"),
                            ("product_type.id=x", "digits of an id"), ("nam=x", "'name'"), ("name", "PATH=VALUE"),
                            ("=x", "PATH=VALUE"), ("name.x=1", "below"), ("name[0]=1", "only a list"),
                            ("product_type..name=1", "path"), ("product_type[=1", "path"), ("name:=", "--set name"),
                            ("name:={", "line 1, column"), ("name:=1", "expected a text"), ("id=7", "read-only"),
                            ("product_type.nme=x", "'name'")):
            self.bad(2, *ADD, "--input", json.dumps({"name": "N", **KIND}), "--set", wrong, says=says)
        self.bad(2, "products", "list", "--set", "row_count=x", says="number")
        self.bad(2, "products", "list", "--set", "fields_required[2]=x", says="index")
        self.assertEqual(self.sandbox.requests(), [])

    def test_unknown_members(self):
        product = {"name": "N", "x_new": {"a": [1]}, **KIND}
        self.bad(2, *ADD, "--input", json.dumps(product), says="x_new")
        self.assertEqual(self.product_of("--input", json.dumps(product), "--allow-unknown"), product)
        self.bad(2, *ADD, "--set", "x_other.y[]=1", says="x_other")
        made = self.product_of("--input", json.dumps({"name": "N", **KIND}), "--set", "x_other.y[]=1", "--allow-unknown")
        self.assertEqual(made["x_other"], {"y": ["1"]})
        self.bad(2, *ADD, "--input", json.dumps({"product": {"name": "N", **KIND}, "prodct": 1}), says="prodct")

    def test_malformed_json_is_told_with_its_place(self):
        done = self.bad(2, *ADD, "--input", '{"name": "X",\n  "part_no": }', says="line 2, column 14")
        self.assertTrue(done.err.startswith("sdp: --input: "))
        error = self.sdp(*ADD, "--input", '{"name": "X",\n  "part_no": }', "--output", "json").error
        self.assertEqual((error["status"], error["line"], error["column"]), ("SDP_E_JSON", 2, 14))
        for wrong in ("", " ", "{", "[1", '{"a":1}{}', "nul", '{"a":NaN}', '{"a":01}', '"\\u0000"', "'a'", "{,}"):
            self.bad(2, *ADD, "--input", wrong)
        self.bad(2, *ADD, "--input", "@" + self.file(b'{"name":"\xff"}'))
        self.bad(2, *ADD, "--input", "@" + self.file(b'{"name":"a"}\0'))

    def test_what_is_no_object(self):
        for wrong in ("1", "null", '"x"', "[]", "[{}]", '{"product":[]}', '{"product":1}'):
            self.bad(2, *ADD, "--input", wrong)
            self.bad(2, *ADD, "--input", wrong, "--set", "name=X")

    def test_what_cannot_be_read(self):
        self.bad(2, *ADD, "--input", "@" + self.folder.name, says="directory")
        self.bad(2, *ADD, "--input", "@" + os.path.join(self.folder.name, "none"), says="No such file")
        link = os.path.join(self.folder.name, "link")
        os.symlink("nowhere", link)
        self.bad(2, *ADD, "--input", "@" + link, says=link)
        self.bad(2, *ADD, "--input", "@", says="--input")
        self.bad(2, *ADD, "--input", "@/dev/zero", says="File too large")
        path = self.file(b"{}")
        os.chmod(path, 0)
        if os.geteuid() != 0:
            self.bad(2, *ADD, "--input", "@" + path, says="denied")

    def test_closed_streams(self):
        def run(closed, *arguments):
            line = f'exec "$0" "$@" {closed}'
            return subprocess.run(["sh", "-c", line, harness.SDP, *arguments], capture_output=True, text=True,
                                  env=self.environment(), timeout=harness.SECONDS)

        done = run("<&-", *ADD, "--input", "-")
        self.assertEqual(done.returncode, 2)
        self.assertIn("standard input cannot be read", done.stderr)
        self.assertEqual(run("<&-", "products", "list").stdout, "[]\n")
        self.assertEqual(run("2>&-", "products", "list").stdout, "[]\n")
        self.assertEqual(run("2>&-", "products", "get", "1").returncode, 1)
        done = run(">&-", "products", "list")
        self.assertEqual(done.returncode, 6)
        self.assertIn("standard output cannot be written", done.stderr)

    def test_a_megabyte(self):
        comments = "0123456789abcdé\n" * 65536
        product = {"name": "Big", "comments": comments, **KIND}
        path = self.file(json.dumps(product).encode())
        done = self.good(*ADD, "--input", "@" + path)
        self.assertEqual(done.json["comments"], comments)
        done = self.good(*ADD, "--input", "-", "--set", "name=Big 2", stdin=json.dumps(product).encode())
        self.assertEqual(done.json["comments"], comments)
        product["comments"] = "x" * (20 * 1024 * 1024)
        self.bad(2, *ADD, "--input", "-", stdin=json.dumps(product).encode())

    def test_non_ascii(self):
        for text in ("é", "漢字", "😀", "a\nb", "a\tb", "'", '"', "\\", "a+b c&d=e%20", "  x  "):
            self.assertEqual(self.set_to("name=" + text)["name"], text)
            made = self.product("name=" + text)
            self.assertEqual(made["name"], text)
            self.sandbox.reset()
        self.bad(2, *ADD, "--set", os.fsdecode(b"name=\xff"), "--set", "product_type=X", says="UTF-8")

    def test_operations_without_input(self):
        self.bad(2, "products", "get", "1", "--set", "name=x", says="is for operations that take input")
        self.bad(2, "products", "delete", "1", "--input", "{}", says="is for operations that take input")
        self.bad(2, *ADD, says="input")
        self.bad(2, *ADD, "--set", "name=X", says="product_type")

    def test_ids(self):
        self.bad(2, "products", "get", says="PRODUCT_ID")
        self.bad(2, "products", "get", "", says="empty")
        self.bad(2, "products", "get", "1", "2", says="one argument too many")
        self.bad(2, "products", "list", "1", says="one argument too many")
        self.bad(2, "products", "get", "../x", says="path")


harness.main()
