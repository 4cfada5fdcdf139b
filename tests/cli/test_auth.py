"""sdp auth, and the login by OAuth of every other command."""
import json
import os
import stat
import subprocess

import harness
import oauth

LIST = ("products", "list", "--max-retries", "0")


class Login(oauth.Case):
    def test_by_pipe_variable_and_file(self):
        path = self.state + "/code"
        with open(path, "w") as file:
            file.write(oauth.CODE + "\n")
        for given in ({"stdin": oauth.CODE.encode()}, {"stdin": oauth.CODE.encode() + b"\r\nmore\n"},
                      {"env": {"SDP_CODE": oauth.CODE}}, {"env": {"SDP_CODE_FILE": path}}):
            self.sandbox.reset()
            out = self.good("auth", "login", **given).out
            self.assertIn(self.cache, out)
            self.assertRegex(out, r"expires +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d \(in (59|60) min\)")
            self.assertIn("there is a refresh token", out)
            self.good(*LIST)
            self.assertEqual(self.minted(), 1)
            os.remove(self.cache)

    def test_the_file_is_the_owners(self):
        self.log_in()
        self.assertEqual(stat.S_IMODE(os.stat(self.cache).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(self.cache)).st_mode), 0o700)

    def test_for_programs(self):
        done = self.log_in("--output", "json")
        self.assertEqual({name: done.json[name] for name in ("login", "token_cache", "is_stored", "valid", "can_renew",
                                                             "token_requests", "token_requests_limit", "blocked_until")},
                         {"login": "oauth", "token_cache": self.cache, "is_stored": True, "valid": True, "can_renew": True,
                          "token_requests": 1, "token_requests_limit": 10, "blocked_until": None})
        self.assertEqual(done.json["expires_ms"] - done.json["minted_ms"], 3600000)
        self.assertEqual(sorted(done.json), sorted(self.good("auth", "status", "--output", "json").json))
        self.assertIs(done.json["neucrm"], False)

    def test_no_argument_is_a_code(self):
        done = self.bad(2, "auth", "login", oauth.CODE, says="argument")
        self.assertNotIn("planted", done.err)
        self.assertNotIn("planted", self.bad(2, "auth", oauth.CODE).err)
        self.assertNotIn("planted", self.bad(2, "auth", "status", oauth.CODE, "--output", "json").err)
        for words in (("--code", oauth.CODE), ("--code=" + oauth.CODE,)):
            done = self.bad(2, "auth", "login", *words, says="the code is never an argument")
            self.assertIn("SDP_CODE_FILE", done.err)
            self.assertNotIn("planted", done.err)
        self.bad(2, "auth", says="login, status or token")
        self.bad(2, "auth", "stats", says="did you mean 'status'?")
        self.bad(2, "auth", "login", "--set", "a=b", says="--set is not for auth login")
        self.bad(2, "auth", "status", "--dc", "eu", says="--dc")
        self.bad(2, *LIST, "--dc", "eu", says="--dc is for sdp auth login")
        self.bad(2, "auth", "login", "--output", "raw", says="raw")

    def test_no_code(self):
        for stdin in (b"", b"\n", b"\0\n", b"x" * 100000):
            self.bad(2, "auth", "login", stdin=stdin, says="the code")
        self.bad(2, "auth", "login", env={"SDP_CODE_FILE": self.state + "/none"}, says="SDP_CODE_FILE")
        self.assertEqual(self.sandbox.requests(), [])

    def test_data_centres(self):
        self.bad(2, "auth", "login", "--dc", "ue", says="only us, eu, in")
        self.bad(2, "auth", "login", "--dc", "uss", says="did you mean 'us'?")
        self.bad(2, "auth", "login", env={"SDP_DC": "xx", "SDP_ACCOUNTS_URL": None}, stdin=b"c", says="SDP_DC")
        done = self.sdp("auth", "login", "--dc", "EU", stdin=oauth.CODE.encode())
        self.assertEqual((done.status, done.err), (0, "sdp: note: SDP_ACCOUNTS_URL is set, and counts before --dc\n"))

    def test_wrong_client_secret_and_code(self):
        for env, code, status, word in (({"SDP_CLIENT_ID": "other"}, oauth.CODE, "CLIENT", "invalid_client"),
                                        ({"SDP_CLIENT_SECRET": "other"}, oauth.CODE, "SECRET", "client secret"),
                                        ({}, "other", "CODE", "data centre")):
            self.bad(4, "auth", "login", env=env, stdin=code.encode(), says=word)
            done = self.sdp("auth", "login", "--output", "json", env=env, stdin=code.encode())
            self.assertEqual((done.status, done.out, done.error["status"]), (4, "", "SDP_E_LOGIN_" + status))
        self.assertEqual(self.minted(), 0)
        self.bad(4, "auth", "login", env={"SDP_CLIENT_SECRET": None}, says="SDP_CLIENT_SECRET")
        self.bad(4, "auth", "login", env={"SDP_CLIENT_ID": None}, says="SDP_CLIENT_ID")

    def test_a_code_that_was_exchanged_here_is_not_sent_again(self):
        self.log_in()
        self.log_in()
        self.good(*LIST)
        self.assertEqual(self.minted(), 1)

    def test_no_place_for_the_token(self):
        os.mkdir(self.state + "/taken.lock")
        for env, word in (({"SDP_TOKEN_CACHE": "-"}, "SDP_TOKEN_CACHE is -"),
                          ({"XDG_STATE_HOME": "/proc/none"}, "there is no place to keep the token"),
                          ({"XDG_STATE_HOME": None, "HOME": None}, "HOME"),
                          ({"SDP_TOKEN_CACHE": self.state + "/taken"}, "cannot be locked")):
            self.bad(2, "auth", "login", env=env, stdin=oauth.CODE.encode(), says=word)
        # Nothing was sent: the code is still good.
        self.log_in()

    def accounts(self, *arguments, **options):
        server = oauth.Accounts(*arguments, **options)
        self.addCleanup(server.stop)
        return server

    def test_a_token_that_cannot_be_kept(self):
        server = self.accounts({"access_token": "1000.planted", "expires_in": 3600},
                               before=lambda: os.mkdir(self.cache + ".new"))
        self.bad(2, "auth", "login", env={"SDP_ACCOUNTS_URL": server.url}, stdin=b"c", says="could not be kept")

    def test_without_a_refresh_token(self):
        server = self.accounts({"access_token": "1000.planted", "expires_in": 3600})
        env = {"SDP_ACCOUNTS_URL": server.url}
        self.assertIn("No refresh token came", self.good("auth", "login", "--redirect-uri", "https://x.example/cb", env=env,
                                                         stdin=b"c/d").out)
        self.assertEqual(server.seen[0][0], "/oauth/v2/token")
        self.assertIn("code=c%2Fd&redirect_uri=https%3A%2F%2Fx.example%2Fcb", server.seen[0][1])
        self.assertFalse(self.good("auth", "status", "--output", "json", env=env).json["can_renew"])

    def test_other_answers(self):
        for answer, http, status, name in (({"error": "invalid_scope"}, 200, 4, "SCOPE"), ({"error": "access_denied"}, 400, 4, "DENIED"),
                                           ("<html>", 404, 4, "ANSWER"), ({"error": "Access Denied"}, 400, 5, "THROTTLED")):
            server = self.accounts(answer, http)
            done = self.sdp("auth", "login", "--output", "json", env={"SDP_ACCOUNTS_URL": server.url}, stdin=b"c")
            self.assertEqual((done.status, done.out, done.error["status"]), (status, "", "SDP_E_LOGIN_" + name))
        self.bad(3, "auth", "login", "--timeout-ms", "300", env={"SDP_ACCOUNTS_URL": "http://127.0.0.1:1"}, stdin=b"c")
        self.bad(2, "auth", "login", env={"SDP_ACCOUNTS_URL": "http://accounts.example.com"}, says="plain http")

    def test_a_login_server_that_is_down(self):
        page = "<html>planted</html>"
        for command, env, requests in ((("products", "list"), oauth.WITH_REFRESH, 3), (LIST, oauth.WITH_REFRESH, 1),
                                       (("auth", "login", "--max-retries", "0"), {}, 1),
                                       (("auth", "token", "--max-retries", "0"), oauth.WITH_REFRESH, 1)):
            server = self.accounts(page, 502)
            done = self.sdp(*command, "--output", "json", stdin=b"c", env={"SDP_ACCOUNTS_URL": server.url, **env})
            self.assertEqual((done.status, len(server.seen)), (3, requests), done.err)
            error = done.error
            self.assertEqual((error["status"], error["http_status"], error["fault"], error["retryable"]),
                             ("SDP_E_SERVER", 502, "server", True))
            self.assertNotIn("planted", done.err)
        self.assertEqual(self.sandbox.requests(), [])

    def test_what_counts_before_it_is_told(self):
        done = self.sdp("auth", "login", env={"SDP_ACCESS_TOKEN": "x", **oauth.WITH_REFRESH}, stdin=oauth.CODE.encode())
        self.assertEqual(done.status, 0)
        self.assertEqual([line.split()[2] for line in done.err.splitlines()], ["SDP_ACCESS_TOKEN", "SDP_REFRESH_TOKEN"])
        self.assertNotIn("Nothing else is needed", done.out)
        os.remove(self.cache)
        self.sandbox.reset()
        self.assertIn("Nothing else is needed", self.log_in().out)

    def test_a_second_code(self):
        self.log_in()
        self.assertIn("exchanged for a token before", self.log_in().out)
        server = self.accounts({"access_token": "1000.planted", "expires_in": 3600, "refresh_token": "1000.r"})
        env = {"SDP_ACCOUNTS_URL": server.url}
        self.assertIn("Nothing else is needed", self.good("auth", "login", env=env, stdin=b"first").out)
        self.assertIn("or that of an earlier login", self.good("auth", "login", env=env, stdin=b"second").out)

    def test_blanks_around_a_code(self):
        path = self.state + "/code"
        with open(path, "w") as file:
            file.write("\t" + oauth.CODE + " \n")
        for given in ({"stdin": f"  {oauth.CODE}\t \n".encode()}, {"env": {"SDP_CODE": f" {oauth.CODE} "}},
                      {"env": {"SDP_CODE_FILE": path}}):
            self.sandbox.reset()
            self.good("auth", "login", **given)
            os.remove(self.cache)
        for given in ({"stdin": b" \t\n"}, {"env": {"SDP_CODE": "  "}}):
            self.bad(2, "auth", "login", says="the code is empty: give it by standard input, SDP_CODE or SDP_CODE_FILE", **given)

    def test_the_other_data_centre(self):
        self.log_in()
        done = self.bad(4, *LIST, env={"SDP_ACCOUNTS_URL": None, "SDP_DC": "in"}, says="at https://accounts.zoho.in: run sdp")
        self.assertIn("set SDP_DC", done.err)
        done = self.bad(4, *LIST, env={"SDP_ACCOUNTS_URL": "http://127.0.0.1:1"}, says="http://127.0.0.1:1")
        self.assertIn("set SDP_ACCOUNTS_URL", done.err)

    def test_it_needs_no_service(self):
        done = self.sdp("auth", "login", env={"SDP_BASE_URL": None}, stdin=oauth.CODE.encode())
        self.assertEqual((done.status, done.err), (0, "sdp: note: set SDP_BASE_URL for other commands\n"))
        self.assertNotIn("Nothing else is needed", done.out)
        self.good("auth", "token", env={"SDP_BASE_URL": None})


