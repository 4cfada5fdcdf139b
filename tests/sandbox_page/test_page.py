"""The page of the sandbox in a browser, without anybody before it: live requests, faults, the clock, the keyboard, and names
that would be markup.

    test_page.py SANDBOX
"""
import json
import os
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
MARKUP = "<img src=x onerror=alert(1)>"


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = subprocess.Popen([SANDBOX, "--port", "0", "--exit-with-parent", "--seed-data", "demo"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        ready = json.loads(cls.box.stdout.readline())
        cls.url = ready["page"]
        cls.root = cls.url.rstrip("/")
        cls.browser = browser.Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.box.stdin.close()
        cls.box.wait(30)
        cls.box.stdout.close()

    def setUp(self):
        self.ask("POST", "/_sandbox/reset", "")
        self.browser.call("Page.navigate", url="about:blank")
        self.browser.events.clear()
        self.show()

    def tearDown(self):
        self.assertEqual(self.browser.complaints(), [])

    def show(self, view="requests", **how):
        self.browser.open(f"{self.url}#{view}" if view else self.url, **how)
        self.wait("document.getElementById('connection').textContent === 'Live'")

    def wait(self, expression):
        return self.browser.wait(expression)

    def click(self, selector):
        self.browser.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def texts(self, selector):
        return self.browser.evaluate(f"[...document.querySelectorAll({json.dumps(selector)})].map(at => at.textContent)")

    def ask(self, method, path, body=None):
        """The HTTP status and the answer."""
        headers = {"Accept": "application/vnd.manageengine.sdp.v3+json", "Authorization": "Zoho-oauthtoken any"}
        request = urllib.request.Request(self.root + path, method=method, headers=headers,
                                         data=None if body is None else body.encode())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, problem.read().decode()

    def add(self, name):
        product = {"product": {"name": name, "product_type": {"name": "Laptop"}}}
        status, _ = self.ask("POST", API + "/products", "input_data=" + urllib.parse.quote(json.dumps(product)))
        self.assertEqual(status, 200)

    def test_requests_show_up_as_they_come(self):
        self.assertEqual(self.texts("#requests-rows .item"), [])
        self.add("Scanner")
        self.ask("GET", API + "/products/1")
        self.wait("document.querySelectorAll('#requests-rows .item').length === 2")
        self.assertEqual(self.texts("#requests-rows td.method"), ["GET", "POST"])
        self.assertEqual(self.texts("#requests-rows td.status"), ["404", "200"])
        self.click("#requests-rows tr:nth-of-type(3) .opener")
        shown = self.texts("#requests-rows .document")
        self.assertIn('"name": "Scanner"', shown[0])
        self.assertIn('"status_code": 2000', shown[1])
        self.wait("document.getElementById('requests-news').textContent.includes('2 new requests')")
        self.click("#requests-failed")
        self.assertEqual(self.texts("#requests-rows .item:not([hidden]) td.status"), ["404"])

    def test_a_pause_keeps_the_list(self):
        self.click("#requests-pause")
        self.ask("GET", API + "/products/1")
        self.wait("document.getElementById('requests-summary').textContent.includes('1 waiting')")
        self.assertEqual(self.texts("#requests-rows .item"), [])
        self.click("#requests-pause")
        self.wait("document.querySelectorAll('#requests-rows .item').length === 1")

    def test_a_fault_takes_effect(self):
        self.browser.evaluate("document.getElementById('rule').focus()")
        self.browser.type("GET /products explode")
        self.browser.press("Enter")
        self.wait("document.getElementById('rule-problem').textContent.includes('explode')")
        self.assertEqual(self.browser.evaluate("document.getElementById('rule').getAttribute('aria-invalid')"), "true")
        # The refusal is an HTTP 400, which the console tells by itself.
        self.assertEqual(len(self.browser.complaints()), 1)
        self.browser.events.clear()
        self.browser.evaluate("document.getElementById('rule').value = ''")
        self.browser.type("GET /products status:503")
        self.browser.press("Enter")
        self.wait("document.querySelectorAll('#rules li').length === 1")
        self.assertEqual(self.ask("GET", API + "/products")[0], 503)
        self.wait("document.querySelector('#requests-rows td.fault')?.textContent === 'GET /products status:503'")
        self.wait("document.querySelector('#rules .counts')?.textContent === '1 of 1'")
        self.click("#rules button")
        self.wait("document.querySelectorAll('#rules li').length === 0")
        self.assertEqual(self.ask("GET", API + "/products")[0], 200)
        self.click("#examples button")
        self.wait("document.querySelector('#rules code')?.textContent === '* * latency:2000'")

    def test_the_clock_moves(self):
        self.click("[data-step='+30d']")
        self.wait("document.getElementById('clock-says').textContent.startsWith('30 days ahead')")
        offset = json.loads(self.ask("GET", "/_sandbox/clock")[1])["offset_ms"]
        self.assertEqual(offset, 30 * 86400000)
        self.browser.evaluate("document.getElementById('clock-date').value = '2031-05-06'")
        self.click("#clock-form button")
        self.wait("document.getElementById('clock-now').textContent.startsWith('2031-05-06')")
        self.click("[data-step='real']")
        self.wait("document.getElementById('clock-says').textContent.startsWith('The machine')")

    def test_reset_asks_first(self):
        self.add("Scanner")
        self.wait("document.querySelectorAll('#requests-rows .item').length === 1")
        self.click("#reset")
        self.browser.press("Escape")
        self.wait("!document.getElementById('sure').open")
        self.assertIn("Scanner", self.ask("GET", "/_sandbox/state")[1])
        self.click("#reset")
        self.click("#sure-yes")
        self.wait("document.querySelectorAll('#requests-rows .item').length === 0")
        self.wait("document.getElementById('message').textContent.includes('start')")
        self.assertNotIn("Scanner", self.ask("GET", "/_sandbox/state")[1])

    def test_names_are_text(self):
        self.add(MARKUP)
        self.show("entities")
        self.wait("document.querySelector('[data-noun=product]') !== null")
        self.click("[data-noun=product]")
        self.wait(f"document.querySelector('#entities-rows .opener')?.textContent === {json.dumps(MARKUP)}")
        self.click("#entities-rows .opener")
        self.wait("document.querySelector('#entities-rows .document')?.textContent.includes('onerror')")
        self.browser.evaluate("location.hash = '#requests'")
        self.wait("document.querySelectorAll('#requests-rows .item').length === 1")
        self.click("#requests-rows .opener")
        self.assertIn(MARKUP, self.texts("#requests-rows .document")[0])
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('img').length"), 1)

    def test_entities_are_found(self):
        self.add("Scanner of the page")
        self.show("entities")
        self.wait("document.querySelector('[data-noun=product]') !== null")
        self.click("[data-noun=product]")
        self.browser.evaluate("document.getElementById('entities-search').focus()")
        self.browser.type("oF tHe")
        self.wait("document.getElementById('entities-summary').textContent === '1 found'")
        self.assertEqual(self.texts("#entities-rows .opener"), ["Scanner of the page"])

    def test_the_keyboard_reaches_each_control(self):
        # A fragment in the URL is where the first Tab begins.
        self.browser.call("Page.navigate", url="about:blank")
        self.show("")
        self.ask("GET", API + "/products/1")
        self.wait("document.querySelectorAll('#requests-rows .item').length === 1")
        visible = "a[href], button:not(:disabled), input, select, summary, [tabindex='0']"
        expected = self.browser.evaluate(
            f"[...document.querySelectorAll({json.dumps(visible)})].filter(at => at.checkVisibility()).length")
        self.assertGreater(expected, 25)
        self.browser.evaluate("window.reached = []; document.addEventListener('focusin', "
                              "event => window.reached.push(event.target))")
        self.browser.press("Tab")
        self.assertEqual(self.browser.evaluate("document.activeElement.textContent"), "Skip to the content")
        self.assertGreaterEqual(self.browser.evaluate("document.activeElement.getBoundingClientRect().top"), 0)
        for _ in range(expected + 12):  # a date is made of several parts
            self.browser.press("Tab")
            self.assertNotEqual(self.browser.evaluate("getComputedStyle(document.activeElement).outlineStyle"), "")
        self.assertEqual(self.browser.evaluate(
            f"[...document.querySelectorAll({json.dumps(visible)})].filter(at => at.checkVisibility() && "
            "!window.reached.includes(at)).map(at => at.outerHTML)"), [])
        self.browser.evaluate("document.querySelector('#requests-rows .opener').focus()")
        self.browser.press("Enter")
        self.assertEqual(self.browser.evaluate("document.activeElement.getAttribute('aria-expanded')"), "true")

    def test_each_control_has_a_name_and_a_phone_room(self):
        for view in ("requests", "entities", "faults", "clock"):
            self.browser.call("Page.navigate", url="about:blank")
            self.show(view, width=360, height=740, phone=True)
            self.assertLessEqual(self.browser.evaluate("document.documentElement.scrollWidth"), 360, view)
        names = "[...document.querySelectorAll('input, select')].filter(at => !at.labels.length).map(at => at.id)"
        self.assertEqual(self.browser.evaluate(names), [])


if browser.program() is None:
    print("left out: there is no Chromium")
    sys.exit(1 if os.environ.get("SDP_NO_SKIP") else SKIPPED)
unittest.main(argv=[sys.argv[0], "-v"])
