"""Each source of the library has its unit test: tests/unit/test_<name>.c, which may be one for all sources of that name,
or test_<folder>_<name>.c.
"""
import os

import project


def main():
    root = project.root_argument()
    sources = [path for path in project.files_below(root, "src", (".c",)) if path.count(os.sep) == 2]
    tests = {os.path.basename(path) for path in project.files_below(root, os.path.join("tests", "unit"), (".c",))}
    problems = []
    for path in sources:
        _, folder, name = path.split(os.sep)
        known = (f"test_{name}", f"test_{folder}_{name}")
        if not tests.intersection(known):
            problems.append(f"{path}: no unit test: tests/unit/{known[0]} or {known[1]}")
    project.finish("units", problems, len(sources))


main()
