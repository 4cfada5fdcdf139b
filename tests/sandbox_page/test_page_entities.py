"""Entities in the browser: searched, of several portals, contracts that end with the clock, uploads, and texts that
would be markup.

    test_page_entities.py SANDBOX
"""
import datetime
import http.client
import json

import page_case
from page_case import API

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
TIGHT = "<script>alert(3)</script><svg/onload=alert(4)>"  # without blanks, for a path and a rule
FILE_NAME = "minutes <b>of May</b>.txt"
FILE_CONTENT = "what-the-file-holds-4711"


class Entities(page_case.PageCase):
    def kind(self, noun):
        self.show("entities")
        self.wait(f"document.querySelector('[data-noun={noun}]') !== null")
        self.click(f"[data-noun={noun}]")
        self.wait(f"document.querySelector('[data-noun={noun}]').getAttribute('aria-pressed') === 'true'")

    def open_request(self, count):
        """Opens the newest of so many requests, and gives its texts: what was sent, and the answer."""
        self.wait_count("#requests-rows .item", count)
        self.click("#requests-rows .opener")
        return self.texts("#requests-rows .document")

    def expect_no_markup(self):
        """Nothing on the page but its own script, and its own picture."""
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('script').length"), 1)
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('img').length"), 1)
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('main b, aside b').length"), 0)

    def test_they_are_found(self):
        self.add("Scanner of the page")
        self.kind("product")
        self.browser.evaluate("document.getElementById('entities-search').focus()")
        self.browser.type("oF tHe")
        self.wait_text("#entities-summary", "1 found")
        self.assertEqual(self.texts("#entities-rows .opener"), ["Scanner of the page"])

    def test_a_row_stays_as_it_was_when_others_come(self):
        self.add("Scanner 1")
        self.kind("product")
        self.wait_text("#entities-rows .opener", "Scanner 1")
        self.click("#entities-rows .opener")
        self.wait_count("#entities-rows .document", 1)
        self.add("Scanner 2")
        self.wait_text("#entities-rows .opener", "Scanner 2")
        self.wait_count("#entities-rows .document", 1)
        self.click("#entities-rows .item.open .opener")
        self.add("Scanner 3")
        self.wait_text("#entities-rows .opener", "Scanner 3")
        self.assertEqual(self.texts("#entities-rows .document"), [])

    def test_a_contract_ends_with_the_clock(self):
        self.kind("contract")
        self.browser.evaluate("window.statusOf = () => [...document.querySelectorAll('#entities-rows .item')].map("
                              "row => [...row.cells].map(cell => cell.textContent)).filter(cells => "
                              "cells[3] === 'Active' || cells[3] === 'Expired')")
        self.wait("window.statusOf().some(cells => cells[3] === 'Active')")
        active = self.browser.evaluate("window.statusOf().filter(cells => cells[3] === 'Active')[0]")
        until = datetime.datetime.strptime(active[4], "%b %d, %Y").date()
        later = until + datetime.timedelta(days=2)
        self.browser.evaluate(f"document.getElementById('clock-date').value = '{later}'")
        self.click("#clock-form button")
        self.wait(f"window.statusOf().some(cells => cells[1] === {json.dumps(active[1])} && cells[3] === 'Expired')")
        self.click("[data-step='real']")
        self.wait(f"window.statusOf().some(cells => cells[1] === {json.dumps(active[1])} && cells[3] === 'Active')")

    def test_an_upload_shows_its_file_and_not_what_it_holds(self):
        body = ("--BOUNDARY-1\r\nContent-Disposition: form-data; name=\"filename\"; filename=\"" + FILE_NAME + "\"\r\n"
                "Content-Type: text/plain\r\n\r\n" + FILE_CONTENT + "\r\n--BOUNDARY-1--\r\n")
        status, answer = self.ask("POST", API + "/customers/_uploads", body,
                                  Content_Type="multipart/form-data; boundary=BOUNDARY-1")
        self.assertEqual(status, 200, answer)
        sent, file, shown = self.open_request(1)
        self.assertEqual(sent, "none")
        self.assertEqual(json.loads(file), {"name": FILE_NAME, "type": "text/plain", "size": len(FILE_CONTENT)})
        self.assertIn(json.dumps(FILE_NAME), shown)
        self.assertIn(f'"size": "{len(FILE_CONTENT)}"', shown)
        url = "/app/itdesk" + json.loads(answer)["files"][0]["content_url"]
        self.assertEqual(self.ask("GET", url)[1], FILE_CONTENT)
        self.assertEqual(self.open_request(2)[1], "not kept: a file, or too long ago")
        self.show("entities")
        self.wait("[...document.getElementById('other-kinds').options].some(at => at.value === 'file')")
        self.choose("#other-kinds", "file")
        self.wait_text("#entities-rows .opener", FILE_NAME)
        self.click("#entities-rows .opener")
        self.wait_count("#entities-rows .document", 1)
        self.assertNotIn(FILE_CONTENT, self.browser.evaluate("document.documentElement.textContent"))
        self.expect_no_markup()

    def test_a_refused_upload_shows_its_file_too(self):
        body = ("--B\r\nContent-Disposition: form-data; name=\"filename\"; filename=\"" + FILE_NAME + "\"\r\n"
                "\r\n" + FILE_CONTENT + "\r\n--B--\r\n")
        status, _ = self.ask("POST", API + "/contracts/1/_uploads", body,
                             Content_Type="multipart/form-data; boundary=B")
        self.assertEqual(status, 404)
        _, file, shown = self.open_request(1)
        self.assertIn(json.dumps(FILE_NAME), file)
        self.assertIn("4007", shown)
        self.assertNotIn(FILE_CONTENT, self.browser.evaluate("document.documentElement.textContent"))
        self.expect_no_markup()

    def test_texts_are_no_markup(self):
        self.add(SCRIPT)
        self.assertIn(SCRIPT, self.open_request(1)[0])
        self.kind("product")
        self.wait_text("#entities-rows .opener", SCRIPT)
        self.click("#entities-rows .opener")
        self.wait("document.querySelector('#entities-rows .document')?.textContent.includes('onerror')")
        rule = f"GET /{TIGHT} body:200:{TIGHT}"
        self.browser.evaluate(f"document.getElementById('rule').value = {json.dumps(rule)}")
        self.click("#rule-form button")
        self.wait_text("#rules code", rule)
        connection = http.client.HTTPConnection("127.0.0.1", self.box.port, timeout=30)
        connection.request("GET", f"{API}/{TIGHT}")
        self.assertEqual(connection.getresponse().read().decode(), TIGHT)
        connection.close()
        self.browser.evaluate("location.hash = '#requests'")
        self.wait_text("#requests-rows .fault", rule)
        self.wait_text("#requests-rows .opener", f"{API}/{TIGHT}")
        self.assertIn(TIGHT, self.open_request(2)[1])
        self.browser.evaluate("document.getElementById('rule').value = '<b>* * explode</b>'")
        self.click("#rule-form button")
        self.wait("document.getElementById('rule-problem').textContent.startsWith('the method \\'<b>*\\' is none of ')")
        self.browser.events.clear()  # the refusal
        self.expect_no_markup()


