"""Lists whose records come and go while they are read: nothing that stays is missing from a file that is called whole."""
import csv
import io
import os
import subprocess

import harness

LISTED = 2  # pages of a list


class Case(harness.Case):
    noun, removal = "products", ("delete",)

    def setUp(self):
        super().setUp()
        self.box = harness.Sandbox("--seed-data", "150")
        self.addCleanup(self.box.stop)
        self.env = {"SDP_BASE_URL": self.box.base_url}
        self.there = [row["id"] for row in self.good(self.noun, "list", "--all", "--query", '{"row_count":100}', env=self.env).rows]
        self.path = os.path.join(self.state, "out.csv")

    def walk(self, *arguments, removals):
        """Removes the first record each time that a second page is waited for; how the command ended."""
        second = f"GET /{self.noun} skip=1 times=1 hold"
        self.box.fault(second)
        with subprocess.Popen([harness.SDP, self.noun, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=self.environment(self.env)) as running:
            for index in range(1, removals + 1):
                self.box.wait_for(f"GET /{self.noun}", LISTED + LISTED * index)
                self.good(self.noun, *self.removal, self.there.pop(0), env=self.env)
                if index < removals:
                    self.box.fault(second)  # the same of the next time that the list is read
                self.box.remove_fault(second)
            out, err = running.communicate(timeout=harness.SECONDS)
        return harness.Done(running.returncode, out, err)

    def ids(self, file):
        return [row["id"] for row in csv.DictReader(file)]


class Products(Case):
    def test_an_export_reads_the_list_again(self):
        done = self.walk("export", self.path, removals=1)
        self.assertEqual((done.status, done.err.splitlines()), (0, [
            "sdp: records were added or removed while the list was read: it is read again", f"sdp: 149 rows in {self.path}"]))
        with open(self.path, encoding="utf-8", newline="") as file:
            self.assertEqual(self.ids(file), self.there)

    def test_an_export_that_never_saw_all_makes_no_file(self):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("old")
        done = self.walk("export", self.path, removals=3)
        self.assertEqual((done.status, done.out), (6, ""), done.err)
        self.assertIn("each of the 3 times that the list was read: some may be missing, and no file was made",
                      done.err.splitlines()[-1])
        with open(self.path, encoding="utf-8") as file:
            self.assertEqual((file.read(), os.listdir(self.state)), ("old", ["out.csv"]))

    def test_what_is_printed_cannot_be_read_again(self):
        done = self.walk("export", removals=1)
        self.assertEqual(done.status, 6)
        self.assertIn("some may be missing: an export to a FILE reads it again", done.err)
        self.assertGreater(len(self.ids(io.StringIO(done.out))), 140)

    def test_a_list_tells_it(self):
        done = self.walk("list", "--all", "--query", '{"row_count":100,"get_total_count":true}', removals=1)
        self.assertEqual((done.status, done.err),
                         (0, "sdp: records were added or removed while the list was read: some may be missing\n"))
        asked = [one["input_data"]["list_info"] for one in self.box.requests() if one["method"] == "GET"][LISTED:]
        self.assertEqual([info["start_index"] for info in asked], [1, 101])


class Contracts(Case):
    noun, removal = "contracts", ("move_to_trash",)

    def test_a_report_tells_it(self):
        done = self.walk("report", "--output", "json", removals=1)
        self.assertEqual((done.status, done.err),
                         (0, "sdp: records were added or removed while the list was read: some may be missing\n"))


harness.main()
