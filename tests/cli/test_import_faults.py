"""Imports on a bad day: whatever goes wrong, each line is told of, none is done twice, and running it again ends well."""
import csv
import fcntl
import io
import os
import re
import signal
import struct
import subprocess
import termios
import time

import harness

EACH, LIST = ("--look-up", "each"), ("--look-up", "list")
COUNT = 30


def held_by(pipe):
    """How many bytes are in it, which nobody has read."""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0]


class Faults(harness.Case):
    sandbox_arguments = ("--seed-data", "60")

    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.state, "in.csv")

    def box(self, seed, *faults):
        made = harness.Sandbox("--seed-data", "60", "--seed", str(seed),
                               *[word for fault in faults for word in ("--fault", fault)])
        self.addCleanup(made.stop)
        return made

    def export(self, box):
        out = self.good("products", "export", "--fields", "id,name,comments,product_type.name",
                        env={"SDP_BASE_URL": box.base_url}).out
        return list(csv.DictReader(io.StringIO(out)))

    def write(self):
        """A third each of lines that are unchanged, that change something, by id and by name, and that are new."""
        rows = [{**row, "product_type.name": ""} for row in self.export(self.sandbox)[:COUNT]]
        for i, row in enumerate(rows):
            if i % 3 == 1:
                row["comments"] = f"changed {i}"
            if i % 3 == 2:
                row.update({"id": "", "name": f"new {i}", "comments": "", "product_type.name": "Server"})
            if i % 2 == 1:
                row["id"] = ""
        with open(self.path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return rows

    def check_told(self, done, stopped=False):
        """Each line has a row, or was done by an earlier run, or was not begun; and the summary says the same."""
        rows = done.rows
        lines = [row["line"] for row in rows]
        self.assertEqual(len(lines), len(set(lines)))
        words = [line for line in done.err.splitlines() if " added, " in line][-1]
        counts = {name: int(re.search(rf"(\d+) {name}", words)[1]) if re.search(rf"(\d+) {name}", words) else 0
                  for name in ("added", "changed", "unchanged", "failed", "done by a run before", "not begun")}
        for action in ("added", "changed", "unchanged", "failed"):
            self.assertEqual([row["action"] for row in rows].count(action), counts[action])
        self.assertEqual(sum(counts.values()), COUNT, words)
        for row in rows:
            self.assertEqual(row["action"] == "failed", "error" in row)
        maybe = any(row["error"]["maybe_done"] for row in rows if "error" in row)
        if maybe or not stopped:
            self.assertEqual(done.status == 7, maybe)
        self.assertEqual(done.status == 0, counts["failed"] + counts["not begun"] == 0)

    def check_done(self, box, wanted, before):
        """What the file says is so, nothing else changed, and no record is there twice."""
        box.ask("DELETE", "/_sandbox/faults")
        found = self.export(box)
        names = [row["name"] for row in found]
        self.assertEqual(len(names), len(set(names)))
        expected = {row["name"]: row["comments"] for row in before}
        expected.update({row["name"]: row["comments"] for row in wanted})
        self.assertEqual({row["name"]: row["comments"] for row in found}, expected)

    def until_done(self, box, how):
        came = []
        while not came or (came[-1].status != 0 and len(came) < 10 * COUNT):
            came.append(self.sdp("products", "import", self.path, "--max-retries", "0", *how,
                                 env={"SDP_BASE_URL": box.base_url}))
            self.check_told(came[-1])
        self.assertEqual(came[-1].status, 0, came[-1].err)
        self.assertFalse(os.path.exists(self.path + ".state"))
        return came

    def all_is_well(self, *faults, seeds=(1,)):
        wanted = self.write()
        before = self.export(self.sandbox)
        runs = 0
        for how in (EACH, LIST):
            for seed in seeds:
                box = self.box(seed, *faults)
                runs += len(self.until_done(box, how))
                self.check_done(box, wanted, before)
        return runs

    def test_answers_that_are_lost(self):
        self.all_is_well("POST /products p=0.4 reset:after", "PUT /products/* p=0.4 reset:after", "GET /products* p=0.1 reset")

    def test_writes_that_may_have_happened_and_did_not(self):
        self.assertGreater(self.all_is_well("POST /products p=0.4 reset", "PUT /products/* p=0.5 reset"), 4)

    def test_answers_that_cannot_be_read(self):
        self.all_is_well("POST /products p=0.3 truncate", "PUT /products/* p=0.3 html:502", "GET /products* p=0.1 html:503")

    def test_throttles(self):
        self.assertGreater(self.all_is_well("POST /products p=0.5 status:429,Retry-After=0",
                                            "PUT /products/* p=0.3 throttle", "GET /products* p=0.2 code:4015"), 4)

    def test_refusals(self):
        self.assertGreater(self.all_is_well("POST /products p=0.5 code:4001", "PUT /products/* p=0.5 code:4002"), 4)

    def test_a_second_try_that_is_refused_says_nothing_of_the_first(self):
        """The first edit may have happened, nobody can look, and the second is refused: still nobody knows."""
        box = self.box(1, "PUT /products/* times=1 reset:after", "GET /products/* times=1 html:503",
                       "PUT /products/* times=1 code:4002")
        one = self.export(box)[0]
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(f"id,comments\n{one['id']},mine\n")
        done = self.sdp("products", "import", self.path, "--max-retries", "0", *LIST, env={"SDP_BASE_URL": box.base_url})
        self.assertEqual((done.status, done.rows[0]["action"], done.rows[0]["error"]["maybe_done"]), (7, "failed", True))
        self.assertEqual(self.export(box)[0]["comments"], "mine")  # it had
        done = self.sdp("products", "import", self.path, env={"SDP_BASE_URL": box.base_url})
        self.assertEqual((done.status, done.rows[0]["action"]), (0, "unchanged"))

    def interrupted(self, box, how):
        """A run that gets a signal behind its first line. Its output has room for some more lines and not for all, and is
        not read before, so that it is held however fast the machine is."""
        inside, outside = os.pipe()
        fcntl.fcntl(inside, fcntl.F_SETPIPE_SZ, 4096)
        filler = os.write(outside, b"." * (4096 - 500))
        with subprocess.Popen([harness.SDP, "products", "import", self.path, *how], stdout=outside, stderr=subprocess.PIPE,
                              env=self.environment({"SDP_BASE_URL": box.base_url})) as running, open(inside, "rb") as rows:
            os.close(outside)
            limit = time.monotonic() + harness.SECONDS
            while held_by(rows) == filler and running.poll() is None and time.monotonic() < limit:
                time.sleep(0.002)
            harness.send_signal(running, signal.SIGINT)
            out = rows.read()[filler:]
            return harness.Done(running.wait(harness.SECONDS), out, running.stderr.read())

    def test_interrupted_again_and_again(self):
        wanted = self.write()
        before = self.export(self.sandbox)
        for how in (EACH, LIST):
            box = self.box(1)
            statuses = []
            while not statuses or (statuses[-1] != 0 and len(statuses) < 3 * COUNT):
                done = self.interrupted(box, how)
                self.check_told(done, stopped=True)
                self.assertIn(done.status, (0, 130))
                self.assertNotEqual(done.out, "")
                statuses.append(done.status)
            self.assertGreater(len(statuses), 2)
            self.check_done(box, wanted, before)

    def test_a_signal_with_the_last_line_stops_nothing(self):
        rule = "POST /products hold"
        box = self.box(1, rule)
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("name,product_type\nnew,Server\n")
        with subprocess.Popen([harness.SDP, "products", "import", self.path], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=self.environment({"SDP_BASE_URL": box.base_url})) as running:
            box.wait_for("POST /products")
            harness.send_signal(running, signal.SIGINT)
            box.remove_fault(rule)
            out, _ = running.communicate(timeout=harness.SECONDS)
        self.assertEqual((running.returncode, harness.Done(0, out, b"").rows[0]["action"]), (0, "added"))
        self.assertEqual(os.listdir(self.state), ["in.csv"])

    def test_killed_again_and_again(self):
        wanted = self.write()
        before = self.export(self.sandbox)
        box = self.box(1, "POST /products latency:10", "PUT /products/* latency:10")
        for _ in range(4):
            with subprocess.Popen([harness.SDP, "products", "import", self.path, *LIST], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL,
                                  env=self.environment({"SDP_BASE_URL": box.base_url})) as running:
                for _ in range(5):
                    running.stdout.readline()
                running.kill()
                running.communicate(timeout=harness.SECONDS)
        self.until_done(box, LIST)
        self.check_done(box, wanted, before)


harness.main()
