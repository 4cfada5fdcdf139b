"""Does what documents say, word by word, and compares what comes with what they show.

    transcript.py PREFIX DOCUMENT...

PREFIX is where the library is installed. The blocks of the documents are taken in their order, all in one empty folder and
one shell session, with a free port in the place of 8080:

    ```c        whose first line is a comment with the name of a file: the file
    ```sh       commands; they must succeed
    ```sh set-up    what a reader does once, such as installing; done already, and left out here
    ```text     what the commands above print. A line "…" stands for any lines, "…" within a line for any text

Documents without any commands are a failure, and so is a C block that nothing compiles.
"""
import glob
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile

PORT = "8080"
BLOCK = re.compile(r"^```(\w+)(?: ([\w-]+))?\n(.*?)^```$", re.M | re.S)
FILE_NAME = re.compile(r"/\* (\w[\w.]*\.[ch])\b.*?\*/")


def free_port():
    """Below the ports that systems give to clients, so that nobody takes it until the commands use it, and again."""
    while True:
        port = random.randrange(20000, 32000)
        try:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
                return str(port)
        except OSError:
            continue


def pattern_of(expected):
    """The expected lines as an expression: an ellipsis alone on a line stands for any number of lines."""
    parts = []
    for line in expected.splitlines():
        if line.strip() == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*?".join(re.escape(piece) for piece in line.split("…")) + r"\n")
    return re.compile("".join(parts) + r"\Z")


class Step:
    def __init__(self, path, commands):
        self.path = path
        self.commands = commands
        self.expected = None


def blocks_of(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for block in BLOCK.findall(file.read()):
                yield path, *block


def read(paths, port):
    """The files that the documents bring, and their commands with what they should print."""
    files, steps = {}, []
    for path, language, word, body in blocks_of(paths):
        body = body.replace(PORT, port)
        if language == "c":
            name = FILE_NAME.match(body)
            if name is None:
                raise SystemExit(f"a C block does not begin with a comment that names its file:\n{body[:200]}")
            # A file may be shown again as it grows: each step sees what stands above it.
            steps.append(("file", name.group(1), body))
            files[name.group(1)] = body
        elif language == "sh" and word != "set-up":
            steps.append(Step(path, body))
        elif language == "text":
            if not steps or not isinstance(steps[-1], Step):
                raise SystemExit(f"an output without commands before it:\n{body[:200]}")
            steps[-1].expected = body
    commands = "".join(step.commands for step in steps if isinstance(step, Step))
    for name in files:
        if name.endswith(".c") and name not in commands:
            raise SystemExit(f"{name} is shown and never compiled")
    if not commands:
        raise SystemExit("the documents have no commands")
    return steps


def script_of(steps, folder):
    """One shell script, so that variables and background jobs live on from block to block."""
    lines = []
    for number, step in enumerate(steps):
        if not isinstance(step, Step):
            text = os.path.join(folder, f".file-{number}")
            with open(text, "w", encoding="utf-8") as file:
                file.write(step[2])
            lines.append(f"cp .file-{number} {step[1]}")
            continue
        with open(os.path.join(folder, f".step-{number}"), "w", encoding="utf-8") as file:
            file.write(step.commands)
        lines.append(f"set -e; . ./.step-{number} >.output-{number} 2>&1; set +e; echo {number} >.reached")
    return "\n".join(lines) + "\n"


def environment(prefix):
    libraries = glob.glob(os.path.join(prefix, "lib*", "**", "libsdp.so"), recursive=True)
    folder = os.path.dirname(libraries[0]) if libraries else os.path.join(prefix, "lib")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SDP_", "NEUCRM_"))}
    return {**kept, "HOME": prefix, "LC_ALL": "C.UTF-8", "COLUMNS": "100",
            "PATH": os.path.join(prefix, "bin") + os.pathsep + os.environ["PATH"], "LD_LIBRARY_PATH": folder,
            "PKG_CONFIG_PATH": os.path.join(folder, "pkgconfig")}


def output_of(folder, number):
    path = os.path.join(folder, f".output-{number}")
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def main():
    prefix, *paths = sys.argv[1:]
    steps = read(paths, free_port())
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        script = script_of(steps, folder)
        run = subprocess.Popen(["sh", "-c", script], cwd=folder, env=environment(prefix), stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        reached = os.path.join(folder, ".reached")
        try:
            run.wait(100)
        except subprocess.TimeoutExpired:
            problems.append("it took more than 100 seconds")
        finally:
            try:
                os.killpg(run.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        last = -1
        if os.path.exists(reached):
            with open(reached, encoding="utf-8") as file:
                last = int(file.read())
        checked = 0
        for number, step in enumerate(steps):
            if not isinstance(step, Step):
                continue
            checked += 1
            output = output_of(folder, number)
            if number > last:
                problems.append(f"{step.path}: these commands failed:\n{step.commands}they printed:\n{output}")
                break
            if output and not output.endswith("\n"):
                output += "\n"
            if step.expected is not None and not pattern_of(step.expected).match(output):
                problems.append(f"{step.path}: after\n{step.commands}the document shows\n{step.expected}and there came\n{output}")
    for problem in problems:
        print(problem)
    print(f"{checked} blocks of commands, {len(problems)} problems")
    sys.exit(1 if problems else 0)


main()
