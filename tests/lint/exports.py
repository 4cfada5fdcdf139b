"""The symbols of the shared library, the linker's map, and the declarations with SDP_API are the same list.
Of the static library, every global symbol begins with sdp_ or sdpi_.

    exports.py ROOT NM SHARED STATIC    checks
    exports.py ROOT --write             writes src/libsdp.map from the headers
"""
import os
import re
import subprocess
import sys

import declarations
import project

MAP = "src/libsdp.map"
BASE = "include/sdp/base.h"


def node(root):
    """The version of the symbols, which is that of the SONAME: were it one for two of them, a program that has both, by way
    of two other libraries, would find the functions of one in the other."""
    numbers = dict(re.findall(r"^#define SDP_VERSION_(MAJOR|MINOR) (\d+)$", project.read(os.path.join(root, BASE)), re.M))
    return "LIBSDP_" + (numbers["MAJOR"] if numbers["MAJOR"] != "0" else "0." + numbers["MINOR"])


def map_text(root, names):
    lines = [node(root) + " {", "global:"] + [f"    {name};" for name in sorted(names)] + ["local:", "    *;", "};"]
    return "\n".join(lines) + "\n"


def symbols(nm, options, library):
    """Defined global symbols; the version node itself, of kind A, is not one."""
    output = subprocess.run([nm, "-P", *options, library], check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in output.splitlines()]
    return {row[0].split("@")[0] for row in rows if len(row) >= 2 and row[1] in "TDBRVWSuCi"}


def compare(what, names, declared):
    problems = [f"{what} lacks {name}" for name in sorted(declared - names)]
    return problems + [f"{what} has {name}, which no header declares with SDP_API" for name in sorted(names - declared)]


def main():
    root = project.root_argument()
    declared = {one.name for one in declarations.exported(root)}
    if sys.argv[2] == "--write":
        with open(os.path.join(root, MAP), "w", encoding="utf-8") as file:
            file.write(map_text(root, declared))
        return
    nm, shared, static = sys.argv[2:5]
    text = project.read(os.path.join(root, MAP))
    problems = compare("the map", set(re.findall(r"^\s+(\w+);$", text, re.M)), declared)
    if problems:
        problems.append("write the map anew: python3 tests/lint/exports.py . --write")
    elif text != map_text(root, declared):
        problems.append(f"{MAP} is not as exports.py --write writes it")
    problems += compare("libsdp.so", symbols(nm, ["-D", "--defined-only"], shared), declared)
    inner = symbols(nm, ["-g", "--defined-only"], static)
    problems += [f"libsdp.a has the global symbol {name}" for name in sorted(inner) if not re.match(r"sdpi?_", name)]
    problems += [f"libsdp.a lacks {name}" for name in sorted(declared - inner)]
    project.finish("exports", problems, len(declared))


main()