class Status(oauth.Case):
    def test_kinds(self):
        for env, kind, status in (({}, "oauth", 4), (oauth.WITH_REFRESH, "oauth", 0), ({"SDP_ACCESS_TOKEN": "planted"}, "token", 0),
                                  ({"SDP_CLIENT_ID": None, "SDP_CLIENT_SECRET": None}, "none", 4),
                                  ({"SDP_CLIENT_ID": None, "SDP_AUTHTOKEN": "planted"}, "key", 0)):
            done = self.sdp("auth", "status", "--output", "json", env=env)
            self.assertEqual((done.status, done.json["login"], done.json["neucrm"]), (status, kind, False))
            self.assertEqual(self.sdp("auth", "status", env=env).status, status)
            self.assertNotIn("planted", self.sdp("auth", "status", env=env).out)
        self.good("auth", "status", env={"SDP_CLIENT_ID": None, "SDP_CLIENT_SECRET": None, "NEUCRM_USERID": "1",
                                         "NEUCRM_API_KEY": "k"})
        self.assertEqual(self.sandbox.requests(), [])

    def test_of_a_token(self):
        self.log_in()
        out = self.good("auth", "status").out
        for word in (self.sandbox.root, self.cache, "minted", "expires", "(in 59 min)", "1 of 10"):
            self.assertIn(word, out)
        self.assertIn("memory", self.good("auth", "status", env={"SDP_TOKEN_CACHE": "-", **oauth.WITH_REFRESH}).out)
        self.assertEqual(len(self.sandbox.requests()), 1)

    def test_expired(self):
        for refresh, status in ((None, 4), ("r", 0)):
            self.log_in()
            with open(self.cache) as file:
                kept = json.load(file)
            for record in kept.values():
                record["minted_ms"] -= 7200000
                record["expires_ms"] -= 7200000
                if refresh is None:
                    del record["refresh_token"]
            with open(self.cache, "w") as file:
                json.dump(kept, file)
            done = self.sdp("auth", "status")
            self.assertEqual(done.status, status)
            self.assertIn("none that is still valid", done.out)
            self.sandbox.reset()
            os.remove(self.cache)

    def test_a_file_that_is_none(self):
        with open(self.state + "/bad", "w") as file:
            file.write("no json")
        for command in (("auth", "status"), ("auth", "token"), LIST):
            self.bad(2, *command, env={"SDP_TOKEN_CACHE": self.state + "/bad", **oauth.WITH_REFRESH}, says="token store")


