"""The checks of the interface can fail: copies of the headers and of the library are broken in each way that would break a
program, and each check must say so; and they must let pass what may be added.

    selftest.py ROOT COMPILER LIBRARY STATIC NM    LIBRARY with debug information, STATIC the archive
"""
import os
import shutil
import subprocess
import sys
import tempfile

import structs

ROOT = structs.project.root_argument()
COMPILER, LIBRARY, STATIC, NM = sys.argv[2:6]
PRODUCTS = "include/sdp/products.h"

# What is broken; the header, what stands in it, and what shall; then what layout.py, abidiff and exports.py say. None:
# the check is not about that; "added": it lets it pass as an addition.
CASES = [
    ("two members change places", PRODUCTS, "    const char *part_no;\n    const char *comments;\n",
     "    const char *comments;\n    const char *part_no;\n", "sdp_product: was", "offset changed", None),
    ("a member gets another type", PRODUCTS, "    const char *part_no;\n", "    int64_t part_no;\n", "sdp_product: was",
     "type of 'const char* part_no' changed", None),
    ("a member gets a type of the same size", "include/sdp/base.h", "typedef int32_t sdp_status;", "typedef uint32_t sdp_status;",
     None, "sdp_status", None),
    ("a member is gone", PRODUCTS, "    const sdp_depreciation *depreciation_detail;\n", "", "sdp_product: lost",
     "depreciation_detail", None),
    ("a member comes in between", PRODUCTS, "    const char *part_no;\n", "    const char *colour;\n    const char *part_no;\n",
     "sdp_product: was", "colour", None),
    ("an embedded struct grows", "include/sdp/types.h", "    int32_t reserved;\n} sdp_time;",
     "    int32_t reserved;\n    const char *zone;\n} sdp_time;", "sdp_time: never grows", None, None),
    ("a member comes into the padding", "include/sdp/types.h", "    sdp_bool inactive;\n",
     "    sdp_bool inactive;\n    sdp_bool hidden;\n", "sdp_template: hidden: sdp_bool begins within", None, None),
    ("a constant gets another number", "include/sdp/error.h", "SDP_E_URL = -4,", "SDP_E_URL = -104,", "SDP_E_URL: was -4",
     None, None),
    ("a function gets another parameter", PRODUCTS, "sdp_product_delete(sdp_client *client, const char *id,",
     "sdp_product_delete(sdp_client *client, int64_t id,", None, "sdp_product_delete", None),
    ("a function is gone", PRODUCTS, "SDP_API void sdp_product_free(const sdp_product *product);",
     "void sdp_product_free(const sdp_product *product);", None, "sdp_product_free", "has sdp_product_free, which no header"),
    ("the version of the symbols stays behind", "include/sdp/base.h", "#define SDP_VERSION_MINOR 1", "#define SDP_VERSION_MINOR 2",
     None, None, "is not as exports.py --write writes it"),
    ("a member comes at the end", PRODUCTS, "    const sdp_depreciation *depreciation_detail;\n",
     "    const sdp_depreciation *depreciation_detail;\n    const char *colour;\n", "added", "type size changed", None),
    ("a function is added", PRODUCTS, "SDP_API void sdp_product_free(",
     "SDP_API void sdp_product_added(void);\nSDP_API void sdp_product_free(", None, "added", "lacks sdp_product_added"),
]


def run(*words, **more):
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **more})
    return done.returncode, done.stdout + done.stderr


def copy(folder):
    for part in ("include", "src", "tests/abi"):
        shutil.copytree(os.path.join(ROOT, part), os.path.join(folder, part))


def replace(folder, path, old, new):
    path = os.path.join(folder, path)
    text = structs.project.read(path)
    if old not in text:
        return False
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new, 1))
    return True


def judge(problems, what, check, said, status, expected):
    """`expected`: None for silence, "added" for an addition, else words of the failure."""
    if expected is None and status != 0 or expected not in (None, "added") and (status == 0 or expected not in said):
        problems.append(f"{what}: {check} should say {expected!r}, and ended with {status}:\n{said}")


