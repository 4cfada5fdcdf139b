"""Completion: what the command offers for each place, and the scripts in shells that people sit at."""
import os
import pty
import select
import shutil
import subprocess
import time
import unittest

import harness

OPERATIONS = ["add", "edit", "get", "list", "delete", "export", "import"]
TASKS = ["export", "import", "expiring", "tree", "report"]  # made of several operations
FOLDER = os.path.dirname(harness.SDP)


def needs(shell):
    missing = shutil.which(shell) is None and not os.environ.get("SDP_NO_SKIP")
    return unittest.skipIf(missing, f"needs {shell}")


class Words(harness.Case):
    def offered(self, *words):
        lines = self.good("completion", "words", "--", *words).out.splitlines()
        return [line.split("\t")[0] for line in lines]

    def test_commands(self):
        self.assertEqual(self.offered("prod"), ["products"])
        self.assertEqual(self.offered("do"), ["doctor", "download"])
        self.assertEqual(self.offered("auth", ""), ["login", "status", "token"])
        self.assertEqual(self.offered("completion", ""), ["bash", "zsh", "fish"])
        self.assertEqual(self.offered("doctor", ""), [])
        everything = self.offered("")
        for word in ("products", "customers", "contracts", "neucrm", "auth", "batch", "doctor", "describe", "download",
                     "help", "completion"):
            self.assertIn(word, everything)

    def test_operations(self):
        self.assertEqual(self.offered("products", ""), OPERATIONS)
        self.assertEqual(self.offered("--output", "json", "products", "ed"), ["edit"])
        self.assertEqual(self.offered("--output=json", "--verbose", "products", "ed"), ["edit"])
        self.assertEqual(self.offered("describe", "products", "g"), ["get"])
        self.assertEqual(self.offered("help", "products", "g"), ["get"])
        self.assertEqual(self.offered("describe", "do"), [])
        self.assertEqual(self.offered("products", "get", ""), [])  # an id that nobody knows here
        self.assertEqual(self.offered("nobody", ""), [])
        rows = self.good("describe", "--output", "json").json
        for noun in {row["operation"].split(".")[0] for row in rows}:
            self.assertEqual([f"{noun}.{verb}" for verb in self.offered(noun, "") if verb not in TASKS],
                             [row["operation"] for row in rows if row["operation"].split(".")[0] == noun])

    def test_options(self):
        self.assertEqual(self.offered("products", "list", "--so"), ["--sort"])
        self.assertEqual(self.offered("batch", "--in"), ["--in-order"])
        self.assertEqual(self.offered("products", "--", "-"), [])
        text = self.good("--help").out
        for option in self.offered("-"):
            self.assertIn(f"\n  {option} ", text)

    COMMON = ["--output", "--timeout-ms", "--max-retries", "--verbose", "--profile", "--color", "--no-pager", "--quiet",
              "--help", "--version"]

    def own(self, *words):
        return sorted(set(self.offered(*words, "-")) - set(self.COMMON))

    def test_options_of_a_command(self):
        for words, wanted in (("auth login", "--dc --redirect-uri"), ("auth status", ""), ("doctor", ""), ("describe products", ""),
                              ("help products", ""), ("completion", ""), ("contracts tree", ""),
                              ("batch", "--allow-unknown --concurrency --dry-run --in-order"), ("download", "--curl --dry-run --file"),
                              ("products delete", "--allow-unknown --curl --dry-run"),
                              ("customers upload_image", "--allow-unknown --curl --dry-run --fields --file"),
                              ("products add", "--allow-unknown --curl --dry-run --ensure --fields --input --set"),
                              ("neucrm list", "--all --allow-unknown --checkpoint --count --curl --dry-run --fields --input --set --sort")):
            self.assertEqual(self.own(*words.split()), wanted.split(), words)
            self.assertLessEqual(set(self.COMMON), set(self.offered(*words.split(), "--")))
        for words in ((), ("products",), ("products", "nobody"), ("nobody",)):
            self.assertIn("--where", self.own(*words))
            self.assertIn("--dc", self.own(*words))

    VALUES = {"--days": "1", "--concurrency": "2", "--today": "2027-01-01", "--file": "/dev/null", "--set": "name=x",
              "--sort": "name", "--fields": "name", "--where": "name is x", "--input": "{}",
              "--query": "{}", "--redirect-uri": "x"}

    def with_values(self):
        """Each option that not every command takes, as words of a command line; but for one that needs another."""
        made = {}
        for option in sorted(set(self.offered("-")) - {*self.COMMON, "--checkpoint"}):
            values = self.offered(option + "=")
            made[option] = [option, self.VALUES[option]] if option in self.VALUES else [values[-1]] if values else [option]
        return made

    def is_refused(self, words, option, typed):
        """Whether the command says that an option has no place with it."""
        done = self.sdp(*words, *typed)
        return f"{option} is for " in done.err or f"{option} is not for " in done.err

    def test_what_is_offered_is_taken(self):
        options = self.with_values()
        for words in ("contracts expiring", "products import /none", "auth status", "describe products", "batch /none",
                      "download /none", "products list", "products add", "neucrm list", "customers upload_image --file /dev/null"):
            offered = set(self.own(*words.split()))
            for option, typed in options.items():
                self.assertEqual(self.is_refused(words.split(), option, typed), option not in offered, f"{words} {option}")

    def test_every_operation_refuses_what_it_is_not_offered(self):
        """In dry runs. Operations that are offered the same are of one kind, and one of them stands for all."""
        options = self.with_values()
        kinds = {}
        for row in self.good("describe", "--output", "json").json:
            words = row["operation"].split(".")
            kinds.setdefault(frozenset(self.own(*words)), [*words, *["1"] * row["ids"]])
        self.assertGreater(len(kinds), 5)
        for offered, words in kinds.items():
            file = ["--file", "/dev/null"] if "--file" in offered else []
            for option, typed in options.items():
                self.assertEqual(self.is_refused([*words, *file, "--dry-run"], option, typed), option not in offered,
                                 f"{words} {option}")

    def test_values_of_options(self):
        self.assertEqual(self.offered("products", "list", "--output", "j"), ["json", "jsonl"])
        self.assertEqual(self.offered("products", "list", "--output=t"), ["--output=table"])
        self.assertEqual(self.offered("auth", "login", "--dc", "u"), ["us", "uk"])
        self.assertEqual(self.offered("--timeout-ms", ""), [])
        self.assertEqual(self.offered("--dry-run=", ""), self.offered(""))
        # A new kind of value is a decision to be made, not a word in capitals to be offered.
        for option in self.offered("-"):
            for value in self.offered(option, ""):
                self.assertTrue(value.startswith(":files ") or value == value.lower(), f"{option} {value}")

    def test_files(self):
        self.assertEqual(self.offered("batch", ""), [":files ", "-"])
        self.assertEqual(self.offered("batch", "calls"), [":files "])
        self.assertEqual(self.offered("customers", "upload_image", "--file", "logo"), [":files "])
        self.assertEqual(self.offered("customers", "upload_image", "--file=logo"), [":files --file="])
        self.assertEqual(self.offered("products", "list", "--all", "--checkpoint", ""), [":files "])
        self.assertEqual(self.offered("products", "add", "--input", ""), ["@", "-"])
        self.assertEqual(self.offered("products", "add", "--input", "@a"), [":files @"])
        self.assertEqual(self.offered("products", "add", "--input=@a"), [":files --input=@"])

    def test_members(self):
        self.assertEqual(self.offered("products", "list", "--sort", "na"), ["name"])
        self.assertEqual(self.offered("products", "list", "--sort", "-na"), ["-name"])
        self.assertEqual(self.offered("products", "list", "--fields", "id,na"), ["id,name"])
        self.assertEqual(self.offered("products", "list", "--fields", "product_type.n"), ["product_type.name"])
        self.assertEqual(self.offered("customers", "upload_image", "--fields", "file"), ["file_id"])
        self.assertEqual(self.offered("products", "delete", "--fields", ""), [])
        self.assertEqual(self.offered("contracts", "report", "--fields", "cost,next"), ["cost,next_end"])
        self.assertEqual(self.offered("contracts", "expiring", "--fields=day"), ["--fields=days_left"])
        for task in ("report", "expiring"):
            columns = self.offered("contracts", task, "--fields", "")
            self.good("contracts", task, "--fields", ",".join(columns))
            help_text = " ".join(self.good("help", "contracts", task).out.split())
            for column in columns:
                self.assertIn(column, help_text)
        self.assertEqual(self.offered("--sort", ""), [])

    def test_assignments(self):
        self.assertEqual(self.offered("products", "add", "--set", "na"), ["name="])
        self.assertEqual(self.offered("products", "add", "--set=na"), ["--set=name="])
        self.assertEqual(self.offered("products", "add", "--set", "product_ty"), ["product_type."])
        self.assertEqual(self.offered("products", "add", "--set", "product_type.n"), ["product_type.name="])
        self.assertEqual(self.offered("products", "add", "--set", "is_laptop="), ["is_laptop=true", "is_laptop=false"])
        self.assertEqual(self.offered("products", "add", "--set", "comments:=n"), ["comments:=null"])
        self.assertEqual(self.offered("products", "add", "--set", "name="), [])
        self.assertEqual(self.offered("neucrm", "list", "--set", "created"), ["created_from=", "created_upto="])
        self.assertEqual(self.offered("contracts", "renew", "1", "--set", "na"), ["name="])
        self.assertEqual(self.offered("contracts", "renew", "1", "--set", "disable"), ["disable_notification="])
        self.assertEqual(self.offered("contracts", "renew", "1", "--set", "contract.na"), ["contract.name="])
        self.assertEqual(self.offered("products", "list", "--set", ""), [])
        self.assertNotIn("id=", self.offered("products", "add", "--set", ""))  # the service alone sets it

    def test_what_is_offered_for_set_is_taken(self):
        """Every member of an add, in a dry run: nothing is offered that the command would refuse by its name."""
        for noun in ("products", "customers", "contracts"):
            for member in self.offered(noun, "add", "--set", ""):
                for end in self.offered(noun, "add", "--set", member) if member.endswith(".") else [member]:
                    if end.endswith("="):
                        done = self.sdp(noun, "add", "--set", end[:-1] + ":=null", "--dry-run")
                        self.assertNotIn("has no member", done.err)

    def test_conditions(self):
        def conditions(*where):
            return self.offered("products", "list", "--where", *where)
        self.assertIn("part_no", conditions(""))
        self.assertEqual(conditions("name co"), ["name contains "])
        self.assertEqual(conditions("na"), conditions("name"))
        self.assertEqual(conditions("name "), conditions("name"))
        self.assertEqual(conditions("name is x and part_no not c"), ["name is x and part_no not contains "])
        self.assertEqual(conditions("(name is x or name sta"), ["(name is x or name starts with "])
        self.assertEqual(conditions("product_type.name sta"), ["product_type.name starts with "])
        self.assertEqual(conditions("nobody is "), [])
        listed = self.good("products", "list", "--help").out.split("Conditions for")[1]
        offered = [one[len("name "):].strip() for one in conditions("name ")]
        self.assertEqual(len(offered), 12)
        for condition in offered:
            self.assertIn(f" {condition}", listed)

    def test_odd_lines(self):
        self.assertEqual(self.offered(), [])
        for words in (["products", "add", "--set", "a.b.c.d=.[[].=:="], ["--set", "=", "--", "--", ""], ["a"] * 50 + [""],
                      ["products", "list", "--where", "((and or "], ["products", "list", "--fields", ",,.,"], ["-", "--=", "=-"],
                      ["products", "list", "--where", "\u00fc\tx\n"], ["products", "add", "--set", "[", "x"]):
            self.offered(*words)
        self.bad(2, "completion", says="bash, zsh or fish")
        self.bad(2, "completion", "tcsh", says="bash, zsh or fish")
        self.bad(2, "completion", "bash", "zsh", says="bash, zsh or fish")

    def test_needs_nothing(self):
        changes = {"SDP_BASE_URL": "ftp://x", "SDP_TIMEOUT_MS": "x", "SDP_ACCESS_TOKEN": None}
        for words in (("bash",), ("zsh",), ("fish",), ("words", "--", "")):
            self.good("completion", *words, env=changes)