class Token(oauth.Case):
    def test_fixed(self):
        self.assertEqual(self.good("auth", "token", env={"SDP_ACCESS_TOKEN": "t1"}).out, "t1\n")
        self.assertEqual(self.good("auth", "token", "--output", "json", env={"SDP_ACCESS_TOKEN": "t1"}).json,
                         {"access_token": "t1"})
        path = self.state + "/token"
        with open(path, "w") as file:
            file.write("t2\n")
        self.assertEqual(self.good("auth", "token", env={"SDP_ACCESS_TOKEN_FILE": path}).out, "t2\n")

    def test_minted_once(self):
        first = self.good("auth", "token", env=oauth.WITH_REFRESH).out
        self.assertRegex(first, r"^1000\.\S+\n$")
        self.assertEqual(self.good("auth", "token", env=oauth.WITH_REFRESH).out, first)
        self.assertEqual(self.minted(), 1)
        self.good(*LIST, env={"SDP_ACCESS_TOKEN": first.strip()})

    def test_none(self):
        self.bad(4, "auth", "token", says="sdp auth login")
        self.bad(4, "auth", "token", env={"SDP_CLIENT_ID": None, "SDP_CLIENT_SECRET": None}, says="there is no login")
        self.bad(2, "auth", "token", env={"SDP_CLIENT_ID": None, "SDP_AUTHTOKEN": "planted"}, says="key")
        self.bad(4, "auth", "token", env={"SDP_REFRESH_TOKEN": "other"}, says="invalid_code")


