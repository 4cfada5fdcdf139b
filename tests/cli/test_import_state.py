"""Imports note what they did: which lines the next run may leave out, and what comes of notes that cannot be kept."""
import json
import os
import resource
import subprocess
import time

import harness

OPTIPLEX = "OptiPlex 7020"
FAILING = ",New,Server,\n"  # as long as there is REFUSAL, the file of notes stays
REFUSAL = "POST /products code:4001"
HEAD = "id,name,product_type,comments\n"


class State(harness.Case):
    sandbox_arguments = ("--seed-data", "demo")

    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.state, "in.csv")
        self.notes = self.path + ".state"

    def write(self, content):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(content)
        return self.path

    def load(self, content, *more, **options):
        return self.sdp("products", "import", self.write(content), *more, **options)

    def actions(self, done):
        return [row["action"] for row in done.rows]

    def product_named(self, name):
        return self.good("products", "list", "--where", f"name is {name}").json[0]

    def comments(self):
        return self.product_named(OPTIPLEX)["comments"]

    def text(self):
        with open(self.notes, encoding="utf-8") as file:
            return file.read()


class Edited(State):
    """The file between two runs."""

    def setUp(self):
        super().setUp()
        self.sandbox.fault(REFUSAL)
        self.id = self.product_named(OPTIPLEX)["id"]
        self.by_name = f",{OPTIPLEX},,"

    def check(self, line, comments, actions):
        done = self.load(HEAD + line + FAILING, "--max-retries", "0")
        self.assertEqual((self.actions(done), self.comments()), (actions, comments), done.out)
        return done

    def test_a_line_that_is_edited_and_edited_back(self):
        for comments in ("one", "two", "one"):
            self.check(f"{self.by_name}{comments}\n", comments, ["changed", "failed"])
        done = self.check(f"{self.by_name}one\n", "one", ["failed"])
        self.assertIn("1 done by a run before", done.err)

    def test_a_line_that_was_taken_out_and_came_back_in_other_words(self):
        """By the id of its record, or under another name of it."""
        self.check(f"{self.by_name}one\n", "one", ["changed", "failed"])
        self.check(f"{self.id},,,two\n", "two", ["changed", "failed"])
        self.check(f"{self.by_name}one\n", "one", ["changed", "failed"])
        self.load(f"{HEAD}{self.id},Renamed,,\n{FAILING}")
        self.assertEqual(self.actions(self.load(f"{HEAD}{self.by_name}one\n")), ["failed"])  # there is none to change
        self.assertEqual(self.product_named("Renamed")["comments"], "one")

    def test_another_line_about_the_same_record(self):
        """It is seen as it is where both are new."""
        self.check(f"{self.by_name}one\n", "one", ["changed", "failed"])
        done = self.check(f"{self.by_name}one\n{self.id},,,two\n", "two", ["failed", "changed", "failed"])
        self.assertIn(f"{self.id}, which line 3 means by its id", done.rows[0]["error"]["message"])
        self.check(f"{self.by_name}one\n", "one", ["changed", "failed"])

    def test_an_edited_line_whose_end_is_not_known(self):
        """Killed while its request is under way, which the service does all the same."""
        self.check(f"{self.by_name}one\n", "one", ["changed", "failed"])
        rule = "PUT /products/* hold"
        self.sandbox.fault(rule)
        with subprocess.Popen([harness.SDP, "products", "import", self.write(f"{HEAD}{self.by_name}two\n{FAILING}")],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment()) as running:
            self.sandbox.wait_for("PUT /products/{product_id}", 2)
            running.kill()
            running.wait(harness.SECONDS)
        self.sandbox.remove_fault(rule)
        limit = time.monotonic() + harness.SECONDS
        while self.comments() != "two" and time.monotonic() < limit:
            time.sleep(0.01)
        self.check(f"{self.by_name}one\n", "one", ["changed", "failed"])

    def test_an_edited_line_that_failed(self):
        self.check(f"{self.by_name}one\n", "one", ["changed", "failed"])
        rule = "PUT /products/* reset:after"
        self.sandbox.fault(rule)
        self.sandbox.fault("GET /products/* status:403")
        self.check(f"{self.by_name}two\n", "two", ["failed", "failed"])
        self.sandbox.remove_fault(rule)
        self.check(f"{self.by_name}one\n", "one", ["changed", "failed"])

    def test_a_dry_run_and_a_file_that_is_refused_change_no_notes(self):
        self.check(f"{self.by_name}one\n", "one", ["changed", "failed"])
        before = self.text()
        self.load(f"{HEAD}{self.by_name}two\n", "--dry-run")
        self.assertEqual(self.load(f"{HEAD}{self.by_name}two\n,,,\n,,,nameless\n").status, 2)
        self.assertEqual(self.text(), before)
        self.check(f"{self.by_name}one\n", "one", ["failed"])

    def test_lines_may_change_places_and_others_be_edited(self):
        self.sandbox.ask("DELETE", "/_sandbox/faults")
        self.sandbox.fault("POST /products skip=2 code:4001")
        self.load("name,product_type\nA,Server\nB,Server\nC,Server\n")
        done = self.load("name,product_type\nC,Server\nB,Server\nA,Laptop\n")
        self.assertEqual([(row["name"], row["action"]) for row in done.rows], [("C", "failed"), ("A", "changed")])


