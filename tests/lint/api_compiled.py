"""A compiler finds what docs/libsdp.api.json says of C to be so: each function, type, member, constant and macro.

    api_compiled.py ROOT
"""
import json
import os
import re
import subprocess
import tempfile

import project
import tools


def typed(kind, name):
    """The declaration of something of that type."""
    base, array, length = kind.partition("[")
    return f"{base} ({name}){array}{length}"


def function_type(one, returns, name):
    parameters = ", ".join(part["type"] for part in one["parameters"]) or "void"
    return f"{returns} ({name})({parameters})"


def of_function(number, one):
    yield f"{function_type(one, one['returns']['type'], f'*const function_{number}')} = {one['name']};"


def of_type(number, one):
    name = one["name"]
    if one["kind"] == "callback":
        yield f"{function_type(one, one['returns'], f'**const callback_{number}')} = (({name} *)0);"
    elif one["kind"] == "alias":
        yield f"{one['type']} *const alias_{number} = (({name} *)0);"
    elif one["kind"] == "opaque":
        yield f"struct {name} *const opaque_{number} = (({name} *)0);"
    for index, part in enumerate(one.get("members", [])):
        to = f"*member_{index}"
        declared = function_type(part, part["returns"], "*" + to) if "returns" in part else typed(part["type"], to)
        yield (f"void check_{number}_{index}({name} *it) {{ {declared} = &it->{part['name']}; "
               f"(void)member_{index}; }}")


def source(api):
    yield "#include <sdp/sdp.h>"
    for number, one in enumerate(api["functions"]):
        yield from of_function(number, one)
    for number, one in enumerate(api["types"]):
        yield from of_type(number, one)
    constants = [constant for enum in api["enums"] for constant in enum["constants"]]
    for one in constants + api["statuses"]:
        yield f'_Static_assert({one["name"]} == {one["value"]}, "{one["name"]}");'
    for one in api["macros"]:
        yield f"#ifndef {one['name']}\n#error there is no macro {one['name']}\n#endif"
        if one.get("initialises") and "parameters" not in one:
            yield f"{one['initialises']} started_{one['name']} = {one['name']};"


def main():
    root = project.root_argument()
    api = json.loads(project.read(os.path.join(root, "docs/libsdp.api.json")))
    compiler = tools.needed("api_compiled", "cc")
    lines = "\n".join(source(api)).split("\n")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "api.c")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        done = subprocess.run([compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I",
                               os.path.join(root, "include"), path], capture_output=True, text=True)
    found = re.findall(r"api\.c:(\d+):\d+: error: (.*)", done.stderr)
    problems = [f"{lines[int(number) - 1]}\n    {text}" for number, text in found]
    if done.returncode != 0 and not problems:
        problems = [done.stderr]
    project.finish("api_compiled", problems, len(lines))


main()
