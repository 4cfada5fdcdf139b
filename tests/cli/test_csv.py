"""--output csv: one header, a row for each entity, and what other programs read from it."""
import csv
import io
import json

import harness

HARD = 'say "hi", then\nleave\r\nnow '


def read(done):
    return list(csv.reader(io.StringIO(done.out, newline="")))


class Csv(harness.Case):
    def test_an_entity(self):
        made = self.product("name=XPS 15", "part_no=7")
        header, row = read(self.good("products", "get", made["id"], "--output", "csv"))
        self.assertEqual(header[:2], ["id", "name"])
        self.assertEqual(len(set(header)), len(header))
        cells = dict(zip(header, row))
        self.assertEqual((cells["id"], cells["name"], cells["part_no"]), (made["id"], "XPS 15", "7"))
        self.assertEqual((cells["product_type.name"], cells["comments"]), ("Workstation", ""))

    def test_the_columns_are_the_same_whatever_the_rows_have(self):
        empty = self.good("products", "list", "--output", "csv")
        self.product("name=A")
        some = self.good("products", "list", "--output", "csv")
        self.assertEqual(empty.out, some.out.splitlines()[0] + "\n")
        self.assertEqual(read(self.good("products", "list", "--output", "csv", "--all"))[0], read(empty)[0])

    def test_quotes(self):
        for name in (HARD, "a,b", '"', "plain", "=1+2", "+49 30", "-5", "@you", "漢字 é", " blanks ", "tab\tbed", "'"):
            made = self.product("name=" + name)
            done = self.good("products", "get", made["id"], "--output", "csv", "--fields", "name,id")
            kept = self.good("products", "get", made["id"]).json["name"]
            self.assertEqual(read(done), [["name", "id"], [kept, made["id"]]])
        self.assertEqual(self.good("products", "list", "--where", "name is plain", "--output", "csv", "--fields", "name").out,
                         "name\nplain\n")
        self.assertEqual(self.good("products", "list", "--where", "name is '=1+2'", "--output", "csv", "--fields", "name").out,
                         "name\n=1+2\n")

    def test_bytes(self):
        made = self.product("name=漢")
        done = self.good("products", "get", made["id"], "--output", "csv", "--fields", "name,comments")
        self.assertEqual(done.raw, "name,comments\n漢,\n".encode())
        alone = self.good("products", "get", made["id"], "--output", "csv", "--fields", "comments")
        self.assertEqual(alone.out, 'comments\n""\n')

    def test_what_nests_is_json(self):
        entity = self.product("name=X")
        done = self.good("products", "get", entity["id"], "--output", "csv", "--fields", "product_type,product_type.name")
        header, row = read(done)
        self.assertEqual(header, ["product_type", "product_type.name"])
        self.assertEqual(json.loads(row[0]), entity["product_type"])
        self.assertEqual(row[1], "Workstation")

    def test_a_walk_has_one_header(self):
        box = harness.Sandbox("--seed-data", "250")
        self.addCleanup(box.stop)
        env = {"SDP_BASE_URL": box.base_url}
        rows = read(self.good("products", "list", "--all", "--output", "csv", "--fields", "id,product_type.name", env=env))
        plain = self.good("products", "list", "--all", "--output", "jsonl", env=env).rows
        self.assertEqual(rows, [["id", "product_type.name"]] + [[row["id"], row["product_type"]["name"]] for row in plain])

    def test_nested_lists(self):
        box = harness.Sandbox("--seed-data", "demo")
        self.addCleanup(box.stop)
        env = {"SDP_BASE_URL": box.base_url}
        ids = self.good("contracts", "list", "--all", "--fields", "id", env=env).rows
        for contract in ids[:5]:
            entity = self.good("contracts", "get", contract["id"], env=env).json
            header, row = read(self.good("contracts", "get", contract["id"], "--output", "csv", "--fields",
                                         "sites,sites.name,active_till,active_till.value", env=env))
            cells = dict(zip(header, row))
            self.assertEqual(json.loads(cells["sites"] or "null"), entity["sites"])
            names = [site.get("name") for site in entity["sites"] or []]
            self.assertEqual(json.loads(cells["sites.name"] or "[]"), names)
            self.assertEqual(cells["active_till.value"], (entity["active_till"] or {"value": ""})["value"])

    def test_counts_and_nothing(self):
        self.product("name=A")
        self.assertEqual(self.good("products", "list", "--count", "--output", "csv").out, "total_count\n1\n")
        made = self.product("name=B")
        self.assertEqual(self.good("products", "delete", made["id"], "--output", "csv").out, "")

    def test_failures_print_nothing(self):
        self.bad(1, "products", "get", "1", "--output", "csv")
        for command in (("doctor",), ("describe",), ("batch", "-"), ("auth", "status")):
            self.bad(2, *command, "--output", "csv", says="csv")
        self.bad(2, "products", "list", "--output", "csvs", says="'csv'")
        self.bad(2, "products", "list", "--output", "csv", "--fields", "nme", says="'name'")
        self.bad(2, "products", "list", "--all", "--output", "table", "--checkpoint", "x", says="jsonl or csv")


harness.main()
