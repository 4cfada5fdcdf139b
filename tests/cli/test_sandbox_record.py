"""The sandbox records what a real service answers, and answers from the record."""
import argparse
import http.client
import http.server
import json
import os
import shutil
import socket
import ssl
import stat
import subprocess
import threading
import unittest
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import harness

ACCEPT = "application/vnd.manageengine.sdp.v3+json"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MEBIBYTE = 1024 * 1024
LOST = None  # in the place of an answer: the connection is closed


def checksum(content):
    """FNV-1a of 64 bits."""
    made = 0xcbf29ce484222325
    for byte in content:
        made = (made ^ byte) * 0x100000001b3 % 2 ** 64
    return f"{made:016x}"


class Target(http.server.BaseHTTPRequestHandler):
    """A service that answers what a test tells it to, and keeps what came."""
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.command, self.path, self.headers, body))
        answer = self.server.answers.get(self.path.split("?")[0], (200, {}, b"{}"))
        if answer is LOST:
            self.close_connection = True
            return
        status, headers, content = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def log_message(self, *words):
        pass


class Case(unittest.TestCase):
    def setUp(self):
        folder = harness.tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = os.path.join(folder.name, "record.jsonl")

    def sandbox(self, *arguments):
        box = harness.Sandbox(*arguments)
        self.addCleanup(self.end, box)
        return box

    def end(self, box):
        """Ends one that was not ended yet, and looks how that went."""
        if not box.process.stdin.closed:
            box.stop()
            self.assertEqual(box.process.returncode, 0)

    def target(self, **answers):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Target)
        server.daemon_threads = True
        server.seen, server.answers = [], {"/" + name: answer for name, answer in answers.items()}
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        server.url = f"http://127.0.0.1:{server.server_address[1]}"
        return server

    def record(self, url, *arguments):
        return self.sandbox("--record", url, "--to", self.file, *arguments)

    def replay(self, *arguments):
        return self.sandbox("--replay", self.file, *arguments)

    def lines(self):
        with open(self.file, encoding="utf-8") as file:
            return [json.loads(line) for line in file][1:]

    def fetch(self, box, path, method="GET", body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", int(box.root.rsplit(":", 1)[1]), timeout=harness.SECONDS)
        connection.request(method, path, body=body, headers={"Accept": ACCEPT, "authtoken": "some-key", **(headers or {})})
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer

    def sdp(self, box, *arguments):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("SDP_", "NEUCRM_"))}
        environment.update({"SDP_BASE_URL": box.base_url, "SDP_ACCESS_TOKEN": harness.TOKEN, "NEUCRM_USERID": harness.USERID,
                            "NEUCRM_BASE_URL": box.neucrm_base_url, "NEUCRM_API_KEY": harness.KEY,
                            "XDG_STATE_HOME": os.path.dirname(self.file)})
        done = subprocess.run([harness.SDP, *arguments], capture_output=True, stdin=subprocess.DEVNULL, env=environment,
                              timeout=harness.SECONDS)
        return done.returncode, done.stdout, done.stderr

    def refused(self, *arguments):
        done = subprocess.run([harness.SANDBOX, "--port", "0", "--exit-with-parent", *arguments], capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=harness.SECONDS)
        return done.returncode, done.stderr.decode()


