"""A file of the sandbox is opened with the portals that it was written with, or not at all."""
import json
import os
import subprocess
import unittest
import urllib.request

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

    def test_what_belongs_to_no_portal(self):
        # Customers of NeuCRM and tokens are in the file of a portal too.
        self.run_once("west")
        box = harness.Sandbox("--db", self.file)
        body = b"grant_type=refresh_token&refresh_token=r&client_id=c&client_secret=s"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        opener.open(urllib.request.Request(box.root + "/oauth/v2/token", data=body), timeout=harness.SECONDS).close()
        box.stop()
        self.assertEqual(self.run_once()[0], "west")
        self.assertEqual(self.run_once("west")[0], "west")


harness.main()
