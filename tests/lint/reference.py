"""docs/operations.md is what the tables say, and each call that it shows has the parameters of its declaration.

    reference.py ROOT PROGRAM            checks; PROGRAM is sdp-reference of the build
    reference.py ROOT PROGRAM --write    writes the page
"""
import os
import re
import subprocess
import sys

import declarations
import project

PAGE = "docs/operations.md"


def check_calls(root, page):
    declared = {one.name: one for one in declarations.exported(root)}
    calls = re.findall(r"`(sdp_\w+)\(([^)`]*)\)`", page)
    problems = []
    for name, arguments in calls:
        if name not in declared:
            problems.append(f"{PAGE}: no header declares {name}")
        elif arguments.count(",") + 1 != len(declared[name].parameters) and name not in ("sdp_invoke", "sdp_invoke_list"):
            problems.append(f"{PAGE}: {name}({arguments}) has other parameters in {declared[name].header}")
    return len(calls), problems


def check_types(root, page):
    headers = "".join(project.read(os.path.join(root, path)) for path in declarations.all_headers(root))
    names = re.findall(r"^### (\w+)$", page, re.M)  # operations have a dot
    return len(names), [f"{PAGE}: there is no struct sdp_{name}" for name in names
                        if name != "list_info" and f"typedef struct sdp_{name} {{" not in headers]


def main():
    root, program = project.root_argument(), sys.argv[2]
    made = subprocess.run([program], check=True, capture_output=True, text=True, encoding="utf-8").stdout
    place = os.path.join(root, PAGE)
    if sys.argv[3:] == ["--write"]:
        with open(place, "w", encoding="utf-8") as file:
            file.write(made)
        return
    page = project.read(place) if os.path.exists(place) else ""
    calls, problems = check_calls(root, page)
    types, more = check_types(root, page)
    problems += more
    if page != made:
        problems.append(f"{PAGE} is not what the tables say: python3 tests/lint/reference.py . PROGRAM --write")
    project.finish("reference", problems, calls + types)


main()
