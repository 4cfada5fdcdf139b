"""What the sandbox refuses in words: what its own addresses do not know, methods that no operation has, and too large a search."""
import http.client
import json
import os
import re
import unittest
import urllib.parse

import harness

ACCEPT = "application/vnd.manageengine.sdp.v3+json"
LOGIN = {"Accept": ACCEPT, "authtoken": "some-key"}


class Case(unittest.TestCase):
    seed = "vendor"

    @classmethod
    def setUpClass(cls):
        cls.box = harness.Sandbox("--seed-data", cls.seed)

    @classmethod
    def tearDownClass(cls):
        cls.box.stop()

    def fetch(self, method, path, body=None, headers=None):
        at = http.client.HTTPConnection("127.0.0.1", int(self.box.root.rsplit(":", 1)[1]), timeout=harness.SECONDS)
        self.addCleanup(at.close)
        at.request(method, path, body=body, headers=headers or {})
        answer = at.getresponse()
        answer.content = answer.read()
        return answer


class Addresses(Case):
    def refused(self, method, path, status, *words):
        answer = self.fetch(method, path)
        self.assertEqual((answer.status, answer.getheader("Content-Type")), (status, "application/json"), (path, answer.content))
        told = json.loads(answer.content)
        for word in words:
            self.assertIn(word, told["problem"], path)
        return answer, told

    def test_parameters_that_are_wrong(self):
        for path, *words in (
                ("/requests?after=x", "after", "number"), ("/requests?after=-1", "after", "number"), ("/requests?after=", "after"),
                ("/requests?after=1.5", "after"), ("/requests?after", "after"), ("/requests?after=" + "9" * 19, "after"),
                ("/requests?after=0&wait_ms=soon", "wait_ms"), ("/requests?after=0&wait_ms=10001", "wait_ms", "10000"),
                ("/requests?wait_ms=5", "wait_ms", "after"), ("/requests?after=0&after=1", "after", "twice"),
                ("/requests?behind=1", "behind", "after, wait_ms"), ("/stats?a=b", "'a'", "none"), ("/clock?now=1", "'now'"),
                ("/state?portal=x", "'portal'"), ("/tokens?a", "'a'"), ("/routes?x=1&y=2", "'x'"), ("/faults?rule=a", "'rule'"),
                ("/entities?noun=product&offset=x", "offset"), ("/entities?noun=product&limit=101", "limit", "100"),
                ("/entities?noun=product&page=2", "'page'"), ("/entities?noun=prodct", "noun"),
                ("/entities?id=1", "id", "noun"), ("/entities?noun=product&portal=west", "portal"),
                ("/requests?%61fter=x", "after", "number"), ("/requests?after=0&aft%65r=1", "after", "twice"),
                ("/requests?afte%72=0&after=1", "after", "twice"), ("/requests?b%65hind=1", "'behind'"),
                ("/entities?n%6Fun=prodct", "noun"), ("/entities?noun=oauth_none", "noun"),
                ("/entities?noun=product&p%6Frtal=west", "portal"), ("/entities?noun=product%00s", "noun", "zero byte")):
            self.refused("GET", "/_sandbox" + path, 400, *words)
        self.refused("POST", "/_sandbox/reset?hard=1", 400, "'hard'")
        self.refused("PUT", "/_sandbox/state?merge=1", 400, "'merge'")
        self.refused("POST", "/_sandbox/clock?to=1", 400, "'to'")
        self.refused("DELETE", "/_sandbox/faults?rul=1", 400, "'rul'")

    def test_parameters_that_are_right(self):
        for path in ("/requests", "/requests?", "/requests?after=0", "/requests?after=0&wait_ms=0", "/entities", "/entities?noun=product",
                     "/entities?noun=product&portal=&search=&offset=1&limit=0", "/entities?noun=currency", "/clock"):
            self.assertEqual(self.fetch("GET", "/_sandbox" + path).status, 200, path)
        self.assertEqual(self.fetch("GET", "/_sandbox/entities?noun=oauth_access").status, 403)

    def test_a_name_may_be_encoded(self):
        plain, encoded = (self.fetch("GET", "/_sandbox/entities" + query).content
                          for query in ("?noun=currency&limit=1", "?n%6Fun=currency&%6cimit=1"))
        self.assertEqual(json.loads(plain), json.loads(encoded))
        self.assertEqual(len(json.loads(encoded)["entities"]), 1)
        self.fetch("GET", "/app/itdesk/api/v3/products", headers=LOGIN)
        last = json.loads(self.fetch("GET", "/_sandbox/requests?aft%65r=0").content)[-1]["serial"]
        waiting = http.client.HTTPConnection("127.0.0.1", int(self.box.root.rsplit(":", 1)[1]), timeout=harness.SECONDS)
        self.addCleanup(waiting.close)
        waiting.request("GET", f"/_sandbox/requests?%61fter={last}&wait%5fms=10000")
        self.fetch("GET", "/app/itdesk/api/v3/contracts", headers=LOGIN)
        came = json.loads(waiting.getresponse().read())
        self.assertEqual([(one["serial"], one["path"].rsplit("/", 1)[1]) for one in came], [(last + 1, "contracts")])

    def test_a_method_that_an_address_has_not(self):
        for method, path, allowed in (
                ("POST", "/stats", "GET, HEAD"), ("GET", "/reset", "POST"), ("PATCH", "/state", "GET, HEAD, PUT"),
                ("PUT", "/faults", "GET, HEAD, POST, DELETE"), ("OPTIONS", "/clock", "GET, HEAD, POST"),
                ("DELETE", "/tokens/expire", "POST")):
            answer, _ = self.refused(method, "/_sandbox" + path, 405, allowed)
            self.assertEqual(answer.getheader("Allow"), allowed)
        answer = self.fetch("HEAD", "/_sandbox/stats")
        self.assertEqual((answer.status, answer.content), (200, b""))
        self.assertEqual(self.fetch("HEAD", "/_sandbox/stats?x=1").status, 400)

    def test_an_address_that_is_none(self):
        for path in ("/_sandbox", "/_sandbox/", "/_sandbox/statte", "/_sandbox/state/", "/_sandbox/tokens/none?x=1"):
            told = self.refused("GET", path, 404, "no such address")[1]
            self.assertIn("PUT /_sandbox/state", told["addresses"])
        self.assertEqual(self.fetch("GET", "/_sandboxes").getheader("Content-Type"), "text/html;charset=UTF-8")

    def test_the_document_tells_them_all(self):
        with open(os.path.join(harness.ROOT, "docs", "sandbox.md"), encoding="utf-8") as file:
            section = file.read().split("## Addresses for tests")[1].split("\n## ")[0]
        told = {f"{method} /_sandbox{path}" for method, path in re.findall(r"^\| `([A-Z]+) (/[a-z/]+)", section, re.M)}
        self.assertEqual(told, set(self.refused("GET", "/_sandbox/all", 404)[1]["addresses"]))


