"""What an export writes an import takes for the same: user-defined fields of every kind, names with blanks, spreadsheets."""
import csv
import io
import json
import os

import harness

FIELDS = {"rate": 95.5, "since": {"value": "1700000000000", "display_value": "Nov 14, 2023"}, "flag": True, "tags": ["a", "b"],
          "code": "007", "owner": {"id": "5", "name": "Q"}, "none": None, "mark": "\\N"}


class Customer(harness.Case):
    def setUp(self):
        super().setUp()
        made = {"customer": {"name": "U", "udf_fields": FIELDS}}
        self.customer = self.good("customers", "add", "--input", json.dumps(made)).json["id"]

    def load(self, content, *more, noun="customers", **options):
        return self.sdp(noun, "import", "-", *more, stdin=content.encode(), **options)

    def set(self, field, cell):
        """The row of the report of an import that sets a user-defined field."""
        out = io.StringIO()
        csv.writer(out).writerows([["name", "udf_fields." + field], ["U", cell]])
        return self.load(out.getvalue()).rows[0]

    def fields(self):
        return self.good("customers", "get", self.customer).json["udf_fields"]

    def writes(self):
        return [one for one in self.sandbox.requests() if one["method"] != "GET"]


class Fields(Customer):
    def test_a_field_of_every_kind(self):
        names = "id,name," + ",".join("udf_fields." + name for name in FIELDS)
        done = self.good("customers", "export", "--fields", names)
        row = next(csv.DictReader(io.StringIO(done.out)))
        self.assertEqual([row["udf_fields." + name] for name in FIELDS],
                         ["95.5", "2023-11-14T22:13:20.000Z", "true", "a, b", "007", "Q", "", "\\\\N"])
        before = self.fields()
        loaded = self.load(done.out)
        self.assertEqual((loaded.status, loaded.rows[0]["action"]), (0, "unchanged"), loaded.out)
        self.assertEqual((self.fields(), len(self.writes())), (before, 1))

    def test_a_cell_sets_what_the_record_has(self):
        for field, cell, value in (("rate", "96.25", 96.25), ("flag", "FALSE", False), ("code", "8", "8"), ("none", "1", "1"),
                                   ("since", "2027-01-01", {"value": "1798761600000"}), ("mark", "\\N", None),
                                   ("later", "2027-01-01T00:00:00.000Z", {"value": "1798761600000"})):
            self.assertEqual(self.set(field, cell)["action"], "changed", field)
            self.assertEqual(self.fields()[field], value)
            self.assertEqual(self.set(field, cell)["action"], "unchanged", field)
        for field, cell in (("rate", "96.250"), ("flag", "false"), ("since", "1798761600000")):
            self.assertEqual(self.set(field, cell)["action"], "unchanged", field)

    def test_a_cell_that_cannot_is_the_lines_error(self):
        before = self.fields()
        for field, cell, says in (("rate", "x", "a number"), ("flag", "no", "true or false"), ("since", "x", "a time"),
                                  ("tags", "c", "a list"), ("owner", "R", "an object")):
            row = self.set(field, cell)
            self.assertEqual((row["action"], row["error"]["path"]), ("failed", "udf_fields." + field))
            self.assertIn(f"udf_fields.{field}: the record has {says} there", row["error"]["message"])
        self.assertEqual((self.fields(), len(self.writes())), (before, 1))

    def test_what_stands_beside_a_changed_field_stays(self):
        header = "name," + ",".join("udf_fields." + name for name in FIELDS)
        done = self.load(header + '\nU,97,2023-11-14T22:13:20.000Z,true,"a, b",007,Q,,\\\\N\n')
        self.assertEqual(done.rows[0]["members"], ["udf_fields.rate"], done.out)
        sent = self.writes()[-1]["input_data"]["customer"]["udf_fields"]
        self.assertEqual({name: sent[name] for name in ("rate", "flag", "tags", "code", "owner")},
                         {"rate": 97, "flag": True, "tags": ["a", "b"], "code": "007", "owner": {"id": "5", "name": "Q"}})

    def test_the_usual_columns_have_the_fields_that_a_cell_can_hold(self):
        done = self.sdp("customers", "export")
        header = done.out.splitlines()[0].split(",")
        self.assertEqual([name for name in header if name.startswith("udf_fields.")],
                         ["udf_fields." + name for name in ("rate", "since", "flag", "code", "mark")])
        self.assertNotIn("default_site.name", header)
        self.assertEqual(done.err, "sdp: not exported: udf_fields.tags,udf_fields.owner; --fields names what is to be\n")
        self.assertEqual(self.good("customers", "export", "--quiet").out, done.out)
        self.assertEqual(self.load(done.out).rows[0]["action"], "unchanged")

    def test_a_field_that_comes_late_is_told(self):
        box = harness.Sandbox("--seed-data", "1100")
        self.addCleanup(box.stop)
        env = {"SDP_BASE_URL": box.base_url}
        ids = [row["id"] for row in self.good("customers", "list", "--all", "--fields", "id", env=env).rows]
        self.good("customers", "edit", ids[-1], "--set", "udf_fields.late=1", env=env)
        done = self.sdp("customers", "export", env=env)
        self.assertEqual(len(list(csv.DictReader(io.StringIO(done.out)))), 111)
        self.assertEqual((done.status, done.err), (0, "sdp: not exported: udf_fields.late; --fields names what is to be\n"))

    def test_the_demo_data(self):
        box, other = harness.Sandbox("--seed-data", "demo"), harness.Sandbox()
        self.addCleanup(box.stop)
        self.addCleanup(other.stop)
        for noun, count in (("customers", 8), ("products", 20)):
            file = self.good(noun, "export", env={"SDP_BASE_URL": box.base_url}).out
            for _ in range(2):
                done = self.load(file, noun=noun, env={"SDP_BASE_URL": box.base_url})
                self.assertEqual(([row["action"] for row in done.rows], done.status), (["unchanged"] * count, 0), done.out)
        file = self.good("customers", "export", env={"SDP_BASE_URL": box.base_url}).out
        self.assertIn("udf_fields.managed_since", file.splitlines()[0])
        without_ids = "".join(line.split(",", 1)[1] for line in file.splitlines(True))
        done = self.load(without_ids, env={"SDP_BASE_URL": other.base_url})
        self.assertEqual({row["action"] for row in done.rows}, {"added"}, done.out)
        added = self.good("customers", "list", "--where", "name is Aster Dental Group", env={"SDP_BASE_URL": other.base_url})
        self.assertRegex(added.json[0]["udf_fields"]["managed_since"]["value"], r"^\d+$")


