"""The page for everybody: by keyboard alone, read aloud, in both colour schemes, without motion, and on a phone.

    test_page_access.py SANDBOX
"""
import json
import os

import page_case
from page_case import API

VIEWS = ("requests", "entities", "faults", "clock")
NAMED = ("button", "link", "textbox", "searchbox", "checkbox", "combobox", "table", "Date",
         "DisclosureTriangle", "dialog")
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "contrast.js"), encoding="utf-8") as script:
    CONTRAST = script.read()
# What reaches beyond a phone's edge, but for what can be scrolled by itself.
TOO_WIDE = """[...document.querySelectorAll('body *')].filter((at) => {
    if (!at.checkVisibility() || at.closest('nav, .skip')) return false;
    return at.getBoundingClientRect().right > innerWidth + 0.5;
}).map((at) => at.outerHTML.slice(0, 120))"""


class Access(page_case.PageCase):
    def fill(self):
        """Requests of each kind, one of which is opened, and a rule."""
        self.add("Scanner")
        self.ask("GET", API + "/products/1")
        self.ask("POST", "/_sandbox/faults", "GET /products times=1 status:503\nGET /customers latency:1")
        self.ask("GET", API + "/products")
        self.ask("GET", API + "/customers")
        self.wait_count("#requests-rows .item", 4)
        self.wait_count("#rules li", 2)
        self.click("#requests-rows .opener")

    def tab_to(self, condition, shift=False):
        """Presses Tab until the focus is where a condition on `at` holds."""
        for _ in range(80):
            self.browser.press("Tab", shift=shift)
            if self.browser.evaluate(f"((at) => {condition})(document.activeElement)"):
                self.expect_outline()
                return
        self.fail(f"Tab does not lead to: {condition}")

    def expect_outline(self):
        seen = self.browser.evaluate("(({outlineStyle, outlineWidth}) => [outlineStyle, parseFloat(outlineWidth)])("
                                     "getComputedStyle(document.activeElement))")
        self.assertEqual(seen, ["solid", 2], self.browser.evaluate("document.activeElement.outerHTML"))

    def test_the_keyboard_reaches_each_control(self):
        # A fragment in the URL is where the first Tab begins.
        self.leave()
        self.show("")
        self.ask("GET", API + "/products/1")
        self.wait_count("#requests-rows .item", 1)
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
            if self.browser.evaluate("document.activeElement !== document.body"):
                self.expect_outline()
        self.assertEqual(self.browser.evaluate(
            f"[...document.querySelectorAll({json.dumps(visible)})].filter(at => at.checkVisibility() && "
            "!window.reached.includes(at)).map(at => at.outerHTML)"), [])
        self.browser.evaluate("document.querySelector('#requests-rows .opener').focus()")
        self.browser.press("Enter")
        self.assertEqual(self.browser.evaluate("document.activeElement.getAttribute('aria-expanded')"), "true")

    def test_faults_by_keyboard_alone(self):
        self.leave()
        self.show("")
        self.tab_to("at.id === 'rule'")
        self.browser.type("GET /products status:503")
        self.browser.press("Enter")
        self.wait_count("#rules li", 1)
        self.assertEqual(self.ask("GET", API + "/products")[0], 503)
        self.wait_text("#rules .counts", "1 of 1")
        self.tab_to("at.getAttribute('aria-label') === 'Remove GET /products status:503'", shift=True)
        self.browser.press("Space")
        self.wait_count("#rules li", 0)
        self.wait("document.activeElement.id === 'rule'")
        self.assertEqual(self.ask("GET", API + "/products")[0], 200)
        self.tab_to("at.getAttribute('aria-label') === 'Add: The next token dies'")
        self.browser.press("Enter")
        self.wait_text("#rules code", "* * times=1 expire")
        self.tab_to("at.id === 'faults-clear'", shift=True)
        self.browser.press("Enter")
        self.wait_count("#rules li", 0)
        self.assertEqual(self.ask("GET", "/_sandbox/faults")[1], "[]")

    def test_what_is_read_aloud(self):
        self.fill()
        self.browser.call("Accessibility.enable")
        for view in ("requests", "entities"):
            self.browser.evaluate(f"location.hash = '{view}'")
            self.wait(f"document.querySelectorAll('#{view}-rows .item').length > 0")
            tree = [node for node in self.browser.call("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
            roles = {}
            for node in tree:
                roles.setdefault(node["role"]["value"], []).append(node["name"]["value"] if "name" in node else "")
            for landmark in ("banner", "main", "navigation", "complementary"):
                self.assertEqual(len(roles[landmark]), 1, landmark)
            self.assertEqual(roles["table"], [view.capitalize()])
            self.assertGreaterEqual(len(roles["columnheader"]), 4)
            self.assertNotIn("", roles["columnheader"])
            self.assertGreater(len(roles["row"]), 1)
            for role in NAMED:
                self.assertNotIn("", roles.get(role, []), role)
            self.assertEqual(roles["heading"][0], "sdp-sandbox")
        self.browser.call("Accessibility.disable")
        # What stands in an empty field is gone when it is filled in, and names nothing.
        self.assertEqual(self.browser.evaluate(
            "[...document.querySelectorAll('input, select')].filter(at => !at.labels.length).map(at => at.id)"), [])

    def test_both_schemes_can_be_read(self):
        self.fill()
        grounds = set()
        for dark in (False, True):
            for view in VIEWS:
                self.leave()
                self.show(view, width=1000, height=900, dark=dark, still=True)
                if view == "requests":
                    self.wait_count("#requests-rows .item", 4)
                    self.click("#requests-rows .opener")
                    self.click("#requests-pause")
                    self.browser.evaluate("for (const id of ['gone', 'message']) "
                                          "document.getElementById(id).hidden = false; "
                                          "document.getElementById('message').textContent = 'Message'")
                if view == "entities":
                    self.wait("document.querySelectorAll('#entities-rows .item').length > 0")
                    self.click("#entities-rows .opener")
                    self.wait_count("#entities-rows .document", 1)
                if view == "faults":
                    self.browser.evaluate("document.getElementById('rule-problem').textContent = 'A problem'; "
                                          "for (const at of document.querySelectorAll('details')) at.open = true")
                if view == "clock":
                    self.assertEqual(self.browser.evaluate(CONTRAST), [])
                    self.click("[data-step='+1d']")
                    self.wait("document.getElementById('header-clock').classList.contains('moved')")
                    self.click("#reset")
                self.assertEqual(self.browser.evaluate(CONTRAST), [], f"{view}, {'dark' if dark else 'light'}")
                grounds.add(self.browser.evaluate("getComputedStyle(document.body).backgroundColor"))
        self.assertEqual(len(grounds), 2)

    def test_nothing_moves_where_that_is_not_wanted(self):
        for still, name in ((True, "none"), (False, "arrive")):
            self.leave()
            self.show(still=still)
            before = len(self.texts("#requests-rows .item"))
            self.ask("GET", API + "/products/1")
            self.wait(f"document.querySelectorAll('#requests-rows .item').length > {before}")
            self.assertEqual(self.browser.evaluate(
                "getComputedStyle(document.querySelector('#requests-rows .item.new td')).animationName"), name)

    def test_a_phone_has_room(self):
        self.fill()
        self.add("Scanner-of-the-longest-name-" * 8)
        self.ask("GET", API + "/products/" + "1" * 300)
        self.ask("POST", "/_sandbox/faults", f"GET /{'x' * 200} status:503")
        for view in VIEWS:
            for dark in (False, True):
                self.leave()
                self.show(view, width=360, height=740, phone=True, dark=dark, still=True)
                if view == "requests":
                    self.wait_count("#requests-rows .item", 6)
                    self.click("#requests-rows .opener")
                if view == "entities":
                    self.wait("document.querySelector('[data-noun=product]') !== null")
                    self.click("[data-noun=product]")
                    self.wait("document.querySelector('#entities-rows .opener')?.textContent.startsWith('Scanner-of')")
                    self.click("#entities-rows .opener")
                    self.wait_count("#entities-rows .document", 1)
                self.assertLessEqual(self.browser.evaluate("document.documentElement.scrollWidth"), 360, view)
                self.assertEqual(self.browser.evaluate(TOO_WIDE), [], view)
                self.assertEqual(self.browser.evaluate(
                    "[...document.querySelectorAll('a, button, input, select, summary')].filter(at => "
                    "at.checkVisibility() && !at.matches('.skip, [type=checkbox]') && "
                    "at.getBoundingClientRect().height < 24).map(at => at.outerHTML)"), [], view)


page_case.main()
