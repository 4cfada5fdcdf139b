"""--quiet, and progress: what stands on stderr beside errors."""
import http.server
import os
import pty
import subprocess
import threading
import time

import harness


class Quiet(harness.Case):
    def behind(self, *arguments, env=None, stdin=subprocess.DEVNULL):
        """Runs with stderr alone on a terminal; returns the status and all that was written there."""
        inside, outside = pty.openpty()
        running = subprocess.Popen([harness.SDP, *arguments], stdin=stdin, stdout=subprocess.DEVNULL, stderr=outside,
                                   env=self.environment(env))
        os.close(outside)
        seen = harness.all_of_terminal(inside)
        os.close(inside)
        return running.wait(harness.SECONDS), seen.decode()

    def slow(self, *rules):
        box = harness.Sandbox("--seed-data", "300", *(word for rule in rules for word in ("--fault", rule)))
        self.addCleanup(box.stop)
        return {"SDP_BASE_URL": box.base_url}

    def left_on(self, seen):
        """What a person sees at the end: a carriage return begins the line anew, over what stands there."""
        lines = []
        for written in seen.replace("\r\n", "\n").split("\n"):
            line = ""
            for part in written.split("\r"):
                line = part + line[len(part):]
            lines.append(line.rstrip())
        return "\n".join(lines).strip()

    def test_notes(self):
        for name in ("A", "B", "C"):
            self.product("name=" + name)
        arguments = ("products", "list", "--query", '{"row_count":2}', "--output", "table")
        self.assertIn("--all", self.sdp(*arguments).err)
        for option in ("--quiet", "-q"):
            self.assertEqual(self.sdp(*arguments, option).err, "")
        self.assertIn("ensure", self.sdp("products", "add", "--ensure", "--set", "name=A", "--set", "product_type=W",
                                         "--dry-run").err)
        self.good("products", "add", "--ensure", "--set", "name=A", "--set", "product_type=W", "--dry-run", "-q")

    def test_errors_stay(self):
        self.bad(1, "products", "get", "1", "-q")
        self.assertEqual(self.bad(1, "products", "get", "1", "-q", "--output", "json").error["http_status"], 404)
        self.bad(2, "products", "list", "--quiet", "--verbose", says="--verbose")
        self.bad(2, "products", "list", "--quiet=1", says="takes no value")

    def test_rows(self):
        env = self.slow("GET /products* latency:160")
        status, seen = self.behind("products", "list", "--all", env=env)
        self.assertEqual(status, 0)
        self.assertRegex(seen, r"\r\d+ rows")
        self.assertEqual(self.left_on(seen), "")
        for quiet in (("-q",), ("--quiet",)):
            self.assertEqual(self.behind("products", "list", "--all", *quiet, env=env), (0, ""))

    def test_an_error_behind_progress(self):
        env = self.slow("GET /products* latency:160", "GET /products* skip=2 code:4001")
        status, seen = self.behind("products", "list", "--all", env=env)
        self.assertEqual(status, 1)
        self.assertRegex(seen, r"\r\d+ rows")
        self.assertRegex(self.left_on(seen), r"^sdp: [^\n]*$")

    def test_nothing_in_a_pipe(self):
        self.good("products", "list", "--all", env=self.slow("GET /products* latency:160"))

    def test_a_success_without_the_record_is_told(self):
        note = "sdp: note: the service answered without the record: look whether it is there before you send this again\n"
        add = ("products", "add", "--set", "name=X", "--set", "product_type.name=Laptop")
        env = self.slow("POST /products empty:200", "PUT /products/* empty:200", "DELETE /products/* empty:200")
        done = self.sdp(*add, env=env)
        self.assertEqual((done.status, done.out, done.err), (0, "{}\n", note))
        found = self.good("products", "list", "--where", "name is X", env=env).json
        self.assertEqual(len(found), 1)  # it is there
        done = self.sdp("products", "edit", found[0]["id"], "--set", "name=Y", env=env)
        self.assertEqual((done.status, done.out, done.err), (0, "{}\n", note))
        done = self.sdp(*add[:3], "name=Z", *add[4:], "--output", "raw", env=env)
        self.assertEqual((done.status, done.out, done.err), (0, "", note))
        done = self.sdp(*add[:3], "name=Q", *add[4:], "--quiet", env=env)
        self.assertEqual((done.status, done.out, done.err), (0, "{}\n", note))  # it is about the data
        # Nothing was to come back.
        self.assertEqual(self.good("products", "delete", found[0]["id"], env=env).out, "{}\n")

    def test_an_upload(self):
        writing = "head -c 1000000 /dev/zero; sleep 0.5; head -c 1000000 /dev/zero"
        with subprocess.Popen(["sh", "-c", writing], stdout=subprocess.PIPE) as feeder:
            status, seen = self.behind("customers", "upload_image", "--file", "-", stdin=feeder.stdout)
        self.assertEqual(status, 0)
        self.assertRegex(seen, r"\rsent [0-9.]+ (KiB|MiB)")
        self.assertEqual(self.left_on(seen), "")

    def test_a_download(self):
        whole = b"x" * 200000

        class Slow(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", str(len(whole)))
                self.end_headers()
                self.wfile.write(whole[:100000])
                self.wfile.flush()
                time.sleep(0.5)
                self.wfile.write(whole[100000:])

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Slow)
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        path = os.path.join(self.state, "file")
        status, seen = self.behind("download", "/x", "--file", path,
                                   env={"SDP_BASE_URL": f"http://127.0.0.1:{server.server_address[1]}"})
        thread.join()
        server.server_close()
        with open(path, "rb") as file:
            self.assertEqual((status, file.read() == whole), (0, True))
        self.assertRegex(seen, r"\rreceived [0-9.]+ KiB of 195\.3 KiB, \d+%")
        self.assertEqual(self.left_on(seen), "")

    def test_a_download_with_verbose(self):
        added = self.good("customers", "upload_image", "--file", __file__).json[0]
        done = self.sdp("download", added["content_url"], "--file", os.path.join(self.state, "file"), "--verbose")
        size = os.path.getsize(__file__)
        self.assertEqual((done.status, done.err.splitlines()[0]), (0, f"sdp: received {size} of {size} bytes"), done.err)


harness.main()
