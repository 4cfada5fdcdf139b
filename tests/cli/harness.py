"""What the tests of the command share: a sandbox of their own, and the command run against it.

    test_*.py SDP SANDBOX
"""
import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SDP, SANDBOX = (os.path.abspath(path) for path in sys.argv[1:3])
TOKEN = "planted-token-5f3a"
USERID, KEY = "987654", "planted-api-key-61b0"
SECONDS = 60


class Sandbox:
    """A server that ends with the test whatever happens: it watches its standard input."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([SANDBOX, "--port", "0", "--exit-with-parent", *arguments], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        ready = json.loads(self.process.stdout.readline())
        self.base_url = ready["base_url"]
        self.neucrm_base_url = ready["neucrm_base_url"]
        self.root = f"http://127.0.0.1:{ready['port']}"

    def ask(self, method, path, body=None):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(self.root + path, body, method=method), timeout=SECONDS) as answer:
            return answer.read()

    def fault(self, rule):
        self.ask("POST", "/_sandbox/faults", rule.encode())

    def remove_fault(self, rule):
        self.ask("DELETE", "/_sandbox/faults?" + urllib.parse.urlencode({"rule": rule}))

    def state(self):
        return json.loads(self.ask("GET", "/_sandbox/state"))

    def put_state(self, state):
        self.ask("PUT", "/_sandbox/state", json.dumps(state).encode())

    def tokens(self):
        """What the token endpoint did: minted, throttled, failed."""
        return json.loads(self.ask("GET", "/_sandbox/tokens"))

    def requests(self):
        """What came in, oldest first, with its input read as JSON."""
        found = json.loads(self.ask("GET", "/_sandbox/requests"))
        for one in found:
            if one.get("input_data") is not None:
                one["input_data"] = json.loads(one["input_data"])
        return found

    def counts(self):
        """How many requests of each operation came, those too that have no answer yet."""
        found = json.loads(self.ask("GET", "/_sandbox/routes"))
        return {name: one["requests"] for name, one in found.items() if one["requests"] > 0}

    def wait_for(self, operation, count=1):
        """Until so many requests of an operation came."""
        limit = time.monotonic() + SECONDS
        while (counts := self.counts()).get(operation, 0) < count:
            if time.monotonic() > limit:
                raise AssertionError(f"{count} times {operation} never came: {counts}")
            time.sleep(0.005)

    def reset(self):
        self.ask("POST", "/_sandbox/reset")

    def stop(self):
        self.process.stdin.close()
        self.process.wait(SECONDS)
        self.process.stdout.close()


def send_signal(running, number):
    """Sends one for which a thread of the process waits, and returns when it was taken."""
    running.send_signal(number)
    while running.poll() is None:
        with open(f"/proc/{running.pid}/status", encoding="ascii") as file:
            pending = next(line.split()[1] for line in file if line.startswith("ShdPnd:"))
        if not int(pending, 16) >> (number - 1) & 1:
            return
        time.sleep(0.002)


def all_of_terminal(inside, seen=b""):
    """What comes on a terminal until its other side is closed."""
    try:
        while block := os.read(inside, 65536):
            seen += block
    except OSError:
        pass  # how Linux says that the other side was closed
    return seen


class Done:
    """How the command ended."""

    def __init__(self, status, out, err):
        self.status = status
        self.raw = out
        self.out = out.decode("utf-8", "replace")
        self.err = err.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def rows(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self):
        return json.loads(self.err.splitlines()[-1])["error"]


class Case(unittest.TestCase):
    sandbox_arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox(*cls.sandbox_arguments)

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.stop()

    def setUp(self):
        self.sandbox.reset()
        # What the command keeps between runs: never that of whoever runs the tests.
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = folder.name

    def environment(self, changes=None):
        """The caller's environment without what the command reads, and what it needs; None takes a variable out."""
        made = {name: value for name, value in os.environ.items()
                if not name.startswith(("SDP_", "NEUCRM_")) and name.upper() not in ("HTTPS_PROXY", "NO_PROXY", "COLUMNS")}
        made.update({"SDP_BASE_URL": self.sandbox.base_url, "SDP_ACCESS_TOKEN": TOKEN,
                     "XDG_STATE_HOME": self.state, "XDG_CONFIG_HOME": self.state, "NO_COLOR": "1", "PAGER": "",
                     "NEUCRM_BASE_URL": self.sandbox.neucrm_base_url, "NEUCRM_USERID": USERID, "NEUCRM_API_KEY": KEY})
        for name, value in (changes or {}).items():
            made.pop(name, None)
            if value is not None:
                made[name] = value
        return made

    def sdp(self, *arguments, env=None, stdin=b"", **options):
        done = subprocess.run([SDP, *arguments], input=stdin, capture_output=True, env=self.environment(env),
                              timeout=SECONDS, **options)
        return Done(done.returncode, done.stdout, done.stderr)

    def see(self, *arguments, width=80, height=24, env=None, errors=False, typed=None):
        """Runs on a terminal of this size; returns the status and the lines on it. `typed`: standard input is the terminal
        too, and this is typed on it."""
        inside, outside = pty.openpty()
        fcntl.ioctl(outside, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        running = subprocess.Popen([SDP, *arguments], stdin=subprocess.DEVNULL if typed is None else outside,
                                   stdout=outside, stderr=outside if errors else subprocess.DEVNULL,
                                   env=self.environment(env))
        os.close(outside)
        if typed:
            os.write(inside, typed)
        seen = all_of_terminal(inside)
        os.close(inside)
        return running.wait(SECONDS), seen.decode().replace("\r\n", "\n").splitlines()

    def good(self, *arguments, **options):
        done = self.sdp(*arguments, **options)
        self.assertEqual((done.status, done.err), (0, ""), f"{arguments}: {done.out}")
        return done

    def bad(self, status, *arguments, says=None, **options):
        """Ends with this status, one line on stderr, and nothing on stdout."""
        done = self.sdp(*arguments, **options)
        self.assertEqual(done.status, status, f"{arguments}: {done.out} {done.err}")
        self.assertEqual(done.out, "")
        self.assertEqual(len(done.err.splitlines()), 1, done.err)
        if says is not None:
            self.assertIn(says, done.err)
        return done

    def sent(self, *arguments, **options):
        """The input of a dry run."""
        return self.good(*arguments, "--dry-run", **options).json.get("input_data")

    def product(self, *sets):
        arguments = [word for one in sets for word in ("--set", one)]
        return self.good("products", "add", "--set", "product_type.name=Workstation", *arguments).json


def main():
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
