"""Long walks: --all --checkpoint FILE goes on where the run before came to."""
import json
import os
import re
import signal
import socket
import subprocess

import harness

LIST = ("products", "list", "--all", "--query", '{"row_count":10}')


class Checkpoint(harness.Case):
    sandbox_arguments = ("--seed-data", "55")

    def setUp(self):
        super().setUp()
        self.file = os.path.join(self.state, "place")
        self.ids = [row["id"] for row in self.good(*LIST).rows]
        self.assertEqual(len(self.ids), 55)

    def walk(self, *more, base_url=None):
        env = {"SDP_BASE_URL": base_url} if base_url else None
        return self.sdp(*LIST, "--max-retries", "0", "--checkpoint", self.file, *more, env=env)

    def faulty(self, *faults):
        box = harness.Sandbox("--seed-data", "55", *[word for fault in faults for word in ("--fault", fault)])
        self.addCleanup(box.stop)
        return box

    def test_a_whole_walk_leaves_no_file(self):
        done = self.walk()
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertEqual([row["id"] for row in done.rows], self.ids)
        self.assertEqual(os.listdir(self.state), [])

    def test_it_goes_on_after_a_page_that_failed(self):
        box = self.faulty("GET */products* skip=2 times=1 html:503")
        seen = []
        for status, count in ((3, 20), (0, 35)):
            done = self.walk(base_url=box.base_url)
            self.assertEqual(done.status, status, done.err)
            self.assertEqual(len(done.rows), count)
            seen += [row["id"] for row in done.rows]
            self.assertEqual(os.path.exists(self.file), status != 0)
        self.assertEqual(seen, self.ids)
        self.assertEqual([one["input_data"]["list_info"]["start_index"] for one in box.requests()],
                         [1, 11, 21, 21, 31, 41, 51])

    def test_the_filter_of_neucrm_goes_with_it(self):
        customers = ("neucrm", "list", "--all", "--set", "rows_limit=2", "--set", "sort_field=name")
        ids = [row["id"] for row in self.good(*customers).rows]
        self.assertGreater(len(ids), 4)
        box = self.faulty("* /api/customer/list skip=1 times=1 html:503")
        seen = []
        for status in (3, 0):
            done = self.sdp(*customers, "--max-retries", "0", "--checkpoint", self.file,
                            env={"NEUCRM_BASE_URL": box.neucrm_base_url})
            self.assertEqual(done.status, status, done.err)
            seen += [row["id"] for row in done.rows]
            if os.path.exists(self.file):
                with open(self.file, encoding="utf-8") as file:
                    self.assertNotIn(harness.KEY, file.read())
        self.assertEqual(seen, ids)

    def test_the_file_has_no_secrets_and_is_its_owners(self):
        box = self.faulty("GET */products* skip=1 reset")
        self.walk("--where", "name contains a", base_url=box.base_url)
        with open(self.file, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(os.stat(self.file).st_mode & 0o777, 0o600)
        self.assertNotIn("planted", text)
        self.assertNotIn("127.0.0.1", text)
        self.assertEqual(json.loads(text)["operation"], "products.list")

    def test_a_walk_that_is_interrupted_goes_on_behind_the_last_row(self):
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen()
            port = server.getsockname()[1]
            page = {"response_status": {"status_code": 2000, "status": "success"}, "list_info": {"has_more_rows": True},
                    "products": [{"id": number} for number in range(1, 11)]}
            body = json.dumps(page).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            running = subprocess.Popen([harness.SDP, *LIST, "--checkpoint", self.file], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE,
                                       env=self.environment({"SDP_BASE_URL": f"http://127.0.0.1:{port}"}))
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(head.encode() + body)
                connection.recv(65536)
                running.send_signal(signal.SIGINT)
                out, _ = running.communicate(timeout=harness.SECONDS)
        self.assertEqual((running.returncode, len(out.splitlines())), (130, 10))
        with open(self.file, encoding="utf-8") as file:
            saved = json.load(file)
        self.assertEqual((saved["next"], saved["given"]), (11, 10))

    def saved(self):
        box = self.faulty("GET */products* skip=1 reset")
        self.walk(base_url=box.base_url)
        with open(self.file, encoding="utf-8") as file:
            return box, file.read()

    def test_what_is_refused(self):
        box, text = self.saved()
        url = {"SDP_BASE_URL": box.base_url}
        count = len(box.requests())
        place = ("--checkpoint", self.file)
        self.bad(2, *LIST, *place, says="another service")  # of the other sandbox
        self.bad(2, "customers", "list", "--all", *place, env=url, says="is of products.list, not of customers.list")
        self.bad(2, *LIST, "--where", "name is x", *place, env=url, says="another query")
        self.bad(2, "products", "list", *place, env=url, says="--all")
        self.bad(2, *LIST, "--output", "table", *place, env=url, says="jsonl")
        self.bad(2, *LIST, "--output", "raw", *place, env=url, says="jsonl")
        self.bad(2, *LIST, "--checkpoint", "", env=url, says="path")
        self.bad(2, "products", "get", "1", *place, env=url, says="--all")
        for damaged in ("", "{", text[:-20], text.replace('"next":11', '"next":31'),
                        re.sub(r'"sdp_checkpoint":1', '"sdp_checkpoint":9', text), "{}"):
            with open(self.file, "w", encoding="utf-8") as file:
                file.write(damaged)
            self.bad(2, *LIST, *place, env=url, says="checkpoint")
            with open(self.file, encoding="utf-8") as file:
                self.assertEqual(file.read(), damaged)
        self.assertEqual(len(box.requests()), count)

    def test_dry_run_shows_where_it_would_go_on(self):
        box, text = self.saved()
        sent = self.sent(*LIST, "--checkpoint", self.file, env={"SDP_BASE_URL": box.base_url})
        self.assertEqual(sent["list_info"]["start_index"], 11)
        with open(self.file, encoding="utf-8") as file:
            self.assertEqual(file.read(), text)

    def test_a_place_that_cannot_be_written_ends_the_walk(self):
        done = self.sdp(*LIST, "--checkpoint", os.path.join(self.state, "none", "place"))
        self.assertEqual(done.status, 2)
        self.assertIn("cannot be written", done.err)
        self.assertEqual(len(done.err.splitlines()), 1)


harness.main()
