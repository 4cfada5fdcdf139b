"""The documents keep up with the code: every status stands in docs/errors.md with its number, every link leads to a file,
and every C program in README.md and docs/ compiles without a warning.

    documents.py ROOT
"""
import os
import re
import shutil
import subprocess
import tempfile

import project


def documents(root):
    return ["README.md"] + project.files_below(root, "docs", ".md")


def check_statuses(root):
    header = project.blank(project.read(os.path.join(root, "include/sdp/error.h")))
    page = project.read(os.path.join(root, "docs/errors.md"))
    found = re.findall(r"\b(SDP_OK|SDP_END|SDP_DRY_RUN|SDP_E_\w+) = (-?\d+)", header)
    return len(found), [f"docs/errors.md: {name} with its number {number} is missing" for name, number in found
                        if f"| `{name}` | {number} |" not in page]


def check_links(root, path, text):
    problems = []
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target and not os.path.exists(os.path.join(root, os.path.dirname(path), target)):
            problems.append(f"{path}: the link {target} leads nowhere")
    return problems


def check_programs(root, path, text):
    compiler = shutil.which("cc")
    # A program that names its file is compiled and run by tests/docs.
    programs = [block for block in re.findall(r"^```c\n(.*?)^```", text, re.M | re.S)
                if "int main(" in block and not re.match(r"/\* \w+\.c\b", block)]
    problems = []
    for program in programs if compiler else []:
        with tempfile.NamedTemporaryFile("w", suffix=".c", encoding="utf-8") as file:
            file.write(program)
            file.flush()
            run = subprocess.run([compiler, "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
                                  "-I", os.path.join(root, "include"), file.name], capture_output=True, text=True)
        if run.returncode != 0:
            problems.append(f"{path}: a program does not compile:\n{run.stderr}")
    return problems


def main():
    root = project.root_argument()
    looked_at, problems = check_statuses(root)
    for path in documents(root):
        text = project.read(os.path.join(root, path))
        problems += check_links(root, path, text) + check_programs(root, path, text)
        looked_at += 1
    project.finish("documents", problems, looked_at)


main()
