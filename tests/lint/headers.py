"""Every public header compiles alone, without a warning, in each language that may include it; so do the macros.

    headers.py ROOT [FILE]    with FILE, such as query.h or macros.c, that one alone
"""
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile

import declarations
import project

WARNINGS = ["-pedantic", "-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Werror", "-fsyntax-only"]
C = ["c99", "c11", "c17"]
CPP = ["c++11", "c++17", "c++20"]
MACROS = {"macros.c": C, "macros_init.cpp": CPP, "macros_designated.cpp": ["c++20"]}
# g++ warns of every member that a designated initialiser leaves out, though leaving out is what they are for; it is
# silent where headers are included as a system's, which installed ones are. clang++ and both C compilers are silent.
NOISE = {("macros_designated.cpp", "g++"): ["-Wno-missing-field-initializers"]}
COMPILERS = {"c": ["gcc", "clang"], "c++": ["g++", "clang++"]}


def jobs(root, folder):
    """Commands: each header alone, included twice, and each file of macros."""
    for header in declarations.all_headers(root):
        source = os.path.join(folder, os.path.basename(header) + ".c")
        name = header[len("include/"):]
        with open(source, "w", encoding="utf-8") as file:
            file.write(f"#include <{name}>\n#include <{name}>\nextern int alone;\n")
        for standard in C:
            yield "c", standard, source, name
        for standard in CPP:
            yield "c++", standard, source, name
    for name, standards in MACROS.items():
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
        for standard in standards:
            yield "c" if name.endswith(".c") else "c++", standard, source, name


def compile_one(root, compiler, language, standard, source, name):
    warnings = WARNINGS + NOISE.get((name, compiler), [])
    command = [compiler, "-x", language, f"-std={standard}", *warnings, "-I", os.path.join(root, "include"), source]
    done = subprocess.run(command, capture_output=True, text=True)
    return f"{name}, {compiler} -std={standard}:\n{done.stderr}" if done.returncode else None


def check_umbrella(root):
    umbrella = project.read(os.path.join(root, "include/sdp/sdp.h"))
    names = [os.path.basename(header) for header in declarations.all_headers(root)]
    return [f"sdp.h does not include <sdp/{name}>" for name in names
            if name != "sdp.h" and f"#include <sdp/{name}>" not in umbrella]


def main():
    root = project.root_argument()
    wanted = sys.argv[2] if len(sys.argv) > 2 else None
    there = {language: [name for name in names if shutil.which(name)] for language, names in COMPILERS.items()}
    problems = check_umbrella(root)
    problems += [f"there is no compiler for {language}" for language, names in there.items() if not names]
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = [pool.submit(compile_one, root, compiler, *job)
                   for job in jobs(root, folder) if wanted in (None, os.path.basename(job[3]))
                   for compiler in there[job[0]]]
        problems += [one.result() for one in running if one.result()]
    print("compilers: " + ", ".join(name for names in there.values() for name in names))
    project.finish("headers", problems, len(running))


main()
