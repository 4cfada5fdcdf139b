"""Each environment variable, alone and wrong."""
import http.server
import os
import tempfile
import threading
import urllib.parse

import harness

LIST = ("products", "list", "--max-retries", "0")
CRM = ("neucrm", "list", "--max-retries", "0", "--set", "name=A%")


class Recorder(http.server.BaseHTTPRequestHandler):
    """Answers everything with an empty list, and remembers what was asked."""

    seen = []

    def do_GET(self):
        Recorder.seen.append((self.path, dict(self.headers)))
        body = b'{"response_status":{"status_code":2000,"status":"success"},"products":[]}'
        self.answer(body)

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Recorder.seen.append((self.path, dict(self.headers), urllib.parse.parse_qs(sent)))
        self.answer(b'{"result":[],"error":null}')

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self):
        Recorder.seen.append((self.path, dict(self.headers)))
        self.send_error(403)

    def log_message(self, *_):
        pass


class Environment(harness.Case):
    def setUp(self):
        super().setUp()
        Recorder.seen = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, content):
        path = os.path.join(self.folder.name, "secret")
        with open(path, "wb") as file:
            file.write(content)
        return path

    def asked(self, env):
        self.good(*LIST, env={"SDP_BASE_URL": self.url, **env})
        return Recorder.seen[-1]

    def test_base_url_and_portal(self):
        self.assertTrue(self.asked({})[0].startswith("/api/v3/products?"))
        self.assertTrue(self.asked({"SDP_PORTAL": "itdesk"})[0].startswith("/app/itdesk/api/v3/products?"))
        self.assertTrue(self.asked({"SDP_BASE_URL": self.url + "/app/itdesk/api/v3/ "})[0].startswith("/app/itdesk/api/v3/p"))
        self.bad(2, *LIST, env={"SDP_BASE_URL": None}, says="SDP_BASE_URL")
        self.bad(2, *LIST, env={"SDP_BASE_URL": ""}, says="SDP_BASE_URL")
        self.bad(2, *LIST, env={"SDP_BASE_URL": "ftp://127.0.0.1"})
        self.bad(2, *LIST, env={"SDP_PORTAL": "a/b"}, says="portal")

    def test_access_token(self):
        self.assertEqual(self.asked({"SDP_ACCESS_TOKEN": "t1"})[1]["Authorization"], "Zoho-oauthtoken t1")
        self.assertEqual(self.asked({"SDP_ACCESS_TOKEN": "t1", "SDP_AUTHTOKEN": "k"})[1].get("authtoken"), None)
        self.bad(2, *LIST, env={"SDP_ACCESS_TOKEN": "a b"}, says="SDP_ACCESS_TOKEN")

    def test_key(self):
        key = {"SDP_ACCESS_TOKEN": None, "SDP_AUTHTOKEN": "k1"}
        headers = self.asked(key)[1]
        self.assertEqual((headers["authtoken"], headers.get("Authorization"), headers.get("PORTALID")), ("k1", None, None))
        path, headers = self.asked({**key, "SDP_PORTAL": "3"})
        self.assertEqual((headers["PORTALID"], path.startswith("/api/v3/")), ("3", True))
        path, headers = self.asked({**key, "SDP_PORTAL": "itdesk"})
        self.assertEqual((headers.get("PORTALID"), path.startswith("/app/itdesk/")), (None, True))
        self.bad(2, *LIST, env={**key, "SDP_AUTHTOKEN": "a\nb"}, says="SDP_AUTHTOKEN")

    def test_files_of_secrets(self):
        none = {"SDP_ACCESS_TOKEN": None}
        for content in (b"t2", b"t2\n", b"t2\r\n", b"t2\n\n"):
            headers = self.asked({**none, "SDP_ACCESS_TOKEN_FILE": self.file(content)})[1]
            self.assertEqual(headers["Authorization"], "Zoho-oauthtoken t2")
        headers = self.asked({**none, "SDP_AUTHTOKEN_FILE": self.file(b"k2\n")})[1]
        self.assertEqual(headers["authtoken"], "k2")
        headers = self.asked({"SDP_ACCESS_TOKEN": "t3", "SDP_ACCESS_TOKEN_FILE": self.file(b"t2")})[1]
        self.assertEqual(headers["Authorization"], "Zoho-oauthtoken t3")
        for name in ("SDP_ACCESS_TOKEN_FILE", "SDP_AUTHTOKEN_FILE"):
            self.bad(2, *LIST, env={**none, name: self.file(b"\n")}, says=name)
            self.bad(2, *LIST, env={**none, name: self.file(b"a\0b")}, says=name)
            self.bad(2, *LIST, env={**none, name: self.file(b"x" * 100000)}, says=name)
            self.bad(2, *LIST, env={**none, name: self.folder.name}, says=name)
            self.bad(2, *LIST, env={**none, name: self.folder.name + "/none"}, says=name)

    def test_plain_http(self):
        outside = {"SDP_BASE_URL": "http://desk.example.com", "SDP_PROXY": self.url}
        self.bad(2, *LIST, env=outside, says="use https, or set SDP_ALLOW_HTTP=1")
        self.bad(2, *LIST, env={**outside, "SDP_ALLOW_HTTP": "0"}, says="plain http")
        self.bad(2, *LIST, env={**outside, "SDP_ALLOW_HTTP": "yes"}, says="SDP_ALLOW_HTTP")
        self.assertEqual(Recorder.seen, [])
        self.asked({**outside, "SDP_ALLOW_HTTP": "1"})

    def test_the_doctor_and_the_proxy(self):
        """What is said of a proxy is what became of a call through it."""
        plain = {"SDP_BASE_URL": "http://desk.example.com", "SDP_ALLOW_HTTP": "1", "SDP_PROXY": self.url, "NEUCRM_USERID": None,
                 "NEUCRM_API_KEY": None, "NEUCRM_BASE_URL": None}
        for env, status, proxy, connection, says in (
                (plain, 0, "ok", "ok", "the server answered through it"),
                ({**plain, "SDP_BASE_URL": self.url, "NO_PROXY": "127.0.0.1"}, 0, "ok", "ok", "NO_PROXY"),
                ({**plain, "SDP_BASE_URL": "https://desk.example.com"}, 3, "wrong", "?", "the proxy 127.0.0.1 port "),
                ({**plain, "SDP_BASE_URL": "http://127.0.0.1:1", "NO_PROXY": "127.0.0.1"}, 3, "?", "wrong", "not known"),
                ({**plain, "SDP_BASE_URL": None}, 2, "?", None, "not tried")):
            done = self.sdp("doctor", "--output", "json", env=env)
            found = {row["check"]: row for row in done.json}
            self.assertEqual((done.status, found["proxy"]["result"]), (status, proxy), done.out)
            self.assertEqual(found.get("connection", {}).get("result"), connection)
            self.assertIn(says, found["proxy"]["detail"])

    def test_proxies(self):
        secure = {"SDP_BASE_URL": "https://desk.example.com"}
        for env in ({"SDP_PROXY": self.url}, {"HTTPS_PROXY": self.url},
                    {"SDP_PROXY": self.url, "HTTPS_PROXY": "http://127.0.0.1:1"}):
            Recorder.seen = []
            self.sdp(*LIST, env={**secure, **env})
            self.assertEqual([path for path, _ in Recorder.seen], ["desk.example.com:443"], env)
        # Without a proxy: the name is one that the proxy alone would take, so that nothing leaves this machine.
        Recorder.seen = []
        local = {"SDP_BASE_URL": "https://127.0.0.1:1", "HTTPS_PROXY": self.url}
        self.bad(3, *LIST, env={**local, "NO_PROXY": "127.0.0.1"})
        self.assertEqual(Recorder.seen, [])
        # HTTPS_PROXY is not for plain http.
        self.good(*LIST, env={"HTTPS_PROXY": "http://127.0.0.1:1"})

    def asked_crm(self, env):
        self.good(*CRM, env={"NEUCRM_BASE_URL": self.url, **env})
        return Recorder.seen[-1]

    def test_neucrm(self):
        path, headers, form = self.asked_crm({"SDP_BASE_URL": None, "SDP_ACCESS_TOKEN": None})
        self.assertEqual((path, headers.get("Authorization")), ("/api/customer/list", None))
        self.assertEqual(form, {"name": ["A%"], "userid": [harness.USERID], "api_key": [harness.KEY]})
        for base in ("/", "/api/customer", "/api/customer/ "):
            self.assertEqual(self.asked_crm({"NEUCRM_BASE_URL": self.url + base})[0], "/api/customer/list")
        # The login and the portal of the other service are none of its business.
        path, headers, form = self.asked_crm({"SDP_AUTHTOKEN": "k", "SDP_PORTAL": "3", "SDP_BASE_URL": "ftp://x"})
        self.assertEqual((path, headers.get("authtoken"), headers.get("PORTALID")), ("/api/customer/list", None, None))
        self.bad(2, *CRM, env={"NEUCRM_BASE_URL": None}, says="NEUCRM_BASE_URL")
        self.bad(2, *CRM, env={"NEUCRM_BASE_URL": ""}, says="NEUCRM_BASE_URL")
        self.bad(2, *CRM, env={"NEUCRM_BASE_URL": "ftp://127.0.0.1"})
        for name, wrong in (("NEUCRM_USERID", "x"), ("NEUCRM_USERID", "1 2"), ("NEUCRM_API_KEY", "a b"), ("NEUCRM_API_KEY", "é")):
            self.bad(2, *CRM, env={name: wrong}, says=name)

    def test_files_of_neucrm_secrets(self):
        for name, member in (("NEUCRM_USERID", "userid"), ("NEUCRM_API_KEY", "api_key")):
            form = self.asked_crm({name: None, name + "_FILE": self.file(b"77\n")})[2]
            self.assertEqual(form[member], ["77"])
            form = self.asked_crm({name: "55", name + "_FILE": self.file(b"77\n")})[2]
            self.assertEqual(form[member], ["55"])
            self.bad(2, *CRM, env={name: None, name + "_FILE": self.folder.name + "/none"}, says=name + "_FILE")
            self.bad(2, *CRM, env={name: None, name + "_FILE": self.file(b"\n")}, says=name + "_FILE")

    def test_settings_that_both_services_share(self):
        outside = {"NEUCRM_BASE_URL": "http://crm.example.com", "SDP_PROXY": self.url}
        self.bad(2, *CRM, env=outside, says="plain http")
        self.asked_crm({**outside, "SDP_ALLOW_HTTP": "1"})
        self.bad(2, *CRM, env={"SDP_TIMEOUT_MS": "x"}, says="SDP_TIMEOUT_MS")
        # HTTPS_PROXY goes by the URL of the service that is asked.
        secure = {"NEUCRM_BASE_URL": "https://crm.example.com", "HTTPS_PROXY": self.url}
        Recorder.seen = []
        self.sdp(*CRM, env={**secure, "SDP_BASE_URL": "http://127.0.0.1:1"})
        self.assertEqual([one[0] for one in Recorder.seen], ["crm.example.com:443"])
        self.asked_crm({"SDP_BASE_URL": "https://desk.example.com", "HTTPS_PROXY": "http://127.0.0.1:1"})

    def test_numbers(self):
        self.good(*LIST, env={"SDP_TIMEOUT_MS": "5000", "SDP_MAX_RETRIES": "0"})
        for name, wrong in (("SDP_TIMEOUT_MS", ("0", "-1", "x", "1.5", "99999999999999999999", " 5")),
                            ("SDP_MAX_RETRIES", ("-1", "21", "x"))):
            for value in wrong:
                self.bad(2, *LIST, env={name: value}, says=name)
        box = harness.Sandbox("--fault", "GET /products* skip=0 times=1 status:429")
        self.addCleanup(box.stop)
        self.bad(5, "products", "list", env={"SDP_BASE_URL": box.base_url, "SDP_MAX_RETRIES": "0"})
        box.reset()
        self.good("products", "list", env={"SDP_BASE_URL": box.base_url, "SDP_MAX_RETRIES": "1"})
        slow = harness.Sandbox("--fault", "GET /products* stall")
        self.addCleanup(slow.stop)
        self.bad(3, *LIST, env={"SDP_BASE_URL": slow.base_url, "SDP_TIMEOUT_MS": "200"})

    def test_ca_file(self):
        self.bad(2, *LIST, env={"SDP_BASE_URL": "https://127.0.0.1:1", "SDP_CA_FILE": self.folder.name + "/none"},
                 says="sdp: SDP_CA_FILE: no file")

    def test_empty_counts_as_not_set(self):
        self.asked({"SDP_PORTAL": "", "SDP_TIMEOUT_MS": "", "SDP_MAX_RETRIES": "", "SDP_PROXY": "", "SDP_ALLOW_HTTP": "",
                    "SDP_CA_FILE": "", "SDP_AUTHTOKEN": "", "SDP_ACCESS_TOKEN_FILE": "", "COLUMNS": ""})


harness.main()
