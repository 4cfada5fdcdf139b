"""contracts report: a row for each customer, with sums that are exact."""
import csv
import io
import json

import harness

DAY = ("--today", "2026-11-22")
UTC = {"TZ": "UTC"}


class Report(harness.Case):
    sandbox_arguments = ("--seed-data", "demo", "--now", "2026-11-22T12:00:00Z")

    def report(self, *more, env=None):
        return self.good("contracts", "report", *DAY, *more, env={**UTC, **(env or {})})

    def row(self, customer, *more):
        return next(one for one in self.report(*more).json if one["customer"] == customer)

    def add(self, customer, name, cost, vendor="Dell"):
        self.good("contracts", "add", "--set", f"name={name}", "--set", f"customer.name={customer}", "--set",
                  "type.name=Lease", "--set", f"vendor.name={vendor}", "--set", f"cost.value={cost}", "--set",
                  "owner.email_id=john.doe@abcmail.com", "--set", "active_from=2026-01-01", "--set",
                  "active_till=2027-01-31", "--set", "is_definite=true")

    def test_a_row_for_each_customer(self):
        rows = self.report().json
        self.assertEqual([row["customer"] for row in rows], sorted(row["customer"] for row in rows))
        self.assertEqual(len(rows), 8)
        self.assertEqual(self.row("Eastgate Law"), {
            "customer_id": self.row("Eastgate Law")["customer_id"], "customer": "Eastgate Law", "contracts": 5, "active": 3,
            "expiring": 0, "expired": 2, "other": 0, "cost": {"USD": "21400.00"}, "next_end": "2027-01-16"})
        self.assertEqual(self.row("Eastgate Law", "--days", "60")["expiring"], 1)
        cancelled = self.row("Dunmore Brewing")
        self.assertEqual((cancelled["active"], cancelled["other"]), (1, 1))

    def test_customers_without_contracts_have_a_row(self):
        self.good("customers", "add", "--set", "name=Zeta")
        self.assertEqual(self.row("Zeta"), {"customer_id": self.row("Zeta")["customer_id"], "customer": "Zeta", "contracts": 0,
                                            "active": 0, "expiring": 0, "expired": 0, "other": 0, "cost": {},
                                            "next_end": None})

    def test_sums_are_exact_beyond_what_a_double_holds(self):
        self.good("customers", "add", "--set", "name=Zeta")
        for number, cost in enumerate(("9007199254740993.01", "0.10", "0.20", "0.005")):
            self.add("Zeta", f"c{number}", cost)
        self.assertEqual(self.row("Zeta")["cost"], {"USD": "9007199254740993.315"})

    def test_each_currency_has_its_sum_and_its_column(self):
        self.good("customers", "add", "--set", "name=Zeta")
        state = self.sandbox.state()
        text = json.dumps(state)
        self.assertIn("USD", text)
        changed = 0

        def to_euro(node):
            nonlocal changed
            if isinstance(node, dict):
                if node.get("name") == "Point of sale" and "currency" in node:
                    node["currency"]["code"] = "EUR"
                    changed += 1
                for value in node.values():
                    to_euro(value)
            elif isinstance(node, list):
                for value in node:
                    to_euro(value)
        to_euro(state)
        if not changed:
            self.skipTest("the state does not hold contracts as they are printed")
        self.sandbox.put_state(state)
        header, *rows = csv.reader(io.StringIO(self.report("--csv").out))
        self.assertEqual(header, ["customer_id", "customer", "contracts", "active", "expiring", "expired", "other", "cost.EUR",
                                  "cost.USD", "next_end"])
        dunmore = next(row for row in rows if row[1] == "Dunmore Brewing")
        self.assertEqual(dunmore[7:9], ["7200.00", ""])

    def test_numbers_stand_with_their_ends_below_each_other(self):
        head, rule, *rows = self.report("--output", "table", env={"COLUMNS": "200"}).out.splitlines()
        self.assertEqual(head.split()[-3:], ["other", "cost.USD", "next_end"])
        for name in ("active", "expiring", "other", "cost.USD"):
            end = head.index(name) + len(name)
            self.assertTrue(all(row[end - 1].isdigit() and row[end:end + 2] == "  " for row in rows), name)
            self.assertEqual(rule[end - 1:end + 1], "- ")
        begin = head.index("customer")
        self.assertTrue(all(row[begin].isalpha() for row in rows))
        days = self.good("contracts", "expiring", *DAY, "--days", "60", "--output", "table", env={**UTC, "COLUMNS": "140"})
        lines = days.out.splitlines()
        for name in ("days", "cost"):
            end = lines[0].index(name) + len(name)
            self.assertTrue(all(line[end - 1] != " " and line[end:end + 1] in ("", " ") for line in lines), name)
        self.assertEqual(self.report("--csv").out.splitlines()[0].split(",")[0], "customer_id")  # no blanks there
        self.assertNotIn("  ", self.report("--csv").out)

    def test_only_numbers_stand_at_the_right(self):
        self.good("customers", "add", "--set", "name=Zeta")
        self.add("Zeta", "1234567", "5.00")
        self.add("Zeta", "12", "1200.50")
        head, _, *rows = self.good("contracts", "list", "--where", "customer is Zeta", "--sort", "id", "--fields",
                                   "name,cost.value,customer.id,is_definite", "--output", "table", env={"COLUMNS": "200"}).out.splitlines()
        begin, end = head.index("cost.value"), head.index("cost.value") + len("cost.value")
        self.assertEqual([row[begin:end] for row in rows], ["         5", "    1200.5"])
        # A text of digits is a text, and an id no amount.
        self.assertEqual([row[:begin] for row in rows], ["1234567  ", "12       "])
        self.assertEqual(head.index("customer.id"), end + 2)
        self.assertTrue(all(row[end + 2].isdigit() for row in rows))

    def test_every_form(self):
        rows = self.report().json
        self.assertEqual(self.report("--output", "jsonl").rows, rows)
        read = list(csv.DictReader(io.StringIO(self.report("--csv").out)))
        self.assertEqual([(row["customer_id"], row["cost.USD"]) for row in read],
                         [(row["customer_id"], row["cost"]["USD"]) for row in rows])
        table = self.report("--output", "table", env={"COLUMNS": "80"}).out.splitlines()
        self.assertTrue(all(len(line) <= 80 for line in table))
        self.assertIn("Granite Bay Hotels", "\n".join(table))
        self.bad(2, "contracts", "report", "--output", "raw")
        self.bad(2, "contracts", "report", "x", says="'x'")

    def test_a_condition_is_about_those_who_have_such_contracts(self):
        rows = self.report("--where", "name starts with Server").json
        self.assertEqual([(row["customer"], row["contracts"]) for row in rows], [("Eastgate Law", 3)])
        self.assertEqual(self.report("--where", "name is nothing").json, [])
        self.assertEqual(self.report("--where", "name is nothing", "--csv").out.count("\n"), 1)
        paths = [one["path"] for one in self.sandbox.requests()]
        self.assertFalse([path for path in paths if path.endswith("/customers")], paths)  # nobody is asked for in vain

    def test_fields_choose_columns(self):
        self.assertEqual(self.report("--fields", "customer, active", "--where", "name starts with Server").json,
                         [{"customer": "Eastgate Law", "active": 1}])
        head, first, *_ = self.report("--fields", "next_end,customer,cost.USD,cost.EUR", "--csv").out.splitlines()
        self.assertEqual((head, first), ("next_end,customer,cost.USD,cost.EUR", "2026-12-04,Aster Dental Group,14400.00,"))
        head, first, *_ = self.report("--fields", "cost,customer", "--csv").out.splitlines()
        self.assertEqual((head, first), ("cost.USD,customer", "14400.00,Aster Dental Group"))
        self.assertEqual(self.report("--fields", "cost", "--output", "jsonl").rows[0], {"cost": {"USD": "14400.00"}})
        table = self.report("--fields", "customer,cost", "--output", "table", env={"COLUMNS": "80"}).out.splitlines()
        self.assertEqual(table[0].split(), ["customer", "cost.USD"])
        # Without currencies the column is there all the same.
        self.assertEqual(self.report("--fields", "customer,cost", "--where", "name is nothing", "--csv").out, "customer,cost\n")

    def test_fields_that_are_none_are_refused_before_anything_is_sent(self):
        before = len(self.sandbox.requests())
        self.bad(2, "contracts", "report", "--fields", "custmer", says="did you mean 'customer'?")
        self.bad(2, "contracts", "report", "--fields", "cost.", says="there is no column 'cost.'")
        self.bad(2, "contracts", "report", "--fields", "customer,,active", says="--fields")
        self.assertEqual(len(self.sandbox.requests()), before)

    def test_a_login_for_contracts_alone_has_a_report(self):
        box = harness.Sandbox("--seed-data", "demo", "--fault", "GET /customers code:4002")
        self.addCleanup(box.stop)
        done = self.sdp("contracts", "report", *DAY, env={"SDP_BASE_URL": box.base_url, **UTC})
        self.assertEqual((done.status, len(done.json)), (0, 8))
        self.assertIn("customers cannot be listed", done.err)

    def test_half_a_walk_is_no_report(self):
        box = harness.Sandbox("--seed-data", "demo", "--fault", "GET /customers html:503")
        self.addCleanup(box.stop)
        self.bad(3, "contracts", "report", "--max-retries", "0", env={"SDP_BASE_URL": box.base_url, **UTC})
        box = harness.Sandbox("--seed-data", "demo", "--fault", "GET /customers code:4004")
        self.addCleanup(box.stop)
        self.bad(1, "contracts", "report", "--max-retries", "0", env={"SDP_BASE_URL": box.base_url, **UTC})


harness.main()
