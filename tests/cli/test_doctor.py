"""sdp doctor: each thing that can be wrong, alone, with the way to mend it and the exit status of its class."""
import os
import socket
import threading
import time

import harness
import oauth

WITH_REFRESH = {"SDP_REFRESH_TOKEN": oauth.REFRESH}
UNKNOWN = "a" * 64 + ".invalid"  # a name that no name server is asked for
CHECKS = ["url", "connection", "portal", "login", "service", "clock", "limits", "token_cache"]


class Doctor(oauth.Case):
    def examine(self, status, env=None):
        """The checks by name; a sound login unless `env` says something else."""
        env = {**WITH_REFRESH, **(env or {})}
        done = self.sdp("doctor", "--output", "json", env=env)
        self.assertEqual((done.status, done.err), (status, ""), done.out)
        self.assertEqual([sorted(row) for row in done.json], [["advice", "check", "detail", "result"]] * len(done.json))
        found = {row["check"]: row for row in done.json}
        self.assertEqual(len(found), len(done.json))
        for row in done.json:
            self.assertIn(row["result"], ("ok", "?", "wrong"))
            if row["result"] == "wrong":
                self.assertTrue(row["advice"], row)
        self.assertEqual(status == 0, "wrong" not in [row["result"] for row in done.json])
        return found

    def results(self, found, *names):
        return [found[name]["result"] for name in names]

    def test_all_is_well(self):
        found = self.examine(0)
        self.assertEqual((list(found), self.results(found, *CHECKS)), (CHECKS, ["ok"] * len(CHECKS)))
        self.assertTrue(found["url"]["detail"].endswith("/app/itdesk/api/v3"))
        self.assertRegex(found["connection"]["detail"], r"\d+ ms")
        self.assertRegex(found["login"]["detail"], r"\(in (59|60) min\)")
        self.assertIn("1 of 10", found["limits"]["detail"])
        self.assertIn(self.cache, found["token_cache"]["detail"])
        self.assertEqual([one["path"].split("?")[0].split("/")[-1] for one in self.sandbox.requests()], ["token", "products"])

    def test_for_people(self):
        lines = self.good("doctor", env=WITH_REFRESH).out.splitlines()
        self.assertEqual([line.split()[:2] for line in lines], [["ok", name] for name in CHECKS])
        done = self.sdp("doctor")
        self.assertEqual((done.status, done.err), (4, ""))
        self.assertRegex(done.out, r"\nwrong  login .* -> run sdp auth login")

    def test_other_kinds_of_login(self):
        none = {"SDP_CLIENT_ID": None, "SDP_CLIENT_SECRET": None, "SDP_REFRESH_TOKEN": None}
        box = harness.Sandbox()
        self.addCleanup(box.stop)
        for login in ({"SDP_ACCESS_TOKEN": "t"}, {"SDP_AUTHTOKEN": "k"}):
            found = self.examine(0, {**none, **login, "SDP_BASE_URL": box.base_url})
            self.assertEqual(list(found), CHECKS[:-1])
        found = self.examine(4, none)
        self.assertEqual(self.results(found, "connection", "login", "service"), ["ok", "wrong", "?"])
        self.assertIn("SDP_AUTHTOKEN", found["login"]["advice"])

    def test_urls(self):
        for url in (None, "ftp://x", "http://desk.example.com"):
            found = self.examine(2, {"SDP_BASE_URL": url})
            self.assertEqual(found["url"]["result"], "wrong")
            self.assertNotIn("connection", found)
            self.assertIn("clock", found)

    def test_connections(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            free = server.getsockname()[1]
        found = self.examine(3, {"SDP_BASE_URL": f"http://127.0.0.1:{free}"})
        self.assertEqual(self.results(found, "connection", "portal", "login", "service"), ["wrong", "?", "ok", "?"])
        found = self.examine(3, {"SDP_BASE_URL": self.sandbox.base_url.replace("http:", "https:")})
        self.assertEqual(found["connection"]["result"], "wrong")
        with socket.create_server(("127.0.0.1", 0)) as server:
            found = self.examine(3, {"SDP_BASE_URL": f"http://127.0.0.1:{server.getsockname()[1]}", "SDP_TIMEOUT_MS": "300"})
        self.assertEqual(found["connection"]["result"], "wrong")

    def plain_server(self):
        """The port of a server that answers what is no HTTP as one without TLS does."""
        server = socket.create_server(("127.0.0.1", 0))

        def serve():
            taken = []  # closed at the end alone: a close could overtake the answer
            while True:
                try:
                    one, _ = server.accept()
                except OSError:
                    break
                taken.append(one)
                one.recv(4096)
                one.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            for one in taken:
                one.close()

        def stop():
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
            server.close()

        thread = threading.Thread(target=serve)
        thread.start()
        self.addCleanup(stop)
        return server.getsockname()[1]

    def test_advice_follows_the_diagnosis(self):
        port = self.plain_server()
        found = self.examine(3, {"SDP_BASE_URL": f"https://127.0.0.1:{port}"})
        self.assertIn("does not speak TLS", found["connection"]["detail"])
        self.assertEqual(found["clock"]["result"], "ok")
        self.assertIn("begin the address with http://", found["connection"]["advice"])
        self.assertNotIn("certificate", str(found))
        os.remove(self.cache)
        found = self.examine(3, {"SDP_ACCOUNTS_URL": f"https://127.0.0.1:{port}"})
        self.assertIn("begin the address with http://", found["login"]["advice"])
        self.assertNotIn("certificate", str(found))
        found = self.examine(2, {"SDP_PORTAL": "other"})
        self.assertEqual(found["url"]["advice"], "unset SDP_PORTAL, or correct it or SDP_BASE_URL")
        env = {"SDP_ACCESS_TOKEN": "t", "SDP_PORTAL": "other"}
        self.bad(2, "products", "list", env=env, says="unset SDP_PORTAL")
        done = self.bad(2, "products", "list", "--output", "json", env=env)
        self.assertEqual(done.error["advice"], found["url"]["advice"])
        for url in ("foo", "ftp://x"):
            found = self.examine(2, {"SDP_BASE_URL": url})["url"]
            self.assertIn("with http:// to this machine alone or where SDP_ALLOW_HTTP=1 is set", found["detail"])

    def test_hosts_that_nobody_knows(self):
        """The advice names the variable that the host comes from."""
        found = self.examine(3, {"SDP_ACCOUNTS_URL": "https://" + UNKNOWN})["login"]
        self.assertIn("SDP_ACCOUNTS_URL gives or SDP_DC stands for", found["advice"])
        env = {"SDP_ACCOUNTS_URL": "https://" + UNKNOWN, "SDP_CODE": "c"}
        self.bad(3, "auth", "login", env=env, says="SDP_ACCOUNTS_URL gives or SDP_DC stands for")
        found = self.examine(3, {"SDP_BASE_URL": "https://" + UNKNOWN})["connection"]
        self.assertIn("host name in SDP_BASE_URL", found["advice"])
        found = self.examine(3, {"SDP_ACCESS_TOKEN": "t", "SDP_PROXY": "http://" + UNKNOWN})["proxy"]
        self.assertIn("host name in SDP_PROXY", found["advice"])

    def test_variables_that_are_not_used(self):
        env = {"SDP_ACCESS_TOKEN": "t", "SDP_ACCESS_TOKEN_FILE": self.state + "/none", "SDP_DC": "xx"}
        box = harness.Sandbox()
        self.addCleanup(box.stop)
        found = self.examine(0, {**env, "SDP_BASE_URL": box.base_url})
        self.assertEqual(self.results(found, "SDP_ACCESS_TOKEN_FILE", "SDP_DC"), ["?", "?"])
        self.assertIn("it is not used, for SDP_ACCESS_TOKEN is set", found["SDP_ACCESS_TOKEN_FILE"]["detail"])
        self.assertRegex(found["SDP_DC"]["advice"], "us, .*eu")
        self.assertNotIn("SDP_DC", self.examine(0, {"SDP_ACCESS_TOKEN": "t", "SDP_DC": "eu", "SDP_BASE_URL": box.base_url}))

    def test_login_server(self):
        for env, status, word in (({"SDP_CLIENT_SECRET": "x"}, 4, "secret"), ({"SDP_CLIENT_ID": "x"}, 4, "client id"),
                                  ({"SDP_REFRESH_TOKEN": "x"}, 4, "data centre"), ({"SDP_REFRESH_TOKEN": None}, 4, "sdp auth login"),
                                  ({"SDP_ACCOUNTS_URL": "http://127.0.0.1:1", "SDP_TIMEOUT_MS": "300"}, 3, "")):
            found = self.examine(status, env)
            self.assertEqual(self.results(found, "url", "connection", "login", "service"), ["ok", "ok", "wrong", "?"])
            self.assertIn(word, found["login"]["advice"])

    def test_service(self):
        for fault, status, checks in (("status:401", 4, {"portal": "?", "service": "wrong"}),
                                      ("status:403", 1, {"portal": "?", "service": "wrong"}),
                                      ("status:404", 1, {"portal": "wrong"}), ("html:200", 6, {"portal": "wrong"}),
                                      ("status:429", 5, {"service": "wrong", "limits": "wrong"}),
                                      ("html:503", 3, {"service": "wrong"}), ("reset", 3, {"connection": "wrong"})):
            box = harness.Sandbox(*self.sandbox_arguments, "--fault", "GET /products* " + fault)
            self.addCleanup(box.stop)
            found = self.examine(status, {"SDP_BASE_URL": box.base_url, "SDP_ACCOUNTS_URL": box.root})
            self.assertEqual({name: found[name]["result"] for name in checks}, checks, fault)
            self.assertEqual(found["login"]["result"], "ok")

    def test_a_throttled_login(self):
        box = harness.Sandbox(*self.sandbox_arguments, "--mint-limit", "1")
        self.addCleanup(box.stop)
        env = {"SDP_BASE_URL": box.base_url, "SDP_ACCOUNTS_URL": box.root, "SDP_TOKEN_CACHE": self.state + "/t"}
        self.examine(0, env)
        os.remove(self.state + "/t")
        found = self.examine(5, env)
        self.assertEqual(self.results(found, "login", "limits"), ["wrong", "wrong"])
        self.assertIn("SDP_TOKEN_CACHE", found["limits"]["advice"])

    def test_configuration(self):
        for env, status in (({"SDP_TIMEOUT_MS": "x"}, 2), ({"SDP_DC": "xx", "SDP_ACCOUNTS_URL": None}, 2),
                            ({"SDP_CLIENT_SECRET": None}, 4), ({"SDP_REFRESH_TOKEN": "a b"}, 2)):
            found = self.examine(status, env)
            self.assertEqual(self.results(found, "configuration", "url", "connection"), ["wrong", "ok", "ok"])
            self.assertEqual(found["login"]["result"], "ok" if "SDP_TIMEOUT_MS" in env else "?")
        found = self.examine(2, {"SDP_ACCOUNTS_URL": "ftp://x"})
        self.assertIn("SDP_ACCOUNTS_URL", found["configuration"]["detail"])
        self.assertEqual(self.results(found, "url", "connection", "token_cache"), ["ok"] * 3)
        found = self.examine(2, {"NEUCRM_USERID": "a b", "NEUCRM_API_KEY": "k"})
        self.assertEqual(self.results(found, "url", "login", "service"), ["ok"] * 3)
        self.assertNotIn("neucrm", found)

    def test_a_client_without_an_id(self):
        found = self.examine(4, {"SDP_CLIENT_ID": None})
        self.assertEqual(found["login"]["detail"], "there is none: SDP_CLIENT_SECRET is set, and SDP_CLIENT_ID is not")
        found = self.examine(4, {"SDP_CLIENT_ID": None, "SDP_CLIENT_SECRET": None})
        self.assertIn("SDP_REFRESH_TOKEN is set", found["login"]["detail"])

    def test_a_line_each(self):
        done = self.good("doctor", "--output", "jsonl", env=WITH_REFRESH)
        self.assertEqual([row["check"] for row in done.rows], CHECKS)

    def secret_file(self, mode):
        path = self.state + "/secret"
        with open(path, "w") as file:
            file.write(oauth.SECRET)
        os.chmod(path, mode)
        return {"SDP_CLIENT_SECRET": None, "SDP_CLIENT_SECRET_FILE": path}

    def test_files(self):
        # What nobody may write was made so by others, as containers have it: a command uses it, and the doctor warns.
        for mode, status, result in ((0o600, 0, "ok"), (0o640, 0, "?"), (0o644, 2, "wrong"), (0o444, 0, "?"), (0o400, 0, "ok"),
                                     (0o446, 2, "wrong")):
            found = self.examine(status, self.secret_file(mode))
            self.assertEqual(found["SDP_CLIENT_SECRET_FILE"]["result"], result, oct(mode))
            self.assertEqual(bool(found["SDP_CLIENT_SECRET_FILE"]["advice"]), result != "ok")
        found = self.examine(2, {"SDP_CA_FILE": self.state + "/none"})
        self.assertEqual(self.results(found, "ca_file", "url", "connection"), ["wrong", "ok", "ok"])
        found = self.examine(2, {"SDP_REFRESH_TOKEN": None, "SDP_REFRESH_TOKEN_FILE": self.state + "/none"})
        self.assertEqual(self.results(found, "configuration", "SDP_REFRESH_TOKEN_FILE", "url"), ["wrong", "wrong", "ok"])

    def test_token_cache(self):
        self.assertEqual(self.examine(0, {"SDP_TOKEN_CACHE": "-"})["token_cache"]["result"], "?")
        self.assertEqual(self.examine(2, {"XDG_STATE_HOME": "/proc/none"})["token_cache"]["result"], "wrong")
        folder = self.state + "/open/sdp"
        os.makedirs(folder)
        os.chmod(folder, 0o777)
        found = self.examine(4, {"XDG_STATE_HOME": self.state + "/open", "SDP_REFRESH_TOKEN": None})
        self.assertIn("give the token cache a place", found["login"]["advice"])
        for env in ({"XDG_STATE_HOME": self.state + "/open"}, {"SDP_TOKEN_CACHE": folder + "/t"}):
            found = self.examine(2, env)["token_cache"]
            self.assertEqual(found["result"], "wrong")
            self.assertIn("others could replace files in its folder", found["detail"])
            self.assertIn("chmod", found["advice"])
        with open(self.state + "/bad", "w") as file:
            file.write("no json")
        for path in (self.state + "/bad", self.state):
            self.assertEqual(self.examine(2, {"SDP_TOKEN_CACHE": path})["token_cache"]["result"], "wrong", path)
        self.assertIn("not there yet", self.examine(4, {"SDP_REFRESH_TOKEN": None})["token_cache"]["detail"])

    def test_a_clock_that_was_set_back(self):
        self.log_in()
        soon = time.time() + 3600
        os.utime(self.cache, (soon, soon))
        clock = self.examine(0, {"SDP_REFRESH_TOKEN": None})["clock"]
        self.assertEqual(clock["result"], "?")
        self.assertIn("in the future", clock["detail"])

    def test_proxy(self):
        env = {"SDP_CLIENT_ID": None, "SDP_CLIENT_SECRET": None, "SDP_REFRESH_TOKEN": None, "SDP_ACCESS_TOKEN": "t"}
        with socket.create_server(("127.0.0.1", 0)) as server:
            free = server.getsockname()[1]
        found = self.examine(3, {**env, "SDP_PROXY": f"http://user:planted@127.0.0.1:{free}"})
        self.assertEqual(self.results(found, "url", "proxy", "connection", "portal", "login", "service"),
                         ["ok", "wrong", "?", "?", "ok", "?"])
        self.assertRegex(found["proxy"]["detail"], f"^by SDP_PROXY: .*the proxy 127.0.0.1 port {free}")
        self.assertNotIn("planted", str(found))
        box = harness.Sandbox()
        self.addCleanup(box.stop)
        found = self.examine(0, {**env, "SDP_BASE_URL": box.base_url, "HTTPS_PROXY": f"http://user:planted@127.0.0.1:{free}"})
        self.assertEqual(found["proxy"]["detail"], f"127.0.0.1:{free}, by HTTPS_PROXY, which counts for https alone")

    def test_neucrm(self):
        crm = harness.Sandbox("--neucrm-key", "right")
        self.addCleanup(crm.stop)
        env = {"NEUCRM_BASE_URL": crm.neucrm_base_url, "NEUCRM_USERID": "7", "NEUCRM_API_KEY": "right"}
        self.assertEqual(self.examine(0, env)["neucrm"]["result"], "ok")
        for change, status in (({"NEUCRM_API_KEY": "wrong"}, 4), ({"NEUCRM_USERID": None}, 4), ({"NEUCRM_BASE_URL": None}, 2),
                               ({"NEUCRM_BASE_URL": "http://127.0.0.1:1"}, 3)):
            self.assertEqual(self.examine(status, {**env, **change})["neucrm"]["result"], "wrong", change)

    def test_usage(self):
        self.bad(2, "doctor", "x", says="no arguments")
        self.bad(2, "doctor", "--set", "a=b", says="--set is not for doctor")
        self.bad(2, "doctor", "--output", "raw", says="raw")


harness.main()
