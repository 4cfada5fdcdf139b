"""Instructions in user space, as callgrind counts them: of a loop, and by the library that they are spent in."""
import contextlib
import os
import re
import subprocess
import sys
import tempfile

MARKS = ("--dump-before=measure_mark",)  # see measure.h


@contextlib.contextmanager
def run(*words, options=MARKS):
    """Gives what a program printed, as lists of words and without its peak, and the path that its dumps begin with."""
    with tempfile.TemporaryDirectory(prefix="sdp-bench-") as folder:
        out = os.path.join(folder, "out")
        result = subprocess.run(["valgrind", "--tool=callgrind", *options, "--callgrind-out-file=" + out, *words],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if result.returncode != 0:
            sys.exit(f"{' '.join(words)} failed:\n{result.stderr}")
        yield [line.split() for line in result.stdout.splitlines() if not line.startswith("peak ")], out


def counted(*words):
    """The lines of a measuring program, with the instructions of each one's loop appended."""
    with run(*words) as (rows, out):
        # The first dump has what came before a loop, the second the loop itself, and so on.
        return [[*row, total_of(f"{out}.{2 * i + 2}")] for i, row in enumerate(rows)]


def lines_of(path):
    with open(path, encoding="ascii", errors="replace") as file:
        yield from file


def total_of(path):
    for line in lines_of(path):
        if line.startswith("totals:"):
            return int(line.split()[1])
    raise ValueError(f"{path} has no totals")


def by_object(path):
    """Instructions by the file name of the program or library that they are in, without what those call."""
    names, found = {}, {}
    name, is_call = "", False
    for line in lines_of(path):
        if line.startswith("ob="):
            number, given = re.match(r"ob=\((\d+)\) ?(.*)", line).groups()
            name = os.path.basename(names.setdefault(number, given) if given else names[number])
        elif re.match(r"cob=\(\d+\) ", line):
            number, given = re.match(r"cob=\((\d+)\) (.*)", line).groups()
            names.setdefault(number, given)
        elif line.startswith("calls="):
            is_call = True  # the next line has what the function spends that is called
        elif line[:1] in "0123456789+-*" and line[:1]:
            if not is_call:
                found[name] = found.get(name, 0) + int(line.split()[1])
            is_call = False
    return found
