"""Failures: each exit status, errors as JSON, interruption, closed pipes, and secrets that must not show."""
import fcntl
import json
import os
import signal
import socket
import subprocess
import time

import harness
import oauth

LIST = ("products", "list", "--max-retries", "0")
ADD = ("products", "add", "--max-retries", "0", "--set", "name=X", "--set", "product_type.name=Workstation")
KEYS = {"status", "message", "http_status", "api_code", "messages", "path", "retryable", "maybe_done", "attempts"}


class Statuses(harness.Case):
    def with_fault(self, *rules):
        """Runs against a server that fails on demand."""
        box = harness.Sandbox(*(word for rule in rules for word in ("--fault", rule)))
        self.addCleanup(box.stop)
        return {"SDP_BASE_URL": box.base_url}

    def test_refused(self):
        self.good(*ADD)
        self.bad(1, *ADD, says="unique")
        self.bad(1, "products", "get", "1")
        self.bad(1, *LIST, env=self.with_fault("GET /products* status:403"))

    def test_usage(self):
        for wrong in ((), ("products",), ("product", "list"), ("products", "lst"), ("products", "list", "--ouput"),
                      ("products", "list", "--output"), ("products", "list", "--output", "xml"),
                      ("products", "list", "--all=1"), ("products", "list", "-x"), ("describe", "x"),
                      ("describe", "products", "x"), ("describe", "products", "add", "x"), ("completion", "x"),
                      ("auth", "sttus"), ("doctor", "x"), ("batch", "x"), ("products", "add", "--file", "x")):
            self.bad(2, *wrong)
        for value in ("0", "-1", "x", "", "1.5", "99999999999", "1e3"):
            self.bad(2, *LIST, "--timeout-ms", value, says="--timeout-ms")
        for value in ("-1", "21", "x", ""):
            self.bad(2, "products", "list", "--max-retries", value, says="--max-retries")
        self.assertEqual(self.sandbox.requests(), [])

    def test_suggestions(self):
        for command in ("auth", "doctor", "batch", "download", "completion", "help", "describe"):
            self.bad(2, "describe", command, says=f"{command} is a command, and no noun; see sdp {command} --help\n")
        self.bad(2, "products", "list", "--timeout-ms", "99999999999", says="from 1 to 2147483647")
        for wrong, right in ((("product", "list"), "products"), (("descibe",), "describe"), (("products", "lsit"), "list"),
                             (("products", "list", "--dryrun"), "--dry-run"), (("products", "list", "--sett", "x"), "--set"),
                             (("products", "list", "--output", "jsno"), "json")):
            done = self.bad(2, *wrong, says=f"did you mean '{right}'?")
        self.assertIn("add, edit, get, list, delete", self.bad(2, "products").err)
        self.assertIn("sdp --help", self.bad(2).err)

    def test_network(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            nobody = {"SDP_BASE_URL": f"http://127.0.0.1:{free.getsockname()[1]}"}
            self.bad(3, *LIST, env=nobody)
            self.bad(3, *ADD, env=nobody)  # nothing can have happened
        self.bad(3, *LIST, "--timeout-ms", "200", env=self.with_fault("GET /products* stall"))
        self.bad(3, *LIST, env=self.with_fault("GET /products* reset"))
        self.bad(3, *LIST, env=self.with_fault("GET /products* html:502"))

    def test_login(self):
        self.bad(4, *LIST, env=self.with_fault("GET /products* status:401"))
        box = harness.Sandbox("--auth", "strict", "--token", "right")
        self.addCleanup(box.stop)
        self.bad(4, *LIST, env={"SDP_BASE_URL": box.base_url})
        self.good(*LIST, env={"SDP_BASE_URL": box.base_url, "SDP_ACCESS_TOKEN": "right"})
        done = self.bad(4, *LIST, env={"SDP_ACCESS_TOKEN": None}, says="SDP_ACCESS_TOKEN")
        self.assertIn("SDP_AUTHTOKEN", done.err)
        self.bad(4, *LIST, env={"SDP_ACCESS_TOKEN": None, "SDP_BASE_URL": None}, says="SDP_BASE_URL")
        self.bad(4, *LIST, env={"SDP_ACCESS_TOKEN": None, "SDP_REFRESH_TOKEN": "x", "SDP_CLIENT_ID": "y"},
                 says="SDP_CLIENT_SECRET")
        done = self.bad(4, "neucrm", "list", env={"NEUCRM_USERID": None, "NEUCRM_API_KEY": None}, says="NEUCRM_USERID")
        self.assertIn("NEUCRM_API_KEY", done.err)
        self.assertNotIn("NEUCRM_BASE_URL", done.err)
        done = self.bad(4, "neucrm", "list", env={"NEUCRM_API_KEY": None, "NEUCRM_BASE_URL": None}, says="NEUCRM_API_KEY")
        self.assertNotIn("USERID", done.err)
        self.assertIn("NEUCRM_BASE_URL", done.err)
        crm = harness.Sandbox("--neucrm-key", "right")
        self.addCleanup(crm.stop)
        self.bad(4, "neucrm", "list", env={"NEUCRM_BASE_URL": crm.neucrm_base_url})
        self.good("neucrm", "list", env={"NEUCRM_BASE_URL": crm.neucrm_base_url, "NEUCRM_API_KEY": "right"})
        # What is wrong with the request is told before the login is missed.
        self.bad(2, "neucrm", "list", "--set", "rows_limit=101", env={"NEUCRM_API_KEY": None}, says="rows_limit")
        self.bad(2, "products", "add", "--set", "name=X", env={"SDP_ACCESS_TOKEN": None}, says="product_type")

    def test_quota(self):
        env = self.with_fault("* /products* status:429,Retry-After=1")
        self.bad(5, *LIST, env=env)
        self.bad(5, *ADD, env=env)

    def test_answer(self):
        self.bad(6, *LIST, env=self.with_fault("GET /products* html:200"))
        with open("/dev/full", "wb") as full:
            done = subprocess.run([harness.SDP, *LIST], stdout=full, stderr=subprocess.PIPE, env=self.environment(),
                                  timeout=harness.SECONDS)
        self.assertEqual(done.returncode, 6)
        self.assertIn(b"cannot be written", done.stderr)

    def test_a_write_that_cannot_be_printed_is_done(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([harness.SDP, *ADD], stdout=full, stderr=subprocess.PIPE, env=self.environment(),
                                  timeout=harness.SECONDS)
        self.assertEqual(done.returncode, 7)
        self.assertEqual(done.stderr.decode(), "sdp: products.add was done, but its result could not be printed: "
                                               "standard output cannot be written: No space left on device\n")

    def test_a_write_that_cannot_be_printed_has_one_error(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([harness.SDP, *ADD, "--output", "json"], stdout=full, stderr=subprocess.PIPE,
                                  env=self.environment(), timeout=harness.SECONDS)
        error = json.loads(done.stderr)["error"]
        self.assertEqual((done.returncode, error["status"], error["cause"]), (7, "SDP_E_MAYBE_DONE", "SDP_E_ANSWER"))
        self.assertEqual((error["maybe_done"], error["retryable"], error["attempts"]), (True, False, 1))
        self.assertEqual((error["http_status"], error["url"]), (200, self.sandbox.base_url + "/api/v3/products"))

    def test_maybe_done(self):
        self.bad(7, *ADD, env=self.with_fault("POST /products* reset"))
        self.bad(7, *ADD, "--timeout-ms", "1500", env=self.with_fault("POST /products* stall"))
        error = self.sdp(*ADD, "--output", "json", env=self.with_fault("POST /products* html:502")).error
        self.assertEqual((error["status"], error["maybe_done"], error["retryable"]), ("SDP_E_MAYBE_DONE", True, False))

    def test_retries(self):
        env = self.with_fault("GET /products* times=1 status:429")
        done = self.sdp("products", "list", "--max-retries", "2", "--verbose", env=env)
        self.assertEqual((done.status, done.json), (0, []))
        first, second = done.err.splitlines()
        self.assertIn("attempt 1:", first)
        self.assertIn("HTTP 429 (SDP_E_QUOTA)", first)
        self.assertIn("again in", first)
        self.assertIn("attempt 2:", second)
        self.assertIn("kept connection", second)

    def test_walk_that_breaks_off(self):
        env = self.with_fault("GET /products* skip=1 status:403")
        for name in ("A", "B", "C"):
            self.good(*ADD[:5], "name=" + name, *ADD[6:], env=env)
        done = self.sdp(*LIST, "--all", "--query", '{"row_count":2}', "--output", "json", env=env)
        self.assertEqual((done.status, len(done.rows), done.error["http_status"]), (1, 2, 403))


class Errors(harness.Case):
    def test_json(self):
        cases = [(1, ("products", "get", "1"), "SDP_E_NOT_FOUND"), (2, ("products", "lst"), "SDP_E_ARGUMENT"),
                 (2, ("products", "list", "--where", "nam is x"), "SDP_E_UNKNOWN_FIELD"),
                 (2, ("products", "list", "--query", "{"), "SDP_E_JSON"), (2, ("products", "add", "--set", "name=x"), "SDP_E_REQUIRED"),
                 (2, ("products", "list", "--nonsense"), "SDP_E_ARGUMENT")]
        for status, arguments, name in cases:
            for form in (("--output", "json"), ("--output=json",)):
                done = self.sdp(*arguments, *form)
                self.assertEqual((done.status, done.out, done.error["status"]), (status, "", name), done.err)
                self.assertLessEqual(KEYS, set(done.error))
                self.assertEqual(json.loads(done.err), {"error": done.error})
        error = self.sdp("products", "get", "1", "--output", "json").error
        self.assertEqual((error["http_status"], error["api_code"], error["attempts"]), (404, 4007, 1))
        self.assertEqual(error["messages"][0]["status_code"], 4007)
        error = self.sdp("products", "list", "--output", "json", env={"SDP_ACCESS_TOKEN": None}).error
        self.assertEqual((error["status"], error["path"]), ("SDP_E_LOGIN", "SDP_ACCESS_TOKEN"))
        error = self.sdp("products", "list", "--output", "json", env={"SDP_TIMEOUT_MS": "x"}).error
        self.assertEqual((error["status"], error["path"]), ("SDP_E_CONFIG", "SDP_TIMEOUT_MS"))

    def answered_by(self, answer):
        server = oauth.Accounts(answer)
        self.addCleanup(server.stop)
        return {"SDP_BASE_URL": server.url}

    def test_error_of_a_list_comes_last(self):
        """The server says the same page over and over: nothing says that records moved."""
        env = self.answered_by({"products": [{"id": "1"}], "list_info": {"has_more_rows": True}})
        done = self.sdp(*LIST, "--all", "--output", "json", env=env)
        self.assertEqual((done.status, json.loads(done.err)["error"]["status"]), (6, "SDP_E_LIST"), done.err)

    def test_error_of_a_count_tells_of_its_call(self):
        env = self.answered_by({"products": [], "list_info": {"has_more_rows": False}})
        error = self.bad(6, *LIST, "--count", "--output", "json", env=env).error
        self.assertEqual((error["status"], error["path"]), ("SDP_E_ANSWER", "list_info.total_count"))
        self.assertEqual((error["http_status"], error["attempts"], error["fault"]), (200, 1, "server"))
        self.assertTrue(error["url"].startswith(env["SDP_BASE_URL"]), error["url"])

    def test_words_of_the_service_stay(self):
        """The library's words for what a program would set become the command's; those of others are theirs."""
        says = "open it, and give its descriptor instead; set client_cert"
        env = self.answered_by({"response_status": {"status": "failed", "messages": [{"status_code": 4001, "message": says}]}})
        error = self.bad(1, "products", "get", "1", "--output", "json", env=env).error
        self.assertEqual([one["message"] for one in error["messages"]], [says])

    def test_what_was_asked_for_is_named(self):
        done = self.bad(1, "products", "get", "77", says="sdp: products get 77: ")
        self.assertNotIn("products get 77", self.bad(1, "products", "get", "77", "--output", "json").error["message"])
        self.bad(1, "products", "edit", "77", "--set", "name=x", says="sdp: products edit 77: ")
        self.assertIn("check the id", done.err)
        self.assertNotIn("products edit 77", self.bad(2, "products", "edit", "77", "--set", "id=1").err)  # nothing was sent

    def test_json_comes_last_with_verbose(self):
        done = self.sdp("products", "get", "1", "--output", "json", "--verbose")
        self.assertEqual(done.error["status"], "SDP_E_NOT_FOUND")
        self.assertEqual(len(done.err.splitlines()), 2)

    def test_raw_shows_failures(self):
        done = self.sdp("products", "get", "1", "--output", "raw")
        self.assertEqual((done.status, done.json["response_status"]["messages"][0]["status_code"]), (1, 4007))
        self.assertEqual(len(done.err.splitlines()), 1)

    def test_no_control_characters(self):
        done = self.bad(2, "products", "get", "1", "--set", "a=\x1b[31m\x07")
        self.assertNotIn("\x1b", done.err)
        done = self.bad(2, "pro\x1b[31mducts\n", "get")
        self.assertNotIn("\x1b", done.err)
        done = self.bad(2, "pro\x1bducts", "get", "--output", "json")
        self.assertNotIn("\x1b", done.err)


class Endings(harness.Case):
    def start(self, *arguments, env=None, **options):
        return subprocess.Popen([harness.SDP, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=self.environment(env), **options)

    def interrupt(self, *arguments, by=signal.SIGINT, status=130, **options):
        """Interrupts a call that a server has received and does not answer; returns what stderr says."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            running = self.start(*arguments, env={"SDP_BASE_URL": f"http://127.0.0.1:{server.getsockname()[1]}"}, **options)
            server.settimeout(harness.SECONDS)
            with server.accept()[0] as connection:
                connection.recv(65536)
                before = time.monotonic()
                running.send_signal(by)
                out, err = running.communicate(timeout=harness.SECONDS)
        self.assertLess(time.monotonic() - before, 30)
        self.assertEqual((running.returncode, out), (status, b""))
        return err.decode()

    def test_interrupt(self):
        self.assertEqual(len(self.interrupt("products", "list").splitlines()), 1)
        self.interrupt("products", "list", "--all")
        self.assertIn("not known whether", self.interrupt(*ADD))

    def test_advice_in_words_of_the_command(self):
        """What a program would set is no option: none of its names is shown, to people or to programs."""
        login = {"SDP_CLIENT_ID": "c", "SDP_CLIENT_SECRET": "s", "SDP_REFRESH_TOKEN": "r", "SDP_ACCESS_TOKEN": None}
        upload = ("customers", "upload_image", "--file", "/dev/null")
        misfit = {"response_status": {"status_code": 2000, "status": "success"}, "product": {"name": []}}
        answers = ((upload, {}, 2, "give --file - and a redirection instead"),
                   (("products", "get", "5"), {"answer": misfit}, None, "see the answer with --output raw"),
                   (ADD, {"answer": misfit}, None, "look whether it happened before doing it again"),
                   (LIST, {"answer": "[" * 9000000}, 6, "such as a smaller row_count in --query"),
                   (("auth", "token"), {"token_cache": self.state}, 2, "name another file in SDP_TOKEN_CACHE"))
        for command, given, status, words in answers:
            server = oauth.Accounts(given.get("answer", {}))
            self.addCleanup(server.stop)
            env = {"SDP_BASE_URL": server.url, **(login if "token_cache" in given else {}),
                   "SDP_TOKEN_CACHE": given.get("token_cache")}
            for output in ("table", "json"):
                done = self.sdp(*command, "--output", output, env=env)
                self.assertEqual(done.status, done.status if status is None else status)
                self.assertIn(words, done.err)
                for name in ("keep_misfits", "max_response_bytes", "descriptor", "file.path: ", "token store: its"):
                    self.assertNotIn(name, done.err)

    def test_terminated(self):
        self.assertEqual(len(self.interrupt("products", "list", by=signal.SIGTERM, status=143).splitlines()), 1)
        self.assertIn("not known whether", self.interrupt(*ADD, by=signal.SIGTERM, status=143))

    def test_hung_up(self):
        self.assertEqual(len(self.interrupt("products", "list", by=signal.SIGHUP, status=129).splitlines()), 1)

    def test_interrupt_between_two_rows(self):
        box = harness.Sandbox("--seed-data", "100")
        self.addCleanup(box.stop)
        inside, outside = os.pipe()
        fcntl.fcntl(inside, fcntl.F_SETPIPE_SZ, 4096)  # room for some rows of the page, and not for all
        with subprocess.Popen([harness.SDP, "products", "list", "--all", "--output", "json"], stdout=outside,
                              stderr=subprocess.PIPE, env=self.environment({"SDP_BASE_URL": box.base_url})) as running:
            os.close(outside)
            with open(inside, "rb") as rows:
                first = rows.read(1)
                harness.send_signal(running, signal.SIGINT)
                seen = (first + rows.read()).splitlines()
            err = running.stderr.read()
        self.assertEqual(running.returncode, 130, err)
        self.assertTrue(0 < len(seen) < 100)
        self.assertEqual([json.loads(row)["id"] != "" for row in seen], [True] * len(seen))
        self.assertEqual(json.loads(err.splitlines()[-1])["error"]["status"], "SDP_E_CANCELED")

    def test_what_is_ignored_stays_ignored(self):
        """A script starts what stands before & with SIGINT ignored, for the interrupt of the foreground is not meant for it."""
        for first, second, status in ((signal.SIGINT, signal.SIGTERM, 143), (signal.SIGHUP, signal.SIGTERM, 143),
                                      (signal.SIGTERM, signal.SIGINT, 130)):
            with socket.create_server(("127.0.0.1", 0)) as server:
                running = self.start("products", "list", env={"SDP_BASE_URL": f"http://127.0.0.1:{server.getsockname()[1]}"},
                                     preexec_fn=lambda: signal.signal(first, signal.SIG_IGN))
                server.settimeout(harness.SECONDS)
                with server.accept()[0] as connection:
                    connection.recv(65536)
                    running.send_signal(first)
                    time.sleep(0.1)
                    running.send_signal(second)
                    running.communicate(timeout=harness.SECONDS)
            self.assertEqual(running.returncode, status)

    def test_closed_pipe(self):
        box = harness.Sandbox("--seed-data", "2000")
        self.addCleanup(box.stop)
        running = self.start("products", "list", "--all", env={"SDP_BASE_URL": box.base_url})
        running.stdout.readline()
        running.stdout.close()
        err = running.stderr.read()
        running.stderr.close()
        self.assertEqual((running.wait(harness.SECONDS), err), (0, b""))
        self.assertLess(len(box.requests()), 20)
        for arguments in (("--help",), ("products", "list", "--output", "table", "--query", '{"row_count":100}')):
            reader, writer = os.pipe()
            os.close(reader)
            done = subprocess.run([harness.SDP, *arguments], stdout=writer, stderr=subprocess.PIPE, timeout=harness.SECONDS,
                                  env=self.environment({"SDP_BASE_URL": box.base_url}))
            os.close(writer)
            self.assertEqual((done.returncode, done.stderr), (0, b""))


class Secrets(harness.Case):
    def test_nothing_shows_them(self):
        runs = [("products", "list", "--verbose"), ("products", "list", "--dry-run"), ("products", "get", "1", "--verbose"),
                ("products", "get", "1", "--output", "json"), ("products", "get", "1", "--output", "raw"),
                ("products", "lst"), ("--help",), ("describe",), ("products", "add", "--input", "{"), ("neucrm", "list", "--verbose"),
                ("neucrm", "list", "--dry-run"), ("neucrm", "delete", "1", "--output", "json")]
        logins = [{}, {"SDP_ACCESS_TOKEN": None, "SDP_AUTHTOKEN": "planted-key-77"},
                  {"SDP_BASE_URL": "https://user:planted-password-1@127.0.0.1:1"}, {"SDP_BASE_URL": "http://desk.example.com"},
                  {"SDP_ACCESS_TOKEN": "planted-token-with\nbreak"}, {"SDP_ACCESS_TOKEN": "planted-tökén"},
                  {"SDP_PROXY": "http://user:planted-proxy-9@127.0.0.1:1"}, {"NEUCRM_API_KEY": "planted key"},
                  {"NEUCRM_USERID": "planted-userid"}, {"NEUCRM_BASE_URL": "http://crm.example.com"}]
        for env in logins:
            for run in runs:
                done = self.sdp(*run, "--max-retries", "0", env=env)
                for secret in ("planted", harness.USERID):
                    self.assertNotIn(secret, done.out + done.err, f"{run} {env}")


harness.main()
