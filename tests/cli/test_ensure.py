"""sdp NOUN add --ensure: found by its name, or added; never a second one."""
import json

import harness

PRODUCT = ("products", "add", "--ensure", "--set", "product_type.name=Workstation")


class Ensure(harness.Case):
    def names(self, noun):
        return [row["name"] for row in self.good(noun, "list", "--all").rows]

    def test_products(self):
        first = self.good(*PRODUCT, "--set", "name=A", "--set", "comments=first").json
        again = self.good(*PRODUCT, "--set", "name=A", "--set", "comments=second").json
        self.assertEqual((again["id"], again["comments"]), (first["id"], "first"))
        self.assertEqual(self.names("products"), ["A"])
        self.good(*PRODUCT, "--set", "name=B")
        self.assertEqual(sorted(self.names("products")), ["A", "B"])

    def test_by_input(self):
        body = {"product": {"name": "A", "product_type": {"name": "Workstation"}}}
        made = [self.good("products", "add", "--ensure", "--input", "-", stdin=json.dumps(given).encode()).json["id"]
                for given in (body, body["product"])]
        self.assertEqual(made[0], made[1])

    def test_customers(self):
        made = [self.good("customers", "add", "--ensure", "--set", "name=Acme").json["id"] for _ in range(2)]
        self.assertEqual(made[0], made[1])

    def contract(self, customer, *more):
        sets = ["name=C", "customer.name=" + customer, "vendor.name=Dell", "owner.name=test", "is_definite=true",
                "type.name=Lease", "active_from=2026-01-01", "active_till=2027-01-01"]
        return ("contracts", "add", *more, *(word for one in sets for word in ("--set", one)))

    def test_contracts_within_their_customer(self):
        for name in ("Acme", "Other"):
            self.good("customers", "add", "--set", "name=" + name)
        first = self.good(*self.contract("Acme", "--ensure")).json["id"]
        self.assertEqual(self.good(*self.contract("Acme", "--ensure")).json["id"], first)
        self.assertNotEqual(self.good(*self.contract("Other", "--ensure")).json["id"], first)
        # The service lets two have one name.
        second = self.good(*self.contract("Acme")).json["id"]
        done = self.bad(1, *self.contract("Acme", "--ensure"))
        for found in (first, second):
            self.assertIn(found, done.err)
        done = self.sdp(*self.contract("Acme", "--ensure"), "--output", "json")
        self.assertEqual((done.status, done.out, done.error["status"]), (1, "", "SDP_E_AMBIGUOUS"))
        self.assertEqual(len(self.names("contracts")), 3)

    def test_verbose_tells_which(self):
        for word in ("it was added", "was found; nothing was added"):
            done = self.sdp(*PRODUCT, "--set", "name=A", "--verbose")
            self.assertEqual(done.status, 0)
            self.assertIn(word, done.err.splitlines()[-1])
            self.assertEqual(done.json["name"], "A")

    def test_an_answer_that_was_lost(self):
        box = harness.Sandbox("--fault", "POST /products times=1 truncate")
        self.addCleanup(box.stop)
        env = {"SDP_BASE_URL": box.base_url}
        done = self.sdp(*PRODUCT, "--set", "name=A", env=env)
        if done.status != 0:  # not settled in one go: the next settles it
            self.assertEqual(done.status, 7)
            self.good(*PRODUCT, "--set", "name=A", env=env)
        self.assertEqual([one["method"] for one in box.requests()].count("POST"), 1)

    def test_usage(self):
        self.bad(2, "products", "get", "1", "--ensure", says="--ensure is for add")
        self.bad(2, "neucrm", "create", "--ensure", says="--ensure is for add")
        self.bad(2, "download", "/x", "--file", "-", "--ensure", says="--ensure is not for download")
        self.bad(2, "auth", "status", "--ensure", says="--ensure is not for auth status")
        self.bad(2, *PRODUCT, says="name")
        self.bad(2, *PRODUCT, "--set", "name:=null", says="name")
        self.assertEqual(self.sandbox.requests(), [])

    def test_dry_run_shows_the_adding(self):
        done = self.sdp(*PRODUCT, "--set", "name=A", "--dry-run")
        self.assertEqual((done.status, done.json["method"]), (0, "POST"))
        self.assertRegex(done.err, r"\Asdp: --ensure looks for the record by its name first.*\n\Z")
        self.assertIn("[--ensure]", self.good("products", "add", "--help").out)


harness.main()