class Methods(Case):
    def test_methods_that_no_operation_has(self):
        for path, allowed in (("/products", {"GET", "POST"}), ("/products/1829236507633258", {"GET", "PUT", "DELETE"}),
                              ("/contracts/_uploads/2001", {"GET"})):
            for method in ("HEAD", "OPTIONS", "PATCH"):
                for headers in (LOGIN, {}):
                    answer = self.fetch(method, "/app/itdesk/api/v3" + path, headers=headers)
                    self.assertEqual((answer.status, set(answer.getheader("Allow").split(", "))), (405, allowed), (method, path))
        told = json.loads(answer.content)["response_status"]
        self.assertEqual((told["status_code"], told["messages"][0]["status_code"]), (4000, 4000))
        self.assertEqual(self.fetch("HEAD", "/app/itdesk/contracts/_uploads/2001", headers=LOGIN).status, 405)
        self.assertEqual(self.fetch("HEAD", "/app/itdesk/api/v3/nothing", headers=LOGIN).status, 404)
        self.assertEqual(self.fetch("GET", "/app/itdesk/api/v3/products", headers=LOGIN).status, 200)


def criterion(condition="is", values=("Dell",), logical="OR"):
    return {"field": "manufacturer", "condition": condition, "values": list(values), "logical_operator": logical}


