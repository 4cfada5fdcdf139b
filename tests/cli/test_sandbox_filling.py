"""The sandbox is filled, and reset, all at once or not at all: whoever asks meanwhile, whatever kills it, whatever fails."""
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import threading
import unittest
import urllib.parse
import urllib.request

import harness

PORTALS = [word for name in "abcdefgh" for word in ("--portal", name)]
MOST_BYTES = 500000  # of a file: the journal is larger when all of that is filled, and smaller when nothing is
REFUSE = "CREATE TRIGGER refuse BEFORE {} ON entities BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"


def ask(box, method, path, body=None):
    """The status and the JSON of an answer, of one that refuses too."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    asked = urllib.request.Request(box.root + path, method=method, data=body)
    asked.add_header("Accept", "application/vnd.manageengine.sdp.v3+json")
    asked.add_header("Authorization", "Zoho-oauthtoken x")
    try:
        with opener.open(asked, timeout=harness.SECONDS) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())


def limit_files():
    """In a child: a signal kills whoever writes more."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))


def counts(box):
    found = json.loads(box.ask("GET", "/_sandbox/entities"))
    return {(one["portal"], one["noun"]): one["count"] for one in found["nouns"]}


class Filling(unittest.TestCase):
    def setUp(self):
        folder = harness.tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = os.path.join(folder.name, "state.db")

    def start(self, *arguments):
        box = harness.Sandbox(*arguments)
        self.addCleanup(lambda: box.process.poll() is None and box.stop())
        return box

    def during_resets(self, box, count, work):
        """Resets so often while threads do that over and over; gives the answers to the resets."""
        ended = threading.Event()

        def again():
            while not ended.is_set():
                work()

        threads = [threading.Thread(target=again) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            return [ask(box, "POST", "/_sandbox/reset") for _ in range(count)]
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def change(self, statement):
        """Changes the file behind the back of whoever has it open."""
        database = sqlite3.connect(self.file, timeout=harness.SECONDS)
        with database:
            database.execute(statement)
        database.close()

    def test_nobody_sees_half_a_reset(self):
        box = self.start("--seed-data", "demo")
        seen = set()

        def look():
            status, answer = ask(box, "GET", "/api/v3/customers")
            seen.add((status, len(answer.get("customer", []))))

        self.assertEqual(self.during_resets(box, 12, look), [(200, {"reset": True})] * 12)
        self.assertEqual(seen, {(200, 8)})

    def test_who_writes_meanwhile_is_before_or_after(self):
        # The name is one that the demonstration adds itself.
        body = urllib.parse.urlencode({"input_data": json.dumps({"customer": {"name": "Hollis Engineering"}})}).encode()
        box = self.start("--seed-data", "demo")
        whole = counts(box)
        seen = set()

        def write():
            seen.add(ask(box, "POST", "/api/v3/customers", body)[0])

        self.assertEqual(self.during_resets(box, 12, write), [(200, {"reset": True})] * 12)
        self.assertEqual(seen, {400})
        self.assertEqual(counts(box), whole)

    def test_what_is_killed_while_it_is_filled_is_filled_anew(self):
        arguments = ("--db", self.file, "--seed-data", "demo", *PORTALS)
        running = subprocess.run([harness.SANDBOX, "--port", "0", *arguments], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, preexec_fn=limit_files, timeout=harness.SECONDS)
        self.assertEqual(running.returncode, -signal.SIGXFSZ)
        folder = os.path.dirname(self.file)
        with harness.tempfile.TemporaryDirectory() as other:
            # Who looks tidies up, so it is a copy that is looked at.
            copy = shutil.copytree(folder, os.path.join(other, "copy"))
            self.assertEqual(os.path.getsize(os.path.join(copy, "state.db-wal")), MOST_BYTES)
            database = sqlite3.connect(os.path.join(copy, "state.db"))
            self.assertEqual(database.execute("SELECT count(*) FROM entities").fetchone(), (0,))
            database.close()
        box = self.start(*arguments)
        plain = self.start("--seed-data", "demo", *PORTALS)
        self.assertEqual(counts(box), counts(plain))

    def test_a_reset_that_fails_says_why_and_changes_nothing(self):
        box = self.start("--db", self.file, "--seed-data", "demo", "--fault", "GET /products status:503")
        ask(box, "POST", "/_sandbox/clock", b"+1d")
        ask(box, "DELETE", "/_sandbox/faults")
        before = box.ask("GET", "/_sandbox/state")
        for change in ("INSERT", "DELETE"):
            self.change(REFUSE.format(change))
            status, answer = ask(box, "POST", "/_sandbox/reset")
            self.assertEqual((status, answer["reset"]), (500, False))
            self.assertIn("refused by the test", answer["problem"])
            self.assertEqual(box.ask("GET", "/_sandbox/state"), before)
            self.assertEqual(ask(box, "GET", "/_sandbox/clock")[1]["offset_ms"], 86400000)
            self.assertEqual(ask(box, "GET", "/_sandbox/faults")[1], [])
            self.change("DROP TRIGGER refuse")
        self.assertEqual(ask(box, "POST", "/_sandbox/reset"), (200, {"reset": True}))
        self.assertEqual(ask(box, "GET", "/_sandbox/clock")[1]["offset_ms"], 0)

    def test_a_start_that_fails_says_why(self):
        done = subprocess.run([harness.SANDBOX, "--port", "0", "--exit-with-parent", "--max-memory", "16", "--seed-data", "60000"],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=harness.SECONDS)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("sdp-sandbox: database: the sandbox's --max-memory of 16 MiB is reached", done.stderr)

    def test_what_fits_the_declarations_is_not_written_again(self):
        arguments = ("--db", self.file, "--seed-data", "demo", "--udf", "product.a=text")
        box = self.start(*arguments)
        before = box.ask("GET", "/_sandbox/state")
        box.stop()
        self.change(REFUSE.format("UPDATE"))
        box = self.start(*arguments)
        self.assertEqual(box.ask("GET", "/_sandbox/state"), before)


harness.main()
