"""The language of --where: several criteria in one, lists, times, and mistakes with their column."""
import harness

PRODUCTS, CONTRACTS = ("products", "list"), ("contracts", "list")


def one(field, condition, value, **more):
    return {"field": field, "condition": condition, "values" if isinstance(value, list) else "value": value, **more}


class Where(harness.Case):
    def criteria(self, command, *conditions):
        arguments = [word for text in conditions for word in ("--where", text)]
        return self.sent(*command, *arguments)["list_info"]["search_criteria"]

    def test_lists_and_ranges(self):
        for written in ("name in (a, 'b, c')", "name IN(a,\"b, c\")"):
            self.assertEqual(self.criteria(PRODUCTS, written), one("name", "is", ["a", "b, c"]))
        self.assertEqual(self.criteria(PRODUCTS, "name not in (a, b)"), one("name", "is not", ["a", "b"]))
        self.assertEqual(self.criteria(PRODUCTS, "name between a and b"), one("name", "between", ["a", "b"]))
        self.assertEqual(self.criteria(PRODUCTS, "comments is null"), one("comments", "is", None))
        self.assertEqual(self.criteria(PRODUCTS, "comments is 'null'"), one("comments", "is", "null"))

    def test_several_in_one(self):
        self.assertEqual(self.criteria(PRODUCTS, "name is a or name is b"),
                         [one("name", "is", "a"), one("name", "is", "b", logical_operator="OR")])
        self.assertEqual(self.criteria(PRODUCTS, "name is R and D"), one("name", "is", "R and D"))
        either = one("name", "is", "a", children=[one("name", "is", "b", logical_operator="OR")])
        laptops = one("is_laptop", "is", True, logical_operator="AND")
        self.assertEqual(self.criteria(PRODUCTS, "name is a or name is b", "is_laptop is true"), [either, laptops])
        self.assertEqual(self.criteria(PRODUCTS, "(name is a or name is b) and is_laptop is true"), [either, laptops])

    def test_quotes_are_free(self):
        for value in ("x)", "x and", "Dell or HP", "= x", "null", "a (b", "name is x"):
            self.assertEqual(self.criteria(PRODUCTS, f"name is '{value}'"), one("name", "is", value))
        for value in ("Dell XPS 15", "status report", "R & D", "what is new"):
            self.assertEqual(self.criteria(CONTRACTS, f"name is {value}"), one("name", "is", value))
        self.assertEqual(self.criteria(CONTRACTS, "cost.value > 5"), one("cost.value", "greater than", "5"))

    def test_times(self):
        """The same wherever the command runs: what says no offset is UTC."""
        for zone in ("UTC", "Asia/Kolkata", "America/New_York"):
            done = self.good(*CONTRACTS, "--where", "status.name is Active", "--where", "active_till < 2027-01-01",
                             "--dry-run", env={"TZ": zone})
            self.assertEqual(done.json["input_data"]["list_info"]["search_criteria"],
                             [one("status.name", "is", "Active"),
                              one("active_till", "lesser than", "1798761600000", logical_operator="AND")])
        for written, ms in (("2027-01-01T10:00:00Z", "1798797600000"), ("2027-01-01 10:00+02:00", "1798790400000"),
                            ("1798761600000", "1798761600000")):
            self.assertEqual(self.criteria(CONTRACTS, "active_till > " + written)["value"], ms)

    def test_mistakes(self):
        for wrong, says in (("name is a and nam is b", "column 15: product has no member 'nam'; did you mean 'name'?"),
                            ("name is a and name iss b", "column 20: 'iss' begins no condition"),
                            ("name is a or name is b and name is c", "parentheses say what belongs together"),
                            ("(name is a", "column 1: the parenthesis is not closed"), ("name in a", "in (a, b)"),
                            ("name in ()", "column 10: the value is missing"), ("name in (a", "closing parenthesis"),
                            ("name greater then a", "did you mean 'greater than'?"), ("name is x)", "column 10: no parenthesis"),
                            ("name is x and", "column 11: behind 'and'"), ("name is Dell or HP", "column 14: behind 'or'"),
                            ("name > null", "column 8: null goes with"), ("name = = x", "column 8: one condition"),
                            ("id is x1", "column 7: the member takes the digits of an id")):
            self.bad(2, *PRODUCTS, "--where", wrong, says=says)
            self.bad(2, *PRODUCTS, "--where", "name is x", "--where", wrong, says="--where '" + wrong)
        self.bad(2, *CONTRACTS, "--where", "active_till < tomorrow", says="column 15")
        self.bad(2, *CONTRACTS, "--where", "status is Active or Expired", says="repeat the member")
        self.bad(2, *CONTRACTS, "--where", "cost > 5", says="such as cost.value")
        self.bad(2, *CONTRACTS, "--where", "display_id is 4", says="such as display_id.value")
        for wrong, says in (("active_till > 2027", "such as 2027-01-31"),
                            ("name is x && status is Active", "column 11: 'and' joins criteria"),
                            ("name is x || status is Active", "column 11: 'or' joins criteria"),
                            ("name is x status is Active", "column 11: a criterion begins here"),
                            ("name is \u201cx\u201d", "column 9: quotes are"), ("name is \u00a0x", "such as a no-break space"),
                            ("cost.value between 10 and 5", "column 20: the first of the two"),
                            ("(" * 16 + "name is x" + ")" * 16, "15 may stand inside one another")):
            self.bad(2, *CONTRACTS, "--where", wrong, says=says)
        self.assertEqual(self.sandbox.requests(), [])

    def test_who_sets_wants_to_search(self):
        for written, where in (("name=x", "name is x"), ("product_type.name=Laptop", "product_type.name is Laptop")):
            self.bad(2, *PRODUCTS, "--set", written, says=f"to search, give --where '{where}'")
            self.sent(*PRODUCTS, "--where", where)
        self.bad(2, *PRODUCTS, "--set", "row_cont=5", says="did you mean 'row_count'?")
        self.assertEqual(self.sent(*PRODUCTS, "--set", "row_count=5", "--set", "name=x", "--allow-unknown")["list_info"],
                         {"row_count": 5, "name": "x"})
        # Of an operation that takes such a member there is nothing to search.
        self.bad(2, "products", "add", "--set", "nam=x", says="did you mean 'name'?")

    def test_found(self):
        for name, laptop in (("XPS 13", "true"), ("XPS 15", "true"), ("PowerEdge", "false")):
            self.product("name=" + name, "is_laptop=" + laptop)
        for where, names in (("name in (XPS 13, PowerEdge)", ["PowerEdge", "XPS 13"]),
                             ("is_laptop is true and (name ends with 13 or name ends with Edge)", ["XPS 13"]),
                             ("name not in ('XPS 13')", ["PowerEdge", "XPS 15"]),
                             ("name between Q and Z", ["XPS 13", "XPS 15"]), ("comments is null", ["PowerEdge", "XPS 13", "XPS 15"])):
            found = self.good(*PRODUCTS, "--where", where, "--sort", "name", "--fields", "name").json
            self.assertEqual([row["name"] for row in found], names, where)


harness.main()
