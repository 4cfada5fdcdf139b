"""A file of the sandbox is opened with the portals that it was written with, or not at all."""
import json
import os
import sqlite3
import subprocess
import unittest
import urllib.error

import harness


class Portals(unittest.TestCase):
    def setUp(self):
        folder = harness.tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = os.path.join(folder.name, "state.db")

    def run_once(self, *portals):
        """Starts one, and gives its base URL and how many products there are in each portal."""
        box = harness.Sandbox("--db", self.file, "--seed-data", "20", *[word for name in portals for word in ("--portal", name)])
        try:
            found = json.loads(box.ask("GET", "/_sandbox/entities"))
            counts = {one["portal"]: one["count"] for one in found["nouns"] if one["noun"] == "product"}
            return box.base_url.rsplit("/", 1)[1], found["portals"], counts
        finally:
            box.stop()

    def refused(self, *portals):
        words = [word for name in portals for word in ("--portal", name)]
        done = subprocess.run([harness.SANDBOX, "--port", "0", "--exit-with-parent", "--db", self.file, *words],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=harness.SECONDS)
        self.assertEqual((done.returncode, done.stdout), (2, ""), portals)
        return done.stderr

    def test_a_file_with_portals(self):
        both = (["west", "east"], {"west": 20, "east": 20})
        self.assertEqual(self.run_once("west", "east"), ("west", *both))
        self.assertEqual(self.run_once(), ("west", *both))
        self.assertEqual(self.run_once("east", "west"), ("east", ["east", "west"], both[1]))
        for portals in (("north",), ("west",), ("west", "east", "north")):
            self.assertIn("with --portal west --portal east; start it so, or without --portal", self.refused(*portals))
        self.assertEqual(self.run_once(), ("west", *both))

    def test_a_file_without_portals(self):
        alone = ("itdesk", [], {"": 20})
        self.assertEqual(self.run_once(), alone)
        self.assertIn(self.file + " was written without --portal", self.refused("west"))
        self.assertEqual(self.run_once(), alone)

    def replace_state(self, choose, *portals):
        """Brings back those entities that are chosen."""
        words = [word for name in portals for word in ("--portal", name)]
        box = harness.Sandbox("--db", self.file, "--seed-data", "20", *words)
        state = box.state()
        state["entities"] = [one for one in state["entities"] if choose(one)]
        box.put_state(state)
        box.stop()

    def test_the_portals_are_those_that_were_told_whatever_they_hold(self):
        self.replace_state(lambda one: one["portal"] == "east", "west", "east")
        for portals in (("west", "east"), ()):
            self.assertEqual(self.run_once(*portals), ("west", ["west", "east"], {"east": 20}))
        self.assertIn("with --portal west --portal east; start it so", self.refused("east"))
        self.replace_state(lambda one: False, "west", "east")
        self.assertEqual(self.run_once(), ("west", ["west", "east"], {}))

    def change(self, *statements):
        database = sqlite3.connect(self.file)
        with database:
            for statement in statements:
                database.execute(statement)
        database.close()

    def test_files_that_do_not_say_which_portals_they_have(self):
        self.run_once("west", "east")
        self.change("DROP TABLE portals")
        self.assertEqual(self.run_once(), ("west", ["west", "east"], {"west": 20, "east": 20}))
        self.change("DROP TABLE portals", "UPDATE entities SET portal = '' WHERE portal = 'east' AND noun = 'product'")
        self.assertTrue(self.refused().endswith("with --portal west --portal east; start it so\n"))
        self.change("UPDATE entities SET portal = '' WHERE portal = 'east'")
        self.assertTrue(self.refused().endswith("with --portal west; start it so\n"))
        self.assertEqual(self.run_once("west"), ("west", ["west"], {"west": 20, "": 20}))

    def test_each_noun_is_of_a_portal_or_of_none(self):
        box = harness.Sandbox("--portal", "west", "--seed-data", "20")
        self.addCleanup(box.stop)
        found = json.loads(box.ask("GET", "/_sandbox/entities"))["nouns"]
        portals = {one["noun"]: one["portal"] for one in found}
        self.assertEqual((portals["product"], portals["neucrm_customer"]), ("west", ""))
        for noun in ("product", "neucrm_customer"):
            shown = json.loads(box.ask("GET", "/_sandbox/entities?noun=" + noun))
            self.assertEqual((shown["portal"], shown["total"] > 0), (portals[noun], True))
        for noun, portal, refused in (("file", "west", True), ("neucrm_customer", "west", True), ("product", "", True),
                                      ("file", "", False), ("neucrm_customer", "", False), ("product", "west", False)):
            state = {"format": 1, "entities": [{"portal": portal, "noun": noun, "id": "1", "document": {}}]}
            if not refused:
                box.put_state(state)
                continue
            with self.assertRaises(urllib.error.HTTPError, msg=(noun, portal)) as caught:
                box.put_state(state)
            caught.exception.close()
            self.assertEqual(caught.exception.code, 400, (noun, portal))

    def test_what_belongs_to_no_portal(self):
        # Customers of NeuCRM and tokens are in the file of a portal too.
        self.run_once("west")
        box = harness.Sandbox("--db", self.file)
        box.ask("POST", "/oauth/v2/token", b"grant_type=refresh_token&refresh_token=r&client_id=c&client_secret=s")
        box.stop()
        self.assertEqual(self.run_once()[0], "west")
        self.assertEqual(self.run_once("west")[0], "west")


harness.main()
