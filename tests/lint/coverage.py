"""Every operation of the service has its function, its command, its route of the sandbox and its golden test, and
docs/coverage.md says so. Nothing is taken from a list: headers are read, and the rest is run. The expected operations are
those of the vendor's pages (tests/fixtures/operations.json) and the two that they mention.

    coverage.py ROOT SDP SANDBOX TESTS            checks; TESTS is the folder of the golden test programs
    coverage.py ROOT SDP SANDBOX TESTS --write    writes the page from what was found
    coverage.py ROOT                              checks functions and page alone
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request

import declarations
import project

PAGE = "docs/coverage.md"
SECONDS = 60
# Programs whose requests come from the typed functions; golden_fixtures goes through all of them by name.
GOLDEN = ["products", "customers", "contracts", "contracts_verbs", "neucrm", "uploads"]
# What an operation is called on: things of --seed-data vendor.
IDS = {"products": "2389334491499884", "customers": "100000000000044788", "contracts": "100000000000033283", "neucrm": "1235",
       "customers.restore_from_trash": "100000000000042918", "contracts.renew": "100000000000036383",
       "contracts.restore_from_trash": "100000000000037365"}
BEFORE = {"contracts.restore_from_trash": ["contracts", "move_to_trash", IDS["contracts.restore_from_trash"]]}
# Where the pages print no request.
INPUTS = {
    "contracts.dissociate_assets": '[{"asset":{"id":"100000000000033317"}}]',
    "contracts.dissociate_software_licenses": '[{"software_license":{"id":"100000000000040109"}}]',
    "contracts.dissociate_child_contract": '{"child_contract":{"id":"100000000000033287"}}',
    "neucrm.create": '{"type":"Individual","name":"N","mobile":"1","email":"a@example.com","zipcode":"1","state":"Goa",'
                     '"city":"Panaji","street":"1"}',
    "neucrm.update": '{"street":"2nd street"}',
}
BEFORE.update({name: ["contracts", name.split(".")[1].replace("dis", "as"), IDS["contracts"], "--input", INPUTS[name]]
               for name in INPUTS if ".dissociate_" in name})


def expected(root):
    """Name, method and path of all operations."""
    rows = json.loads(project.read(os.path.join(root, "tests/fixtures/operations.json")))
    found = {row["operation"]: row for row in rows}
    for name, route in project.MENTIONED_OPERATIONS.items():
        method, path = route.split(" ")
        found[name] = {"operation": name, "method": method, "path": path, "multipart": []}
    return found


def functions(root):
    """The exported function that names each operation as the vendor's."""
    found = {}
    for one in declarations.exported(root):
        named = re.search(r"@vendor (\S+):", one.comment or "")
        if named:
            found[named.group(1)] = one.name
    return found


class Desk:
    """The command against a sandbox."""

    def __init__(self, root, sdp, sandbox):
        self.root, self.sdp = root, sdp
        self.process = subprocess.Popen([sandbox, "--port", "0", "--exit-with-parent", "--seed-data", "vendor"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        ready = json.loads(self.process.stdout.readline())
        self.control = f"http://127.0.0.1:{ready['port']}/_sandbox/"
        self.environment = {"PATH": os.environ.get("PATH", ""), "SDP_BASE_URL": ready["base_url"], "SDP_ACCESS_TOKEN": "t",
                            "NEUCRM_BASE_URL": ready["neucrm_base_url"], "NEUCRM_USERID": "5", "NEUCRM_API_KEY": "k"}

    def ask(self, method, what):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(self.control + what, method=method), timeout=SECONDS) as answer:
            return json.loads(answer.read())

    def run(self, words):
        return subprocess.run([self.sdp, *words], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=SECONDS)

    def words(self, row):
        """The command of an operation, with the request that its page prints."""
        name = row["operation"]
        noun, verb = name.split(".")
        words = [noun, verb]
        printed = row.get("input_data") or ""
        if "{" in row["path"] or verb in ("update", "delete"):
            words.append(IDS.get(name, IDS[noun]))
        if "multipart" in row:
            words += ["--file", os.path.join(self.root, "LICENSE")]
        elif name in INPUTS:
            words += ["--input", INPUTS[name]]
        elif printed.endswith(".json"):
            words += ["--input", "@" + os.path.join(self.root, "tests/fixtures", printed)]
        return words

    def check(self, row):
        """Whether the command sent the operation's request, whether the sandbox did it, and what went wrong."""
        name = row["operation"]
        self.ask("POST", "reset")
        if name in BEFORE:
            self.run(BEFORE[name])
        before = len(self.ask("GET", "requests"))
        done = self.run(self.words(row))
        path = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(row["path"]))
        came = [one for one in self.ask("GET", "requests")[before:]
                if one["method"] == row["method"] and re.search(r"(^|/api/v3)" + path + r"(\?|$)", one["path"])]
        return bool(came), bool(came) and came[-1]["status"] == 200 and done.returncode == 0, done.stderr.strip()

    def stop(self):
        self.process.stdin.close()
        self.process.wait(SECONDS)
        self.process.stdout.close()


