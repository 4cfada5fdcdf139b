"""The manual pages of section 3 are whole, and mandoc has nothing against them.

    manpages.py ROOT
"""
import os
import re
import subprocess
import sys
import tempfile

import declarations
import project
import tools


def check_names(root, pages):
    """Each header has its page, and each function leads to the page that names it."""
    problems = []
    for header in declarations.all_headers(root):
        name = "libsdp" if header.endswith("/sdp.h") else "sdp_" + os.path.basename(header)[:-2]
        if f"{name}.3" not in pages:
            problems.append(f"{header} has no page {name}(3)")
        for one in declarations.in_header(root, header):
            if one.is_function and f".Nm {one.name}\n" not in pages.get(f"{name}.3", "").replace(" ,\n", "\n"):
                problems.append(f"{name}(3) does not name {one.name}")
            if one.is_function and pages.get(f"{one.name}.3") not in (f".so man3/{name}.3\n", pages.get(f"{name}.3")):
                problems.append(f"{one.name}(3) does not lead to {name}(3)")
    return problems


def check_references(pages):
    """What a page refers to is there."""
    return [f"{page}: there is no {name}(3)" for page, text in pages.items()
            for name in re.findall(r"^\.Xr (\w+) 3", text, re.M) if f"{name}.3" not in pages]


def main():
    root = project.root_argument()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-B", os.path.join(root, "src/cmake/man_pages.py"),
                        os.path.join(root, "docs/libsdp.api.json"), folder], check=True)
        names = project.files_below(folder, "man3", ".3")
        pages = {os.path.basename(name): project.read(os.path.join(folder, name)) for name in names}
        problems = check_names(root, pages) + check_references(pages)
        whole = [name for name in names if not pages[os.path.basename(name)].startswith(".so ")]
        if not problems:
            mandoc = tools.needed("manpages", "mandoc")
            command = [mandoc, "-T", "lint", "-W", "warning", *whole]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
            problems = (done.stdout + done.stderr).splitlines()
    project.finish("manpages", problems, len(whole))


main()