class Names(Customer):
    def names(self):
        return sorted(row["name"] for row in self.good("customers", "list", "--all").rows)

    def test_blanks_at_the_ends_are_nobodys(self):
        for cell in (" U", "U  ", "\tU "):
            row = self.load(f'name,city\n"{cell}",Ulm\n').rows[0]
            self.assertIn(row["action"], ("changed", "unchanged"))
            self.assertEqual(row["name"], "U")
        self.assertEqual(self.load('name\n"  V "\n').rows[0]["action"], "added")
        self.assertEqual(self.names(), ["U", "V"])

    def test_a_stored_name_with_blanks_is_no_rename(self):
        self.good("customers", "edit", self.customer, "--set", "name= U ")
        stored = self.good("customers", "get", self.customer).json["name"]
        self.assertEqual(self.load(f'id,name\n{self.customer},"{stored}"\n').rows[0]["action"], "unchanged")

    def test_ensure_looks_without_blanks_too(self):
        for name in (" U", "U ", " u "):
            done = self.sdp("customers", "add", "--ensure", "--set", "name=" + name, "--output", "json")
            self.assertEqual((done.status, done.out), (1, ""), done.err)
            self.assertEqual(done.error["status"], "SDP_E_AMBIGUOUS")
        self.assertEqual(self.names(), ["U"])

    def test_a_rename_is_told(self):
        done = self.load(f"id,name\n{self.customer},V\n", "--dry-run")
        self.assertEqual((done.rows[0]["action"], done.rows[0]["renamed_from"], done.rows[0]["members"]),
                         ("changed", "U", ["name"]))
        self.assertNotIn("renamed_from", self.load("name,city\nU,Ulm\n", "--dry-run").rows[0])
        table = self.load(f"id,name\n{self.customer},V\n", "--dry-run", "--output", "table", env={"COLUMNS": "120"})
        self.assertIn("V, renamed from U", table.out)
        read = list(csv.DictReader(io.StringIO(self.load(f"id,name\n{self.customer},V\n", "--csv").out)))
        self.assertEqual((read[0]["name"], read[0]["renamed_from"]), ("V", "U"))


class Spreadsheets(Customer):
    def test_truths_in_capitals(self):
        self.product("name=P")
        for cell, action in (("TRUE", "changed"), ("TRUE", "unchanged"), ("true", "unchanged"), ("FALSE", "changed")):
            row = self.load(f"name,is_laptop\nP,{cell}\n", noun="products").rows[0]
            self.assertEqual(row["action"], action, cell)
        self.assertEqual(self.load("name,is_laptop\nP,True\n", noun="products").status, 2)

    def test_header_cells_with_blanks(self):
        done = self.load(" name , city\t\nU,Ulm\n")
        self.assertEqual((done.status, done.rows[0]["members"]), (0, ["city"]), done.err)

    def test_columns_that_are_empty_throughout(self):
        done = self.load("name,,city,,\nU,,Ulm,,\nV,,,,\n")
        self.assertEqual((done.status, [row["action"] for row in done.rows]), (0, ["changed", "added"]), done.err)
        done = self.load("name,,city\n" + "".join(f"item {i},,\n" for i in range(30)))
        self.assertEqual(done.status, 0, done.err)
        listed = [one["input_data"]["list_info"] for one in self.sandbox.requests() if one["method"] == "GET"]
        self.assertFalse([info for info in listed if "" in info.get("fields_required", [])])
        done = self.load("name,,city\nU,x,Ulm\n")
        self.assertEqual(done.status, 2)
        self.assertIn("the column has no name", done.err)

    def test_a_file_that_is_too_large_is_told_the_limit(self):
        path = os.path.join(self.state, "in.csv")
        with open(path, "wb") as file:
            file.write(b"name\n")
            file.truncate(32 * 1024 * 1024 + 1)
        self.bad(2, "customers", "import", path, says="is larger than 32 MiB: cut it into several, each with the first row")


harness.main()