class Files(State):
    def test_it_is_of_this_service_and_its_owners(self):
        other = harness.Sandbox("--seed-data", "demo")
        self.addCleanup(other.stop)
        self.sandbox.fault("POST /products skip=1 code:4001")
        content = "name,product_type\nA,Server\nB,Server\n"
        self.load(content)
        text = self.text()
        self.assertEqual(os.stat(self.notes).st_mode & 0o777, 0o600)
        self.assertNotIn("127.0.0.1", text)
        self.assertNotIn(harness.TOKEN, text)
        self.bad(2, "products", "import", self.path, env={"SDP_BASE_URL": other.base_url}, says="another service")
        self.bad(2, "customers", "import", "-", "--checkpoint", self.notes, stdin=b"name\nA\n", says="this import")
        for cut in ("0123", text.splitlines()[1][:-1], text.splitlines()[1]):  # by a kill
            with open(self.notes, "a", encoding="utf-8") as file:
                file.write(cut)
            done = self.load(content)
            self.assertEqual((done.status, self.actions(done), self.text()), (1, ["failed"], text))
        for damaged in (text.replace(" 2 ", " 9 "), text.replace(" 2 ", " 1 ")):
            with open(self.notes, "w", encoding="utf-8") as file:
                file.write(damaged)
            self.bad(2, "products", "import", self.path, says="another version of this command; delete it")
            self.assertEqual(self.text(), damaged)
        for other in ("{}", "x\n", "name\nA\n"):
            with open(self.notes, "w", encoding="utf-8") as file:
                file.write(other)
            done = self.bad(2, "products", "import", self.path, says="is not the checkpoint of an import")
            self.assertNotIn("delete", done.err)
            self.assertEqual(self.text(), other)

    def test_the_file_that_is_imported_is_no_checkpoint(self):
        content = "name,product_type\nA,Server\n"
        path = self.write(content)
        link = os.path.join(self.state, "link")
        os.link(path, link)
        for place in (path, link):
            for name in (path, "-"):
                with open(path, "rb") as file:
                    done = subprocess.run([harness.SDP, "products", "import", name, "--checkpoint", place], stdin=file,
                                          capture_output=True, env=self.environment(), timeout=harness.SECONDS)
                self.assertEqual((done.returncode, done.stdout), (2, b""), name)
                self.assertIn(b"is the file that is imported; name another file", done.stderr)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), content)
        self.assertEqual((self.sandbox.requests(), sorted(os.listdir(self.state))), ([], ["in.csv", "link"]))

    def test_a_checkpoint_of_ones_own(self):
        self.sandbox.fault("POST /products skip=1 times=1 code:4001")
        place = os.path.join(self.state, "place")
        content = b"name,product_type\nA,Server\nB,Server\n"
        self.assertEqual(self.sdp("products", "import", "-", "--checkpoint", place, stdin=content).status, 1)
        done = self.sdp("products", "import", "-", "--checkpoint", place, stdin=content)
        self.assertEqual((done.status, [row["name"] for row in done.rows]), (0, ["B"]))
        self.assertFalse(os.path.exists(place))
        self.bad(2, "products", "import", "-", "--checkpoint", os.path.join(self.state, "no", "where"), stdin=content,
                 says="cannot be written")

    def test_two_imports_of_one_file_at_once_are_refused(self):
        rule = "POST /products hold"
        self.sandbox.fault(rule)
        path = self.write("name,product_type\nA,Server\nB,Server\n")
        with subprocess.Popen([harness.SDP, "products", "import", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              env=self.environment()) as running:
            self.sandbox.wait_for("POST /products")
            self.bad(2, "products", "import", path, says="in use by another run")
            self.sandbox.remove_fault(rule)
            out, _ = running.communicate(timeout=harness.SECONDS)
        self.assertEqual((running.returncode, len(out.splitlines())), (0, 2))
        self.assertEqual(os.listdir(self.state), ["in.csv"])


class Unkept(State):
    """What was written cannot be noted, or not be told."""
    LINES = "name,product_type\n" + "".join(f"S{i},Server\n" for i in range(4))
    NOTED = len("sdp-import 2 products 0123456789abcdef\n") + len("0123456789abcdef 200000000000001234\n")

    def limited(self, size):
        """A process whose files cannot be longer."""
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return limit

    def check_whole(self):
        rows = self.good("products", "list", "--all", "--where", "product_type.name is Server").rows
        names = [row["name"] for row in rows if row["name"][0] == "S"]
        self.assertEqual(sorted(name for name in names if name[1:].isdigit()), ["S0", "S1", "S2", "S3"])

    def test_a_note_that_cannot_be_written(self):
        for form in ("jsonl", "json", "csv", "table"):
            self.sandbox.reset()
            done = self.load(self.LINES, "--output", form, preexec_fn=self.limited(self.NOTED + 10))
            self.assertEqual(done.status, 7, done.err)
            summary, last = done.err.splitlines()
            self.assertIn("2 added, 0 changed, 0 unchanged, 0 failed, 2 not begun", summary)
            if form == "json":
                last = json.loads(last)["error"]
                self.assertEqual((last["status"], last["path"]), ("SDP_E_MAYBE_DONE", "--checkpoint"))
                last = last["message"]
            self.assertIn("in.csv.state' cannot be written", last)
            self.assertEqual([f"S{i}" in done.out for i in range(4)], [True, True, False, False])
            done = self.load(self.LINES)
            self.assertEqual((done.status, self.actions(done)), (0, ["unchanged", "added", "added"]), done.err)
            self.check_whole()
            self.assertEqual(os.listdir(self.state), ["in.csv"])

    def test_a_note_of_what_was_not_written(self):
        content = f"name\nLatitude 5450\n{OPTIPLEX}\n"
        done = self.load(content, "--output", "json", preexec_fn=self.limited(self.NOTED + 10))
        self.assertEqual((done.status, [row["action"] for row in done.json]), (2, ["unchanged"] * 2), done.err)
        self.assertEqual(done.error["status"], "SDP_E_FILE")

    def test_notes_that_cannot_be_begun(self):
        self.write(self.LINES)
        self.bad(2, "products", "import", self.path, preexec_fn=self.limited(10), says="cannot be written")
        self.assertEqual((self.sandbox.requests(), os.listdir(self.state)), ([], ["in.csv"]))

    def test_old_notes_that_cannot_be_dropped(self):
        """Without them all lines are compared; with them a line would be taken for done that is not."""
        self.sandbox.fault("POST /products skip=3 code:4001")
        self.load(self.LINES)
        edited = self.LINES.replace("S0,Server", "S0,Laptop")
        self.write(edited)
        self.bad(2, "products", "import", self.path, preexec_fn=self.limited(self.NOTED + 10), says="cannot be written")
        self.assertEqual(self.actions(self.load(edited)), ["changed", "unchanged", "unchanged", "failed"])

    def test_a_report_that_cannot_be_printed(self):
        for form in ("jsonl", "json", "csv", "table"):
            self.sandbox.reset()
            with open("/dev/full", "wb") as full:
                done = subprocess.run([harness.SDP, "products", "import", self.write(self.LINES), "--output", form],
                                      stdout=full, stderr=subprocess.PIPE, env=self.environment(),
                                      timeout=harness.SECONDS)
            self.assertEqual(done.returncode, 7, done.stderr)
            summary, last = done.stderr.decode().splitlines()
            self.assertIn(" added, 0 changed, 0 unchanged, 0 failed", summary)
            self.assertIn("standard output cannot be written", last)
            self.assertEqual(form == "json", last.startswith('{"error":'))
            self.load(self.LINES)
            self.check_whole()

    def test_a_report_of_a_wrong_line_that_cannot_be_printed(self):
        """What a line is wrong in by itself counts less, as in a batch."""
        with open("/dev/full", "wb") as full:
            done = subprocess.run([harness.SDP, "products", "import", self.write("name\nA\n")], stdout=full,
                                  stderr=subprocess.PIPE, env=self.environment(), timeout=harness.SECONDS)
        self.assertEqual(done.returncode, 6, done.stderr)


class Memory(State):
    def test_without_memory_the_status_says_whether_something_was_written(self):
        """The second line finds no memory for what it would set; the first is done, or was done already."""
        with open(harness.SDP, "rb") as program:
            code = program.read()
            if b"__asan_init" in code or b"__tsan_init" in code:
                self.skipTest("a sanitizer needs memory beyond any limit")
        for first, searches, status in (("A,Server,\n", 2, 7), ("Latitude 5450,,\n", 1, 2)):
            self.sandbox.reset()
            rule = f"GET /products skip={searches} hold"
            self.sandbox.fault(rule)
            path = self.write("name,product_type,comments\n" + first + "B,Server," + "x" * 3000000 + "\n")
            with subprocess.Popen([harness.SDP, "products", "import", path], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE,
                                  env=self.environment({"MALLOC_MMAP_THRESHOLD_": "65536"})) as running:
                self.sandbox.wait_for("GET /products", searches + 1)
                _, most = resource.prlimit(running.pid, resource.RLIMIT_AS)
                resource.prlimit(running.pid, resource.RLIMIT_AS, (1, most))
                self.sandbox.remove_fault(rule)
                out, err = running.communicate(timeout=harness.SECONDS)
            self.assertEqual((running.returncode, err), (status, b"sdp: out of memory\n"), out)
            self.assertIn(b'"action":', out)


harness.main()
