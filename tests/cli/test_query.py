"""Lists: --where, --sort, --count, --query, and what is refused before it is sent."""
import json

import harness

LIST = ("products", "list")


class Query(harness.Case):
    def criteria(self, *conditions):
        arguments = [word for one in conditions for word in ("--where", one)]
        return self.sent(*LIST, *arguments)["list_info"]["search_criteria"]

    def test_conditions(self):
        for condition in ("is", "is not", "greater than", "greater or equal", "lesser than", "lesser or equal",
                          "starts with", "ends with", "contains", "not contains"):
            for written in (condition, condition.upper(), condition.replace(" ", "  ")):
                self.assertEqual(self.criteria(f"name {written} a b"), {"field": "name", "condition": condition, "value": "a b"})
        for sign, condition in (("=", "is"), ("!=", "is not"), (">", "greater than"), (">=", "greater or equal"),
                                ("<", "lesser than"), ("<=", "lesser or equal"), ("~", "contains"), ("!~", "not contains")):
            for written in (f"name{sign}X", f"name {sign} X", f" name  {sign}X "):
                self.assertEqual(self.criteria(written), {"field": "name", "condition": condition, "value": "X"})
        for condition in ("between", "not between"):
            for written in ("a,b", " a , b ", "\"a\",'b'"):
                self.assertEqual(self.criteria(f"name {condition} {written}"),
                                 {"field": "name", "condition": condition, "values": ["a", "b"]})

    def test_values(self):
        for written, value in (('"New York"', "New York"), ("'New York'", "New York"), ('"a\\"b"', 'a"b'), ('""', ""),
                               ('"  x "', "  x "), ("it's", "it's"), ("a,b", "a,b"), ("é 漢", "é 漢"), ("a = b", "a = b"),
                               ('"is not X"', "is not X"), ("'a\\\\b'", "a\\b")):
            self.assertEqual(self.criteria("name is " + written)["value"], value)
        self.assertEqual(self.criteria("is_laptop is true")["value"], True)
        self.assertEqual(self.criteria("id is 100000000000033283")["value"], "100000000000033283")
        self.assertEqual(self.criteria("product_type.name is X")["field"], "product_type.name")
        self.assertEqual(self.criteria("product_type is X")["field"], "product_type.name")
        self.assertEqual(self.criteria("depreciation_detail.useful_life > 3")["value"], "3")

    def test_several_are_joined(self):
        self.assertEqual(self.criteria("name is a", "part_no is b", "comments is c"), [
            {"field": "name", "condition": "is", "value": "a"},
            {"field": "part_no", "condition": "is", "value": "b", "logical_operator": "AND"},
            {"field": "comments", "condition": "is", "value": "c", "logical_operator": "AND"}])

    def test_mistakes(self):
        for wrong, says in (("nam is X", "'name'"), ("name", "missing"), ("name is", "value"), ("name iss X", "'is'"),
                            ("name contans X", "'contains'"), ("name start with X", "'starts with'"),
                            ("name like X", "'like'"), ("", "path"), ("is X", "no member 'is'"), ("name between a", "two"),
                            ("name between a,b,c", "two"), ("name between a,", "two"), ('name is "a', "quote"),
                            ('name is "a" b', "behind"), ("name == a", "'=='"), ("is_laptop is yes", "true or false"),
                            ("depreciation_detail.useful_life > x", "number"), ("name[0] is X", "path"),
                            ("product_type.nme is X", "'name'")):
            self.bad(2, *LIST, "--where", wrong, says=says)
        unknown = self.sent(*LIST, "--where", "nam is X", "--allow-unknown")["list_info"]["search_criteria"]
        self.assertEqual(unknown, {"field": "nam", "condition": "is", "value": "X"})
        self.assertEqual(self.sandbox.requests(), [])

    def test_sort(self):
        self.assertEqual(self.sent(*LIST, "--sort", "name"), {"list_info": {"sort_field": "name", "sort_order": "asc"}})
        self.assertEqual(self.sent(*LIST, "--sort=-name"), {"list_info": {"sort_field": "name", "sort_order": "desc"}})
        self.assertEqual(self.sent(*LIST, "--sort", "product_type"),
                         {"list_info": {"sort_field": "product_type.name", "sort_order": "asc"}})
        self.bad(2, *LIST, "--sort", "nme", says="'name'")
        self.bad(2, *LIST, "--sort", "-", says="path")
        self.bad(2, *LIST, "--sort", "", says="path")

    def test_query(self):
        info = {"row_count": 5, "start_index": 2}
        for given in (info, {"list_info": info}):
            for way in ("--query", "--input"):
                self.assertEqual(self.sent(*LIST, way, json.dumps(given)), {"list_info": info})
            self.assertEqual(self.sent(*LIST, "--query", json.dumps(given), "--sort", "name", "--set", "row_count=7"),
                             {"list_info": {"row_count": 7, "start_index": 2, "sort_field": "name", "sort_order": "asc"}})
        criterion = {"field": "name", "condition": "is", "value": "x"}
        self.assertEqual(self.sent(*LIST, "--query", json.dumps({"search_criteria": criterion})),
                         {"list_info": {"search_criteria": criterion}})
        self.bad(2, *LIST, "--query", json.dumps({"search_criteria": criterion}), "--where", "name is y", says="either")
        self.bad(2, *LIST, "--query", "{}", "--input", "{}", says="either")

    def test_out_of_range(self):
        for wrong in ({"row_count": 0}, {"row_count": 101}, {"row_count": -1}, {"start_index": -1}, {"start_index": 0},
                      {"page": -1}, {"sort_order": "up"}, {"page": 1, "start_index": 1}, {"rows": 1},
                      {"search_criteria": {"field": "name", "condition": "like", "value": "x"}},
                      {"search_criteria": [{"field": "name", "condition": "is"}]}, {"search_criteria": 1}):
            for way in ((), ("--all",), ("--count",)):
                self.bad(2, *LIST, "--query", json.dumps(wrong), *way)
        self.bad(2, *LIST, "--set", "row_count=0")
        self.assertEqual(self.sandbox.requests(), [])

    def test_found_again(self):
        for name in ("XPS 13", "XPS 15", "Latitude"):
            self.product("name=" + name)
        names = [row["name"] for row in self.good(*LIST, "--where", "name contains XPS", "--sort", "-name").json]
        self.assertEqual(names, ["XPS 15", "XPS 13"])
        self.assertEqual(self.good(*LIST, "--where", "name contains XPS", "--where", "name ends with 13").json[0]["name"],
                         "XPS 13")
        self.assertEqual(self.good(*LIST, "--where", "name is nothing").json, [])

    def test_count(self):
        for name in ("A1", "A2", "B"):
            self.product("name=" + name)
        for form in ("json", "jsonl"):
            self.assertEqual(self.good(*LIST, "--count", "--output", form).out, '{"total_count":3}\n')
        self.assertEqual(self.good(*LIST, "--count").out, '{"total_count":3}\n')
        self.assertEqual(self.good(*LIST, "--count", "--output", "table").out, "3\n")
        self.assertEqual(self.good(*LIST, "--count", "--output", "raw").json["list_info"]["total_count"], 3)
        self.assertEqual(self.good(*LIST, "--count", "--where", "name starts with A").json, {"total_count": 2})
        self.assertEqual(self.good(*LIST, "--count", "--where", "name is Z").json, {"total_count": 0})
        self.assertEqual(self.sandbox.requests()[-1]["input_data"]["list_info"]["row_count"], 1)
        self.bad(2, *LIST, "--count", "--all", says="either")

    def test_not_for_others(self):
        for option in (("--where", "name is X"), ("--sort", "name"), ("--count",), ("--all",), ("--query", "{}")):
            self.bad(2, "products", "get", "1", *option, says=option[0])


harness.main()
