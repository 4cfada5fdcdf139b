"""The command as people sit before it: a terminal of 80 columns and 24 lines, with its pager, progress and Ctrl-C."""
import os
import shlex
import shutil
import subprocess
import sys
import time

import harness

NEEDED = ("tmux", "less")
PROMPT = "ready> "


class Tmux(harness.Case):
    sandbox_arguments = ("--seed-data", "demo")

    def setUp(self):
        super().setUp()
        self.socket = os.path.join(self.state, "tmux")
        env = self.environment({"TERM": "screen", "NO_COLOR": None, "PAGER": None, "LESS": None,
                                "PS1": PROMPT, "ENV": None, "SHELL": "/bin/sh", "LC_ALL": "C.UTF-8", "TMUX": None,
                                "PATH": os.path.dirname(harness.SDP) + ":" + os.environ["PATH"]})
        subprocess.run(["tmux", "-S", self.socket, "-f", "/dev/null", "-u", "new-session", "-d", "-x", "80", "-y", "24", "sh"],
                       env=env, check=True, timeout=harness.SECONDS)
        self.addCleanup(self.tmux, "kill-server", check=False)
        self.wait_for(lambda screen: screen[-1] == PROMPT.strip())

    def tmux(self, *words, check=True):
        done = subprocess.run(["tmux", "-S", self.socket, *words], capture_output=True, timeout=harness.SECONDS, check=check)
        return done.stdout.decode()

    def type(self, *keys):
        self.tmux("send-keys", *keys)

    def screen(self, *options):
        """The lines on the screen up to the last that is not empty."""
        return self.tmux("capture-pane", "-p", *options).rstrip("\n").split("\n")

    def wait_for(self, wanted):
        until = time.monotonic() + harness.SECONDS
        while not wanted(screen := self.screen()):
            self.assertLess(time.monotonic(), until, "\n".join(screen))
            time.sleep(0.05)
        return screen

    def run_in(self, *words):
        self.type("clear; " + shlex.join(["sdp", *words]) + "; echo =$?=", "Enter")

    def ended(self, status):
        """The screen once the command has ended so."""
        return self.wait_for(lambda screen: screen[-1] == PROMPT.strip() and f"={status}=" in screen)

    def test_a_table(self):
        self.run_in("contracts", "list")
        screen = self.ended(0)
        self.assertEqual(screen[0].split(), ["id", "name", "status", "customer"])
        self.assertEqual(screen[12], "sdp: 10 rows, and there are more; --all for every page")
        self.assertTrue(all(len(line) <= 80 for line in screen))
        self.assertIn("\x1b[32mActive\x1b[", "\n".join(self.screen("-e")))

    def test_what_fits_leaves_no_pager(self):
        self.run_in("products", "list", "--all")
        screen = self.ended(0)
        self.assertTrue(any("iPad Air" in line for line in screen), screen)

    def test_the_pager(self):
        box = harness.Sandbox("--seed-data", "300")
        self.addCleanup(box.stop)
        self.type(f"SDP_BASE_URL={box.base_url}", "Enter")
        self.run_in("products", "list", "--all")
        self.wait_for(lambda screen: len(screen) == 24 and screen[-1] == ":")
        self.type("Space")
        self.wait_for(lambda screen: len(screen) == 24 and screen[0].split()[0] != "id" and screen[-1] == ":")
        self.type("q")
        screen = self.ended(0)
        self.assertFalse([line for line in screen if line.startswith("sdp:")], screen)
        # The terminal is as before: what is typed is shown.
        self.type("echo typed", "Enter")
        self.wait_for(lambda screen: screen[-2:] == ["typed", PROMPT.strip()] and screen[-3] == PROMPT + "echo typed")

    def test_interrupt_within_the_pager(self):
        box = harness.Sandbox("--seed-data", "300", "--fault", "GET /products* skip=2 stall")
        self.addCleanup(box.stop)
        self.type(f"SDP_BASE_URL={box.base_url}", "Enter")
        self.run_in("products", "list", "--all")
        self.wait_for(lambda screen: len(screen) == 24 and screen[-1] == ":")
        box.wait_for("GET /products", 3)
        for _ in range(3):
            self.type("C-c")
            time.sleep(0.1)
        time.sleep(1)  # until the request is given up, which nothing shows
        self.assertNotIn(PROMPT.strip(), self.screen()[-1])
        self.type("q")
        screen = self.ended(130)
        self.assertEqual(len([line for line in screen if line.startswith("sdp: ")]), 1, screen)

    def test_progress_and_interrupt(self):
        box = harness.Sandbox("--seed-data", "300", "--fault", "GET /products* latency:200", "--fault",
                              "GET /products* skip=2 stall")
        self.addCleanup(box.stop)
        self.type(f"SDP_BASE_URL={box.base_url}", "Enter")
        self.type("clear; sdp products list --all --output jsonl > " + os.path.join(self.state, "rows") + "; echo =$?=", "Enter")
        self.wait_for(lambda screen: screen[0].endswith(" rows"))
        box.wait_for("GET /products", 3)
        self.type("C-c")
        screen = self.ended(130)
        self.assertTrue(screen[0].startswith("sdp: "), screen)
        self.assertNotIn("rows", screen[0])
        with open(os.path.join(self.state, "rows"), encoding="utf-8") as file:
            self.assertGreaterEqual(len(file.readlines()), 100)

    def test_an_error_is_red(self):
        self.run_in("products", "get", "1")
        self.ended(1)
        self.assertRegex(self.screen("-e")[0], "^\x1b\\[31msdp:\x1b\\[(0|39)m ")


missing = [name for name in NEEDED if shutil.which(name) is None]
if missing and not os.environ.get("SDP_NO_SKIP"):
    print(f"left out: needs {' and '.join(missing)}")
    sys.exit(77)
harness.main()
