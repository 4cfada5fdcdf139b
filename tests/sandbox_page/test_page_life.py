"""A page that stays open for long: the sandbox goes and comes back, and thousands of requests pass by.

    test_page_life.py SANDBOX
"""
import http.client
import json

import page_case
from page_case import API


class Life(page_case.PageCase):
    def stop_box(self):
        self.box.stop()
        self.wait("!document.getElementById('gone').hidden")
        self.assertEqual(self.texts("#connection"), ["No connection"])
        self.assertIn("does not answer", self.texts("#gone")[0])

    def start_box(self, *arguments):
        type(self).box = page_case.Box(*arguments, port=self.box.port)
        self.wait_text("#connection", "Live")
        self.wait("document.getElementById('gone').hidden")
        # A console tells each attempt; there must be nothing else.
        others = [found for found in self.browser.complaints() if "net::ERR_" not in found]
        self.assertEqual(others, [])
        self.browser.events.clear()

    def test_the_sandbox_goes_and_another_one_comes(self):
        self.ask("GET", API + "/products/1")
        self.ask("GET", API + "/products/2")
        self.browser.evaluate("location.hash = '#entities'")
        self.wait_count("#requests-rows .item", 2)
        self.wait_count("#entities-rows .item", len(json.loads(
            self.ask("GET", "/_sandbox/entities?noun=customer")[1])["entities"]))
        self.stop_box()
        # What somebody does now is told in words, and what nobody asked for is not told.
        self.browser.evaluate("document.getElementById('message').hidden = true")
        self.wait_count("#requests-rows .item", 2)
        self.assertTrue(self.browser.evaluate("document.getElementById('message').hidden"))
        self.click("[data-step='+1d']")
        self.wait_text("#clock-problem", "The sandbox does not answer.")
        self.start_box("--seed-data", "vendor", "--portal", "east", "--portal", "west", "--fault", "GET /nowhere reset",
                       "--now", "2031-05-06")
        # Everything is that of the new one: its requests, entities, portals, faults and clock.
        self.wait_count("#requests-rows .item", 0)
        self.wait("document.querySelector('#rules code')?.textContent === 'GET /nowhere reset'")
        self.wait("document.getElementById('clock-now').textContent.startsWith('2031-05-06')")
        self.wait("document.getElementById('entities-portal').options.length === 2")
        self.wait("document.querySelector('.base-url').textContent.endsWith('/app/east')")
        kept = json.loads(self.ask("GET", "/_sandbox/entities?noun=customer&portal=east")[1])["entities"]
        self.wait_text("#entities-rows .opener", kept[0]["name"])
        self.ask("GET", "/app/west/api/v3/products/3")
        self.wait_count("#requests-rows .item", 1)

    def test_another_one_has_had_more_requests_already(self):
        self.ask("GET", API + "/products/1")
        self.wait_count("#requests-rows .item", 1)
        self.stop_box()
        port = self.box.port
        type(self).box = page_case.Box("--seed-data", "none", port=port)
        self.ask("GET", API + "/customers/7")
        self.ask("GET", API + "/customers/8")
        self.wait_text("#connection", "Live")
        self.wait_count("#requests-rows .item", 2)
        self.assertEqual(self.browser.evaluate(
            "[...document.querySelectorAll('#requests-rows .item')].map(at => at.title.at(-1))"), ["8", "7"])
        self.browser.events.clear()

    def test_the_same_one_after_the_page_was_away(self):
        self.ask("GET", API + "/products/1")
        self.wait_count("#requests-rows .item", 1)
        self.click("#requests-clear")
        # A connection that breaks, as it does while a machine sleeps, brings nothing back that was cleared.
        self.browser.call("Network.enable")
        self.browser.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1,
                          uploadThroughput=-1)
        self.ask("GET", API + "/products/2")  # ends the call under way, which being offline does not
        self.wait("!document.getElementById('gone').hidden")
        self.ask("GET", API + "/products/3")
        self.browser.call("Network.emulateNetworkConditions", offline=False, latency=0, downloadThroughput=-1,
                          uploadThroughput=-1)
        self.wait_text("#connection", "Live")
        self.assertEqual(self.browser.evaluate(
            "[...document.querySelectorAll('#requests-rows .item')].map(at => at.title.at(-1))"), ["3", "2"])
        self.browser.call("Network.disable")
        self.browser.events.clear()

    def many(self, count):
        connection = http.client.HTTPConnection("127.0.0.1", self.box.port, timeout=60)
        for number in range(count):
            connection.request("GET", f"{API}/products/{number}", headers={
                "Accept": "application/vnd.manageengine.sdp.v3+json", "Authorization": "Zoho-oauthtoken any"})
            connection.getresponse().read()
        connection.close()

    def test_the_list_does_not_grow_without_end(self):
        self.many(1000)
        self.wait_text("#requests-summary", "the last 500 of 1,000 requests, 1000 failed")
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('#requests-rows tr').length"), 1000)
        nodes = self.browser.evaluate("document.querySelectorAll('*').length")
        self.many(20)
        self.wait_text("#requests-summary", "the last 500 of 1,020 requests, 1020 failed")
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('*').length"), nodes)
        self.assertTrue(self.browser.evaluate("document.querySelector('#requests-rows .item').title.endsWith('/19')"))
        self.click("#requests-pause")
        self.many(510)
        self.wait("document.getElementById('requests-summary').textContent.endsWith('500 waiting')")
        self.click("#requests-pause")
        self.wait("document.querySelector('#requests-rows .item').title.endsWith('/509')")
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('#requests-rows tr').length"), 1000)

    def test_listeners_are_told_now_and_then(self):
        self.browser.evaluate("window.told = []; new MutationObserver(() => window.told.push("
                              "document.getElementById('requests-news').textContent)).observe("
                              "document.getElementById('requests-news'), {childList: true})")
        for count in range(1, 9):
            self.many(1)
            self.wait_count("#requests-rows .item", count)
            if count == 5:
                self.wait("window.told.length > 0")
        self.browser.evaluate("new Promise((resolve) => setTimeout(resolve, 1000))")
        told = self.browser.evaluate("window.told")
        self.assertEqual(len(told), 1)
        self.assertRegex(told[0], r"^\d new requests?, the last one: GET ")


page_case.main()
