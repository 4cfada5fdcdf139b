"""The example redis_tokens: workers that share one token through Redis, and what happens when Redis or a worker fails.

    example_redis_tokens.py REDIS_TOKENS SANDBOX

Exit status 77: redis-server is not installed.
"""
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import harness

SKIPPED = 77
PASSWORD, WORKERS_PASSWORD = "planted-redis-4c1d", "planted@redis/9e77"
CLIENT, SECRET = "1000.CLIENT", "planted-secret-8b20"
REFRESH, CODE = "1000.planted-refresh-77aa", "1000.planted-code-03fe"
SECRETS = (PASSWORD, WORKERS_PASSWORD, "planted%40redis", SECRET, REFRESH, CODE)
PRODUCT = "2389334491499884"  # of the vendor's pages
TOKEN_PATH = "POST /oauth/v2/token "
DAY_MS = 86400000
# The server and its folder go when the standard input of this shell ends, so that nothing outlives the test.
WATCHED = """folder=$1
shift
exec 3<&0
"$@" </dev/null 3<&- &
pid=$!
(cat <&3; kill $pid) >/dev/null 2>&1 &
exec 3<&-
wait $pid
rm -rf "$folder"
"""


class Redis:
    def __init__(self):
        self.process = None
        for _ in range(20):
            # Below the ports that systems give to clients, so that the same one is still free after a restart.
            self.port = random.randrange(20000, 32000)
            if self.start():
                return
        sys.exit("redis-server does not start")

    def start(self, more=""):
        """Says whether it is ready; not, where the port is somebody else's."""
        folder = tempfile.mkdtemp(prefix="sdp-redis-")
        path = os.path.join(folder, "redis.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write(f"bind 127.0.0.1\nport {self.port}\ndir {folder}\ndaemonize no\nsave \"\"\nappendonly no\n"
                       f"requirepass {PASSWORD}\n"
                       f"user worker on >{WORKERS_PASSWORD} ~sdp:token:* +get +set +del +eval +select\n{more}")
        self.process = subprocess.Popen(["sh", "-c", WATCHED, "sh", folder, "redis-server", path],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in self.process.stdout:
            if b"Ready to accept connections" in line:
                return True
        self.stop()
        return False

    def stop(self):
        if self.process is None:
            return
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.stdout.close()
        self.process.wait(harness.SECONDS)
        self.process = None

    def url(self, login=":" + PASSWORD, database="/1"):
        return f"redis://{login}@127.0.0.1:{self.port}{database}"

    def ask(self, *words):
        """The answer to a command: a text, a number, or None."""
        with socket.create_connection(("127.0.0.1", self.port), harness.SECONDS) as connection:
            for command in (("AUTH", PASSWORD), ("SELECT", "1"), words):
                parts = [f"*{len(command)}\r\n"] + [f"${len(word.encode())}\r\n{word}\r\n" for word in command]
                connection.sendall("".join(parts).encode())
            with connection.makefile("rb") as answers:
                return [self.answer(answers) for _ in range(3)][2]

    def answer(self, answers):
        line = answers.readline().decode().rstrip("\r\n")
        kind, text = line[0], line[1:]
        if kind == "*":
            return [self.answer(answers) for _ in range(int(text))]
        if kind == "$" and int(text) >= 0:
            return answers.read(int(text) + 2)[:-2].decode()
        if kind == "-":
            raise AssertionError(line)
        return {"+": text, ":": text and kind == ":" and int(text), "$": None}[kind]

    def key(self, lock=False):
        found = [key for key in self.ask("KEYS", "sdp:token:*") if key.endswith(":lock") == lock]
        return found[0] if found else None


class RedisTokens(harness.Case):
    sandbox_arguments = ("--seed-data", "vendor", "--auth", "strict", "--client", f"{CLIENT}:{SECRET}",
                         "--refresh-token", REFRESH, "--code", CODE)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.redis = Redis()

    @classmethod
    def tearDownClass(cls):
        cls.redis.stop()
        super().tearDownClass()

    def setUp(self):
        super().setUp()
        if self.redis.process is None:
            self.assertTrue(self.redis.start())
        self.redis.ask("FLUSHALL")

    def environment(self, changes=None):
        mine = {"SDP_ACCESS_TOKEN": None, "SDP_CLIENT_ID": CLIENT, "SDP_CLIENT_SECRET": SECRET,
                "SDP_REFRESH_TOKEN": REFRESH, "SDP_ACCOUNTS_URL": self.sandbox.root, "SDP_MAX_RETRIES": "0",
                "SDP_REDIS_URL": self.redis.url()}
        return super().environment({**mine, **(changes or {})})

    @contextlib.contextmanager
    def worker(self, **env):
        with subprocess.Popen([harness.SDP], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=self.environment(env)) as process:
            late = threading.Timer(harness.SECONDS, process.kill)
            late.start()
            try:
                yield process
            finally:
                late.cancel()
                process.kill()

    def give(self, process):
        process.stdin.write(PRODUCT.encode() + b"\n")
        process.stdin.flush()

    def end(self, process, status=0):
        """What a worker says on stderr until its end."""
        out, err = process.communicate(timeout=harness.SECONDS)
        self.keeps_secrets(out + err)
        self.assertEqual(process.returncode, status, err)
        return err.decode()

    def keeps_secrets(self, text):
        for secret in SECRETS:
            self.assertNotIn(secret.encode(), text)

    def works(self, **env):
        done = self.good(env=env, stdin=PRODUCT.encode() + b"\n")
        self.keeps_secrets(done.raw)

    def fails(self, **env):
        """What it says."""
        done = self.sdp(env=env, stdin=PRODUCT.encode() + b"\n")
        self.keeps_secrets(done.raw + done.err.encode())
        self.assertEqual((done.status, done.out), (1, ""), done.err)
        return done.err

    def minted(self):
        return json.loads(self.sandbox.ask("GET", "/_sandbox/tokens"))["minted"]

    def until(self, what):
        end = time.monotonic() + harness.SECONDS
        while not what():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def holder_waits(self):
        """Whether somebody has the lock and waits for a token: what is still on its way is minted in the next test."""
        return self.redis.key(lock=True) and json.loads(self.sandbox.ask("GET", "/_sandbox/faults"))[0]["fired"] == 1

    def record(self):
        return json.loads(self.redis.ask("GET", self.redis.key()))

    def fleet_works(self):
        """Twelve workers that get their first line at the same time."""
        with contextlib.ExitStack() as stack:
            fleet = [stack.enter_context(self.worker()) for _ in range(12)]
            for process in fleet:
                self.give(process)
            for process in fleet:
                self.assertEqual(self.end(process), "")

    def test_one_token_for_the_fleet(self):
        self.sandbox.fault(TOKEN_PATH + "latency:200")
        self.fleet_works()
        self.assertEqual(self.minted(), 1)
        record = self.record()
        # Over its time.
        record.update(minted_ms=record["minted_ms"] - 7200000, expires_ms=record["expires_ms"] - 7200000)
        self.redis.ask("SET", self.redis.key(), json.dumps(record))
        self.fleet_works()
        self.assertEqual(self.minted(), 2)
        # Not over by its time, and not accepted any more.
        self.sandbox.ask("POST", "/_sandbox/tokens/expire")
        self.fleet_works()
        self.assertEqual(self.minted(), 3)
        self.assertIsNone(self.redis.key(lock=True))

    def test_holder_dies(self):
        self.sandbox.fault(TOKEN_PATH + "times=1 stall")
        with self.worker(SDP_REDIS_LOCK_MS="1000") as holder:
            self.give(holder)
            self.until(self.holder_waits)
            holder.send_signal(signal.SIGKILL)
            holder.wait(harness.SECONDS)
        self.fleet_works()
        self.assertEqual(self.minted(), 1)
        self.assertIsNone(self.redis.key(lock=True))

    def test_lock_has_an_end(self):
        self.sandbox.fault(TOKEN_PATH + "times=1 stall")
        with self.worker() as holder:
            self.give(holder)
            self.until(self.holder_waits)
            left_ms = self.redis.ask("PTTL", self.redis.key(lock=True))
        self.assertTrue(30000 < left_ms <= 60000, left_ms)

    def test_lost_lock(self):
        """Who lost its lock writes nothing, and does not free the lock of another; its own token serves it."""
        self.sandbox.fault(TOKEN_PATH + "latency:1500")
        with self.worker() as process:
            self.give(process)
            self.until(lambda: self.redis.key() and self.redis.key(lock=True))
            self.redis.ask("SET", self.redis.key(lock=True), "somebody else")
            self.assertEqual(self.end(process), "")
        self.assertEqual(self.minted(), 1)
        self.assertNotIn("access_token", self.record())
        self.assertEqual(self.redis.ask("GET", self.redis.key(lock=True)), "somebody else")

    def test_redis_is_down(self):
        self.redis.stop()
        err = self.fails()
        self.assertIn("the token store cannot be read: Redis at 127.0.0.1, port "
                      f"{self.redis.port}: Connection refused", err)
        self.assertEqual(self.minted(), 0)

    def test_redis_restarts(self):
        with self.worker() as process:
            self.give(process)
            self.assertIn(PRODUCT.encode(), process.stdout.readline())
            self.sandbox.ask("POST", "/_sandbox/tokens/expire")
            self.redis.stop()
            self.give(process)
            err = process.stderr.readline()
            self.keeps_secrets(err)
            self.assertIn(b"the token store cannot be read: Redis at 127.0.0.1", err)
            self.assertEqual(self.minted(), 1)
            self.redis.start()
            self.give(process)
            self.assertIn(PRODUCT.encode(), process.stdout.readline())
            self.end(process, 1)

    def test_restart_while_idle(self):
        with self.worker() as process:
            self.give(process)
            self.assertIn(PRODUCT.encode(), process.stdout.readline())
            self.sandbox.ask("POST", "/_sandbox/tokens/expire")
            self.redis.stop()
            self.redis.start()
            self.give(process)
            self.assertEqual(self.end(process), "")
        self.assertEqual(self.minted(), 2)

    def test_how_long_records_stay(self):
        self.works()
        left_ms = self.redis.ask("PTTL", self.redis.key())
        self.assertTrue(DAY_MS - 600000 < left_ms <= DAY_MS, left_ms)

    def test_refresh_token_stays(self):
        self.works(SDP_REFRESH_TOKEN=None, SDP_CODE=CODE)
        self.assertIn("refresh_token", self.record())
        self.assertEqual(self.redis.ask("PTTL", self.redis.key()), -1)
        self.works(SDP_REFRESH_TOKEN=None)
        self.assertEqual(self.minted(), 1)
        self.sandbox.ask("POST", "/_sandbox/tokens/expire")
        self.works(SDP_REFRESH_TOKEN=None)
        self.assertEqual(self.minted(), 2)
        self.assertEqual(self.redis.ask("PTTL", self.redis.key()), -1)

    def test_users(self):
        self.works(SDP_REDIS_URL=self.redis.url("worker:planted%40redis%2f9e77"))
        self.works(SDP_REDIS_URL=self.redis.url("worker:" + WORKERS_PASSWORD))
        self.assertEqual(self.minted(), 1)
        for login in (":" + WORKERS_PASSWORD, "nobody:" + PASSWORD):
            self.assertIn("WRONGPASS", self.fails(SDP_REDIS_URL=self.redis.url(login)))
        self.assertIn("NOAUTH", self.fails(SDP_REDIS_URL=f"redis://127.0.0.1:{self.redis.port}"))
        self.assertIn("DB index is out of range", self.fails(SDP_REDIS_URL=self.redis.url(database="/99")))
        self.assertEqual(self.minted(), 1)

    def test_server_that_repeats_the_password(self):
        self.redis.stop()
        self.assertTrue(self.redis.start('rename-command AUTH ""\n'))
        self.addCleanup(self.redis.stop)
        self.assertIn("ERR unknown command", self.fails())

    def test_silent_server(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"redis://:{PASSWORD}@127.0.0.1:{silent.getsockname()[1]}"
            self.assertIn("it does not answer in time", self.fails(SDP_REDIS_URL=url))
        self.assertEqual(self.minted(), 0)

    def test_addresses(self):
        for url, words in ((None, "there is no URL"), ("http://127.0.0.1", "does not begin with redis://"),
                           (f"rediss://:{PASSWORD}@127.0.0.1", "speaks no TLS"), ("redis://", "has no host"),
                           (f"redis://:{PASSWORD}@", "has no host"), ("redis://127.0.0.1:0", "the port"),
                           ("redis://127.0.0.1:65536", "the port"), ("redis://127.0.0.1:", "the port"),
                           ("redis://127.0.0.1:12x", "the port"), ("redis://127.0.0.1/x", "the database"),
                           ("redis://[::1", "its bracket"), ("redis://[::1]6379", "its bracket"),
                           (f"redis://{PASSWORD}@127.0.0.1", "user:password or :password"),
                           (f"redis://:{PASSWORD}%4@127.0.0.1", "percent-encoded"),
                           (f"redis://:{PASSWORD}%00@127.0.0.1", "percent-encoded"),
                           (f"redis://:{PASSWORD}@redis.example.com", "another machine"),
                           ("redis://127.example.com", "another machine"), ("redis://" + "a" * 1100, "too long")):
            err = self.fails(SDP_REDIS_URL=url)
            self.assertIn(words, err)
            self.assertEqual(len(err.splitlines()), 1, err)
        self.assertIn("time is out of range", self.fails(SDP_REDIS_LOCK_MS="-1"))
        self.assertIn("does not begin", self.fails(SDP_REDIS_URL="http://192.0.2.1", SDP_REDIS_ALLOW_PLAIN="1"))


if shutil.which("redis-server") is None:
    print("the test of redis_tokens is left out: redis-server is not installed", file=sys.stderr)
    sys.exit(1 if os.environ.get("SDP_NO_SKIP") else SKIPPED)
harness.main()
