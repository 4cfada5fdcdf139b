"""What the tests of the login by OAuth share: a sandbox with one client, and a login server that answers by script."""
import http.server
import json
import threading

import harness

CLIENT, SECRET, REFRESH, CODE = "planted-client-2b", "planted-secret-9d", "planted-refresh-4e", "planted-code-7c"
WITH_REFRESH = {"SDP_REFRESH_TOKEN": REFRESH}
# What must never be seen; a minted token begins with the rest.
SECRETS = (CLIENT, SECRET, REFRESH, CODE, "planted", "1000.")


class Case(harness.Case):
    sandbox_arguments = ("--auth", "strict", "--client", f"{CLIENT}:{SECRET}", "--refresh-token", REFRESH, "--code", CODE)

    def environment(self, changes=None):
        """A client without a refresh token; NeuCRM and fixed tokens are none of its business."""
        oauth = {"SDP_ACCESS_TOKEN": None, "NEUCRM_BASE_URL": None, "NEUCRM_USERID": None, "NEUCRM_API_KEY": None,
                 "SDP_ACCOUNTS_URL": self.sandbox.root, "SDP_CLIENT_ID": CLIENT, "SDP_CLIENT_SECRET": SECRET}
        return super().environment({**oauth, **(changes or {})})

    @property
    def cache(self):
        return self.state + "/sdp/tokens.json"

    def minted(self):
        return self.sandbox.tokens()["minted"]

    def log_in(self, *arguments, **options):
        return self.good("auth", "login", *arguments, stdin=CODE.encode() + b"\n", **options)


class Accounts:
    """A login server that says what it is told to; `before` is called before it answers."""

    def __init__(self, answer, status=200, before=None):
        outer = self
        self.seen = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                outer.seen.append((self.path, self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
                if before is not None:
                    before()
                body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