class Calls(oauth.Case):
    def test_verbose_tells_of_the_login_once(self):
        lines = self.sdp(*LIST, "--verbose", env=oauth.WITH_REFRESH).err.splitlines()
        self.assertEqual([line.split()[1:4] for line in lines[:2]],
                         [["products.list:", "login:", "POST"], ["products.list:", "login:", "SDP_OK,"]])
        self.assertEqual([line.split()[1] for line in lines[2:]], ["attempt"])
        self.assertEqual(len(self.sdp(*LIST, "--verbose", env=oauth.WITH_REFRESH).err.splitlines()), 1)

    def test_no_login(self):
        self.bad(4, *LIST, says="run sdp auth login")
        self.bad(4, *LIST, env={"SDP_TOKEN_CACHE": "-"}, says="set SDP_REFRESH_TOKEN")
        nothing = {"SDP_CLIENT_ID": None, "SDP_CLIENT_SECRET": None}
        for name in ("SDP_REFRESH_TOKEN", "SDP_CLIENT_SECRET"):
            self.bad(4, *LIST, env={**nothing, name: "planted"}, says=f"{name} is set, and SDP_CLIENT_ID is not")
        done = self.bad(4, *LIST, env=nothing, says="SDP_ACCESS_TOKEN")
        for word in ("SDP_CLIENT_ID, SDP_CLIENT_SECRET and SDP_REFRESH_TOKEN", "sdp auth login", "SDP_AUTHTOKEN"):
            self.assertIn(word, done.err)
        self.bad(2, "products", "add", "--set", "nme=x", says="nme")  # mistakes of the request are told first
        self.assertEqual(self.sandbox.requests(), [])

    def test_two_runs_one_token(self):
        self.good(*LIST, env=oauth.WITH_REFRESH)
        self.good(*LIST, env=oauth.WITH_REFRESH)
        self.assertEqual(self.minted(), 1)

    def test_twelve_runs_at_once_one_token(self):
        running = [subprocess.Popen([harness.SDP, *LIST], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                    env=self.environment(oauth.WITH_REFRESH)) for _ in range(12)]
        ends = [(one.communicate(timeout=harness.SECONDS)[1], one.returncode) for one in running]
        self.assertEqual(ends, [(b"", 0)] * 12)
        self.assertEqual(self.minted(), 1)

    def test_an_expired_token_is_renewed(self):
        self.good(*LIST, env=oauth.WITH_REFRESH)
        self.sandbox.ask("POST", "/_sandbox/tokens/expire")
        self.good(*LIST, env=oauth.WITH_REFRESH)
        self.assertEqual(self.minted(), 2)

    def test_the_file_may_be_chosen_or_left_out(self):
        path = self.state + "/deep/er/tokens"
        self.good(*LIST, env={"SDP_TOKEN_CACHE": path, **oauth.WITH_REFRESH})
        self.assertTrue(os.path.exists(path))
        for _ in range(2):
            self.good(*LIST, env={"SDP_TOKEN_CACHE": "-", **oauth.WITH_REFRESH})
        self.assertEqual((self.minted(), os.path.exists(self.cache)), (3, False))
        self.good(*LIST, env={"XDG_STATE_HOME": None, "HOME": self.state, **oauth.WITH_REFRESH})
        self.assertTrue(os.path.exists(self.state + "/.local/state/sdp/tokens.json"))

    def test_without_a_folder_it_goes_on(self):
        os.makedirs(self.state + "/open/sdp")
        os.chmod(self.state + "/open/sdp", 0o777)
        for folder, reason in (("/proc/none", "there is no such file or folder"), (self.state + "/open", "others could replace files")):
            env = {"XDG_STATE_HOME": folder}
            for command in (LIST, ("auth", "token"), ("auth", "status")):
                done = self.sdp(*command, env={**env, **oauth.WITH_REFRESH})
                self.assertEqual(done.status, 0)
                self.assertRegex(done.err, rf"\Asdp: tokens are kept in memory, .*'{folder}/sdp/tokens.json'.*{reason}.*\n\Z")
            done = self.sdp("batch", "-", env={**env, **oauth.WITH_REFRESH}, stdin=b'{"operation":"products.list"}')
            self.assertEqual((done.status, len(done.err.splitlines())), (0, 1), done.err)
            done = self.bad(4, *LIST, env=env, says="no file keeps what sdp auth login would bring")
            self.assertIn(folder + "/sdp/tokens.json", done.err)
            self.assertIn(reason, done.err)

    def test_what_needs_no_token_makes_no_folder(self):
        self.good(*LIST, "--dry-run", env=oauth.WITH_REFRESH)
        self.good("products", "add", "--set", "name=x", "--set", "product_type.name=y", "--dry-run", env={"SDP_CLIENT_ID": None})
        self.good(*LIST, env={"SDP_BASE_URL": self.sandbox.base_url, "SDP_ACCESS_TOKEN":
                              self.good("auth", "token", env={"SDP_TOKEN_CACHE": "-", **oauth.WITH_REFRESH}).out.strip()})
        self.assertEqual(os.listdir(self.state), [])

    def test_throttled(self):
        box = harness.Sandbox(*self.sandbox_arguments, "--mint-limit", "1")
        self.addCleanup(box.stop)
        env = {"SDP_BASE_URL": box.base_url, "SDP_ACCOUNTS_URL": box.root, **oauth.WITH_REFRESH}
        self.good(*LIST, env=env)
        box.ask("POST", "/_sandbox/tokens/expire")
        os.remove(self.cache)
        for _ in range(3):
            self.bad(5, *LIST, env=env)
        # The first learned it, and the others knew.
        self.assertEqual(box.tokens()["throttled"], 1)
        done = self.sdp("auth", "status", env=env)
        self.assertRegex(done.out, r"blocked until +\S+ \(in (9|10) min\)")
        self.assertEqual(done.status, 5)
        self.assertRegex(done.err, r"\Asdp: there is no valid token, and none is asked for until \S+ \(in (9|10) min\)\n\Z")
        done = self.sdp("auth", "status", "--output", "json", env=env)
        self.assertEqual((done.status, done.error["status"], done.json["valid"]), (5, "SDP_E_LOGIN_THROTTLED", False))
        self.bad(5, "auth", "token", env=env)


