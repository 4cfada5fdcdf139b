"""Many calls, one a line: lines that are wrong, order, streams, interruption, and a service that fails now and then.

SDP_BATCH_LINES is the number of lines of the last.
"""
import collections
import json
import os
import pty
import random
import signal
import subprocess
import time

import harness
from batch_lines import add, text_of

LINES = int(os.environ.get("SDP_BATCH_LINES", "5000"))
KEYS = {"status", "message", "http_status", "api_code", "messages", "path", "retryable", "maybe_done", "attempts"}


class Batches(harness.Case):
    def batch(self, lines, *arguments, status=0, **options):
        done = self.sdp("batch", "-", *arguments, stdin=lines if isinstance(lines, bytes) else text_of(lines), **options)
        self.assertEqual(done.status, status, done.out + done.err)
        return done

    def slow(self, *rules):
        box = harness.Sandbox(*(word for rule in rules for word in ("--fault", rule)))
        self.addCleanup(box.stop)
        return box

    def test_results(self):
        made = self.product("name=A")["id"]
        rows = self.batch([{"operation": "products.get", "id": made, "tag": "first"},
                           {"noun": "products", "operation": "get", "ids": [int(made)], "tag": {"any": 1}},
                           {"operation": "products list", "input": {"row_count": 1}},
                           add("B"),
                           {"operation": "products.edit", "id": made, "input": {"product": {"comments": None}}}],
                          "--in-order").rows
        self.assertEqual([row["line"] for row in rows], [1, 2, 3, 4, 5])
        self.assertEqual({row["status"] for row in rows}, {"SDP_OK"})
        self.assertEqual([row["operation"] for row in rows],
                         ["products.get", "products.get", "products.list", "products.add", "products.edit"])
        self.assertEqual(rows[0]["result"], self.good("products", "get", made).json)
        self.assertEqual((rows[0]["id"], rows[0]["tag"], rows[1]["tag"]), (made, "first", {"any": 1}))
        self.assertEqual(len(rows[2]["result"]), 1)
        self.assertEqual(rows[3]["result"]["name"], "B")

    def test_empty_lines_and_comments(self):
        done = self.batch(b"\n  \t\r\n# products.get\n  # not this\n" + text_of([add("A")]) + b"\r\n"
                          + json.dumps(add("B")).encode())
        self.assertEqual(sorted(row["line"] for row in done.rows), [5, 7])
        for nothing in (b"", b"\n\n", b"# nothing\n"):
            self.assertEqual(self.batch(nothing, env={"SDP_ACCESS_TOKEN": None}).out, "")

    def test_a_wrong_line_is_its_own_error(self):
        wrong = (("{", "SDP_E_JSON", ""), ("[1]", "SDP_E_VALUE", ""), ("7", "SDP_E_VALUE", ""), ("\xff", "SDP_E_JSON", None),
                 ({}, "SDP_E_REQUIRED", "operation"), ({"operation": 7}, "SDP_E_VALUE", "operation"),
                 ({"operation": "products.gte"}, "SDP_E_UNKNOWN_FIELD", "operation"),
                 ({"operation": "get", "noun": []}, "SDP_E_VALUE", "operation"),
                 ({"operation": "products.get"}, "SDP_E_ARGUMENT", "id"),
                 ({"operation": "products.get", "id": ""}, "SDP_E_VALUE", "id"),
                 ({"operation": "products.get", "id": []}, "SDP_E_VALUE", "id"),
                 ({"operation": "products.get", "ids": "1"}, "SDP_E_VALUE", "ids"),
                 ({"operation": "products.get", "ids": [1, 2]}, "SDP_E_ARGUMENT", "id"),
                 ({"operation": "products.get", "id": 1, "ids": [1]}, "SDP_E_ARGUMENT", "ids"),
                 ({"operation": "products.get", "id": 1, "inptu": {}}, "SDP_E_UNKNOWN_FIELD", "inptu"),
                 (add("X", ensure=True), "SDP_E_ARGUMENT", "ensure"),
                 ({"operation": "products.add", "input": {"nmae": "X"}}, "SDP_E_UNKNOWN_FIELD", "product.nmae"),
                 ({"operation": "products.add", "input": {"name": "X"}}, "SDP_E_REQUIRED", "product.product_type"),
                 ({"operation": "products.add", "input": "X"}, "SDP_E_VALUE", "product"),
                 ({"operation": "customers.upload_image", "file": "/nowhere"}, "SDP_E_FILE", "file.path"),
                 ({"operation": "customers.upload_image"}, "SDP_E_REQUIRED", "file"),
                 ({"operation": "customers.upload_image", "file": "-"}, "SDP_E_VALUE", "file"),
                 ({"operation": "neucrm.list"}, "SDP_E_ARGUMENT", "operation"))
        lines = [add("before")] + [line for line, _, _ in wrong] + [add("after")]
        done = self.batch(lines, "--in-order", status=2)
        rows = done.rows
        self.assertEqual(done.err, "")
        self.assertEqual([row["line"] for row in rows], list(range(1, len(lines) + 1)))
        self.assertEqual((rows[0]["status"], rows[-1]["status"]), ("SDP_OK", "SDP_OK"))
        for row, (line, status, path) in zip(rows[1:-1], wrong):
            self.assertEqual((row["status"], row["error"]["status"]), (status, status), line)
            self.assertLessEqual(KEYS, set(row["error"]))
            self.assertEqual((row["error"]["attempts"], row["error"]["maybe_done"]), (0, False))
            if path is not None:
                self.assertEqual(row["error"]["path"], path, line)
        self.assertIn("did you mean 'products.get'", rows[7]["error"]["message"])
        self.assertEqual(len(self.sandbox.requests()), 2)

    def test_a_name_that_stands_twice(self):
        path = {'{"operation":"products.delete","id":1,"id":2}': "id",
                '{"operation":"products.delete","operation":"products.get","id":1}': "operation",
                '{"operation":"products.add","input":{"name":"A","product_type":{"name":"Server"},"name":"B"}}': "input.name",
                '{"operation":"products.add","input":{"product":{"name":"A","product_type":{"id":"1","id":"2"}}}}':
                "input.product.product_type.id",
                '{"operation":"contracts.associate_assets","id":1,"input":[{"asset":{}},{"a":1,"a":1}]}': "input[1].a"}
        rows = self.batch([*path, add("C")], "--in-order", status=2).rows
        self.assertEqual([row["status"] for row in rows], ["SDP_E_JSON"] * len(path) + ["SDP_OK"])
        self.assertEqual([row["error"]["path"] for row in rows[:-1]], list(path.values()))
        self.assertIn("'input.name' twice", rows[2]["error"]["message"])
        self.assertEqual(len(self.sandbox.requests()), 1)

    def test_a_byte_order_mark_is_skipped(self):
        mark = b"\xef\xbb\xbf"
        self.assertEqual(self.batch(mark + text_of([add("A")])).rows[0]["line"], 1)
        self.assertEqual(self.batch(mark + b"# what follows\n" + text_of([add("B")])).rows[0]["line"], 2)
        self.assertEqual(self.batch(mark).out, "")
        rows = self.batch(text_of([add("C")]) + mark + text_of([add("D")]), "--in-order", status=2).rows
        self.assertEqual([row["status"] for row in rows], ["SDP_OK", "SDP_E_JSON"])

    def test_errors_of_a_line_say_where_and_what_helps(self):
        rows = self.batch(b'# not this\n\nnot json\n{"a":\n{"operation":"foo.get"}\n'
                          b'{"operation":"products.get","id":"1","foo":2}\n', "--in-order", status=2).rows
        for row, line, column in ((rows[0], 3, 1), (rows[1], 4, 6)):
            self.assertEqual((row["line"], row["error"]["line"], row["error"]["column"]), (line, line, column))
            self.assertTrue(row["error"]["message"].startswith(f"column {column}: "), row)
        self.assertEqual([row["error"]["advice"] for row in rows[2:]], ["check the spelling"] * 2)
        unknown = self.batch([{"operation": "products.add", "input": {"nmae": "X"}}], status=2).rows[0]["error"]
        self.assertIn("--allow-unknown", unknown["advice"])  # which the input of a call may have

    def test_errors_have_one_shape(self):
        lines = ["x", {"operation": "products.gte"}, {"operation": "products.get"}, {"operation": "products.get", "id": 1},
                 {"operation": "products.add", "input": {"nmae": "X"}}, {"operation": "products.delete", "id": 2}]
        box = self.slow("DELETE * status:503")
        rows = self.batch(lines, "--in-order", status=7, env={"SDP_BASE_URL": box.base_url}).rows
        shapes = [{name: type(value) for name, value in row["error"].items() if name not in ("line", "column")} for row in rows]
        self.assertEqual(shapes, [shapes[0]] * len(lines))
        self.assertLessEqual(KEYS, set(shapes[0]))
        self.assertEqual([row["error"]["fault"] for row in rows], ["caller"] * 5 + ["server"])

    def test_a_list_tells_whether_there_are_more(self):
        for name in ("A", "B", "C"):
            self.product("name=" + name)
        rows = self.batch([{"operation": "products.list", "input": {"row_count": 2, "get_total_count": True}},
                           {"operation": "products.list"}, {"operation": "products.get", "id": 1}], "--in-order",
                          status=1).rows
        self.assertEqual((rows[0]["total_count"], rows[0]["has_more_rows"], len(rows[0]["result"])), (3, True, 2))
        self.assertEqual((rows[1]["has_more_rows"], len(rows[1]["result"])), (False, 3))
        self.assertNotIn("has_more_rows", rows[2])

    def test_a_long_line_is_left_out(self):
        long = b'{"operation":"products.list","tag":"' + b"x" * (17 << 20) + b'"}\n'
        rows = self.batch(text_of([add("A")]) + long + text_of([add("B")]), "--in-order", status=2).rows
        self.assertEqual([row["status"] for row in rows], ["SDP_OK", "SDP_E_LIMIT", "SDP_OK"])

    def test_unknown_members(self):
        line = {"operation": "products.add", "input": {"name": "X", "product_type": {"name": "Server"}, "brand_new": 1}}
        self.assertEqual(self.batch([line], status=2).rows[0]["status"], "SDP_E_UNKNOWN_FIELD")
        rows = self.batch([line], "--allow-unknown", "--dry-run").rows
        self.assertEqual(rows[0]["request"]["input_data"]["product"]["brand_new"], 1)

    def test_dry_run(self):
        rows = self.batch([add("A"), {"operation": "products.get", "id": 5}, "x"], "--dry-run", status=2,
                          env={"SDP_BASE_URL": None, "SDP_ACCESS_TOKEN": None}).rows
        self.assertEqual([row["status"] for row in rows], ["SDP_DRY_RUN", "SDP_DRY_RUN", "SDP_E_JSON"])
        self.assertEqual(rows[0]["request"]["method"], "POST")
        self.assertEqual(rows[0]["request"]["input_data"]["product"]["name"], "A")
        self.assertEqual(self.sandbox.requests(), [])

    def test_output_as_one_array(self):
        self.assertEqual([row["status"] for row in self.batch([add("A"), add("B")], "--output", "json").json], ["SDP_OK"] * 2)
        self.assertEqual(self.batch(b"", "--output", "json").json, [])

    def test_from_a_file(self):
        path = os.path.join(self.state, "lines")
        with open(path, "wb") as file:
            file.write(text_of([add("A"), add("B")]))
        self.assertEqual(len(self.good("batch", path).rows), 2)
        self.bad(2, "batch", path + "x", says="cannot be read")
        self.bad(2, "batch", self.state, says="cannot be read")

    def test_usage(self):
        for wrong in ((), ("a", "b"), ("-", "--concurrency", "0"), ("-", "--concurrency", "513"), ("-", "--output", "table"),
                      ("-", "--output", "raw"), ("-", "--fields", "id"), ("-", "--ensure"), ("-", "--set", "a=b")):
            self.bad(2, "batch", *wrong)
        self.bad(2, "products", "list", "--concurrency", "2", says="sdp batch")
        self.bad(2, "products", "list", "--in-order", says="sdp batch")
        self.bad(4, "batch", "-", stdin=text_of([add("A")]), env={"SDP_ACCESS_TOKEN": None})

    def test_exit_status(self):
        missing = {"operation": "products.get", "id": 1}
        self.batch([missing, "x"], status=1)
        box = self.slow("DELETE * status:503", "GET /products/7 status:429", "GET /products/8 reset")
        there = {"SDP_BASE_URL": box.base_url}
        quota, network = ({"operation": "products.get", "id": id} for id in (7, 8))
        maybe = {"operation": "products.delete", "id": 1}
        self.batch([quota, network, missing], "--max-retries", "0", status=5, env=there)
        self.batch([network, quota], "--max-retries", "0", status=3, env=there)
        done = self.batch([quota, "x", maybe, missing], "--max-retries", "0", status=7, env=there)
        self.assertEqual([row["line"] for row in done.rows if "error" in row and row["error"]["maybe_done"]], [3])

    def test_order_and_concurrency(self):
        box = self.slow()
        lines = [{"operation": "products.get", "id": id} for id in (1, 2, 3, 4)]
        path = os.path.join(self.state, "lines")
        with open(path, "wb") as file:
            file.write(text_of(lines))
        hold = "GET /products/1 hold"
        # The first one has its answer last, but where it is alone.
        for arguments, before, order in (((), 4, {2, 3, 4}), (("--in-order",), 4, set()), (("--concurrency", "1"), 1, set())):
            box.reset()
            box.fault(hold)
            process = self.start(path, *arguments, box=box)
            box.wait_for("GET /products/{product_id}", before)
            if before == 1:
                time.sleep(0.2)  # nothing else may come
            rows = [json.loads(process.stdout.readline()) for _ in order]
            self.assertEqual({row["id"] for row in rows}, order)
            box.remove_fault(hold)
            out, err = process.communicate(timeout=harness.SECONDS)
            self.assertEqual((process.returncode, err), (1, b""))
            rest = [json.loads(line)["id"] for line in out.splitlines()]
            self.assertEqual(rest, [1] if order else [1, 2, 3, 4])
            self.assertLessEqual(json.loads(box.ask("GET", "/_sandbox/stats"))["connections"], before)

    def test_neucrm_has_batches_too(self):
        rows = self.batch([{"operation": "neucrm.list"}, {"operation": "products.list"}], "--in-order", status=2).rows
        self.assertEqual([row["status"] for row in rows], ["SDP_OK", "SDP_E_ARGUMENT"])

    def start(self, *arguments, box=None, stdin=subprocess.PIPE, **options):
        return subprocess.Popen([harness.SDP, "batch", *arguments], stdin=stdin, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.environment({"SDP_BASE_URL": (box or self.sandbox).base_url}),
                                **options)

    def wait_for(self, box, requests):
        for _ in range(harness.SECONDS * 50):
            if json.loads(box.ask("GET", "/_sandbox/faults"))[0]["fired"] >= requests:
                return
            time.sleep(0.02)
        self.fail("the requests did not come")

    def test_interrupted_once_finishes_what_is_under_way(self):
        self.interrupt_once(signal.SIGINT, 130)
        self.interrupt_once(signal.SIGTERM, 143)

    def interrupt_once(self, by, status):
        box = self.slow("* * latency:400")
        path = os.path.join(self.state, "lines")
        with open(path, "wb") as file:
            file.write(text_of([add(f"P{number}") for number in range(50)]))
        process = self.start(path, "--concurrency", "4", box=box)
        self.wait_for(box, 4)
        process.send_signal(by)
        out, err = process.communicate(timeout=harness.SECONDS)
        rows = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(process.returncode, status, err)
        self.assertLess(len(rows), 50)
        self.assertEqual(sorted(row["line"] for row in rows), list(range(1, len(rows) + 1)))
        self.assertEqual({row["status"] for row in rows}, {"SDP_OK"})
        self.assertIn(f"leaves {50 - len(rows)} of 50 lines", err.decode())
        self.assertEqual(json.loads(box.ask("GET", "/_sandbox/routes"))["POST /products"]["handled"], len(rows))

    def test_interrupted_twice_cancels(self):
        box = self.slow("* * stall")
        process = self.start("-", "--concurrency", "2", box=box)
        process.stdin.write(text_of([add("A"), {"operation": "products.list"}, add("C")]))
        process.stdin.flush()
        self.wait_for(box, 2)
        process.send_signal(signal.SIGINT)
        self.assertIn(b"second interrupt", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=harness.SECONDS)
        rows = {row["line"]: row for row in map(json.loads, out.splitlines())}
        self.assertEqual(process.returncode, 7, err)
        self.assertEqual({line: row["status"] for line, row in rows.items()}, {1: "SDP_E_MAYBE_DONE", 2: "SDP_E_CANCELED"})
        self.assertIn(b"nothing after line 2 was sent", err)

    NOTE = "sdp: interrupted: what is under way is finished; a second interrupt cancels it"

    def interrupted(self, *arguments, **options):
        """A batch that was interrupted, once progress was shown, while two calls are held; and what releases them."""
        hold = "POST /products skip=2 hold"
        box = self.slow("POST /products times=2 latency:400", hold)
        path = os.path.join(self.state, "lines")
        with open(path, "wb") as file:
            file.write(text_of([add(f"P{number}") for number in range(12)]))
        process = subprocess.Popen([harness.SDP, "batch", path, "--concurrency", "2", *arguments], stdout=subprocess.PIPE,
                                   env=self.environment({"SDP_BASE_URL": box.base_url}), **options)
        self.addCleanup(process.kill)
        box.wait_for("POST /products", 4)
        process.send_signal(signal.SIGINT)
        return process, lambda: box.remove_fault(hold)

    def test_quiet_leaves_out_the_note_of_an_interrupt(self):
        process, release = self.interrupted(stderr=subprocess.PIPE)
        self.assertEqual(process.stderr.readline().decode(), self.NOTE + "\n")  # while both are under way
        release()
        self.assertEqual(len(process.communicate(timeout=harness.SECONDS)[1].splitlines()), 1)
        process, release = self.interrupted("--quiet", stderr=subprocess.PIPE)
        time.sleep(0.5)
        release()
        err = process.communicate(timeout=harness.SECONDS)[1].decode()
        self.assertEqual((process.returncode, len(err.splitlines())), (130, 1), err)
        self.assertNotIn("second interrupt", err)

    def test_the_note_of_an_interrupt_takes_the_progress_away(self):
        control, terminal = pty.openpty()
        process, release = self.interrupted(stderr=terminal)
        os.close(terminal)
        shown = b""
        while b"second interrupt" not in shown:
            shown += os.read(control, 65536)
        release()
        process.communicate(timeout=harness.SECONDS)
        shown = harness.all_of_terminal(control, shown).decode()
        os.close(control)
        self.assertRegex(shown, r"/12 done, 0 failed, \d+/s\r +\r" + self.NOTE + "\r\n")
        self.assertRegex(shown, r"4/12 done, 0 failed, \d+/s\r\nsdp: interrupted: nothing after line 4")

    def paused(self, *arguments, seconds=60, stderr=subprocess.PIPE):
        """A batch whose first two lines are done, and whose third the service refused for so long. What is left waits."""
        box = self.slow(f"POST /products skip=2 times=1 status:429,Retry-After={seconds}")
        path = os.path.join(self.state, "lines")
        with open(path, "wb") as file:
            file.write(text_of([add(f"P{number}") for number in range(12)]))
        process = subprocess.Popen([harness.SDP, "batch", path, "--concurrency", "1", *arguments], stdout=subprocess.PIPE,
                                   stderr=stderr, env=self.environment({"SDP_BASE_URL": box.base_url}))
        self.addCleanup(process.kill)
        self.wait_for(box, 1)
        return box, process

    def test_interrupted_in_a_pause_begins_nothing_more(self):
        for concurrency in ("1", "4"):
            box, process = self.paused("--concurrency", concurrency, "--timeout-ms", "600000")
            time.sleep(0.3)
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=harness.SECONDS)
            self.assertLess(time.monotonic() - began, 20)
            rows = [json.loads(line) for line in out.splitlines()]
            self.assertEqual(process.returncode, 130, err)
            route = json.loads(box.ask("GET", "/_sandbox/routes"))["POST /products"]
            self.assertEqual(route["requests"], route["handled"] + 1)
            self.assertEqual(sorted(row["line"] for row in rows), list(range(1, len(rows) + 1)))
            done = [row for row in rows if row["status"] == "SDP_OK"]
            refused = [row["error"] for row in rows if row["status"] == "SDP_E_QUOTA"]
            unsent = [row["error"] for row in rows if row["status"] == "SDP_E_CANCELED"]
            self.assertEqual(len(done), route["handled"])
            self.assertLess(len(done), 11)
            self.assertEqual([(error["http_status"], error["attempts"]) for error in refused], [(429, 1)])
            self.assertEqual(len(rows), len(done) + len(refused) + len(unsent))
            self.assertLessEqual({(error["attempts"], error["maybe_done"]) for error in unsent}, {(0, False)})
            self.assertIn(f"leaves {12 - len(rows)} of 12 lines", err.decode())

    def test_a_long_pause_is_told_of(self):
        for verbose, seconds, told in ((["--verbose"], 60, 1), ([], 60, 0), (["--verbose"], 2, 0)):
            _, process = self.paused(*verbose, "--max-retries", "3", "--timeout-ms", "600000", seconds=seconds)
            time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=harness.SECONDS)
            self.assertEqual(err.decode().count(f"sdp: the service asked for a pause of {seconds} s\n"), told, err)
        # Where there is no other attempt, too.
        _, process = self.paused("--verbose", "--max-retries", "0", "--timeout-ms", "600000")
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.communicate(timeout=harness.SECONDS)[1].decode().count("asked for a pause of 60 s"), 1)

    def test_a_long_pause_is_told_of_on_a_terminal(self):
        control, terminal = pty.openpty()
        _, process = self.paused("--timeout-ms", "600000", stderr=terminal)
        os.close(terminal)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=harness.SECONDS)
        shown = harness.all_of_terminal(control).decode()
        os.close(control)
        self.assertEqual(shown.count("sdp: the service asked for a pause of 60 s\r\n"), 1, shown)

    def test_progress_is_for_terminals(self):
        self.assertEqual(self.batch([add("A")]).err, "")
        path = os.path.join(self.state, "lines")
        with open(path, "wb") as file:
            file.write(text_of([{"operation": "products.list"}] * 3))
        control, terminal = pty.openpty()
        done = subprocess.run([harness.SDP, "batch", path], stdout=subprocess.DEVNULL, stderr=terminal,
                              env=self.environment(), timeout=harness.SECONDS)
        os.close(terminal)
        shown = harness.all_of_terminal(control).decode()
        os.close(control)
        self.assertEqual(done.returncode, 0)
        self.assertIn("3/3 done, 0 failed", shown)

    def test_login_is_made_once(self):
        box = harness.Sandbox("--auth", "strict")
        self.addCleanup(box.stop)
        env = {"SDP_BASE_URL": box.base_url, "SDP_ACCOUNTS_URL": box.root, "SDP_ACCESS_TOKEN": None, "SDP_CLIENT_ID": "i",
               "SDP_CLIENT_SECRET": "s", "SDP_REFRESH_TOKEN": "r"}
        self.batch([{"operation": "products.list"}] * 60, "--concurrency", "16", env=env)
        self.assertEqual(box.tokens()["minted"], 1)


