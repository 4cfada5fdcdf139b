"""Profiles: what a file says instead of the environment, and what is refused."""
import os
import re

import harness

CONFIG = """# two services
[default]
base_url = {url}

[acme]
base_url={url}
timeout_ms =  5000
; the CRM
neucrm_base_url = {crm}
neucrm_userid = 5
"""
SECRETS = """[default]
access_token = planted-default-token
[acme]
access_token = planted-acme-token
neucrm_api_key = planted-crm-key
"""
NOTHING = {name: None for name in ("SDP_BASE_URL", "SDP_ACCESS_TOKEN", "NEUCRM_BASE_URL", "NEUCRM_USERID", "NEUCRM_API_KEY")}
LIST = ("products", "list", "--count")


class Profile(harness.Case):
    def setUp(self):
        super().setUp()
        self.write("config", CONFIG.format(url=self.sandbox.base_url, crm=self.sandbox.neucrm_base_url))
        self.write("secrets", SECRETS)

    def path(self, name):
        return os.path.join(self.state, "sdp", name)

    def write(self, name, text, mode=0o600):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)

    def used(self, *arguments, env=None):
        """Whose token came to a service that lets in that of acme alone."""
        box = harness.Sandbox("--auth", "strict", "--token", "planted-acme-token")
        self.addCleanup(box.stop)
        self.write("config", CONFIG.format(url=box.base_url, crm=box.neucrm_base_url))
        return {0: "acme", 4: "default"}[self.sdp(*LIST, *arguments, env={**NOTHING, **(env or {})}).status]

    def test_which_one(self):
        self.assertEqual(self.used(), "default")
        self.assertEqual(self.used("--profile", "acme"), "acme")
        self.assertEqual(self.used(env={"SDP_PROFILE": "acme"}), "acme")
        self.assertEqual(self.used("--profile=default", env={"SDP_PROFILE": "acme"}), "default")
        self.assertEqual(self.used(env={"SDP_PROFILE": ""}), "default")

    def test_there_need_not_be_one(self):
        os.remove(self.path("secrets"))
        self.bad(4, *LIST, env=NOTHING, says="there is no login")
        os.remove(self.path("config"))
        self.good(*LIST)
        self.good(*LIST, env={"XDG_CONFIG_HOME": None, "HOME": None})
        self.bad(2, *LIST, "--profile", "acme", says=self.path("config"))
        self.bad(2, *LIST, env={"SDP_PROFILE": "acme"}, says="'acme'")

    def test_home(self):
        env = {**NOTHING, "XDG_CONFIG_HOME": None, "HOME": self.state}
        os.rename(os.path.join(self.state, "sdp"), os.path.join(self.state, "x"))
        os.mkdir(os.path.join(self.state, ".config"))
        os.rename(os.path.join(self.state, "x"), os.path.join(self.state, ".config", "sdp"))
        self.good(*LIST, env=env)
        self.good(*LIST, env={**env, "XDG_CONFIG_HOME": "relative"})

    def test_the_environment_wins(self):
        url = self.sandbox.root + "/app/other"
        seen = self.good("products", "list", "--profile", "acme", "--dry-run", env={**NOTHING, "SDP_BASE_URL": url})
        self.assertTrue(seen.json["url"].startswith(url + "/"))
        self.write("config", CONFIG.format(url=self.sandbox.root, crm="http://127.0.0.1:9") + "portal = mine\n")
        for env, portal in (({}, "mine"), ({"SDP_PORTAL": "yours"}, "yours"), ({"SDP_BASE_URL": url}, "other")):
            seen = self.good("products", "list", "--profile", "acme", "--dry-run", env={**NOTHING, **env})
            self.assertIn(f"/app/{portal}/", seen.json["url"])
        self.bad(2, *LIST, env={**NOTHING, "SDP_TIMEOUT_MS": "x"}, says="SDP_TIMEOUT_MS")
        done = self.good("products", "list", "--dry-run", env={**NOTHING, "SDP_AUTHTOKEN": "k"})
        self.assertEqual(done.json["headers"]["authtoken"], "***")
        self.assertNotIn("Authorization", done.json["headers"])

    def test_a_login_is_one(self):
        self.write("secrets", "[acme]\nclient_secret = s\nrefresh_token = r\n")
        self.write("config", "[acme]\nclient_id = 1000.A\n")
        self.bad(4, *LIST, "--profile", "acme", env={"SDP_ACCESS_TOKEN": None, "SDP_CLIENT_ID": "1000.B"}, says="SDP_CLIENT_SECRET")
        self.bad(3, *LIST, "--profile", "acme", "--max-retries", "0",
                 env={"SDP_ACCESS_TOKEN": None, "SDP_ACCOUNTS_URL": "http://127.0.0.1:9", "SDP_CLIENT_SECRET": "mine"})

    def test_no_secret_goes_elsewhere(self):
        other = harness.Sandbox()
        self.addCleanup(other.stop)
        done = self.sdp(*LIST, env={**NOTHING, "SDP_BASE_URL": other.base_url})
        self.assertEqual(done.status, 4)
        self.assertIn("'default' is for its own base_url", done.err)
        self.assertEqual(other.requests(), [])
        self.good(*LIST, env={**NOTHING, "SDP_BASE_URL": self.sandbox.base_url})
        crm = ("neucrm", "list", "--set", "name=A%", "--profile", "acme")
        self.good(*crm, env=NOTHING)
        self.bad(4, *crm, env={**NOTHING, "NEUCRM_BASE_URL": other.neucrm_base_url}, says="NEUCRM_")
        self.bad(4, *crm, env={**NOTHING, "NEUCRM_USERID": "6"}, says="NEUCRM_API_KEY")
        self.assertEqual(other.requests(), [])

    def test_rights(self):
        for mode in (0o604, 0o640, 0o644, 0o660, 0o601):
            os.chmod(self.path("secrets"), mode)
            self.bad(2, *LIST, env=NOTHING, says="chmod 600 " + self.path("secrets"))
        os.chmod(self.path("secrets"), 0o400)
        os.chmod(self.path("config"), 0o644)
        self.good(*LIST, env=NOTHING)
        for mode in (0o622, 0o646, 0o620):
            os.chmod(self.path("config"), mode)
            self.bad(2, *LIST, env=NOTHING, says="chmod go-w " + self.path("config"))
        os.remove(self.path("config"))
        os.mkdir(self.path("config"))
        self.bad(2, *LIST, env=NOTHING, says="is no file")

    def test_what_is_wrong_is_told_with_its_line(self):
        for text, line, says in (("[default]\nportl = x\n", 2, "'portal'"), ("base_url = x\n", 1, "[default]"),
                                 ("[default\n", 1, "[name]"), ("[]\n", 1, "no name"), ("[a]\n\n[a]\n", 3, "line 1"),
                                 ("[a]\ndc = eu\ndc = us\n", 3, "line 2"), ("[a]\nplanted words\n", 2, "key = value"),
                                 ("[a]\nauthtoken = planted\n", 2, "secrets"), ("[a]\n[b]\nzzzzzzz = planted\n", 3, "zzzzzzz"),
                                 ("[", 1, "[name]"), ("[a]\r\n = planted\r\n", 2, "no key")):
            self.write("config", text)
            done = self.bad(2, *LIST, says=f"{self.path('config')}:{line}: ")
            self.assertIn(says, done.err)
            self.assertNotIn("planted", done.err)
        self.write("config", "[default]\n[acme]\n")
        for text, line, says in (("[acm]\n", 1, "'acme'"), ("[acme]\nportal = x\n", 2, "config"),
                                 ("[acme]\nacess_token = planted\n", 2, "'access_token'")):
            self.write("secrets", text)
            done = self.bad(2, *LIST, says=f"{self.path('secrets')}:{line}: ")
            self.assertIn(says, done.err)
            self.assertNotIn("planted", done.err)
        for text in (b"[a]\0\n".decode(), "[a]\n" + "#" * 300000):
            self.write("config", text)
            self.bad(2, *LIST, says=self.path("config"))

    def test_a_byte_order_mark_is_skipped(self):
        for name in ("config", "secrets"):
            with open(self.path(name), encoding="utf-8") as file:
                text = file.read()
            self.write(name, "\ufeff" + text.removeprefix("# two services\n"))
        self.good(*LIST, env=NOTHING)
        self.write("config", "\ufeff[default]\nportl = x\n")
        self.bad(2, *LIST, env=NOTHING, says=f"{self.path('config')}:2: ")
        self.write("config", "[default]\n\ufeff[acme]\n")  # in front of the file alone
        self.bad(2, *LIST, env=NOTHING, says=f"{self.path('config')}:2: this is neither")

    def test_a_value_that_is_wrong_is_told_with_its_line(self):
        for line, says in (("timeout_ms = x", "SDP_TIMEOUT_MS is not"), ("max_retries = 99", "SDP_MAX_RETRIES is not"),
                           ("base_url = ftp://x", "https://"), ("proxy = foo://bar", "proxy: not"), ("portal = a/b", "single name"),
                           ("ca_file = /none", "ca_file"), ("neucrm_userid = abc", "digits"), ("neucrm_base_url = ftp://x", "https://")):
            key = line.split()[0]
            self.write("config", f"[default]\n# {key}\n{line}\n" + ("" if key == "base_url" else f"base_url = {self.sandbox.root}\n"))
            self.write("secrets", "[default]\naccess_token = t\nneucrm_api_key = k\n")
            command = ("neucrm", "list", "--set", "name=A") if key.startswith("neucrm") else LIST
            place = f"{self.path('config')}:3: {key}: "
            self.bad(2, *command, env=NOTHING, says="sdp: " + place)
            error = self.bad(2, *command, "--output", "json", env=NOTHING, says=says).error
            self.assertTrue(error["message"].startswith(place), error)
        self.write("config", f"[default]\nbase_url = {self.sandbox.root}\ntimeout_ms = x\n")
        self.write("secrets", "[default]\n\nauthtoken = planted key\n")
        # What the environment set is told by its name alone, and a secret not at all.
        done = self.bad(2, *LIST, env={**NOTHING, "SDP_TIMEOUT_MS": "y"}, says="sdp: SDP_TIMEOUT_MS is not")
        self.assertNotIn(self.path("config"), done.err)
        done = self.bad(2, *LIST, env={**NOTHING, "SDP_TIMEOUT_MS": "1000"}, says=f"{self.path('secrets')}:3: authtoken: ")
        self.assertNotIn("planted", done.err)

    def examined(self, status, *arguments, env=None):
        done = self.sdp("doctor", "--output", "json", *arguments, env={**NOTHING, **(env or {})})
        self.assertEqual((done.status, done.err), (status, ""), done.out)
        self.assertNotIn("planted", done.out)
        return {row["check"]: row for row in done.json}

    def test_doctor_goes_on(self):
        url = self.sandbox.base_url
        for config, line, says in ((f"[default]\nportl = x\nbase_url = {url}\n", 2, "'portal'"),
                                   (f"[default]\nplanted words\nbase_url = {url}\n[b]\nc\n", 2, "key = value"),
                                   (f"[default]\nauthtoken = planted\nbase_url = {url}\n", 2, "secret")):
            self.write("config", config)
            self.write("secrets", "[default]\naccess_token = planted-default-token\n")
            found = self.examined(2)
            self.assertEqual(found["profile"]["result"], "wrong")
            self.assertIn(f"{self.path('config')}:{line}: ", found["profile"]["detail"])
            self.assertIn(says, found["profile"]["detail"])
            self.assertTrue(found["profile"]["advice"])
            self.assertEqual([found[name]["result"] for name in ("url", "connection", "login", "service")], ["ok"] * 4)
        self.write("config", f"[default]\nbase_url = {url}\n")
        os.chmod(self.path("secrets"), 0o644)
        found = self.examined(2)
        self.assertIn("chmod 600", found["profile"]["detail"])
        self.assertEqual([found[name]["result"] for name in ("url", "connection", "login")], ["ok", "ok", "wrong"])
        os.chmod(self.path("secrets"), 0o600)
        self.assertIn("'nobody'", self.examined(2, "--profile", "nobody", env={"SDP_BASE_URL": url})["profile"]["detail"])
        self.write("config", f"[default]\nbase_url = {url}\ntimeout_ms = x\n")
        found = self.examined(2)
        self.assertEqual((found["profile"]["result"], found["service"]["result"]), ("ok", "ok"))
        self.assertTrue(found["configuration"]["detail"].startswith(f"{self.path('config')}:3: timeout_ms: "))

    def test_help_needs_none(self):
        self.write("config", "wrong\n")
        for command in (("--help",), ("--version",), ("describe",), ("help", "man"), ("completion", "bash")):
            self.good(*command)

    def test_nearest(self):
        self.bad(2, *LIST, "--profile", "acm", env=NOTHING, says="'acme'")
        self.assertEqual(self.bad(2, *LIST, "--profile", "acm", "--output", "json", env=NOTHING).error["path"], "--profile")

    def test_doctor(self):
        done = self.sdp("doctor", "--profile", "acme", env={**NOTHING, "SDP_TIMEOUT_MS": "9000"})
        self.assertRegex(done.out, r"^ok +profile +acme, from " + re.escape(self.path("config")) + " and "
                         + re.escape(self.path("secrets")) + "; the environment wins over timeout_ms\n")
        self.assertNotIn("planted", done.out + done.err)
        os.remove(self.path("config"))
        os.remove(self.path("secrets"))
        self.assertNotIn("profile", self.sdp("doctor").out)

    def test_login(self):
        self.write("config", f"[acme]\nbase_url = {self.sandbox.base_url}\nclient_id = 1000.A\n"
                             f"accounts_url = {self.sandbox.root}\ntoken_cache = ~/tokens.json\n")
        self.write("secrets", "[acme]\nclient_secret = planted-secret\n")
        env = {**NOTHING, "HOME": self.state, "SDP_ALLOW_HTTP": "1"}
        done = self.sdp("auth", "login", "--profile", "acme", env=env, stdin=b"a-code\n")
        self.assertEqual(done.status, 0, done.err)
        self.assertTrue(os.path.exists(os.path.join(self.state, "tokens.json")))
        self.good(*LIST, "--profile", "acme", env=env)
        self.assertEqual(self.sdp(*LIST, env=env).status, 4)

    def test_completion(self):
        offered = self.good("completion", "words", "--", "--profile", "").out.splitlines()
        self.assertEqual([line.split("\t")[0] for line in offered], ["default", "acme"])
        self.write("config", "[default]\n[acme]\nwrong\n", 0o666)
        self.assertEqual(self.good("completion", "words", "--", "--profile", "").out, "")

    def test_keys_of_the_manual(self):
        page = self.good("help", "man").out
        for key in ("base_url", "neucrm_userid", "client_secret", "neucrm_api_key"):
            self.assertIn(f".Cm {key}", page)


harness.main()
