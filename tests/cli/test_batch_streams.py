"""What batches do with their streams: lines are read as they come, results are printed as they come, and where they cannot
be printed nothing is begun any more and stderr tells what became of each line.
"""
import json
import os
import re
import subprocess

import harness
from batch_lines import add, text_of

LINES = 40


def get(id):
    return {"operation": "products.get", "id": id}


class Streams(harness.Case):
    def box(self, *rules):
        box = harness.Sandbox(*(word for rule in rules for word in ("--fault", rule)))
        self.addCleanup(box.stop)
        return box

    def start(self, *arguments, box=None, stdout=subprocess.PIPE):
        process = subprocess.Popen([harness.SDP, "batch", *arguments], stdin=subprocess.PIPE, stdout=stdout,
                                   stderr=subprocess.PIPE, env=self.environment({"SDP_BASE_URL": (box or self.sandbox).base_url}))
        self.addCleanup(self.stop, process)
        return process

    def stop(self, process):
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()
        if process.poll() is None:
            process.kill()
        process.wait(harness.SECONDS)

    def write(self, process, data):
        process.stdin.write(data)
        process.stdin.flush()

    def row(self, process):
        return json.loads(process.stdout.readline())

    def told(self, err):
        """The lines that stderr tells of, and what became of them."""
        return {int(line): what for line, what in re.findall(r"^sdp: line (\d+): (.*)$", err.decode(), re.MULTILINE)}

    def handled(self, box):
        return json.loads(box.ask("GET", "/_sandbox/routes")).get("POST /products", {"handled": 0})["handled"]

    def test_each_result_comes_when_it_is_there(self):
        process = self.start("-")
        for name in ("A", "B", "C"):
            self.write(process, text_of([add(name)]))
            self.assertEqual(self.row(process)["result"]["name"], name)
        process.stdin.close()
        self.assertEqual(process.wait(harness.SECONDS), 0)

    def test_a_slow_call_stops_neither_lines_nor_results(self):
        hold = "GET /products/1 hold"
        box = self.box(hold)
        process = self.start("-", box=box)
        self.write(process, text_of([get(1)]))
        for line in range(2, 6):
            self.write(process, text_of([add(f"P{line}")]))
            self.assertEqual(self.row(process)["line"], line)
        self.write(process, text_of([add("in two pieces")])[:30])
        self.write(process, b"")
        self.write(process, text_of([add("in two pieces")])[30:] + b"nonsense")
        self.assertEqual(self.row(process)["line"], 6)
        process.stdin.close()
        self.assertEqual(self.row(process)["line"], 7)
        box.remove_fault(hold)
        self.assertEqual(self.row(process)["line"], 1)
        self.assertEqual(process.wait(harness.SECONDS), 1)

    def test_a_slow_producer_has_its_results_in_order(self):
        hold = "GET /products/1 hold"
        box = self.box(hold)
        process = self.start("-", "--in-order", box=box)
        self.write(process, text_of([get(1)]))
        for line in range(2, 6):
            self.write(process, text_of([add(f"P{line}")]))
        box.wait_for("POST /products", 4)
        box.remove_fault(hold)
        self.assertEqual([self.row(process)["line"] for _ in range(5)], [1, 2, 3, 4, 5])
        process.stdin.close()
        self.assertEqual(process.wait(harness.SECONDS), 1)

    def test_the_reader_goes_away(self):
        hold = "POST /products skip=1 hold"
        box = self.box(hold)
        path = os.path.join(self.state, "lines")
        with open(path, "wb") as file:
            file.write(text_of(add(f"P{line}") for line in range(LINES)))
        process = self.start(path, "--concurrency", "4", box=box)
        first = self.row(process)
        self.assertEqual(first["status"], "SDP_OK")
        process.stdout.close()
        box.remove_fault(hold)
        err = process.stderr.read()
        self.assertEqual(process.wait(harness.SECONDS), 7)
        handled, told = self.handled(box), self.told(err)
        self.assertLess(handled, LINES)
        self.assertEqual(set(told.values()), {"products.add was done"})
        self.assertEqual({first["line"], *told}, set(range(1, handled + 1)))
        self.assertNotIn(first["line"], told)
        self.assertIn(f"nothing after line {handled} was sent, which leaves {LINES - handled} of {LINES} lines", err.decode())

    def full(self, lines, *arguments, box=None, hold=None):
        """What comes of lines whose results nobody can write; `hold`: a rule that ends once a product is to be added."""
        with open("/dev/full", "wb") as full:
            process = self.start("-", *arguments, box=box, stdout=full)
            process.stdin.write(text_of(lines))
            process.stdin.close()
            process.stdin = None
            if hold is not None:
                box.wait_for("POST /products")
                box.remove_fault(hold)
            err = process.stderr.read()
            return process.wait(harness.SECONDS), err

    def test_nothing_can_be_written(self):
        status, err = self.full([add(f"P{line}") for line in range(LINES)], "--concurrency", "3")
        told = self.told(err)
        self.assertEqual(status, 7, err)
        self.assertIn(b"No space left", err)
        self.assertEqual(sorted(told), list(range(1, self.handled(self.sandbox) + 1)))
        self.assertLess(len(told), LINES)
        self.assertEqual(set(told.values()), {"products.add was done"})
        status, err = self.full([{"operation": "products.list"}] * 3)
        self.assertEqual((status, self.told(err)), (6, {line: "products.list was done" for line in (1, 2, 3)}))

    def test_what_became_of_each_line_is_told(self):
        hold = "GET /products/2 hold"
        box = self.box("PUT * reset:after", "DELETE * status:403", hold)
        lines = [get(2), {"operation": "products.edit", "id": 3, "input": {"comments": "c"}},
                 {"operation": "products.delete", "id": 4}, {"operation": "products.get"}, add("A")]
        status, err = self.full(lines, "--in-order", box=box, hold=hold)
        self.assertEqual(status, 7, err)
        self.assertEqual(self.told(err), {1: "products.get failed", 2: "products.edit may have happened",
                                          3: "products.delete failed, and nothing was done",
                                          4: "products.get was not sent", 5: "products.add was done"})
        status, err = self.full(lines[:3] + lines[4:], "--output", "json", box=box)
        self.assertEqual(status, 7, err)
        for line in err.splitlines():
            self.assertIn("error", json.loads(line))

    def test_lines_that_were_not_sent_yet_are_not_begun_either(self):
        # The second line has its answer while the first one waits to be sent.
        status, err = self.full([add("A"), {"operation": "products.get"}, add("B")])
        self.assertEqual(status, 6, err)
        self.assertEqual(self.told(err), {1: "products.add was not sent", 2: "products.get was not sent"})
        self.assertIn(b"nothing after line 2 was sent", err)
        self.assertEqual(self.handled(self.sandbox), 0)
        # So has one that waits for the end of a pause.
        box = self.box("POST /products times=1 status:429,Retry-After=60", "GET /products/2 latency:1000")
        status, err = self.full([add("A"), get(2), add("B"), add("C")], "--concurrency", "2", "--timeout-ms", "600000", box=box)
        self.assertEqual(status, 5, err)
        self.assertEqual(self.told(err), {1: "products.add failed, and nothing was done", 2: "products.get failed"})

    def test_a_closed_output_is_told_of_before_anything_more_is_begun(self):
        process = self.start("-")
        process.stdout.close()
        _, err = process.communicate(text_of([{"operation": "products.list"}] * 50), timeout=harness.SECONDS)
        self.assertEqual(process.returncode, 6)
        self.assertEqual(sorted(self.told(err)), list(range(1, len(self.told(err)) + 1)))
        self.assertLessEqual(len(self.told(err)), 16)
        self.assertIn(b"nobody reads", err.splitlines()[0])
        self.assertIn(f"nothing after line {len(self.told(err))} was sent", err.decode())


harness.main()
