"""--curl: the command that it prints makes the same request that sdp makes."""
import email
import http.server
import json
import os
import shutil
import subprocess
import threading
import unittest
import urllib.parse

import harness

SECRETS = {"SDP_ACCESS_TOKEN": harness.TOKEN, "SDP_AUTHTOKEN": "planted-key", "NEUCRM_USERID": harness.USERID,
           "NEUCRM_API_KEY": harness.KEY}


class Recorder(http.server.BaseHTTPRequestHandler):
    """Refuses everything, and remembers what was asked, but for what is the business of the program that asks."""

    seen = []

    def take(self):
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))) if self.headers.get(
            "Transfer-Encoding") is None else self.chunks()
        kind = self.headers.get("Content-Type", "")
        headers = {name.lower(): value for name, value in self.headers.items()
                   if name.lower() not in ("user-agent", "content-length", "transfer-encoding", "accept-encoding", "expect")}
        if kind.startswith("multipart/"):
            whole = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
            headers["content-type"] = "multipart/form-data"
            body = [(sorted(part.items()), part.get_payload(decode=True)) for part in whole.get_payload()]
        else:
            body = urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)
        Recorder.seen.append((self.command, path, urllib.parse.parse_qsl(query, keep_blank_values=True), headers, body))
        answer = b'{"response_status":{"status_code":4000,"status":"failed","messages":[{"status_code":4001}]}}'
        self.send_response(400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def chunks(self):
        whole = b""
        while size := int(self.rfile.readline(), 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    do_GET = do_POST = do_PUT = do_DELETE = take

    def log_message(self, *_):
        pass


@unittest.skipIf(shutil.which("curl") is None and not os.environ.get("SDP_NO_SKIP"), "needs curl")
class Curl(harness.Case):
    def setUp(self):
        super().setUp()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.odd = os.path.join(self.state, "a \"b\" 'c';d,e.png")
        with open(self.odd, "wb") as file:
            file.write(bytes(range(256)) * 10)

    def environment(self, changes=None):
        return super().environment({"SDP_BASE_URL": self.url, "NEUCRM_BASE_URL": self.url, **(changes or {})})

    def command(self, *arguments, env=None):
        done = self.good(*arguments, "--curl", env=env)
        for secret in SECRETS.values():
            self.assertNotIn(secret, done.out)
        return done.out

    def pasted(self, command, env=None, stdin=b""):
        """What the command answers in a shell."""
        done = subprocess.run(["sh", "-c", command], input=stdin, capture_output=True, timeout=harness.SECONDS,
                              env={**self.environment(env), **SECRETS, "no_proxy": "*"})
        self.assertEqual((done.returncode, done.stderr), (0, b""), command)
        return done.stdout

    def same(self, *arguments, env=None, stdin=b""):
        command = self.command(*arguments, env=env)
        Recorder.seen = []
        self.pasted(command, env, stdin)
        self.sdp(*arguments, "--max-retries", "0", env=env, stdin=stdin)
        self.assertEqual(len(Recorder.seen), 2, arguments)
        self.assertEqual(*Recorder.seen)

    def test_forms(self):
        for name in ("plain", "it's", 'say "hi"', "$HOME `id` \\ !", "a&b=c+d%20", "漢 é", "line\nbreak", "@file", "-"):
            self.same("products", "add", "--set", "name=" + name, "--set", "product_type=Workstation")

    def test_each_operation(self):
        rows = self.good("describe", "--output", "json").json
        self.assertGreater(len(rows), 30)
        for row in rows:
            words = row["operation"].split(".") + ["7"] * len(row["id_names"])
            if self.sdp(*words, "--dry-run").status == 0:
                self.same(*words)
            elif self.sdp(*words, "--dry-run", "--file", self.odd).status == 0:
                self.same(*words, "--file", self.odd)

    def test_queries(self):
        self.same("products", "list", "--where", "name contains 'a b'", "--sort", "-name")
        self.same("contracts", "list", "--query", '{"row_count":3}')
        self.same("neucrm", "list", "--set", "name=A%")

    def test_the_answer_is_the_same(self):
        env = {"SDP_BASE_URL": self.sandbox.base_url}
        command = self.command("products", "add", "--set", "name=X", "--set", "product_type=Workstation", env=env)
        self.assertEqual(json.loads(self.pasted(command, env))["product"]["name"], "X")

    def test_uploads(self):
        self.same("customers", "upload_image", "--file", self.odd)
        self.same("customers", "upload_image", "--file", "-", stdin=b"bytes of a picture")

    def test_keys(self):
        self.assertIn('"authtoken: $SDP_AUTHTOKEN"',
                      self.command("products", "list", env={"SDP_ACCESS_TOKEN": None, "SDP_AUTHTOKEN": "planted-key"}))
        self.same("products", "list", env={"SDP_ACCESS_TOKEN": None, "SDP_AUTHTOKEN": "planted-key"})

    def test_a_download(self):
        path = os.path.join(self.state, "it's here")
        command = self.command("download", "/customers/_images/1", "--file", path)
        self.assertIn("-o '", command)
        self.assertIn("it'\\''s here'", command)

    def test_the_way(self):
        command = self.command("products", "list", env={"SDP_PROXY": "http://127.0.0.1:9"})
        self.assertIn("--proxy 'http://127.0.0.1:9'", command)
        command = self.command("products", "list", env={"SDP_PROXY": "http://user:planted-password@127.0.0.1:9"})
        self.assertIn('--proxy "$SDP_PROXY"', command)
        self.assertNotIn("planted", command)

    def test_where_the_token_comes_from(self):
        env = {"SDP_ACCESS_TOKEN": None, "SDP_CLIENT_ID": "1000.A", "SDP_CLIENT_SECRET": "planted-s", "SDP_REFRESH_TOKEN": "planted-r"}
        done = self.sdp("products", "list", "--curl", env=env)
        self.assertEqual(done.status, 0)
        self.assertIn("SDP_ACCESS_TOKEN=$(sdp auth token)", done.err)
        self.assertNotIn("planted", done.out + done.err)
        self.assertEqual(self.sdp("products", "list", "--curl", "-q", env=env).err, "")

    def told(self, *arguments, env):
        done = self.sdp(*arguments, "--curl", env=env)
        self.assertEqual(done.status, 0)
        self.assertNotIn("planted", done.out + done.err)
        self.assertEqual(self.sdp(*arguments, "--curl", "--quiet", env=env).err, "")
        return done.err.splitlines()

    def test_where_a_variable_comes_from(self):
        folder = os.path.join(self.state, "sdp")
        os.mkdir(folder)
        for name, text in (("config", "[a b]\nneucrm_userid = 7\nproxy = http://u:planted@127.0.0.1:1\n[key]\n"),
                           ("secrets", "[a b]\naccess_token = planted-token\nneucrm_api_key = planted-key\n[key]\nauthtoken = planted\n")):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(os.path.join(folder, name), 0o600)
        with open(os.path.join(self.state, "it's"), "w", encoding="utf-8") as file:
            file.write("planted-in-file\n")
        none = {name: None for name in SECRETS}
        begin = "sdp: for this command: "
        self.assertEqual(self.told("products", "list", "--profile", "a b", env=none),
                         [begin + "SDP_ACCESS_TOKEN=$(sdp auth token --profile 'a b')",
                          f"{begin}set SDP_PROXY, which is at {folder}/config:3: proxy"])
        self.assertEqual(self.told("neucrm", "list", "--set", "name=A", "--profile", "a b", env=none)[:2],
                         [f"{begin}set NEUCRM_USERID, which is at {folder}/config:2: neucrm_userid",
                          f"{begin}set NEUCRM_API_KEY, which is at {folder}/secrets:3: neucrm_api_key"])
        self.assertEqual(self.told("products", "list", env={**none, "SDP_PROFILE": "key"}),
                         [f"{begin}set SDP_AUTHTOKEN, which is at {folder}/secrets:5: authtoken"])
        self.assertEqual(self.told("products", "list", env={**none, "SDP_ACCESS_TOKEN_FILE": self.state + "/it's"}),
                         [begin + "SDP_ACCESS_TOKEN=$(sdp auth token)"])
        self.assertEqual(self.told("products", "list", env={**none, "SDP_AUTHTOKEN_FILE": self.state + "/it's"}),
                         [begin + f"SDP_AUTHTOKEN=$(cat '{self.state}/it'\\''s')"])
        # A shell that has them needs no hint.
        self.assertEqual(self.told("products", "list", "--profile", "key", env={"SDP_ACCESS_TOKEN": "t"}), [])
        self.assertEqual(self.told("products", "list", env={**none, "SDP_AUTHTOKEN": "k"}), [])

    def test_elsewhere(self):
        Recorder.seen = []
        self.assertTrue(self.command("products", "list", env={"SDP_ACCESS_TOKEN": None}).startswith("curl "))
        self.assertIn("-g 'http://[::1]:9/", self.command("products", "list", env={"SDP_BASE_URL": "http://[::1]:9"}))
        self.bad(2, "doctor", "--curl", says="--curl")
        self.bad(2, "batch", "-", "--curl", says="--curl")
        self.bad(2, "products", "add", "--curl", "--set", "nme=x", says="'name'")
        self.assertEqual(Recorder.seen, [])


harness.main()