class Secrets(oauth.Case):
    def test_nothing_shows_them(self):
        commands = [("auth", "login"), ("auth", "status"), ("doctor",), LIST, ("products", "add", "--set", "name=x", "--dry-run"),
                    ("auth", "status", "--output", "json"), ("doctor", "--output", "json"), ("auth", "login", "--output", "json")]
        logins = [{}, oauth.WITH_REFRESH, {"SDP_CLIENT_SECRET": "planted-wrong"}, {"SDP_CLIENT_ID": "planted-wrong"},
                  {"SDP_REFRESH_TOKEN": "planted-wrong"}, {"SDP_REFRESH_TOKEN": "planted wrong"},
                  {"SDP_CLIENT_SECRET": "planted\nwrong"}, {"SDP_ACCOUNTS_URL": "http://user:planted@127.0.0.1:1"},
                  {"SDP_ACCOUNTS_URL": "http://127.0.0.1:1/?planted"}, {"SDP_TOKEN_CACHE": "-", **oauth.WITH_REFRESH}]
        for code in (oauth.CODE, "planted-wrong"):
            for env in logins:
                for command in commands:
                    done = self.sdp(*command, "--verbose", "--max-retries", "0", "--timeout-ms", "2000",
                                    env={"SDP_CODE": code, **env})
                    for secret in oauth.SECRETS:
                        self.assertNotIn(secret, done.out + done.err, f"{command} {env}")
        for request in self.sandbox.requests():
            self.assertNotIn(oauth.SECRET, json.dumps(request))


harness.main()