def interface_library(folder):
    """A library that has the interface of the folder's headers, and nothing behind it."""
    source = os.path.join(folder, "interface.c")
    library = os.path.join(folder, "libsdp.so")
    status, text = run(sys.executable, "-B", os.path.join(ROOT, "tests/abi/witness.py"), folder)
    assert status == 0, text
    with open(source, "w", encoding="utf-8") as file:
        file.write(text)
    status, said = run(COMPILER, "-std=c11", "-g", "-O0", "-w", "-fPIC", "-shared", "-fvisibility=hidden", "-I",
                       os.path.join(folder, "include"), source, "-o", library,
                       "-Wl,-soname," + soname(LIBRARY), "-Wl,--version-script=" + exported_map(folder))
    assert status == 0, said
    return library


def soname(library):
    return next(line.split("[")[1].split("]")[0] for line in run("readelf", "-d", library)[1].splitlines() if "SONAME" in line)


def exported_map(folder):
    """As exports.py --write would write it for the headers of the folder."""
    path = os.path.join(folder, "written/src/libsdp.map")
    os.makedirs(os.path.dirname(path))
    shutil.copytree(os.path.join(folder, "include"), os.path.join(folder, "written/include"))
    status, said = run(sys.executable, "-B", os.path.join(ROOT, "tests/lint/exports.py"), os.path.join(folder, "written"), "--write")
    assert status == 0, said
    return path


def check_case(problems, case):
    what, path, old, new, by_layout, by_abidiff, by_exports = case
    with tempfile.TemporaryDirectory() as folder:
        copy(folder)
        if not replace(folder, path, old, new):
            problems.append(f"{what}: {path} has no {old!r}")
            return
        status, said = run(sys.executable, "-B", os.path.join(ROOT, "tests/abi/layout.py"), folder, COMPILER)
        if by_layout == "added":
            judge(problems, what, "layout.py", said, status, "something was added")
            command = [sys.executable, "-B", os.path.join(ROOT, "tests/abi/layout.py"), folder, "--write", COMPILER]
            judge(problems, what, "layout.py --write", *reversed(run(*command)), None)
        else:
            judge(problems, what, "layout.py", said, status, by_layout)
        status, said = run("sh", os.path.join(ROOT, "tests/abi/run.sh"), interface_library(folder),
                           BASELINE=os.path.join(ROOT, "tests/abi/libsdp.abi"))
        if by_abidiff == "added":
            judge(problems, what, "abidiff", said, status, None)
            judge(problems, what, "abidiff", said, int("Only additions" in said), "Only additions")
        elif by_abidiff is not None:
            judge(problems, what, "abidiff", said, status, by_abidiff)
        status, said = run(sys.executable, "-B", os.path.join(ROOT, "tests/lint/exports.py"), folder, NM, LIBRARY, STATIC)
        judge(problems, what, "exports.py", said, status, by_exports)


def check_leak(problems):
    """A library that exports what no header declares, though the map is what it was."""
    with tempfile.TemporaryDirectory() as folder:
        copy(folder)
        source = os.path.join(folder, "leak.c")
        library = os.path.join(folder, "libleak.so")
        with open(source, "w", encoding="utf-8") as file:
            file.write('__attribute__((visibility("default"))) int sdpi_leak(void);\nint sdpi_leak(void) { return 1; }\n')
        leaking = os.path.join(folder, "leaking.map")
        text = structs.project.read(os.path.join(folder, "src/libsdp.map"))
        with open(leaking, "w", encoding="utf-8") as file:
            file.write(text.replace("global:\n", "global:\n    sdpi_leak;\n", 1))
        status, said = run(COMPILER, "-shared", "-fPIC", "-o", library, source, "-Wl,--whole-archive", STATIC,
                           "-Wl,--no-whole-archive", "-Wl,--version-script=" + leaking)
        assert status == 0, said
        status, said = run(sys.executable, "-B", os.path.join(ROOT, "tests/lint/exports.py"), folder, NM, library, STATIC)
        judge(problems, "an inner symbol is exported", "exports.py", said, status, "has sdpi_leak, which no header declares")


def main():
    problems = []
    for case in CASES:
        check_case(problems, case)
    check_leak(problems)
    structs.project.finish("selftest", problems, len(CASES) + 1)


main()
