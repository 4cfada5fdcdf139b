"""TLS: a server whose authority the command is told of, or is not, and one that answers over HTTP/2."""
import os
import subprocess
import sys

import harness

SKIPPED = 77
LIST = ("products", "list", "--max-retries", "0", "--output", "json")
ADD = ("products", "add", "--set", "name=X", "--set", "product_type.name=Workstation", "--output", "json")


class Front:
    """nginx before a sandbox. It ends with the test whatever happens: it watches its standard input."""

    def __init__(self, sandbox):
        script = os.path.join(harness.ROOT, "tests", "support", "tls.py")
        self.process = subprocess.Popen([sys.executable, "-B", script, sandbox.root.rsplit(":", 1)[1]],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.names = {}
        for line in self.process.stdout:
            if line == "ready\n":
                return
            name, value = line.split()
            self.names[name] = value
        sys.exit(self.stop() or 1)

    def url(self, server, scheme="https", host="localhost"):
        return f"{scheme}://{host}:{self.names[server]}/app/itdesk"

    def file(self, name):
        return os.path.join(self.names["folder"], name)

    def stop(self):
        self.process.stdin.close()
        status = self.process.wait(harness.SECONDS)
        self.process.stdout.close()
        return status


class Tls(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.front = Front(cls.sandbox)

    @classmethod
    def tearDownClass(cls):
        cls.front.stop()
        super().tearDownClass()

    def at(self, server, ca="ca.pem", **where):
        return {"SDP_BASE_URL": self.front.url(server, **where), "SDP_CA_FILE": ca and self.front.file(ca)}

    def fails(self, server, words, **where):
        """A read and a write end alike: nothing was sent, and the last line on stderr says why."""
        for arguments in (LIST, ADD):
            done = self.bad(3, *arguments, env=self.at(server, **where))
            error = done.error
            self.assertEqual((error["status"], error["http_status"], error["attempts"], error["maybe_done"],
                              error["retryable"]), ("SDP_E_TLS", 0, 1, False, False), error)
            self.assertIn(words, error["message"])
        self.assertEqual(self.sandbox.requests(), [])

    def test_authority(self):
        self.fails("good", "signed by an authority that is not known; set SDP_CA_FILE", ca=None)
        self.fails("good", "signed by an authority that is not known; set SDP_CA_FILE", ca="other-ca.pem")
        for server in ("good", "chained", "two", "tls12", "tls13"):
            self.sandbox.reset()
            self.good(*LIST, env=self.at(server))
            self.good(*ADD, env=self.at(server))
            self.assertEqual([one["method"] for one in self.sandbox.requests()], ["GET", "POST"])

    def test_words(self):
        for server, words in (("stranger", "for another host name; check the URL"), ("expired", "has expired"),
                              ("early", "not valid yet; check this machine's clock"),
                              ("selfsigned", "signed by itself, and not trusted"),
                              ("plain", "does not speak TLS on this port"),
                              ("old", "no TLS connection"),
                              ("strict13", "asks for a client certificate, which this command cannot give")):
            self.fails(server, words)
        self.fails("named", "for another host name", host="127.0.0.1")

    def test_a_line_for_people(self):
        done = self.bad(3, "products", "list", env=self.at("expired"), says="the server's certificate has expired")
        self.assertNotIn("{", done.err)

    def test_file_of_authorities(self):
        done = self.bad(2, *LIST, env={"SDP_BASE_URL": self.front.url("good"),
                                       "SDP_CA_FILE": self.front.file("missing.pem")})
        self.assertEqual(done.error["status"], "SDP_E_CONFIG")
        self.fails("good", "the certificates of SDP_CA_FILE cannot be read", ca="no.pem")


harness.main()
