"""Words that must not stand in the project: unfinished work, and places of somebody's machine."""
import os
import re

import project

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\bstubs?\b", re.I)
# Put together from pieces, so that this file does not name them itself.
MACHINE = re.compile(r"(?<![\w.<>}~*$-])/(?:" + "|".join(["work", "root", "home", "farm"]) + r")/" + r"|\.\./" + "shared")
BINARY = (".png", ".jpg", ".gif", ".ico", ".gz", ".zip", ".pdf", ".der", ".p12")


def main():
    root = project.root_argument()
    paths = project.project_files(root)
    problems = []
    for path in paths:
        top = path.split(os.sep)[0]
        if not top.startswith(".") and top not in project.FIXED_TOP_LEVEL:
            problems.append(f"{path}: does not belong to the top level")
        if path.endswith(BINARY):
            continue
        text = project.read(os.path.join(root, path))
        found = [(m, "a path of one machine") for m in MACHINE.finditer(text)]
        if top in ("src", "include", "examples"):
            found += [(m, "unfinished work") for m in UNFINISHED.finditer(text)]
        problems += [f"{path}:{project.line_of(text, m.start())}: {m.group()}: {why}" for m, why in found]
    project.finish("words", problems, len(paths))


main()