class Faults(harness.Case):
    """A service that fails: each line has one answer, and no write happens twice."""
    sandbox_arguments = ("--seed-data", "50", "--fault-seed", "11", "--fault", "* * p=0.03 html:503",
                         "--fault", "* * p=0.02 status:503",
                         "--fault", "* * p=0.02 reset:after", "--fault", "* * p=0.03 status:429,Retry-After=0",
                         "--fault", "* * times=3 skip=50 status:429,Retry-After=1")

    def lines(self, ids):
        chance = random.Random(5)
        kinds = ("list", "get", "edit", "add", "add")
        made = []
        for number in range(LINES):
            kind = chance.choice(kinds)
            line = {"operation": f"products.{kind}", "tag": number}
            if kind in ("get", "edit"):
                line["id"] = chance.choice(ids)
            if kind == "list":
                line["input"] = {"row_count": 2}
            elif kind == "edit":
                line["input"] = {"comments": f"line {number}"}
            elif kind == "add":
                line["input"] = {"name": f"added by line {number}", "product_type": {"name": "Workstation"}}
            made.append(line)
        return made

    def test_every_line_is_accounted_for(self):
        self.sandbox.ask("DELETE", "/_sandbox/faults")
        ids = [row["id"] for row in self.good("products", "list", "--all").rows]
        self.sandbox.reset()
        lines = self.lines(ids)
        path = os.path.join(self.state, "lines")
        with open(path, "wb") as file:
            file.write(text_of(lines))
        done = self.sdp("batch", path, "--concurrency", "16", "--max-retries", "8")
        fired = {fault["rule"]: fault["fired"] for fault in json.loads(self.sandbox.ask("GET", "/_sandbox/faults"))}
        rows = {row["line"]: row for row in done.rows}
        self.assertEqual(len(done.rows), LINES)
        self.assertEqual(sorted(rows), list(range(1, LINES + 1)))
        counts = collections.Counter()
        for number, line in enumerate(lines):
            row = rows[number + 1]
            self.assertEqual((row["operation"], row["tag"], row.get("id")), (line["operation"], number, line.get("id")))
            verb = line["operation"].split(".")[1]
            row["maybe"] = row["status"] != "SDP_OK" and row["error"]["maybe_done"]
            counts[verb, "done" if row["status"] == "SDP_OK" else "maybe" if row["maybe"] else "not"] += 1
            # Reads come through, unless the service says that it failed; of a write whose answer was lost nobody knows.
            allowed = ("SDP_OK", "SDP_E_REFUSED") + (("SDP_E_MAYBE_DONE",) if verb in ("add", "edit") else ())
            self.assertIn(row["status"], allowed, row)
            if row["status"] != "SDP_OK":
                self.assertTrue(row["error"]["http_status"] == 503 or row["status"] == "SDP_E_MAYBE_DONE", row)
                self.assertEqual(row["maybe"], verb in ("add", "edit"), row)
                # A 503 with a code is the service's answer. One without says nothing: reads are made again.
                is_page = row["error"]["http_status"] == 503 and row["error"]["api_code"] != 4004
                counts["page", verb in ("add", "edit")] += is_page
        self.assertEqual(done.status, 7)
        self.assertGreater(counts["add", "maybe"], 0)
        self.assertGreater(counts["page", True], 0)
        self.assertEqual(counts["page", False], 0)
        self.assertGreater(fired["* * p=0.03 html:503"], counts["page", True])
        routes = json.loads(self.sandbox.ask("GET", "/_sandbox/routes"))
        self.sandbox.ask("DELETE", "/_sandbox/faults")
        there = collections.Counter(row["name"] for row in self.good("products", "list", "--all").rows)
        added = [number for number, line in enumerate(lines) if line["operation"] == "products.add"]
        handled = 0
        for number in added:
            count = there[f"added by line {number}"]
            handled += count
            self.assertIn(count, (0, 1) if rows[number + 1]["maybe"] else (1,))
        # Names are unique, so a second adding would be refused and not show: the server counts what it was asked to do.
        self.assertEqual(routes["POST /products"]["handled"], handled)
        edits = routes["PUT /products/{product_id}"]["handled"]
        self.assertGreaterEqual(edits, counts["edit", "done"])
        self.assertLessEqual(edits, counts["edit", "done"] + counts["edit", "maybe"])
        self.assertGreater(sum(route["requests"] - route["handled"] for route in routes.values()), LINES // 50)


harness.main()
