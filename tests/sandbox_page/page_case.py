"""What the tests of the page share: a sandbox and a browser of their own, and each test begins at the start.

    test_*.py SANDBOX [CLASS.TEST…]
"""
import json
import os
import random
import subprocess
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request

import browser

SANDBOX = os.path.abspath(sys.argv[1])
SKIPPED = 77
API = "/app/itdesk/api/v3"


class Box:
    """A sandbox that ends with the test whatever happens: it watches its standard input."""

    def __init__(self, *arguments, port=0):
        self.process = subprocess.Popen([SANDBOX, "--port", str(port), "--exit-with-parent", *arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            self.stop()
            raise OSError(f"no sandbox at port {port}")
        ready = json.loads(line)
        self.port = ready["port"]
        self.page = ready["page"]
        self.root = self.page.rstrip("/")

    def send(self, method, path, body=None, **headers):
        """The HTTP status and the answer."""
        headers = {"Accept": "application/vnd.manageengine.sdp.v3+json", "Authorization": "Zoho-oauthtoken any",
                   **{name.replace("_", "-"): value for name, value in headers.items()}}
        request = urllib.request.Request(self.root + path, method=method, headers=headers,
                                         data=None if body is None else body.encode())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, problem.read().decode()

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


def open_box(*arguments):
    """At a port below those that systems give to clients, so that it is still free when another one begins there."""
    for _ in range(20):
        try:
            return Box(*arguments, port=random.randrange(20000, 32000))
        except OSError:
            continue  # somebody else has it
    sys.exit("the sandbox does not start")


class PageCase(unittest.TestCase):
    ARGUMENTS = ("--seed-data", "demo")

    @classmethod
    def setUpClass(cls):
        cls.box = open_box(*cls.ARGUMENTS)
        cls.addClassCleanup(lambda: cls.box.stop())
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.ask("POST", "/_sandbox/reset", "")
        self.leave()
        self.browser.events.clear()
        self.show()

    def tearDown(self):
        self.assertEqual(self.browser.complaints(), [])

    def leave(self):
        """Away from the page: a change of the fragment alone would not load it anew."""
        self.browser.call("Page.navigate", url="about:blank")

    def show(self, view="requests", **how):
        self.browser.open(f"{self.box.page}#{view}" if view else self.box.page, **how)
        self.wait("document.getElementById('connection').textContent === 'Live'")

    def ask(self, method, path, body=None, **headers):
        return self.box.send(method, path, body, **headers)

    def add(self, name, api=API):
        """A product; gives its id."""
        product = {"product": {"name": name, "product_type": {"name": "Laptop"}}}
        status, answer = self.ask("POST", api + "/products", "input_data=" + urllib.parse.quote(json.dumps(product)))
        self.assertEqual(status, 200)
        return json.loads(answer)["product"]["id"]

    def wait(self, expression):
        return self.browser.wait(expression)

    def wait_count(self, selector, count):
        self.wait(f"document.querySelectorAll({json.dumps(selector)}).length === {count}")

    def wait_text(self, selector, text):
        self.wait(f"document.querySelector({json.dumps(selector)})?.textContent === {json.dumps(text)}")

    def click(self, selector):
        self.browser.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def choose(self, selector, value):
        self.browser.evaluate(f"((at) => {{ at.value = {json.dumps(value)}; at.dispatchEvent(new Event('change')); }})"
                              f"(document.querySelector({json.dumps(selector)}))")

    def texts(self, selector):
        return self.browser.evaluate(
            f"[...document.querySelectorAll({json.dumps(selector)})].map(at => at.textContent)")


def main():
    if browser.program() is None:
        print("left out: there is no Chromium")
        sys.exit(1 if os.environ.get("SDP_NO_SKIP") else SKIPPED)
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[2:]])
