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
                         [1, 11, 21, 11, 21, 31, 41, 51])  # the second run reads the page before its place again

    def test_csv_has_one_header_however_often_it_is_stopped(self):
        whole = self.good(*LIST, "--output", "csv").out
        for count, fault in ((1, "times=1 html:503"), (3, "skip=2 times=3 html:503")):
            box, seen, statuses = self.faulty(f"GET */products* {fault}"), "", []
            while not statuses or statuses[-1] != 0 and len(statuses) < 5:
                done = self.walk("--output", "csv", base_url=box.base_url)
                statuses.append(done.status)
                seen += done.out
            self.assertEqual((seen, statuses), (whole, [3] * count + [0]))
            self.assertEqual(os.listdir(self.state), [])

    def test_csv_without_rows_has_a_header_once(self):
        box = self.faulty("GET */products* times=1 html:503")
        wanted = ("--output", "csv", "--fields", "id,name", "--where", "name is nothing")
        self.assertEqual([self.walk(*wanted, base_url=box.base_url).out for _ in range(2)], ["id,name\n", ""])
        self.assertEqual(self.walk(*wanted).out, "id,name\n")

    def test_csv_goes_on_with_the_same_columns_alone(self):
        box = self.faulty("GET */products* skip=1 times=1 html:503")
        self.walk("--output", "csv", "--fields", "id,name", base_url=box.base_url)
        url = {"SDP_BASE_URL": box.base_url}
        for other in (("--output", "jsonl"), ("--output", "csv"), ("--output", "csv", "--fields", "name")):
            self.bad(2, *LIST, "--checkpoint", self.file, *other, env=url, says="--fields")
        rest = self.walk("--output", "csv", "--fields", "id,name", base_url=box.base_url).out.splitlines()
        self.assertEqual([row.split(",")[0] for row in rest], self.ids[10:])

    def test_csv_of_a_killed_run_has_its_header(self):
        with open(os.path.join(self.state, "rows"), "wb") as rows:
            running, connection, _ = self.begin(rows, "--output", "csv", "--fields", "id,name")
            try:
                connection.recv(65536)  # of the second page
            finally:
                running.kill()
                running.wait(harness.SECONDS)
        with open(os.path.join(self.state, "rows"), encoding="utf-8") as rows:
            self.assertEqual([line.split(",")[0] for line in rows], ["id", *map(str, range(1, 11))])

    def test_what_a_killed_run_left_beside_the_file_is_taken_away(self):
        left = f"{self.file}.sdp-{2 ** 22 + 1}.new"  # no process has such a number
        with open(left, "w", encoding="utf-8") as file:
            file.write("{")
        os.chmod(left, 0o600)
        done = self.walk()
        self.assertEqual(done.status, 0)
        self.assertEqual(done.err, f"sdp: removed {os.path.basename(left)}, the unfinished file of a run that was killed\n")
        self.assertEqual(os.listdir(self.state), [])

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
        self.bad(2, "products", "get", "1", *place, env=url, says="--checkpoint is for lists")
        for damaged in ("{", "[]", text[:-20], text.replace('"next":11', '"next":31'),
                        re.sub(r'"sdp_checkpoint":1', '"sdp_checkpoint":9', text), "{}"):
            with open(self.file, "w", encoding="utf-8") as file:
                file.write(damaged)
            self.bad(2, *LIST, *place, env=url, says="checkpoint")
            with open(self.file, encoding="utf-8") as file:
                self.assertEqual(file.read(), damaged)
        self.assertEqual(len(box.requests()), count)

    def test_a_file_that_is_no_checkpoint_is_left_as_it_is(self):
        for other in ("id,name\n1,A\n", '{"id":1}\n', "[]", '{"sdp_checkpoint":1'):
            with open(self.file, "w", encoding="utf-8") as file:
                file.write(other)
            for more in ((), ("--dry-run",)):
                done = self.bad(2, *LIST, "--checkpoint", self.file, *more, says="is not the checkpoint of a list")
                self.assertIn("name another file", done.err)
                self.assertNotIn("give the member", done.err)
            with open(self.file, encoding="utf-8") as file:
                self.assertEqual(file.read(), other)

    def test_dry_run_shows_where_it_would_go_on(self):
        box, text = self.saved()
        sent = self.sent(*LIST, "--checkpoint", self.file, env={"SDP_BASE_URL": box.base_url})
        self.assertEqual(sent["list_info"]["start_index"], 1)  # the page before it is read again
        with open(self.file, encoding="utf-8") as file:
            self.assertEqual(file.read(), text)
        os.unlink(self.file)
        self.sent(*LIST, "--checkpoint", self.file)
        self.assertEqual(os.listdir(self.state), [])

    def test_a_place_that_cannot_be_written_is_told_before_anything_is_sent(self):
        self.sandbox.reset()
        pipe, link = os.path.join(self.state, "pipe"), os.path.join(self.state, "link")
        os.mkfifo(pipe)
        os.symlink(os.path.join(self.state, "none", "place"), link)
        for path, says in ((os.path.join(self.state, "none", "place"), "cannot be written"), (self.state, "cannot be written"),
                           (link, "cannot be written"), (pipe, "no regular file"), ("/dev/null", "no regular file")):
            self.bad(2, *LIST, "--checkpoint", path, says=says)
        # A folder in which nothing can be made beside the file: its name is as long as one can be.
        longest = os.path.join(self.state, "x" * 255)
        self.bad(2, *LIST, "--checkpoint", longest, says="cannot be written")
        self.assertEqual(sorted(os.listdir(self.state)), ["link", "pipe"])
        self.assertEqual(self.sandbox.requests(), [])

    def test_a_command_that_sends_nothing_leaves_no_file(self):
        self.bad(2, *LIST, "--set", "row_cuont=5", "--checkpoint", self.file, says="row_count")
        self.assertEqual(os.listdir(self.state), [])

    def test_an_empty_file_is_a_start(self):
        for content in ("", "\n"):
            with open(self.file, "w", encoding="utf-8") as file:
                file.write(content)
            self.assertEqual([row["id"] for row in self.walk().rows], self.ids)
            self.assertEqual(os.listdir(self.state), [])

    def test_what_is_printed_stays_the_same(self):
        box = self.faulty("GET */products* skip=1 times=1 html:503")
        fields, jsonl = ("--fields", "id,name"), ("--output", "jsonl")
        self.assertEqual(self.walk(*fields, *jsonl, base_url=box.base_url).status, 3)
        with open(self.file, encoding="utf-8") as file:
            text = file.read()
        url = {"SDP_BASE_URL": box.base_url}
        for other in (fields, jsonl, (), ("--fields", "name", *jsonl), (*fields, "--output", "json")):
            self.bad(2, *LIST, "--checkpoint", self.file, *other, env=url, says="--fields")
        with open(self.file, encoding="utf-8") as file:
            self.assertEqual(file.read(), text)
        rows = self.good(*LIST, "--checkpoint", self.file, *fields, *jsonl, env=url).rows
        self.assertEqual([row["id"] for row in rows], self.ids[10:])

    def begin(self, stdout, *more):
        """A walk whose second page never comes; gives the process and its connection when that page was asked for."""
        server = socket.socket()
        server.settimeout(harness.SECONDS)
        self.addCleanup(server.close)
        server.bind(("127.0.0.1", 0))
        server.listen()
        page = {"response_status": {"status_code": 2000, "status": "success"}, "list_info": {"has_more_rows": True},
                "products": [{"id": number, "name": "x" * 700} for number in range(1, 11)]}
        body = json.dumps(page).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        url = {"SDP_BASE_URL": f"http://127.0.0.1:{server.getsockname()[1]}"}
        running = subprocess.Popen([harness.SDP, *LIST, "--checkpoint", self.file, "--timeout-ms", "10000",
                                    "--max-retries", "0", *more], stdout=stdout, stderr=subprocess.PIPE,
                                   env=self.environment(url))
        self.addCleanup(running.stderr.close)
        self.addCleanup(running.kill)
        connection, _ = server.accept()
        self.addCleanup(connection.close)
        connection.recv(65536)
        connection.sendall(head.encode() + body)
        return running, connection, url

    def test_two_runs_do_not_share_a_file(self):
        with open(os.path.join(self.state, "rows"), "wb") as rows:
            running, connection, url = self.begin(rows)
            try:
                connection.recv(65536)  # of the second page: the file was replaced meanwhile
                with open(self.file, encoding="utf-8") as file:
                    text = file.read()
                self.bad(2, *LIST, "--checkpoint", self.file, "--timeout-ms", "2000", env=url, says="in use by another run")
                with open(self.file, encoding="utf-8") as file:
                    self.assertEqual(file.read(), text)
                self.sent(*LIST, "--checkpoint", self.file, env=url)  # looking is free
            finally:
                running.kill()
                running.wait(harness.SECONDS)
        # The kernel gave the lock back; the rows are whole lines, and the file says that they were printed.
        with open(os.path.join(self.state, "rows"), encoding="utf-8") as rows:
            self.assertEqual([json.loads(line)["id"] for line in rows], list(range(1, 11)))
        self.assertEqual(json.loads(text)["next"], 11)
        self.assertEqual(self.sent(*LIST, "--checkpoint", self.file, env=url)["list_info"]["start_index"], 1)

    def test_rows_that_nobody_takes_are_not_passed(self):
        read, write = os.pipe()
        os.close(read)
        with open(write, "wb") as rows:
            running, _, _ = self.begin(rows)
            running.wait(harness.SECONDS)
        self.assertEqual(running.returncode, 0)
        with open(self.file, encoding="utf-8") as file:
            self.assertEqual((json.load(file)["next"], running.stderr.read()), (1, b""))

    def test_rows_that_find_no_room_are_not_passed(self):
        with open("/dev/full", "wb") as rows:
            running, _, _ = self.begin(rows)
            running.wait(harness.SECONDS)
        self.assertNotEqual(running.returncode, 0)
        with open(self.file, encoding="utf-8") as file:
            self.assertEqual(json.load(file)["next"], 1)

    def test_rows_deleted_meanwhile_hide_no_others(self):
        box = self.faulty("GET */products* skip=2 times=1 html:503")
        url = {"SDP_BASE_URL": box.base_url}
        first = self.walk(base_url=box.base_url)
        self.assertEqual((first.status, len(first.rows)), (3, 20))
        for gone in self.ids[3:8]:
            self.good("products", "delete", gone, env=url)
        second = self.walk(base_url=box.base_url)
        self.assertEqual(second.status, 0, second.err)
        self.assertEqual([row["id"] for row in first.rows + second.rows], self.ids)


harness.main()
