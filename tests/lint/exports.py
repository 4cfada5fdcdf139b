"""The symbols of the shared library, the linker's map, and the declarations with SDP_API are the same list.
Of the static library, every global symbol begins with sdp_ or sdpi_.

    exports.py ROOT NM SHARED STATIC    checks
    exports.py ROOT --write             writes src/libsdp.map from the headers

From 1.0.0 on, what a minor version adds has a node of its own, which inherits from the one before; nodes stay as they are.
"""
import os
import re
import subprocess
import sys

import declarations
import project

MAP = "src/libsdp.map"
BASE = "include/sdp/base.h"


def nodes(root):
    """The node that all others of the SONAME inherit from, and that of the present version. The first is named for the
    SONAME: were it one for two of them, a program that has both, by way of two other libraries, would find the functions
    of one in the other."""
    numbers = dict(re.findall(r"^#define SDP_VERSION_(MAJOR|MINOR) (\d+)$", project.read(os.path.join(root, BASE)), re.M))
    full = f"LIBSDP_{numbers['MAJOR']}.{numbers['MINOR']}"
    if numbers["MAJOR"] == "0":
        return full, full
    first = "LIBSDP_" + numbers["MAJOR"]
    return first, first if numbers["MINOR"] == "0" else full


def map_text(root, before, declared):
    """The map with what it has and the headers declare, and what is new in the node of the present version."""
    first, present = nodes(root)
    known = {name: set(re.findall(r"^    (\w+);$", body, re.M)) & declared
             for name, body in re.findall(r"^(\S+) \{\n(.*?)^\}", before, re.M | re.S)}
    known = {name: names for name, names in known.items() if name == first or name.startswith(first + ".")}
    new = declared.difference(*known.values())
    if new or not known:
        known[present] = known.get(present, set()) | new
    text, parent = "", ""
    for name, names in known.items():
        hidden = "" if parent else "local:\n    *;\n"
        text += f"{name} {{\nglobal:\n" + "".join(f"    {one};\n" for one in sorted(names)) + hidden + f"}}{parent};\n"
        parent = f" {name}"
    return text


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
    text = project.read(os.path.join(root, MAP)) if os.path.exists(os.path.join(root, MAP)) else ""
    if sys.argv[2] == "--write":
        with open(os.path.join(root, MAP), "w", encoding="utf-8") as file:
            file.write(map_text(root, text, declared))
        return
    nm, shared, static = sys.argv[2:5]
    problems = compare("the map", set(re.findall(r"^\s+(\w+);$", text, re.M)), declared)
    if problems:
        problems.append("write the map anew: python3 tests/lint/exports.py . --write")
    elif text != map_text(root, text, declared):
        problems.append(f"{MAP} is not as exports.py --write writes it")
    problems += compare("libsdp.so", symbols(nm, ["-D", "--defined-only"], shared), declared)
    inner = symbols(nm, ["-g", "--defined-only"], static)
    problems += [f"libsdp.a has the global symbol {name}" for name in sorted(inner) if not re.match(r"sdpi?_", name)]
    problems += [f"libsdp.a lacks {name}" for name in sorted(declared - inner)]
    project.finish("exports", problems, len(declared))


main()
