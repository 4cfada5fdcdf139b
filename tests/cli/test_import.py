"""products import and customers import: checked first, ensure semantics, a report, and safe to stop and to run again."""
import csv
import io
import json
import os
import signal
import subprocess
import time

import harness


class Import(harness.Case):
    sandbox_arguments = ("--seed-data", "demo")

    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.state, "in.csv")

    def write(self, content):
        with open(self.path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path

    def load(self, content, *more, noun="products", env=None):
        return self.sdp(noun, "import", self.write(content), *more, env=env)

    def problems(self, content, noun="products"):
        """What is told of a file that is refused as a whole."""
        before = len(self.sandbox.requests())
        done = self.load(content, noun=noun)
        self.assertEqual((done.status, done.out), (2, ""), done.err)
        self.assertEqual(len(self.sandbox.requests()), before)
        self.assertEqual(os.listdir(self.state), ["in.csv"])
        *told, last = done.err.splitlines()
        self.assertIn(f"in {self.path}", last)
        self.assertIn("nothing was sent", last)
        self.assertTrue(all(line.startswith(f"sdp: {self.path}, line ") for line in told), told)
        return [line.removeprefix(f"sdp: {self.path}, ") for line in told]

    def products(self, sandbox=None):
        env = {"SDP_BASE_URL": sandbox.base_url} if sandbox else None
        rows = self.good("products", "list", "--all", env=env).rows
        return {row["name"]: row for row in rows}

    def box(self, *faults):
        made = harness.Sandbox("--seed-data", "demo", *[word for fault in faults for word in ("--fault", fault)])
        self.addCleanup(made.stop)
        return made, {"SDP_BASE_URL": made.base_url}

    def writes(self, sandbox=None):
        return [one for one in (sandbox or self.sandbox).requests() if one["method"] != "GET"]


class Ensure(Import):
    FILE = ("name,product_type,comments,part_no\n"
            "New one,Server,\"hello\nthere\",\n"
            "Latitude 5450,,,L5450\n"
            "OptiPlex 7020,Laptop,,\n")

    def test_adds_changes_and_leaves(self):
        done = self.load(self.FILE)
        self.assertEqual(done.status, 0, done.err)
        self.assertEqual([(row["line"], row["action"], row["name"], row["members"]) for row in done.rows], [
            (2, "added", "New one", ["name", "product_type.name", "comments"]),
            (4, "unchanged", "Latitude 5450", []), (5, "changed", "OptiPlex 7020", ["product_type.name"])])
        self.assertIn("1 added, 1 changed, 1 unchanged, 0 failed", done.err)
        self.assertEqual(os.listdir(self.state), ["in.csv"])
        all_of_them = self.products()
        self.assertEqual((all_of_them["New one"]["comments"], all_of_them["New one"]["id"]), ("hello\nthere", done.rows[0]["id"]))
        edit = self.writes()[-1]
        self.assertEqual((edit["method"], edit["input_data"]), ("PUT", {"product": {"product_type": {"name": "Laptop"}}}))

    def test_twice_is_as_once(self):
        self.load(self.FILE)
        before = self.products()
        done = self.load(self.FILE)
        self.assertEqual([row["action"] for row in done.rows], ["unchanged"] * 3)
        self.assertEqual(self.products(), before)

    def test_dry_run_looks_and_writes_nothing(self):
        before = self.products()
        done = self.load(self.FILE, "--dry-run")
        self.assertEqual(done.status, 0)
        self.assertEqual([(row["action"], row["dry_run"]) for row in done.rows],
                         [("added", True), ("unchanged", True), ("changed", True)])
        self.assertIn("nothing was written", done.err)
        self.assertEqual(self.products(), before)
        self.assertEqual((self.writes(), os.listdir(self.state)), ([], ["in.csv"]))

    def test_what_an_add_needs_is_told_by_the_dry_run_too(self):
        done = self.load("name\nNew one\n", "--dry-run")
        self.assertEqual((done.status, done.rows[0]["action"], done.rows[0]["error"]["path"]), (2, "failed", "product.product_type"))

    def test_a_line_that_is_wrong_by_itself_decides_the_status_last(self):
        """As in a batch."""
        box, env = self.box("POST /products code:4001")
        for content, status in (("name,product_type\nA,\nB,Server\n", 1), ("name,product_type\nB,Server\nA,\n", 1),
                                ("name,product_type\nA,\nLatitude 5450,\n", 2)):
            done = self.load(content, env=env)
            self.assertEqual(done.status, status, done.out)
            self.assertIn("SDP_E_REQUIRED", [row["error"]["status"] for row in done.rows if "error" in row])
        self.assertEqual([one["method"] for one in self.writes(box)], ["POST"] * 2)

    def test_an_empty_cell_leaves_and_null_clears(self):
        self.product("name=A", "comments=x", "part_no=P")
        done = self.load("name,comments,part_no\nA,\\N,\n")
        self.assertEqual([row["members"] for row in done.rows], [["comments"]])
        found = self.products()["A"]
        self.assertEqual((found["comments"], found["part_no"]), (None, "P"))
        self.assertEqual(self.load("name,comments,part_no\nA,\\N,\n").rows[0]["action"], "unchanged")
        self.load("name,comments\nA,\\\\N\n")
        self.assertEqual(self.products()["A"]["comments"], "\\N")
        self.load("name,comments,product_type\nB,\\N,Server\n")
        self.assertIsNone(self.products()["B"]["comments"])

    def test_an_export_comes_back_as_it_went(self):
        self.product("name=Q", 'comments=say "hi",\nthen \\N')
        self.product("name=R", "comments=\\N")
        for noun, count in (("products", 22), ("customers", 8)):
            out = self.good(noun, "export").raw
            done = self.load(out, noun=noun)
            self.assertEqual(([row["action"] for row in done.rows], done.status), (["unchanged"] * count, 0), done.err)
        self.assertEqual(len(self.writes()), 2)

    def test_an_id_names_the_record_and_the_name_may_change(self):
        made = self.product("name=A")
        done = self.load(f"id,name,comments\n{made['id']},B,x\n")
        self.assertEqual((done.rows[0]["action"], done.rows[0]["members"]), ("changed", ["name", "comments"]))
        self.assertNotIn("A", self.products())
        done = self.load("id,comments\n999999999,x\n")
        self.assertEqual((done.status, done.rows[0]["action"]), (1, "failed"))

    def test_a_name_that_is_nearly_another_is_its_lines_error(self):
        done = self.load("name,product_type\nlatitude 5450,Laptop\nOther,Server\n")
        self.assertEqual((done.status, [row["action"] for row in done.rows]), (1, ["failed", "added"]))
        self.assertEqual(done.rows[0]["error"]["status"], "SDP_E_AMBIGUOUS")

    def test_customers(self):
        done = self.load("name,city,email_id\nAster Dental Group,Bath,\nZeta,Ulm,z@example.com\n", noun="customers")
        self.assertEqual([row["action"] for row in done.rows], ["changed", "added"], done.err)
        self.assertEqual(self.good("customers", "list", "--where", "name is Zeta").json[0]["city"], "Ulm")

    def test_from_standard_input_with_a_mark_and_windows_line_ends(self):
        done = self.sdp("products", "import", "-", stdin=b"\xef\xbb\xbfname,comments\r\n\r\nOptiPlex 7020,\"a\r\nb\"\r\n")
        self.assertEqual((done.status, done.rows[0]["line"], done.rows[0]["action"]), (0, 3, "changed"))
        self.assertEqual(self.products()["OptiPlex 7020"]["comments"], "a\r\nb")
        self.assertEqual(os.listdir(self.state), [])

    def test_every_form(self):
        self.assertEqual([row["line"] for row in self.load(self.FILE, "--output", "json").json], [2, 4, 5])
        read = list(csv.DictReader(io.StringIO(self.load(self.FILE, "--csv").out)))
        self.assertEqual([row["action"] for row in read], ["unchanged"] * 3)
        done = self.load(self.FILE + "Bad,Nonsense,,\n", "--output", "table", env={"COLUMNS": "80"})
        self.assertTrue(all(len(line) <= 80 for line in done.out.splitlines()))
        self.assertIn("line 6: ", done.err)
        self.assertEqual(done.status, 1)


class Checked(Import):
    def test_all_problems_are_told_with_their_lines(self):
        told = self.problems("name,is_laptop,product_type.id\nA,perhaps,1\n,true,1\nB,true\nA,true,1\nC,true,x\n")
        self.assertEqual([line.split(":")[0] for line in told], [
            "line 2, column 3", "line 3, column 1", "line 4, column 3", "line 6, column 8", "line 5, column 1"])
        self.assertIn("true or false", told[0])
        self.assertIn("neither a name nor an id", told[1])
        self.assertIn("2 cells, and the header 3", told[2])
        self.assertIn("that of line 2 too", told[4])

    def test_headers(self):
        for header, says in (("nmae", "did you mean 'name'?"), ("name,name", "named twice, by the cells 1 and 2"),
                             ("name,product_type,product_type.name", "named twice"), ("comments", "a column name or id is needed"),
                             ("name,product_type.nam", "did you mean 'name'?"),
                             ("name,product_type..name", "not a path")):
            told = self.problems(header + "\n")
            self.assertEqual(len(told), 1, told)
            self.assertIn(says, told[0])
            self.assertIn("line 1", told[0])
        self.assertIn("cannot be set", self.problems("name,created_time\n", noun="customers")[0])
        self.assertIn("more than a cell can hold", self.problems("name,attachments\n", noun="customers")[0])
        self.assertEqual(len(self.problems("name,nope,is_laptop\nA,x,y\n")), 2)
        self.assertEqual(self.problems("name,\nA,x\n"), ["line 1, column 6: the column has no name"])

    def test_what_is_no_csv(self):
        for content, place in ((b'name\nA"b\n', "line 2, column 2"), (b'name\n"A"b\n', "line 2, column 4"),
                               (b'name,comments\nA,"b\nc,d\n', "line 2, column 3"), (b"name\n\xc3\xa4\xff\n", "line 2, column 2"),
                               (b"name\nA\0\n", "line 2, column 2"), (b"name\n\xed\xa0\x80\n", "line 2, column 1"),
                               (b"name\nA\rB\n", "line 2, column 2"), (b'name,comments\nB,"x\ny"\nC"\n', "line 4, column 2")):
            told = self.problems(content)
            self.assertEqual(len(told), 1, told)
            self.assertTrue(told[0].startswith(place + ":"), told)

    def test_other_encodings_are_named(self):
        for encoding in ("utf-16", "utf-16-be", "utf-16-le"):
            self.assertEqual(self.problems_of("name,comments\nA,b\n".encode(encoding)), [
                f"{self.path}, line 1, column 1: the file is UTF-16; save it as CSV in UTF-8"])
        told = self.problems("name,comments\nA,caf\xe9\n".encode("latin-1"))
        self.assertEqual(told, ["line 2, column 6: what stands here is not UTF-8"])
        self.assertEqual(self.sandbox.requests(), [])

    def test_other_separators_are_named(self):
        self.assertEqual(self.problems("name;comments\nA;b\n"),
                         ["line 1, column 1: cells are parted by commas, and not by semicolons"])
        self.assertEqual(self.problems("name\tcomments\nA\tb,c\n"),
                         ["line 1, column 1: cells are parted by commas, and not by tabs"])

    def test_a_file_without_a_header(self):
        told = self.problems("Latitude 5450,Notebook\nX,Server\n")
        self.assertEqual([line.split(":")[0] for line in told], ["line 1, column 1", "line 1, column 15", "line 1, column 1"])
        self.assertIn("no cell of the first row names a member", told[2])

    def test_lines_of_one_record(self):
        self.assertEqual(self.problems('id,name\n7,A\n,"B\nC"\n7,D\n,"b\nc "\n,E\n'), [
            "line 5, column 1: the id '7' is that of line 2 too",
            "line 6, column 2: the name 'b c' is that of line 3 too, but for case or blanks"])
        self.assertEqual(self.problems('name\nA\n"A "\na\n'), [
            "line 3, column 1: the name 'A' is that of line 2 too",
            "line 4, column 1: the name 'a' is that of line 2 too, but for case or blanks"])

    def test_a_name_that_a_line_with_an_id_has_too(self):
        self.assertEqual(self.problems("id,name\n7,A\n,a\n8,A\n"), [
            "line 3, column 2: the name 'a' is that of line 2 too, but for case or blanks",
            "line 4, column 3: the name 'A' is that of line 3 too, but for case or blanks"])
        self.assertEqual(self.problems("id,name\n,A\n7,A\n8,A\n"), [
            "line 3, column 3: the name 'A' is that of line 2 too", "line 4, column 3: the name 'A' is that of line 2 too"])
        # Two records may well get one name: that is for the service to say.
        self.assertEqual([row["error"]["status"] for row in self.load("id,name\n7,A\n8,A\n").rows], ["SDP_E_NOT_FOUND"] * 2)

    def test_a_record_by_its_name_and_by_its_id(self):
        one = self.good("products", "list").json[0]
        for how in ("each", "list"):
            for line, comments in ((3, "one"), (2, "two")):
                lines = [f"{one['id']},,{comments}\n", f",{one['name']},three\n"]
                content = "id,name,comments\n" + "".join(lines if line == 3 else lines[::-1])
                for action in ("changed", "unchanged"):
                    done = self.load(content, "--look-up", how)
                    os.unlink(self.path + ".state")
                    rows = {row["line"]: row for row in done.rows}
                    self.assertEqual((done.status, rows[5 - line]["action"], rows[line]["action"]), (2, action, "failed"))
                    self.assertIn(f"{one['id']}, which line {5 - line} means by its id", rows[line]["error"]["message"])
                    self.assertEqual(self.good("products", "get", one["id"]).json["comments"], comments)
            self.sandbox.reset()

    def test_places_are_those_of_the_cell(self):
        self.assertEqual(self.problems('name,comments,is_laptop\n"\u00e4\nB","x\ny",perhaps\nC,"d,e",no\n'), [
            "line 4, column 4: is_laptop takes true or false, not 'perhaps'",
            "line 5, column 9: is_laptop takes true or false, not 'no'"])
        self.assertEqual(self.problems("name,comments\nA,b,c,d\nB\n"), [
            "line 2, column 5: the line has 4 cells, and the header 2", "line 3, column 1: the line has 1 cell, and the header 2"])

    def test_long_ids_and_names(self):
        told = self.problems("id,comments\n" + "1" * 200 + ",x\n" + "y" * 200 + ",x\n" + "1" * 33 + ",x\n")
        self.assertEqual([line.split(":")[0] for line in told], [f"line {i}, column 1" for i in (2, 3, 4)])
        self.assertIn("no id has 200 digits", told[0])
        self.assertIn("digits alone", told[1])
        self.assertIn("no id has 40 digits", self.problems("name,product_type.id\nA," + "9" * 40 + "\n")[0])
        done = self.load("name,product_type\n" + "n" * 200 + ",Server\n")
        self.assertEqual((done.status, done.rows[0]["name"]), (0, "n" * 200))

    def test_of_many_problems_the_first_are_told(self):
        done = self.load("name,is_laptop\n" + "".join(f"item {i},no\n" for i in range(200)))
        self.assertEqual((done.status, done.out, len(done.err.splitlines())), (2, "", 51))
        self.assertIn("200 problems in", done.err.splitlines()[-1])
        self.assertIn("of which the first 50 are told", done.err.splitlines()[-1])
        self.assertEqual(self.sandbox.requests(), [])

    def test_standard_input_has_a_name_too(self):
        self.assertIn("standard input, line 2, column 2: a zero byte",
                      self.sdp("products", "import", "-", stdin=b"name\nA\0\n").err)

    def test_what_the_library_refuses_has_its_place(self):
        told = self.problems("name,comments\nA,b\nB," + "x" * 4200000 + "\n")
        self.assertEqual([line.split(":")[0] for line in told], ["line 3"], told)

    def test_what_comes_after_a_problem_is_looked_at_too(self):
        told = self.problems(b'name,is_laptop\nA"b,true\nB,no\n"x\n')
        self.assertEqual([line.split(":")[0].split(",")[0] for line in told], ["line 2", "line 4", "line 3"])

    def test_what_else_is_refused(self):
        for nothing in ("", "\n\r\n", "\ufeff"):
            self.assertEqual(self.problems_of(nothing), [
                f"{self.path}, line 1, column 1: the file is empty: its first row names members, such as name"])
        self.bad(2, "products", "import", says="one file of CSV")
        self.bad(2, "products", "import", os.path.join(self.state, "none"), says="sdp: import: the file ")
        self.bad(2, "products", "import", "-", "--output", "raw", says="raw")
        self.bad(2, "products", "import", "-", "--all", says="--all is not for products import")

    def problems_of(self, content):
        done = self.load(content)
        self.assertEqual((done.status, done.out), (2, ""))
        return [line.removeprefix("sdp: ") for line in done.err.splitlines()]

    def test_a_header_alone_is_an_import_of_nothing(self):
        done = self.load("name\n")
        self.assertEqual((done.status, done.out), (0, ""))
        self.assertIn("0 added", done.err)

    def test_a_quoted_cell_may_be_empty_and_the_last_line_without_end(self):
        self.assertEqual(self.load('name,comments\n"OptiPlex 7020",""').rows[0]["action"], "unchanged")


class Stopped(Import):
    COUNT = 40

    def file(self):
        return "name,product_type\n" + "".join(f"item {i},Server\n" for i in range(self.COUNT))

    def check_whole(self, box):
        names = [row["name"] for row in self.good("products", "list", "--all", env={"SDP_BASE_URL": box.base_url}).rows]
        self.assertEqual(sorted(name for name in names if name.startswith("item ")),
                         sorted(f"item {i}" for i in range(self.COUNT)))

    def begin(self, box, path, *more):
        return subprocess.Popen([harness.SDP, "products", "import", path, *more], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.environment({"SDP_BASE_URL": box.base_url}))

    def test_killed_half_way_it_goes_on_without_doubles(self):
        rule = "POST /products skip=10 hold"
        box, env = self.box(rule)
        path = self.write(self.file())
        with self.begin(box, path) as running:
            box.wait_for("POST /products", 11)
            running.kill()
            running.communicate(timeout=harness.SECONDS)
        self.assertTrue(os.path.exists(path + ".state"))
        box.remove_fault(rule)
        limit = time.monotonic() + harness.SECONDS
        while "item 10" not in self.products(box) and time.monotonic() < limit:
            time.sleep(0.01)
        done = self.sdp("products", "import", path, env=env)
        self.assertEqual(done.status, 0, done.err)
        self.assertIn("10 done by a run before", done.err)
        self.assertEqual([row["action"] for row in done.rows], ["unchanged"] + ["added"] * (self.COUNT - 11))
        self.assertFalse(os.path.exists(path + ".state"))
        self.check_whole(box)

    def test_interrupted_it_finishes_the_line_and_tells_what_is_left(self):
        rule = "POST /products skip=1 hold"
        box, env = self.box(rule)
        path = self.write(self.file())
        with self.begin(box, path) as running:
            box.wait_for("POST /products", 2)
            harness.send_signal(running, signal.SIGINT)
            box.remove_fault(rule)
            out, err = running.communicate(timeout=harness.SECONDS)
        self.assertEqual((running.returncode, len(out.splitlines())), (130, 2), err)
        self.assertIn(f"2 added, 0 changed, 0 unchanged, 0 failed, {self.COUNT - 2} not begun".encode(), err)
        self.assertEqual(self.sdp("products", "import", path, env=env).status, 0)
        self.check_whole(box)

    def test_interrupted_in_the_search_of_a_line_it_finishes_the_line(self):
        rule = "GET /products hold"
        box, _ = self.box(rule)
        path = self.write("name,comments\nLatitude 5450,one\nOptiPlex 7020,two\n")
        with self.begin(box, path, "--look-up", "each") as running:
            box.wait_for("GET /products")
            harness.send_signal(running, signal.SIGINT)
            box.remove_fault(rule)
            out, err = running.communicate(timeout=harness.SECONDS)
        self.assertEqual(running.returncode, 130, err)
        self.assertTrue(err.startswith(b"sdp: interrupted: the line under way is finished"), err)
        self.assertEqual([json.loads(row)["action"] for row in out.splitlines()], ["changed"])

    def test_lines_that_failed_are_done_by_the_next_run(self):
        box, env = self.box("POST /products skip=3 times=2 code:4001")
        path = self.write(self.file())
        done = self.sdp("products", "import", path, env=env)
        self.assertEqual((done.status, [row["action"] for row in done.rows].count("failed")), (1, 2))
        done = self.sdp("products", "import", path, env=env)
        self.assertEqual((done.status, [row["action"] for row in done.rows]), (0, ["added"] * 2))
        self.check_whole(box)

    def test_lost_answers_make_no_doubles(self):
        box, env = self.box("POST /products skip=2 times=3 reset:after", "POST /products skip=9 times=2 truncate",
                            "GET /products skip=20 times=2 html:503")
        done = self.sdp("products", "import", self.write(self.file()), env=env)
        self.assertEqual((done.status, {row["action"] for row in done.rows}), (0, {"added"}), done.err)
        self.check_whole(box)

    def test_an_add_that_may_have_happened_and_is_not_there_is_told(self):
        box, env = self.box("POST /products skip=2 times=1 stall")
        path = self.write(self.file())
        done = self.sdp("products", "import", path, "--timeout-ms", "700", env=env)
        failed = [row for row in done.rows if row["action"] == "failed"]
        self.assertEqual((done.status, len(failed), failed[0]["error"]["maybe_done"]), (7, 1, True))
        self.assertEqual(self.sdp("products", "import", path, env=env).status, 0)
        self.check_whole(box)

    def test_an_edit_whose_answer_was_lost_is_settled(self):
        for fault, count in (("reset:after", 1), ("reset", 2)):
            box, env = self.box(f"PUT /products/* times=1 {fault}")
            done = self.sdp("products", "import", self.write("name,comments\nOptiPlex 7020,x\n"), env=env)
            self.assertEqual((done.status, [row["action"] for row in done.rows]), (0, ["changed"]), done.out)
            self.assertEqual(self.products(box)["OptiPlex 7020"]["comments"], "x")
            self.assertEqual(len(self.writes(box)), count)

    def test_an_answer_that_does_not_say_how_far_it_came(self):
        """An internal error with a code of the service: neither done nor undone."""
        for fault, line in (("POST /products", "New,Server\n"), ("PUT /products/*", "OptiPlex 7020,Server\n")):
            _, env = self.box(fault + " code:4001:500")
            done = self.load("name,product_type\nnearly none,No such type\n" + line, env=env)
            error = done.rows[1]["error"]
            self.assertEqual((done.status, error["maybe_done"], error["http_status"]), (7, True, 500), done.out)
            self.assertNotEqual(error["status"], "SDP_E_MAYBE_DONE")

    def unread(self, box, content, *more):
        """The status of a run whose report nobody reads, and what it said."""
        with self.begin(box, self.write(content), *more) as running:
            running.stdout.close()
            err = running.stderr.read().decode()
            return running.wait(harness.SECONDS), err.splitlines()

    def test_nobody_reads_the_report(self):
        rule = "POST /products skip=1 hold"
        box, env = self.box(rule)
        path = self.write(self.file())
        with self.begin(box, path) as running:
            box.wait_for("POST /products", 2)
            running.stdout.close()
            box.remove_fault(rule)
            summary, last = running.stderr.read().decode().splitlines()
            self.assertEqual(running.wait(harness.SECONDS), 7, last)  # the line that could not be told was added
        self.assertIn(f"2 added, 0 changed, 0 unchanged, 0 failed, {self.COUNT - 2} not begun: the same command", summary)
        self.assertIn("nobody reads standard output any more", last)
        done = self.sdp("products", "import", path, env=env)
        self.assertEqual((done.status, [row["action"] for row in done.rows]), (0, ["added"] * (self.COUNT - 2)), done.err)
        self.check_whole(box)
        self.assertEqual(self.unread(box, self.file())[0], 6)  # nothing was written
        status, err = self.unread(box, self.file().replace("Server", "Laptop"), "--output", "table")
        self.assertEqual((status, len(err)), (7, 2), err)
        self.assertIn(f"{self.COUNT} changed", err[0])

    def test_a_dead_network_ends_it_early(self):
        box, env = self.box("* * reset")
        done = self.sdp("products", "import", self.write(self.file()), "--max-retries", "0", env=env)
        self.assertEqual((done.status, len(done.rows)), (3, 3))
        self.assertIn(f"{self.COUNT - 3} not begun", done.err)

    def test_a_dead_login_ends_it_at_once(self):
        box, env = self.box("* * status:401")
        done = self.sdp("products", "import", self.write(self.file()), env=env)
        self.assertEqual((done.status, len(done.rows)), (4, 1))
        self.assertEqual(os.listdir(self.state), ["in.csv"])


harness.main()
