"""The page of the sandbox in a browser, without anybody before it: live requests, faults, the clock, the keyboard.

    test_page.py SANDBOX
"""
import json

import page_case
from page_case import API


class Page(page_case.PageCase):
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


page_case.main()
