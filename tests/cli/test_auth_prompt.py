"""What sdp auth shows on a terminal, and what it reads there."""
import fcntl
import os
import pty
import signal
import subprocess
import termios
import time

import harness
import oauth


class Prompt(oauth.Case):
    def start(self, ignored=signal.SIGPIPE):
        """The command with a terminal of its own, and with a signal that it is to ignore; returns both when it asks."""
        inside, outside = pty.openpty()

        def prepare():
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            signal.signal(ignored, signal.SIG_IGN)

        running = subprocess.Popen([harness.SDP, "auth", "login"], stdin=outside, stdout=outside, stderr=outside,
                                   env=self.environment(), start_new_session=True, preexec_fn=prepare)
        os.close(outside)
        self.addCleanup(running.wait, harness.SECONDS)
        self.addCleanup(os.close, inside)  # comes first, and ends a command that still asks
        seen = b""
        while not seen.endswith(b"code: "):
            seen += os.read(inside, 1000)
        self.assertFalse(self.echoes(inside))
        with open(f"/proc/{running.pid}/cmdline", "rb") as file:
            self.assertEqual(file.read().split(b"\0")[1:], [b"auth", b"login", b""])
        return running, inside

    @staticmethod
    def echoes(terminal):
        return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)

    def answer(self, typed):
        """Types; returns the exit status and what was seen after it."""
        running, inside = self.start()
        os.write(inside, typed)
        seen = harness.all_of_terminal(inside)
        status = running.wait(harness.SECONDS)
        self.assertTrue(self.echoes(inside))
        self.assertNotIn(b"planted", seen)
        return status, seen.decode()

    def test_what_is_typed_is_not_seen(self):
        status, seen = self.answer(oauth.CODE.encode() + b"\n")
        self.assertEqual(status, 0)
        self.assertIn("exchanged", seen)

    def test_interrupted(self):
        self.assertEqual(self.answer(b"planted\x03")[0], 130)

    def test_ended_by_other_signals(self):
        for by, wanted in ((signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)):
            running, inside = self.start()
            running.send_signal(by)
            harness.all_of_terminal(inside)
            self.assertEqual(running.wait(harness.SECONDS), wanted)
            self.assertTrue(self.echoes(inside))

    def test_what_is_ignored_stays_ignored(self):
        for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            running, inside = self.start(ignored)
            running.send_signal(ignored)
            time.sleep(0.1)  # what is typed at once would come first
            os.write(inside, b"\x04")
            self.assertIn(b"the code is empty", harness.all_of_terminal(inside))
            self.assertEqual(running.wait(harness.SECONDS), 2)

    def test_no_line(self):
        status, seen = self.answer(b"\x04")
        self.assertEqual(status, 2)
        self.assertIn("the code is empty", seen)

    def test_a_token_is_not_shown(self):
        for env in (oauth.WITH_REFRESH, {"SDP_ACCESS_TOKEN": "planted"}):
            inside, outside = pty.openpty()
            done = subprocess.run([harness.SDP, "auth", "token"], stdin=subprocess.DEVNULL, stdout=outside,
                                  stderr=subprocess.PIPE, env=self.environment(env), timeout=harness.SECONDS)
            os.close(outside)
            with self.assertRaises(OSError):
                os.read(inside, 100)
            os.close(inside)
            self.assertEqual(done.returncode, 2)
            self.assertIn(b"pipe it", done.stderr)
        self.assertEqual(self.sandbox.requests(), [])


harness.main()