class Typist:
    """An interactive shell in a terminal of its own. What a line has become after a Tab is read from a file, in which
    the shell writes it at Ctrl-X d, and empties the line."""

    def __init__(self, command, environment, out):
        self.out = out
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            try:
                os.execvpe(command[0], command, environment)
            finally:
                os._exit(127)

    def wait(self, ready):
        """Reads what the shell shows until it is ready, or nothing comes for long."""
        end = time.monotonic() + harness.SECONDS
        while not ready() and time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.05)[0]:
                try:
                    os.read(self.terminal, 65536)
                except OSError:
                    break
        return ready()

    def lines(self):
        with open(self.out, encoding="utf-8") as file:
            return file.read().split("\n")[:-1]

    def becomes(self, line):
        before = len(self.lines())
        os.write(self.terminal, line.encode() + b"\t\x18d")
        if not self.wait(lambda: len(self.lines()) > before):
            raise AssertionError(f"nothing came of {line!r}")
        return self.lines()[before]

    def stop(self):
        os.write(self.terminal, b"\x15exit\r")
        os.close(self.terminal)
        os.waitpid(self.pid, 0)


class Shells(harness.Case):
    def setUp(self):
        super().setUp()
        with open(os.path.join(self.state, "calls file.jsonl"), "w", encoding="utf-8"):
            pass
        self.path = self.environment({"PATH": FOLDER + os.pathsep + os.environ["PATH"], "HOME": self.state,
                                      "TERM": "dumb", "ZDOTDIR": self.state, "OUT": self.state + "/lines"})
        self.path.pop("INPUTRC", None)

    def type_in(self, command, start_name, start):
        """Lines that people type, with the Tab, and what becomes of them."""
        open(self.path["OUT"], "w", encoding="utf-8").close()
        with open(os.path.join(self.state, start_name), "w", encoding="utf-8") as file:
            file.write(f"cd '{self.state}'\n{start}\necho ready >>\"$OUT\"\n")
        typist = Typist(command, self.path, self.path["OUT"])
        try:
            self.assertTrue(typist.wait(lambda: typist.lines() == ["ready"]), typist.lines())
            for line, wanted in (
                    ("sdp prod", "sdp products "), ("sdp products l", "sdp products list "),
                    ("sdp products list --so", "sdp products list --sort "),
                    ("sdp products list --output=ta", "sdp products list --output=table "),
                    ("sdp products list --sort -na", "sdp products list --sort -name "),
                    ("sdp products list --where 'na", "sdp products list --where 'name "),
                    ("sdp products list --where name\\ con", "sdp products list --where name\\ contains\\ "),
                    ("sdp products add --set is_la", "sdp products add --set is_laptop="),
                    ("sdp products add --set is_laptop=t", "sdp products add --set is_laptop=true "),
                    ("sdp products add --input @calls", "sdp products add --input @calls\\ file.jsonl "),
                    ("sdp batch cal", "sdp batch calls\\ file.jsonl "),
                    ("sdp auth login --dc e", "sdp auth login --dc eu ")):
                # bash puts a backslash before the @ of a name of a file, which changes nothing.
                self.assertEqual(typist.becomes(line).replace("\\@", "@"), wanted, f"{command[0]}: {line}")
        finally:
            typist.stop()

    @needs("bash")
    def test_bash_typed(self):
        self.type_in(["bash", "--noprofile", "--rcfile", self.state + "/start", "-i"], "start",
                     'eval "$(sdp completion bash)"\n'
                     "line() { printf '%s\\n' \"$READLINE_LINE\" >>\"$OUT\"; READLINE_LINE=; }\n"
                     "bind -x '\"\\C-xd\": line'; bind 'set bell-style none'")

    @needs("zsh")
    def test_zsh_typed(self):
        self.type_in(["zsh", "-d", "-i"], ".zshrc",
                     "autoload -Uz compinit; compinit -u -D\n"
                     'eval "$(sdp completion zsh)"\n'
                     'line() { print -r -- "$BUFFER" >>$OUT; BUFFER=; }\n'
                     "zle -N line; bindkey -e; bindkey '^Xd' line; unsetopt beep")

    @needs("zsh")
    def test_zsh_from_its_folder(self):
        """As it is installed: a function on the fpath that is read when it is first asked for."""
        with open(os.path.join(self.state, "_sdp"), "w", encoding="utf-8") as file:
            file.write(self.good("completion", "zsh").out)
        self.type_in(["zsh", "-d", "-i"], ".zshrc",
                     f"fpath=('{self.state}' $fpath); autoload -Uz compinit; compinit -u -D\n"
                     'line() { print -r -- "$BUFFER" >>$OUT; BUFFER=; }\n'
                     "zle -N line; bindkey -e; bindkey '^Xd' line; unsetopt beep")

    @needs("bash")
    def test_bash_by_hand(self):
        script = self.good("completion", "bash").out
        for line, words, wanted in (
                ("sdp prod", ["sdp", "prod"], ["products"]), ("sdp products ", ["sdp", "products", ""], OPERATIONS),
                ("sdp products list --output=j", ["sdp", "products", "list", "--output", "=", "j"], ["json", "jsonl"]),
                ("sdp products list --output j", ["sdp", "products", "list", "--output", "j"], ["json", "jsonl"]),
                ("sdp products list --output=", ["sdp", "products", "list", "--output", "="], ["json", "jsonl", "table", "csv", "raw"]),
                ('sdp products list --where "name co', ["sdp", "products", "list", "--where", '"name co'], ["name contains "]),
                ("sdp doctor ", ["sdp", "doctor", ""], [])):
            program = script + """
shift; COMP_LINE=$1; COMP_POINT=${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
_sdp; for word in "${COMPREPLY[@]}"; do echo "$word"; done"""
            done = subprocess.run(["bash", "-c", program, "bash", "bash", line, *words], capture_output=True, text=True,
                                  env=self.path, timeout=harness.SECONDS)
            self.assertEqual((done.stdout.splitlines(), done.stderr), (wanted, ""), line)

    @needs("fish")
    def test_fish(self):
        for line, wanted in (("sdp products ", OPERATIONS), ("sdp prod", ["products"]), ("sdp products list --so", ["--sort"]),
                             ("sdp products list --output=j", ["--output=json", "--output=jsonl"]),
                             ("sdp products list --where 'name con", ["name contains "]),
                             ("sdp products list --where name\\ con", ["name contains "]),
                             ("sdp products add --set is_laptop=", ["is_laptop=true", "is_laptop=false"]),
                             ("sdp products add --input @cal", ["@calls file.jsonl"]),
                             ("sdp batch cal", ["calls file.jsonl"]), ("sdp auth login --dc e", ["eu"])):
            program = "sdp completion fish | source; complete -C $argv[1]"
            done = subprocess.run(["fish", "--no-config", "-c", program, line], capture_output=True, text=True, env=self.path,
                                  timeout=harness.SECONDS, cwd=self.state)
            self.assertEqual(([row.split("\t")[0] for row in done.stdout.splitlines()], done.stderr), (wanted, ""), line)
            if wanted == OPERATIONS:
                self.assertIn("add\tAdds a product", done.stdout)


harness.main()
