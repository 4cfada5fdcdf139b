"""Doxygen reads the headers and the pages of docs/ without a warning, and shows all that is public.

    doxygen.py ROOT [FILE]    with FILE, such as base.h, that header alone
"""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

import project
import tools


def configuration(root, folder, wanted):
    """Doxyfile.in as CMake fills it in, with the results in a folder."""
    script, api = (os.path.join(root, path) for path in ("src/cmake/doxygen_filter.py", "docs/libsdp.api.json"))
    values = {"PROJECT_VERSION": "0", "PROJECT_DESCRIPTION": "", "PROJECT_SOURCE_DIR": root,
              "CMAKE_CURRENT_BINARY_DIR": folder,
              "SDP_DOXYGEN_FILTER": f"{sys.executable} -B {shlex.quote(script)} {shlex.quote(api)}"}
    text = project.read(os.path.join(root, "src/cmake/Doxyfile.in"))
    text = re.sub(r"@(\w+)@", lambda match: values[match.group(1)], text)
    if wanted:
        text += f'INPUT = "{root}/include/sdp/{wanted}"\nUSE_MDFILE_AS_MAINPAGE =\n'
    return text


def hidden(root, html):
    """What docs/libsdp.api.json has and no page shows."""
    api = json.loads(project.read(os.path.join(root, "docs/libsdp.api.json")))
    shown = set(re.findall(r"\w+", " ".join(html)))
    return [f"{one['name']}: no page shows it" for part in ("functions", "types", "statuses", "macros")
            for one in api[part] if one["name"] not in shown]


def main():
    root = project.root_argument()
    wanted = sys.argv[2] if len(sys.argv) > 2 else None
    program = tools.needed("doxygen", "doxygen")
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(os.path.join(folder, "docs"))
        done = subprocess.run([program, "-"], input=configuration(root, folder, wanted), capture_output=True, text=True,
                              encoding="utf-8")
        html = [project.read(os.path.join(folder, path)) for path in project.files_below(folder, "docs/html", ".html")]
    problems = (done.stdout + done.stderr).splitlines()
    if done.returncode != 0 and not problems:
        problems.append(f"doxygen ends with {done.returncode}")
    problems += hidden(root, html) if not wanted else []
    project.finish("doxygen", problems, len(html))


main()
