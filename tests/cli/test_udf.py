"""User-defined fields through the command, against a sandbox that was told which there are, and of which type."""
import json
import os

import harness


class Udf(harness.Case):
    sandbox_arguments = ("--udf", "customer.num_seats=integer", "--udf", "customer.dt_since=date",
                         "--udf", "customer.plan=pick:gold|silver", "--udf", "product.num_seats=integer")

    def add(self, name, *sets):
        arguments = [word for one in sets for word in ("--set", "udf_fields." + one)]
        return self.good("customers", "add", "--set", "name=" + name, *arguments).json["udf_fields"]

    def names(self, *arguments):
        return [row["name"] for row in self.good("customers", "list", "--fields", "name", "--output", "jsonl", *arguments).rows]

    def test_values_are_set(self):
        """As JSON, or as a text that the service reads; digits stay."""
        self.assertEqual(self.add("A", "num_seats:=123456789012345678"),
                         {"txt_single_line_field": None, "num_seats": 123456789012345678, "dt_since": None, "plan": None})
        self.assertEqual(self.add("B", "num_seats=5", "plan=gold", "dt_since.value=1680287400000"),
                         {"txt_single_line_field": None, "num_seats": 5, "plan": "gold",
                          "dt_since": {"display_value": "Apr 1, 2023", "value": "1680287400000"}})
        for wrong, says in (("num_seats=many", "'udf_fields.num_seats'"), ("plan=bronze", "no such choice"),
                            ("dt_since=2023-04-01", "'udf_fields.dt_since'"), ("num_seat:=5", "'udf_fields.num_seat'")):
            self.bad(1, "customers", "add", "--set", "name=C", "--set", "udf_fields." + wrong, says=says)

    def test_lists_go_by_type(self):
        self.add("A", "num_seats:=5", "dt_since.value:=1000")
        self.add("B", "num_seats:=12", "dt_since.value:=999")
        self.add("C", "num_seats:=3", "dt_since.value:=4102444800000")
        self.assertEqual(self.names("--where", "udf_fields.num_seats > 3"), ["A", "B"])
        self.assertEqual(self.names("--where", "udf_fields.dt_since < 2027-01-01"), ["A", "B"])
        self.assertEqual(self.names("--sort", "-udf_fields.dt_since"), ["C", "A", "B"])
        self.assertEqual(self.names("--sort", "udf_fields.num_seats"), ["C", "A", "B"])
        done = self.good("customers", "list", "--sort", "name", "--fields", "name,udf_fields.num_seats", "--output", "csv")
        self.assertEqual(done.out.split(), ["name,udf_fields.num_seats", "A,5", "B,12", "C,3"])

    def test_a_sheet_is_imported(self):
        sheet = os.path.join(self.state, "sheet.csv")
        with open(sheet, "w", encoding="utf-8") as out:
            out.write("name,udf_fields.num_seats,udf_fields.plan\nA,5,gold\nB,,silver\n")
        self.assertEqual(self.sdp("customers", "import", sheet).status, 0)
        rows = self.good("customers", "list", "--sort", "name", "--output", "jsonl").rows
        self.assertEqual([(row["udf_fields"]["num_seats"], row["udf_fields"]["plan"]) for row in rows],
                         [(5, "gold"), (None, "silver")])

    def test_products_have_some_that_no_page_knows(self):
        """The tables have none, so it must be said that they are meant."""
        wanted = ("--set", "name=A", "--set", "product_type.name=Laptop", "--set", "udf_fields.num_seats:=5")
        self.bad(2, "products", "add", *wanted, says="no member 'udf_fields'")
        made = self.good("products", "add", *wanted, "--allow-unknown").json
        self.assertEqual(made["udf_fields"], {"num_seats": 5})
        for condition, found in (("> 3", ["A"]), ("> 5", [])):
            done = self.good("products", "list", "--allow-unknown", "--where", "udf_fields.num_seats " + condition)
            self.assertEqual([row["name"] for row in done.json], found)

    def test_what_is_declared_is_told(self):
        told = json.loads(self.sandbox.ask("GET", "/_sandbox/udf"))["fields"]
        self.assertEqual([(one["noun"], one["name"], one["type"]) for one in told],
                         [("customer", "txt_single_line_field", "text"), ("customer", "num_seats", "integer"),
                          ("customer", "dt_since", "date"), ("customer", "plan", "pick"),
                          ("product", "num_seats", "integer")])
        self.assertEqual(told[3]["choices"], ["gold", "silver"])


harness.main()