class Portals(page_case.PageCase):
    ARGUMENTS = ("--portal", "east", "--portal", "west", "--seed-data", "none")

    def test_each_has_its_own(self):
        self.add("Scanner of the east", "/app/east/api/v3")
        self.add("Scanner of the west", "/app/west/api/v3")
        self.show("entities")
        self.wait("document.querySelector('[data-noun=product]') !== null")
        self.assertEqual(self.texts("#entities-portal option"), ["east", "west"])
        self.assertTrue(self.browser.evaluate("document.getElementById('entities-portal').checkVisibility()"))
        self.click("[data-noun=product]")
        self.wait_text("#entities-rows .opener", "Scanner of the east")
        self.assertEqual(self.texts("[data-noun=product] .number"), ["1"])
        self.choose("#entities-portal", "west")
        self.wait_text("#entities-rows .opener", "Scanner of the west")
        self.assertEqual(len(self.texts("#entities-rows .item")), 1)
        self.click("#entities-rows .opener")
        self.wait("document.querySelector('#entities-rows .document')?.textContent.includes('of the west')")
        self.add("Camera of the west", "/app/west/api/v3")
        self.wait_text("#entities-rows .opener", "Camera of the west")
        self.assertEqual(self.texts(".base-url"), [f"{self.box.root}/app/east"])


page_case.main()
