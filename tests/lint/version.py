"""The version is one everywhere: numbers and text of base.h, the build, and the newest entry of the changelog.

    version.py ROOT VERSION-OF-THE-BUILD
"""
import os
import re
import sys

import project


def main():
    root = project.root_argument()
    header = project.read(os.path.join(root, "include/sdp/base.h"))
    numbers = re.findall(r"^#define SDP_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)$", header, re.M)
    text = re.search(r'^#define SDP_VERSION "([^"]*)"$', header, re.M)
    changelog = os.path.join(root, "docs/changelog.md")
    entry = re.search(r"^## \[?v?(\d[\w.]*)", project.read(changelog), re.M) if os.path.exists(changelog) else None
    found = {
        "the numbers of base.h": ".".join(numbers),
        "the text of base.h": text.group(1) if text else "nothing",
        "the build": sys.argv[2],
        "the newest entry of docs/changelog.md": entry.group(1) if entry else "nothing",
    }
    problems = []
    if len(set(found.values())) != 1:
        problems = [f"{place} says {value}" for place, value in found.items()]
    project.finish("version", problems, len(found))


main()
