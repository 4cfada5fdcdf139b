"""The manual pages: each tells all that --help tells, and nothing else; and they are clean by mandoc's own judgement."""
import os
import re
import shutil
import subprocess
import unittest

import harness

SANDBOX_PAGE = os.path.join(os.path.dirname(harness.SDP), "printed", "sdp-sandbox.1")


def plain(roff):
    """The words of a page without its language."""
    return roff.replace("\\-", "-").replace("\\e", "\\").replace("\\&", "")


def items(page, macro):
    return re.findall(rf"^\.It {macro} (\S+)(?: Ar (.*))?$", plain(page), re.M)


class Manual(harness.Case):
    def setUp(self):
        super().setUp()
        self.page = self.good("help", "man").out
        self.help = self.good("--help").out

    def test_options(self):
        told = [("-" + name, value) for name, value in items(self.page, "Fl")]
        section = self.help.split("Options, which")[1].split("\n\n")[0]
        self.assertEqual(told, re.findall(r"^  (--\S+) ?(\S*)(?:  |$)", section, re.M))
        self.assertGreater(len(told), 20)

    def test_environment(self):
        told = [name for name, _ in items(self.page, "Ev")]
        section = self.help.split("\nEnvironment\n")[1].split("\n\n")[0]
        self.assertEqual(told, re.findall(r"^  (\S+)", section, re.M))

    def test_exit_status(self):
        section = plain(self.page).split(".Sh EXIT STATUS")[1].split(".El")[0]
        told = re.findall(r"^\.It Cm (\d+)\n(.*)", section, re.M)
        listed = self.help.split("\nExit status\n")[1]
        self.assertEqual([f"{number} {doc}" for number, doc in told], [" ".join(line.split()) for line in listed.splitlines()])

    def test_commands(self):
        told = plain(self.page).split(".Sh COMMANDS")[1].split(".Sh OPTIONS")[0]
        for row in self.good("describe", "--output", "json").json:
            verb = row["operation"].split(".")[1]
            ids = "".join(" " + name.upper() for name in row["id_names"])
            self.assertIn(f".It Cm {verb}{' Ar' + ids if ids else ''}\n{row['doc']}\n", told)
        for command in ("auth", "batch", "doctor", "describe", "download", "help", "completion"):
            self.assertRegex(told, rf"\n\.It Cm {command}\b")
            self.assertRegex(self.help, rf"\n  {command}\b")

    def test_examples(self):
        for line in re.findall(r"^  (sdp .*)", self.help.split("\nExamples\n")[1].split("\n\n")[0], re.M):
            self.assertIn("\n" + line + "\n", plain(self.page))

    @unittest.skipIf(not os.path.exists(SANDBOX_PAGE), "not built here")
    def test_the_sandbox(self):
        with open(SANDBOX_PAGE, encoding="utf-8") as file:
            page = plain(file.read())
        usage = subprocess.run([harness.SANDBOX, "--help"], capture_output=True, text=True, check=True).stdout
        told = ["-" + name for name, _ in items(page, "Fl")]
        self.assertEqual(told, re.findall(r"(?:^  |, )(--[a-z-]+)(?=[ ,\n])", re.sub(r"(?m)^  (--\S+ .*?)  .*", r"  \1 ", usage), re.M))
        words = re.sub(r"\s+", " ", re.sub(r"(?m)^\.\S+.*$", " ", page))
        for line in usage.splitlines()[3:]:
            doc = line[25:] if line.startswith(" ") else line
            if not doc.strip().endswith(":"):
                self.assertIn(re.sub(r"\s+", " ", doc).strip(), words)

    def test_the_options_of_the_sandbox(self):
        """Its table of options, --help and the document name the same ones, and tell alike whether a value comes next."""
        with open(os.path.join(harness.ROOT, "examples", "sandbox", "options.c"), encoding="utf-8") as file:
            table = {name: kind == "VALUE" for kind, name in re.findall(r'^    (VALUE|SWITCH)\("(--[a-z-]+)", \w+\),$', file.read(), re.M)}
        self.assertGreater(len(table), 30)
        usage = subprocess.run([harness.SANDBOX, "--help"], capture_output=True, text=True, check=True).stdout
        listed = {name: bool(value) for name, value in re.findall(r"^  (--[a-z-]+)( [^ ]+)?", usage, re.M)}
        self.assertIn("\n  --help, --version\n", usage)
        self.assertIn("; also --seed\n", usage)
        self.assertEqual(table, {**listed, "--version": False, "--seed": True})
        with open(os.path.join(harness.ROOT, "docs", "sandbox.md"), encoding="utf-8") as file:
            section = file.read().split("\n## Options\n")[1].split("\n## ")[0]
        cells = re.findall(r"^\| (`--.*?) \| ", section, re.M)
        told = {name: bool(value) for cell in cells for name, value in re.findall(r"`(--[a-z-]+)( [^`]+)?`", cell)}
        self.assertEqual(table, {**told, "--help": False, "--version": False})
        for name, takes_value in table.items():
            done = subprocess.run([harness.SANDBOX, name] + ["--version"] * (not takes_value), capture_output=True, text=True,
                                  timeout=harness.SECONDS)
            self.assertEqual((done.returncode, done.stderr), (2, f"sdp-sandbox: a value is missing after '{name}'; see sdp-sandbox --help\n")
                             if takes_value else (0, ""))

    @unittest.skipIf(shutil.which("mandoc") is None and not os.environ.get("SDP_NO_SKIP"), "needs mandoc")
    def test_mandoc(self):
        pages = [self.state + "/sdp.1"] + [SANDBOX_PAGE] * os.path.exists(SANDBOX_PAGE)
        with open(pages[0], "w", encoding="utf-8") as file:
            file.write(self.page)
        for page in pages:
            done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout), (0, ""))


harness.main()