def levels(count, condition, logical):
    """Criteria inside of each other, in words that make SQL nest as deep as it gets."""
    inner = criterion(condition, ["Dell"])
    for level in range(count):
        inner = {"logical_operator": logical[level % 2], "children": [criterion("not contains"), inner]}
    return inner


class Search(Case):
    seed = "240"

    def search(self, criteria):
        asked = {"list_info": {"row_count": 1, "get_total_count": True, "search_criteria": criteria}}
        answer = self.fetch("GET", "/app/itdesk/api/v3/products?input_data=" + urllib.parse.quote(json.dumps(asked)), headers=LOGIN)
        return answer.status, json.loads(answer.content)

    def test_letters(self):
        """In either case from A to Z, and as they stand elsewhere."""
        body = "input_data=" + urllib.parse.quote(json.dumps({"product": {
            "name": "ÄPFEL", "manufacturer": "ÄPFEL", "product_type": {"name": "Server"}}}))
        headers = {**LOGIN, "Content-Type": "application/x-www-form-urlencoded"}
        self.assertEqual(self.fetch("POST", "/app/itdesk/api/v3/products", body, headers).status, 200)
        for value, count in (("Äpfel", 1), ("äpfel", 0), ("ÄPFEL", 1)):
            for condition in ("is", "contains", "starts with", "ends with"):
                status, found = self.search(criterion(condition, [value]))
                self.assertEqual((status, found["list_info"]["total_count"]), (200, count), (condition, value))

    def test_limits(self):
        """Each is served up to its limit, and refused behind it in words that name it."""
        nothing = ["nothing like it"]
        few = self.search(criterion())[1]["list_info"]["total_count"]
        all_of_them = self.search(criterion("is not", nothing))[1]["list_info"]["total_count"]
        self.assertTrue(0 < few < all_of_them)
        for count, most, says, make in (
                (few, 500, "500 criteria", lambda limit: [criterion(values=nothing)] * (limit - 1) + [criterion()]),
                (few, 500, "500 criteria", lambda limit: [criterion("contains", nothing)] * (limit - 1) + [criterion()]),
                (few, 500, "500 criteria", lambda limit: criterion("contains", nothing * (limit - 1) + ["dell"])),
                (all_of_them - few, 500, "500 criteria", lambda limit: criterion("not contains", nothing * (limit - 1) + ["dell"])),
                (few, 2000, "2000 values", lambda limit: criterion(values=nothing * (limit - 1) + ["dell"])),
                (few, 2000, "2000 values", lambda limit: [criterion(values=nothing * (limit - 1)), criterion()]),
                (all_of_them - few, 2000, "2000 values", lambda limit: criterion("is not", nothing * (limit - 1) + ["dell"])),
                (all_of_them - few, 20, "20 levels", lambda limit: levels(limit, "ends with", ("AND", "OR"))),
                (all_of_them - few, 20, "20 levels", lambda limit: levels(limit, "not contains", ("AND", "AND"))),
                (few, 20, "20 times", lambda limit: [criterion(), criterion(logical="AND")]
                 + [criterion(logical=("OR", "AND")[change % 2]) for change in range(limit)])):
            status, found = self.search(make(most))
            self.assertEqual((status, found.get("list_info", found).get("total_count", found)), (200, count), says)
            status, refused = self.search(make(most + 1))
            self.assertEqual(status, 400, says)
            self.assertIn(says, refused["response_status"][0]["messages"][0]["message"])


harness.main()
