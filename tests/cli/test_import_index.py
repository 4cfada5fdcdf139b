"""Large imports: one walk over all records in the place of a search for each line, and with the same results."""
import csv
import io
import os
import subprocess

import harness


class Index(harness.Case):
    sandbox_arguments = ("--seed-data", "250")

    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.state, "in.csv")

    def box(self, *arguments, faults=()):
        made = harness.Sandbox(*arguments, *[word for fault in faults for word in ("--fault", fault)])
        self.addCleanup(made.stop)
        return made

    def env(self, box):
        return {"SDP_BASE_URL": (box or self.sandbox).base_url}

    def counts(self, box=None):
        return (box or self.sandbox).counts()

    def rows(self, box=None, noun="products"):
        return list(csv.DictReader(io.StringIO(self.good(noun, "export", env=self.env(box)).out)))

    def write(self, rows, columns):
        with open(self.path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return self.path

    def run_import(self, *more, box=None, noun="products"):
        return self.sdp(noun, "import", self.path, *more, env=self.env(box))

    def asked(self, *more, box=None, noun="products"):
        """The import, and what it asked the service for."""
        before = self.counts(box)
        done = self.run_import(*more, box=box, noun=noun)
        after = self.counts(box)
        return done, {name: count - before.get(name, 0) for name, count in after.items() if count > before.get(name, 0)}

    def actions(self, done):
        found = [row["action"] for row in done.rows]
        return {action: found.count(action) for action in set(found)}


class Requests(Index):
    def test_two_thousand_lines_that_are_unchanged_cost_twenty_pages(self):
        box = self.box("--seed-data", "2000")
        rows = self.rows(box)
        for columns in (("id", "name", "comments", "product_type.name"), ("name", "part_no", "is_laptop")):
            self.write(rows, columns)
            done, asked = self.asked(box=box)
            self.assertEqual((done.status, self.actions(done)), (0, {"unchanged": 2000}), done.err)
            self.assertEqual(asked, {"GET /products": 20})

    def test_what_is_changed_by_id_costs_an_edit(self):
        rows = self.rows()
        for place in (7, 120, 249):
            rows[place]["comments"] = "new words"
        self.write(rows, ("id", "name", "comments"))
        done, asked = self.asked()
        self.assertEqual((done.status, self.actions(done)), (0, {"unchanged": 247, "changed": 3}), done.err)
        self.assertEqual(asked, {"GET /products": 3, "PUT /products/{product_id}": 3})
        self.assertEqual([row["comments"] for row in self.rows()], [row["comments"] for row in rows])

    def test_what_is_changed_by_name_is_looked_up_first(self):
        rows = self.rows()
        rows[7]["comments"] = "new words"
        self.write(rows, ("name", "comments"))
        done, asked = self.asked()
        self.assertEqual((done.status, self.actions(done)), (0, {"unchanged": 249, "changed": 1}), done.err)
        self.assertEqual(asked, {"GET /products": 4, "PUT /products/{product_id}": 1})

    def test_what_is_new_is_looked_for_once_and_added(self):
        rows = self.rows()[:40] + [{"name": f"new {i}", "product_type.name": "Server"} for i in range(3)]
        self.write(rows, ("name", "product_type.name"))
        done, asked = self.asked()
        self.assertEqual((done.status, self.actions(done)), (0, {"unchanged": 40, "added": 3}), done.err)
        self.assertEqual(asked, {"GET /products": 3 + 3, "POST /products": 3})

    def test_a_name_that_several_records_nearly_have_is_looked_up(self):
        rows = self.rows()[:40]
        self.product(f"name={rows[3]['name']} ")
        self.write(rows, ("name",))
        self.assertEqual(self.asked()[1], {"GET /products": 3 + 1})

    def test_a_dry_run_costs_the_walk_alone(self):
        rows = self.rows()[:40] + [{"name": f"new {i}", "product_type.name": "Server"} for i in range(3)]
        rows[1]["comments"] = "new words"
        self.write(rows, ("id", "name", "product_type.name", "comments"))
        done, asked = self.asked("--dry-run")
        self.assertEqual(asked, {"GET /products": 3})
        real = self.run_import()
        self.assertEqual([(row["line"], row["action"], row["members"]) for row in done.rows],
                         [(row["line"], row["action"], row["members"]) for row in real.rows])

    def test_each_is_what_it_says(self):
        self.write(self.rows()[:40], ("name",))
        done, asked = self.asked("--look-up", "each")
        self.assertEqual((self.actions(done), asked), ({"unchanged": 40}, {"GET /products": 40}))

    def test_few_lines_are_looked_up_unless_a_list_is_asked_for(self):
        self.write(self.rows()[:19], ("name",))
        self.assertEqual(self.asked()[1], {"GET /products": 19})
        self.assertEqual(self.asked("--look-up", "list")[1], {"GET /products": 3})
        self.write(self.rows()[:20], ("name",))
        self.assertEqual(self.asked()[1], {"GET /products": 3})

    def test_a_list_of_more_pages_than_lines_is_left_after_the_first(self):
        box = self.box("--seed-data", "2101")
        self.write(self.rows(box)[:21], ("name",))
        done, asked = self.asked(box=box)
        self.assertEqual((self.actions(done), asked), ({"unchanged": 21}, {"GET /products": 1 + 21}))
        self.assertEqual(self.asked("--look-up", "list", box=box)[1], {"GET /products": 22})

    def test_lines_that_an_earlier_run_did_do_not_count(self):
        box = self.box("--seed-data", "250", faults=("POST /products skip=30 times=2 code:4001",))
        self.write([{"name": f"new {i}", "product_type.name": "Server"} for i in range(40)], ("name", "product_type.name"))
        self.assertEqual(self.actions(self.run_import(box=box)), {"added": 38, "failed": 2})
        done, asked = self.asked(box=box)
        self.assertEqual((self.actions(done), asked), ({"added": 2}, {"GET /products": 4, "POST /products": 2}))

    def test_customers(self):
        box = self.box("--seed-data", "500")
        rows = self.rows(box, "customers")
        self.assertGreater(len(rows), 40)
        rows[3]["city"] = "Ulm"
        self.write(rows, ("id", "name", "city", "email_id"))
        done, asked = self.asked(box=box, noun="customers")
        self.assertEqual(self.actions(done), {"unchanged": len(rows) - 1, "changed": 1}, done.err)
        self.assertEqual(asked, {"GET /customers": 1, "PUT /customers/{customer_id}": 1})

    def test_what_is_refused(self):
        self.bad(2, "products", "import", "-", "--look-up", "lst", says="did you mean 'list'?")
        self.bad(2, "products", "list", "--look-up", "each", says="--look-up is for imports, not for products.list")
        self.bad(2, "products", "export", "--look-up", "each", says="--look-up is not for products export")
        self.bad(2, "products", "list", "--look-up", "auto", says="--look-up is for imports, not for products.list")


class Same(Index):
    """Whatever the file means: the list and the searches come to the same."""

    def both(self, rows):
        """What became of the lines."""
        self.write(rows, ("id", "name", "product_type.name", "comments"))
        came = []
        for how in ("each", "list"):
            self.sandbox.reset()
            done = self.run_import("--look-up", how, "--checkpoint", os.path.join(self.state, how))
            came.append((done.status, [(row["line"], row["action"], row["members"], (row.get("error") or {}).get("status"))
                                       for row in done.rows],
                         sorted((row["name"], row["product_type.name"], row["comments"]) for row in self.rows())))
        self.assertEqual(came[0], came[1])
        return [row[1] for row in came[0][1]]

    def test_a_record_that_an_earlier_line_renamed(self):
        one, two, *_ = self.rows()
        actions = self.both([
            {"id": one["id"], "name": "Renamed"},
            {"name": one["name"], "product_type.name": one["product_type.name"]},  # is nobody's name any more
            {"id": two["id"], "comments": "y"},
            {"name": two["name"] + " (2)", "product_type.name": "Server"}])
        self.assertEqual(actions, ["changed", "added", "changed", "added"])

    def test_a_record_that_another_line_means_by_its_id(self):
        one, two, *_ = self.rows()
        actions = self.both([{"name": one["name"], "comments": "x"}, {"id": one["id"], "comments": "y"},
                             {"id": two["id"], "comments": "y"}, {"name": two["name"], "comments": "x"},
                             {"name": two["name"] + " (2)", "product_type.name": "Server"}])
        self.assertEqual(actions, ["failed", "changed", "changed", "failed", "added"])

    def test_a_line_that_fails_costs_the_one_that_means_its_record_nothing(self):
        one, *_ = self.rows()
        self.write([{"name": one["name"], "comments": "x"}, {"id": one["id"], "comments": "y"}], ("id", "name", "comments"))
        done, asked = self.asked("--look-up", "list")
        self.assertEqual(self.actions(done), {"failed": 1, "changed": 1})
        self.assertEqual(asked, {"GET /products": 3 + 1, "PUT /products/{product_id}": 1})

    def test_names_that_are_nearly_the_same(self):
        one, *_ = self.rows()
        near = one["name"].upper()
        self.assertNotEqual(near, one["name"])
        self.assertEqual(self.both([{"name": near, "comments": "x"}, {"name": "Q", "product_type.name": "Server"}]),
                         ["failed", "added"])

    def test_ids_that_are_nobodys(self):
        self.assertEqual(self.both([{"id": "987654321", "comments": "x"}, {"id": "1", "name": "Q"}]), ["failed", "failed"])

    def test_null_and_empty_cells(self):
        one, two, three, *_ = self.rows()
        self.both([{"id": one["id"], "comments": "\\N"}, {"name": two["name"], "comments": "\\N"}, {"name": three["name"]}])

    def test_what_cannot_be_added(self):
        self.assertEqual(self.both([{"name": "Q", "comments": "no type"}, {"name": "R", "product_type.name": "Nonsense"}]),
                         ["failed", "failed"])


class Meanwhile(Index):
    """Others work with the same service."""
    sandbox_arguments = ("--seed-data", "60")

    def begin(self, box, *more):
        running = subprocess.Popen([harness.SDP, "products", "import", self.path, *more], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, bufsize=0, env=self.environment(self.env(box)))
        self.addCleanup(running.kill)
        return running

    def end(self, running):
        out, err = running.communicate(timeout=harness.SECONDS)
        return harness.Done(running.returncode, out, err)

    def meanwhile(self, last, act):
        """New lines and this last one; `act` gets the sandbox when the list was read and the second line is under way."""
        rule = "POST /products skip=1 times=1 hold"
        box = self.box("--seed-data", "60", faults=(rule,))
        lines = [{"name": f"new {i}", "product_type.name": "Server"} for i in range(20)]
        self.write([*lines, {"product_type.name": "Server", **last}], ("name", "product_type.name", "comments"))
        running = self.begin(box)
        box.wait_for("POST /products", 2)
        act(box)
        box.remove_fault(rule)
        return box, self.end(running)

    def test_a_record_that_came_after_the_list_is_not_added_again(self):
        def add(box):
            self.good("products", "add", "--set", "name=Late", "--set", "product_type.name=Server", env=self.env(box))

        box, done = self.meanwhile({"name": "Late", "comments": "mine"}, add)
        self.assertEqual((done.status, done.rows[-1]["action"], done.rows[-1]["members"]), (0, "changed", ["comments"]))
        late = [row for row in self.rows(box) if row["name"] == "Late"]
        self.assertEqual([row["comments"] for row in late], ["mine"])

    def test_a_record_that_got_another_name_after_the_list_is_not_changed(self):
        one = self.rows()[5]  # each sandbox has the same

        def rename(box):
            self.good("products", "edit", one["id"], "--set", "name=Other", env=self.env(box))

        box, done = self.meanwhile({"name": one["name"], "comments": "mine"}, rename)
        self.assertEqual((done.status, done.rows[-1]["action"]), (0, "added"), done.out)
        found = {row["name"]: row for row in self.rows(box)}
        self.assertEqual((found["Other"]["id"], found["Other"]["comments"]), (one["id"], one["comments"]))
        self.assertEqual(found[one["name"]]["comments"], "mine")

    def test_a_list_that_changes_while_it_is_read_is_not_relied_on(self):
        second = "GET /products skip=3 times=1 hold"
        box = self.box("--seed-data", "150", faults=(second,))
        self.write(self.rows(box)[:30], ("name", "comments"))
        self.assertEqual(self.counts(box), {"GET /products": 2})
        running = self.begin(box)
        box.wait_for("GET /products", 4)
        self.good("products", "add", "--set", "name=Late", "--set", "product_type.name=Server", env=self.env(box))
        box.remove_fault(second)
        done = self.end(running)
        self.assertEqual((done.status, self.actions(done)), (0, {"unchanged": 30}), done.err)
        self.assertIn("added or removed meanwhile", done.err)
        self.assertEqual(self.counts(box)["GET /products"], 4 + 30)

    def test_a_list_that_fails_is_done_without(self):
        box = self.box("--seed-data", "60", faults=("GET /products skip=1 times=1 html:503",))
        self.write(self.rows(box)[:30], ("name", "comments"))
        done, asked = self.asked("--max-retries", "0", box=box)
        self.assertEqual((done.status, self.actions(done)), (0, {"unchanged": 30}), done.err)
        self.assertIn("each line is looked up by itself", done.err)
        self.assertEqual(asked, {"GET /products": 1 + 30})


harness.main()
