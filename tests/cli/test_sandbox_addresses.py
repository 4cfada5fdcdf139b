"""The sandbox's own addresses refuse what they do not know, in words; and the methods that no operation has are refused."""
import http.client
import json
import os
import re
import unittest

import harness

ACCEPT = "application/vnd.manageengine.sdp.v3+json"


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = harness.Sandbox("--seed-data", "vendor")

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
                ("/entities?id=1", "id", "noun"), ("/entities?noun=product&portal=west", "portal")):
            self.refused("GET", "/_sandbox" + path, 400, *words)
        self.refused("POST", "/_sandbox/reset?hard=1", 400, "'hard'")
        self.refused("PUT", "/_sandbox/state?merge=1", 400, "'merge'")
        self.refused("POST", "/_sandbox/clock?to=1", 400, "'to'")
        self.refused("DELETE", "/_sandbox/faults?rul=1", 400, "'rul'")

    def test_parameters_that_are_right(self):
        for path in ("/requests", "/requests?", "/requests?after=0", "/requests?after=0&wait_ms=0", "/entities", "/entities?noun=product",
                     "/entities?noun=product&portal=&search=&offset=1&limit=0", "/entities?noun=currency", "/clock"):
            self.assertEqual(self.fetch("GET", "/_sandbox" + path).status, 200, path)
        self.assertEqual(self.fetch("GET", "/_sandbox/entities?noun=oauth_token").status, 403)

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
        login = {"Accept": ACCEPT, "authtoken": "some-key"}
        for path, allowed in (("/products", {"GET", "POST"}), ("/products/1829236507633258", {"GET", "PUT", "DELETE"}),
                              ("/contracts/_uploads/2001", {"GET"})):
            for method in ("HEAD", "OPTIONS", "PATCH"):
                for headers in (login, {}):
                    answer = self.fetch(method, "/app/itdesk/api/v3" + path, headers=headers)
                    self.assertEqual((answer.status, set(answer.getheader("Allow").split(", "))), (405, allowed), (method, path))
        told = json.loads(answer.content)["response_status"]
        self.assertEqual((told["status_code"], told["messages"][0]["status_code"]), (4000, 4000))
        self.assertEqual(self.fetch("HEAD", "/app/itdesk/contracts/_uploads/2001", headers=login).status, 405)
        self.assertEqual(self.fetch("HEAD", "/app/itdesk/api/v3/nothing", headers=login).status, 404)
        self.assertEqual(self.fetch("GET", "/app/itdesk/api/v3/products", headers=login).status, 200)


harness.main()