class Record(Case):
    def test_the_command_cannot_tell_them_apart(self):
        upload = os.path.join(os.path.dirname(self.file), "note.txt")
        with open(upload, "wb") as file:
            file.write(b"what it holds\n" * 1000)
        commands = [
            ("products", "list"),
            ("products", "list", "--where", "name is Scanner"),
            ("products", "add", "--set", "product_type.name=Laptop", "--set", "name=Scanner"),
            ("products", "list", "--where", "name is Scanner"),
            ("contracts", "get", "100000000000037183"),
            ("contracts", "get", "1"),
            ("customers", "edit", "100000000000052115", "--set", "description=Müller & Söhne"),
            ("contracts", "upload_attachment", "100000000000033283", "--file", upload),
            ("neucrm", "list"),
        ]
        real = self.sandbox("--seed-data", "vendor")
        between = self.record(real.base_url)
        self.assertTrue(between.base_url.endswith("/app/itdesk"))
        first = [self.sdp(between, *command) for command in commands]
        self.assertEqual([done[0] == 0 for done in first], [True] * 5 + [False] + [True] * 3, first)
        self.end(between)
        self.end(real)
        again = self.replay()
        self.assertTrue(again.base_url.endswith("/app/itdesk"))
        self.assertEqual([self.sdp(again, *command) for command in commands], first)
        self.assertEqual(len(json.loads(again.ask("GET", "/_sandbox/requests"))), len(commands))
        self.assertEqual(json.loads(again.ask("GET", "/_sandbox/stats"))["requests"], len(commands))
        self.assertEqual(stat.S_IMODE(os.stat(self.file).st_mode), 0o600)
        parts = self.lines()[7]["parts"]
        self.assertEqual(parts[0]["size"], 14000)
        self.assertNotIn("what it holds", json.dumps(self.lines()[7]["parts"]))

    def test_no_secret_is_in_the_file(self):
        secret = "planted-%s-7d1c"
        names = ["Access_Token", "refreshToken", "CLIENT-SECRET", "api_key", "TECHNICIAN_KEY", "authtoken", "Cookie",
                 "code", "password"]
        told = {name: secret % name.lower() for name in names}
        page = ('<html>"access_token": "%s" authtoken=%s&amp; Authorization: Zoho-oauthtoken %s\n'
                '<a href="/x?code=%s&access_token=%s">it was planted-echo-7d1c</a></html>'
                % tuple(secret % word for word in ("page1", "page2", "page3", "page4", "page5")))
        target = self.target(**{
            "json": (200, {"Content-Type": "application/json", "Set-Cookie": "session=" + secret % "set-cookie"},
                     json.dumps({"deep": [{**told, "text": page}], "echo": secret % "echo"}).encode()),
            "page": (200, {"Content-Type": "text/html"}, page.encode()),
            "latin": (200, {"Content-Type": "text/html"}, b"\xe9 authtoken=" + (secret % "latin").encode()),
            "oauth/v2/token": (200, {}, json.dumps({"anything": secret % "anything"}).encode()),
            "currency": (200, {}, b'{"currency":{"code":"USD"},"status":{"code":4000}}'),
        })
        box = self.record(target.url)
        headers = {"Authorization": "Zoho-oauthtoken " + secret % "echo", "authtoken": secret % "header",
                   "TECHNICIAN_KEY": secret % "technician", "Cookie": "a=" + secret % "cookie-a", "Content-Type": FORM["Content-Type"]}
        form = urllib.parse.urlencode({**{name.lower(): value for name, value in told.items()}, "userid": secret % "userid",
                                       "input_data": json.dumps({"a": told, "b": page})})
        for path in ("/json", "/page", "/latin", "/oauth/v2/token", "/currency"):
            query = urllib.parse.urlencode({"authtoken": secret % "query", "code": secret % "query-code"})
            answer = self.fetch(box, f"{path}?{query}", "POST", form, headers)
            self.assertEqual(answer.content, target.answers[path][2])
            self.assertIsNone(answer.getheader("Set-Cookie"))
        self.fetch(box, "/plain", "POST", json.dumps(told), {"Content-Type": "application/json"})
        # Nor is one in what tests and the page are shown.
        shown = box.ask("GET", "/_sandbox/requests?after=0").decode()
        self.assertEqual(len(json.loads(shown)), 6)
        self.assertNotIn("7d1c", shown)
        self.assertIn("(left out)", shown)
        # What goes on has all of it.
        self.assertEqual(target.seen[0][2]["authtoken"], secret % "header")
        self.assertEqual(target.seen[0][3].decode(), form)
        self.end(box)
        with open(self.file, encoding="utf-8") as file:
            text = file.read()
        at = text.find("planted-")
        self.assertEqual(at, -1, text[max(0, at - 100):at + 100])
        self.assertNotIn("7d1c", text)
        lines = self.lines()
        self.assertEqual(lines[4]["answer"], {"currency": {"code": "USD"}, "status": {"code": 4000}})
        self.assertNotIn("answer", lines[3])
        # A record is found by those who have other secrets.
        again = self.replay()
        self.assertEqual(self.fetch(again, "/plain", "POST", json.dumps({**told, "api_key": "another-key-1"}),
                                    {"Content-Type": "application/json"}).status, 200)

    def test_a_login_is_left_out_of_what_comes_after_it(self):
        box = self.record(self.target(**{"seen/planted-token-1": (200, {}, b'{"again":"planted-token-1","planted-token-1":1}')}).url)
        self.fetch(box, "/first", headers={"Authorization": "Zoho-oauthtoken planted-token-1"})
        for path in ("/second?x=planted-token-1", "/third?planted-token-1", "/seen/planted-token-1"):
            self.fetch(box, path, headers={"Authorization": "Zoho-oauthtoken planted-token-2"})
        self.assertNotIn(b"planted", box.ask("GET", "/_sandbox/requests?after=0"))
        self.end(box)
        with open(self.file, encoding="utf-8") as file:
            self.assertNotIn("planted", file.read())

    def test_any_number_of_logins_is_left_out(self):
        logins = [f"planted-{number}-login" for number in range(300)]
        box = self.record(self.target(**{"seen": (200, {}, json.dumps(logins).encode())}).url)
        self.fetch(box, "/first", headers={"Cookie": "; ".join(f"{login[8:]}={login}" for login in logins[:-1])})
        self.fetch(box, "/seen", headers={"Authorization": "Zoho-oauthtoken " + logins[-1]})
        self.assertNotIn(b"planted", box.ask("GET", "/_sandbox/requests?after=0"))
        self.end(box)
        self.assertEqual(self.lines()[1]["answer"], ["(left out)"] * 300)

    def test_a_login_that_begins_as_another_does(self):
        box = self.record(self.target(**{"seen": (200, {}, b'"planted-token planted-token-1 planted"')}).url)
        for login in ("planted-token", "planted-token-1", "planted-token"):
            self.fetch(box, "/seen", headers={"authtoken": login})
        self.end(box)
        self.assertEqual([line["answer"] for line in self.lines()],
                         ["(left out) (left out)-1 planted"] + ["(left out) (left out) planted"] * 2)

    def test_where_there_is_no_room_to_know_logins_again(self):
        target = self.target(seen=(200, {}, b'["planted-token-1"]'), page=(200, {}, b"planted-token-1"),
                             binary=(200, {}, b"planted-token-1\0"))
        box = self.record(target.url)
        self.fetch(box, "/before", "POST", "password=planted-token-1", FORM)
        password = urllib.parse.urlencode({"password": "planted" * MEBIBYTE})
        for path in ("/first", "/seen/planted-token-1", "/seen", "/page", "/binary"):
            answer = self.fetch(box, path, "POST", password, FORM)
            self.assertEqual((answer.status, answer.content), target.answers.get(path, (200, {}, b"{}"))[::2])
            password = urllib.parse.urlencode({"a": "planted-token-1", "input_data": '{"a":"planted-token-1"}'})
        self.assertNotIn(b"planted", box.ask("GET", "/_sandbox/requests?after=0"))
        self.end(box)
        lines = self.lines()
        self.assertEqual((lines[0]["path"], lines[0]["answer"]), ("/before", {}))
        self.assertEqual([(line["path"], line["status"], line.get("answer")) for line in lines[1:]], [("(left out)", 200, None)] * 5)
        self.assertNotIn("planted", json.dumps(lines))
        self.assertEqual(self.fetch(self.replay(), "/seen", "POST", password, FORM).status, 404)

    def test_parts_are_told_apart_as_where_files_are_kept(self):
        whole = ('--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx--B\r\n--Bone\r\n--B\r\n'
                 'Content-Disposition: form-data; name="filename"; filename="planted-token-1"\r\n\r\nsecret--B--\r\n--B\r\n'
                 'Content-Disposition: form-data; name="password"\r\n\r\nsecret\r\n--B--\r\n')
        one = '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        bodies = [whole.replace("--Bone", "-- one"), whole, whole[:-8], one * 1000 + "--B--", one * 1001 + "--B--"]
        box = self.record(self.target().url)
        kind = {"Content-Type": "multipart/form-data; boundary=B", "authtoken": "planted-token-1"}
        for body in bodies:
            self.assertEqual(self.fetch(box, "/x", "POST", body, kind).status, 200)
        self.end(box)
        parts = [line["parts"] for line in self.lines()]
        self.assertEqual(parts[0], [
            {"name": "a", "value": "x--B\r\n-- one"},
            {"name": "filename", "filename": "(left out)", "size": 11, "checksum": checksum(b"secret--B--")},
            {"name": "password", "value": "(left out)"}])
        self.assertEqual(parts[3], [{"name": "a", "value": "1"}] * 1000)
        for at in (1, 2, 4):
            self.assertEqual(parts[at], [{"size": len(bodies[at]), "checksum": checksum(bodies[at].encode())}], at)
        again = self.replay()
        for body in bodies:
            self.assertEqual(self.fetch(again, "/x", "POST", body, kind).status, 200)

    def test_writes_arrive_once(self):
        target = self.target(lost=LOST)
        box = self.record(target.url)
        # First on a new connection, then on kept ones, where a read is sent again.
        for number, method in enumerate(("POST", "POST", "PUT", "DELETE", "GET")):
            answer = self.fetch(box, "/lost", method, b"x" if method != "GET" else None)
            words = json.loads(answer.content)["response_status"]["messages"][0]["message"]
            self.assertEqual(answer.status, 502)
            self.assertIn("the service gave no answer", words)
            self.assertEqual("what was asked may have been done" in words, method != "GET", words)
            self.assertEqual("not sent again" in words, method != "GET" and number > 0, words)
            self.assertEqual(len(target.seen), 2 if method == "GET" else 1)
            self.assertEqual(self.fetch(box, "/kept").status, 200)
            target.seen.clear()
        self.assertEqual([line["path"] for line in self.lines()], ["/kept"] * 5)

    def test_an_answer_that_is_too_large_may_be_that_of_a_write(self):
        target = self.target(beyond=(200, {}, b"x" * (16 * MEBIBYTE + 1)))
        box = self.record(target.url)
        words = b"the answer is larger than 16 MiB"
        self.assertIn(words + b"; what was asked may have been done", self.fetch(box, "/beyond", "POST", b"x").content)
        self.assertIn(words + b'"', self.fetch(box, "/beyond").content)

    def test_headers_that_are_for_one_connection_go_no_further(self):
        target = self.target(x=(201, {"Keep-Alive": "timeout=7", "X-Own": "kept", "Retry-After": "7",
                                      "Content-Type": "text/plain"}, b"made"))
        box = self.record(target.url + "/app/portal/")
        self.assertTrue(box.base_url.endswith("/app/portal"))
        answer = self.fetch(box, "/x?a=%20b", "PUT", b"words", {
            "Connection": "close, X-Hop", "X-Hop": "1", "X-Kept": "2", "TE": "trailers", "Proxy-Authorization": "Basic x",
            "Content-Type": "text/plain"})
        self.assertEqual((answer.status, answer.content, answer.getheader("X-Own"), answer.getheader("Retry-After"),
                          answer.getheader("Content-Type"), answer.getheader("Keep-Alive")),
                         (201, b"made", "kept", "7", "text/plain", None))
        method, path, headers, body = target.seen[0]
        self.assertEqual((method, path, body), ("PUT", "/x?a=%20b", b"words"))
        self.assertEqual(headers["Host"], target.url[len("http://"):])
        self.assertEqual(headers["X-Kept"], "2")
        for name in ("X-Hop", "TE", "Proxy-Authorization", "Connection", "Expect"):
            self.assertIsNone(headers[name], name)
        self.end(box)
        answer = self.fetch(self.replay(), "/x?a=%20b", "PUT", b"words", {"Content-Type": "text/plain"})
        self.assertEqual((answer.status, answer.content, answer.getheader("Retry-After")), (201, b"made", "7"))

    def test_redirects_are_told_and_not_followed(self):
        target = self.target(a=(302, {"Location": "/b"}, b""))
        answer = self.fetch(self.record(target.url), "/a")
        self.assertEqual((answer.status, answer.getheader("Location"), len(target.seen)), (302, "/b", 1))

    def test_a_service_that_is_not_there(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            box = self.record(f"http://127.0.0.1:{free.getsockname()[1]}")
            answer = self.fetch(box, "/api/v3/products", "POST", b"x")
        self.assertEqual(answer.status, 502)
        self.assertNotIn(b"may have been done", answer.content)
        self.assertIn("the service gave no answer", json.loads(answer.content)["response_status"]["messages"][0]["message"])
        self.assertEqual(self.lines(), [])

    def test_the_log_has_no_login(self):
        process = subprocess.Popen([harness.SANDBOX, "--port", "0", "--exit-with-parent", "--log", "--record", self.target().url,
                                    "--to", self.file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        box = argparse.Namespace(root=f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}")
        self.fetch(box, "/seen/planted-token-1", headers={"Authorization": "Zoho-oauthtoken planted-token-1"})
        err = process.communicate(timeout=harness.SECONDS)[1]
        self.assertEqual((process.returncode, err), (0, b"GET /seen/(left out) 200\n"))

    def test_what_a_fault_keeps_from_the_service_is_shown_without_secrets(self):
        box = self.record(self.target().url, "--fault", "* * status:503")
        self.fetch(box, "/planted-token-1", "POST", 'input_data={"a":"planted-token-1","password":"planted"}',
                   {"Authorization": "Zoho-oauthtoken planted-token-1", **FORM})
        shown = box.ask("GET", "/_sandbox/requests").decode()
        self.assertEqual(json.loads(json.loads(shown)[0]["input_data"]), {"a": "(left out)", "password": "(left out)"})
        self.assertNotIn("planted", shown)

    def secure_target(self):
        """A service with a certificate of its own making, and that."""
        certificate, key = self.file + ".pem", self.file + ".key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                        "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key,
                        "-out", certificate], check=True, capture_output=True, timeout=harness.SECONDS)
        target = self.target()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        target.socket = context.wrap_socket(target.socket, server_side=True)
        target.url = target.url.replace("http:", "https:")
        return target, certificate

    @unittest.skipUnless(shutil.which("openssl"), "it needs openssl")
    def test_a_service_with_an_authority_of_its_own(self):
        target, certificate = self.secure_target()
        box = self.record(target.url, "--ca-file", certificate)
        self.assertEqual(self.fetch(box, "/x").status, 200)
        self.assertEqual((len(target.seen), len(self.lines())), (1, 1))
        self.end(box)
        os.remove(self.file)
        answer = self.fetch(self.record(target.url, "--ca-file", __file__), "/x")
        self.assertEqual((answer.status, len(target.seen), self.lines()), (502, 1, []))

    @unittest.skipUnless(shutil.which("openssl"), "it needs openssl")
    def test_a_service_that_is_another_one(self):
        target, _ = self.secure_target()
        answer = self.fetch(self.record(target.url), "/x")
        self.assertEqual((answer.status, target.seen, self.lines()), (502, [], []))
        self.assertIn(b"certificate", answer.content)

    def test_bodies_of_every_kind_and_size(self):
        every = {
            "binary": bytes(range(256)) * 4, "latin": b"\xe9t\xe9", "empty": b"", "large": b"x" * (16 * MEBIBYTE),
            "numbers": b'{"a":1.10,"b":12345678901234567890,"c":true}', "control": b"\x01\x02\x7f" * 100000,
            "list": b"[" + b",".join([b'"0123456789"'] * 300000) + b"]",
        }
        target = self.target(**{name: (200, {"Content-Type": "text/plain"}, body) for name, body in every.items()})
        target.answers["/beyond"] = (200, {}, b"x" * (16 * MEBIBYTE + 1))
        box = self.record(target.url)
        for name, body in every.items():
            self.assertEqual(self.fetch(box, "/" + name).content, body, name)
        self.assertEqual(self.fetch(box, "/beyond").status, 502)
        self.assertEqual(self.fetch(box, "/binary", "POST", every["large"], FORM).status, 200)
        self.assertEqual(self.fetch(box, "/binary", "POST", every["binary"], {"Content-Type": "image/png"}).status, 200)
        self.end(box)
        again = self.replay()
        for name, body in every.items():
            self.assertEqual(self.fetch(again, "/" + name).content, body, name)
        self.assertEqual(self.fetch(again, "/binary", "POST", every["binary"], {"Content-Type": "image/png"}).status, 200)
        self.assertEqual(self.fetch(again, "/binary", "POST", every["large"], FORM).status, 200)
        self.assertEqual(self.fetch(again, "/beyond").status, 404)

    def test_a_request_that_is_too_large(self):
        target = self.target()
        box = self.record(target.url)
        connection = http.client.HTTPConnection("127.0.0.1", int(box.root.rsplit(":", 1)[1]), timeout=harness.SECONDS)
        connection.putrequest("POST", "/x")
        connection.putheader("Content-Length", str(16 * MEBIBYTE + 1))
        connection.endheaders()
        self.assertEqual(connection.getresponse().status, 502)
        connection.close()
        self.assertEqual((target.seen, self.lines()), ([], []))

    def test_eight_at_once(self):
        real = self.sandbox("--seed-data", "50")
        box = self.record(real.base_url)

        def ask(number):
            query = urllib.parse.urlencode({"input_data": json.dumps({"list_info": {"start_index": number + 1, "row_count": 1}})})
            return self.fetch(at, f"/app/itdesk/api/v3/products?{query}", headers={"Authorization": "Bearer x"}).content

        at = box
        with ThreadPoolExecutor(8) as pool:
            first = list(pool.map(ask, [number % 40 for number in range(160)]))
        self.end(box)
        self.assertEqual(len(self.lines()), 160)
        at = self.replay()
        with ThreadPoolExecutor(8) as pool:
            self.assertEqual(list(pool.map(ask, [number % 40 for number in range(160)])), first)

    def test_what_cannot_be_recorded(self):
        for arguments, words in (
                (("--record", "http://desk.example.com", "--to", self.file), "--allow-http"),
                (("--record", "https://a:b@desk.example.com", "--to", self.file), "it has a user or a password"),
                (("--record", "https://:b@desk.example.com", "--to", self.file), "it has a user or a password"),
                (("--record", "https://desk.example.com/?a=b", "--to", self.file), "it has a query"),
                (("--record", "ftp://desk.example.com", "--to", self.file), "neither https nor http"),
                (("--record", "desk", "--to", self.file), "no URL"),
                (("--record", "https://desk.example.com", "--to", os.path.dirname(self.file)), "exists"),
                (("--record", "https://desk.example.com"), "--to FILE"),
                (("--to", self.file), "--record URL"),
                (("--replay-loop",), "--replay FILE"),
                (("--allow-http",), "--record URL"),
                (("--ca-file", __file__), "--record URL"),
                (("--record", "https://desk.example.com", "--to", self.file, "--ca-file", "/nowhere.pem"), "/nowhere.pem: No such file"),
                (("--record", "https://desk.example.com", "--to", self.file, "--replay", self.file), "only one of"),
                (("--replay", self.file), "No such file")):
            status, err = self.refused(*arguments)
            self.assertIn(status, (1, 2), arguments)
            self.assertIn(words, err, arguments)
            self.assertFalse(os.path.exists(self.file), arguments)
        self.assertEqual(self.refused("--record", "http://desk.example.com", "--allow-http", "--to", self.file), (0, ""))


class Replay(Case):
    HEAD = '{"sandbox_record":1,"base_path":"/app/portal"}\n'

    def write(self, *lines):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(self.HEAD + "".join(json.dumps(line) + "\n" for line in lines))

    @staticmethod
    def line(path, answer, **more):
        return {"method": "GET", "path": path, "status": 200, "answer": answer, **more}

    def test_in_the_order_of_the_record(self):
        self.write(self.line("/app/portal/api/v3/products/1", {"a": 1}), self.line("/app/portal/api/v3/products/2", {"b": 2}),
                   self.line("/app/portal/api/v3/products/1", {"a": 3}))
        path = "/app/portal/api/v3/products/%d"
        box = self.replay()
        self.assertEqual([self.fetch(box, path % number).content for number in (1, 1, 2)], [b'{"a":1}', b'{"a":3}', b'{"b":2}'])
        spent = self.fetch(box, path % 1)
        self.assertEqual(spent.status, 404)
        self.assertIn(b"line 4", spent.content)
        unknown = self.fetch(box, path % 7)
        self.assertEqual(unknown.status, 404)
        self.assertIn(b"nearest is line 2: GET /app/portal/api/v3/products/1", unknown.content)
        box.ask("POST", "/_sandbox/reset")
        self.assertEqual(self.fetch(box, path % 1).content, b'{"a":1}')
        self.end(box)
        box = self.replay("--replay-loop")
        self.assertEqual([self.fetch(box, path % 1).content for _ in range(4)], [b'{"a":1}', b'{"a":3}', b'{"a":3}', b'{"a":3}'])

    def test_members_in_any_order(self):
        self.write(self.line("/x", "found", input_data={"b": [{"d": 1, "c": 2}], "a": 1.5}))

        def ask(text):
            return self.fetch(box, "/x?input_data=" + urllib.parse.quote(text)).status

        box = self.replay("--replay-loop")
        self.assertEqual(ask('{"a":1.5, "b":[{"c":2,"d":1}]}'), 200)
        self.assertEqual(ask('{"a":1.50,"b":[{"c":2,"d":1}]}'), 404)
        self.assertEqual(ask('{"a":1.5,"b":[{"c":2,"d":3}]}'), 404)
        self.assertEqual(self.fetch(box, "/x").status, 404)
        self.assertEqual(self.fetch(box, "/x?input_data={}", "DELETE").status, 404)

    def test_faults_and_tokens_as_ever(self):
        self.write(self.line("/app/portal/api/v3/products", {"a": 1}))
        box = self.replay("--fault", "GET /products times=1 status:503")
        path = "/app/portal/api/v3/products"
        self.assertEqual([self.fetch(box, path).status for _ in range(2)], [503, 200])
        minted = self.fetch(box, "/oauth/v2/token", "POST",
                            "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=c", FORM)
        self.assertIn("access_token", json.loads(minted.content))
        self.assertEqual([one["status"] for one in box.requests()], [503, 200, 200])

    def test_a_damaged_record(self):
        good = json.dumps(self.line("/x", {"a": 1}))
        for text, words in (
                ("", "it is empty"),
                ("{}\n", ":1: it is not the first line"),
                (self.HEAD.replace(":1,", ":2,"), ":1: it is not the first line"),
                (self.HEAD.replace("/app/portal", '/a\\"b'), ":1: it is not the first line"),
                (self.HEAD + good + "\n" + good[:20], ":3: the line is not whole"),
                (self.HEAD + good[:20] + "\n", ":2: a line is not JSON"),
                (self.HEAD + '{"method":"GET","path":"/x"}\n', ":2: a line has no method, path or status"),
                (self.HEAD + good.replace("200", '"20"') + "\n", ":2: a line has no method, path or status"),
                (self.HEAD + good.replace("200", "100") + "\n", ":2: a line has no method, path or status"),
                (self.HEAD + '{"method":"GET","path":"/x","status":200,"answer_base64":"AA*"}\n', ":2: a line is not JSON"),
                (self.HEAD + good + "\0\n", ":2: the line is not whole"),
                ("\xff\n", ":1: it is not the first line")):
            with open(self.file, "w", encoding="latin-1") as file:
                file.write(text)
            status, err = self.refused("--replay", self.file)
            self.assertEqual(status, 1, text)
            self.assertIn(words, err, text)

    def test_a_record_that_cannot_be_read(self):
        self.assertEqual(self.refused("--replay", os.path.dirname(self.file)),
                         (1, f"sdp-sandbox: {os.path.dirname(self.file)}:1: Is a directory\n"))


harness.main()