def golden(tests):
    """The test that compared each operation's request with the page."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in GOLDEN:
            notes = os.path.join(folder, name)
            program = os.path.join(tests, "golden_" + name)
            if not os.path.exists(program):
                continue
            subprocess.run([program], env={**os.environ, "SDP_GOLDEN_COVERED": notes}, capture_output=True,
                           timeout=SECONDS, check=False)
            for operation in project.read(notes).split() if os.path.exists(notes) else []:
                found.setdefault(operation, f"golden.{name}")
    return found


def run_all(root, rows, sdp, sandbox, tests):
    """Problems, and for each operation its command, its route and its golden test; None where there is none."""
    tested = golden(tests)
    desk = Desk(root, sdp, sandbox)
    found, problems = {}, []
    for name, row in rows.items():
        command, route, message = desk.check(row)
        found[name] = (" ".join(["sdp", *name.split(".")]) if command else None,
                       f"{row['method']} {row['path']}" if route else None, tested.get(name))
        if not command:
            problems.append(f"{name}: the command does not send it: {message}")
        elif not route:
            problems.append(f"{name}: the sandbox does not do it: {message}")
        if name not in tested:
            problems.append(f"{name}: no golden test produces it by typed functions")
    desk.stop()
    return found, problems


HEAD = """# Coverage

Made by `tests/lint/coverage.py`, which runs what stands here: the function is declared, the command sends the request to
the sandbox, the sandbox does what it asks for, and the golden test compares the request of the typed function with the
vendor's page. [operations.md](operations.md) has the details of each.

| operation | function | command | route of the sandbox | test |
|---|---|---|---|---|
"""


def page(rows, named, found):
    lines = []
    counts = [0, 0, 0, 0]
    for name in rows:
        cells = [f"{named[name]}()" if name in named else None, *found.get(name, (None, None, None))]
        counts = [count + (cell is not None) for count, cell in zip(counts, cells)]
        lines.append(" | ".join([f"| {name}", *(f"`{cell}`" if cell else "**none**" for cell in cells)]) + " |\n")
    total = " | ".join(f"**{count} of {len(rows)}**" for count in counts)
    return HEAD + "".join(lines) + f"| **{len(rows)}** | {total} |\n"


def main():
    root = project.root_argument()
    rows, named = expected(root), functions(root)
    place = os.path.join(root, PAGE)
    text = project.read(place) if os.path.exists(place) else ""
    problems = [f"{name}: no function has it as its @vendor" for name in rows if name not in named]
    if len(sys.argv) == 2:
        problems += [f"{PAGE}: no complete row for {name}" for name in rows
                     if f"| {name} | `{named.get(name)}()` | `sdp {name.replace('.', ' ')}` | `{rows[name]['method']} " not in text]
        project.finish("coverage", problems, len(rows))
    found, more = run_all(root, rows, *sys.argv[2:5])
    made = page(rows, named, found)
    problems += more
    if sys.argv[5:] == ["--write"]:
        with open(place, "w", encoding="utf-8") as file:
            file.write(made)
    elif made != text:
        problems.append(f"{PAGE} is not what was found: python3 tests/lint/coverage.py . SDP SANDBOX TESTS --write")
    project.finish("coverage", problems, len(rows))


main()
