"""A member that is added to a table reaches every binding with no change to any of them: the library is built once more,
from a copy in which a product has one member more, and the bindings are run with it as they are.

    test_new_member.py ROOT COMPILER SONAME [NAME=COMMAND …]

A command is that of a binding's program, as words of a shell, which prints the members of the type in its last argument
with their kinds, a line each. An empty one stands for a binding whose language is not there, which fails with SDP_NO_SKIP=1.
"""
import concurrent.futures
import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT, COMPILER, FILE_NAME = sys.argv[1:4]
BINDINGS = [one.split("=", 1) for one in sys.argv[4:]]
MEMBER = "member_from_the_future"

SEEN_BY_PYTHON = f"""
import sdp
field = sdp.types()["product"].fields["{MEMBER}"]
assert (field.kind, field.doc) == ("text", "only for a test"), field
with sdp.Client(base_url="http://127.0.0.1:9", access_token="x") as client:
    sent = client.products.edit("1", {{"{MEMBER}": "here"}}, dry_run=True)["input_data"]
assert sent == {{"product": {{"{MEMBER}": "here"}}}}, sent
"""


def replace(path, pattern, by):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    changed, count = re.subn(pattern, by, text, count=1, flags=re.S)
    assert count == 1, f"{path}: the place for the new member was not found"
    with open(path, "w", encoding="utf-8") as file:
        file.write(changed)


def add_member(folder):
    """As docs/adding-an-entity.md says: a member at the end of the struct, and a row."""
    replace(os.path.join(folder, "include/sdp/products.h"), r"\n\} sdp_product;", f"\n    const char *{MEMBER};\n}} sdp_product;")
    replace(os.path.join(folder, "src/model/products.c"), r'(FIELDS\(sdp_product, [^"]*"[^"]*",\s*"[^"]*",)',
            rf'\1 TEXT({MEMBER}, 0, "only for a test"),')


def flags(what):
    return shlex.split(subprocess.run(["pkg-config", what, "libcurl", "libcjson"], check=True, capture_output=True,
                                      text=True).stdout)


def build(folder):
    sources = glob.glob(os.path.join(folder, "src/*/*.c"))
    common = [COMPILER, "-std=c11", "-O0", "-fPIC", "-DSDP_BUILDING", "-fvisibility=hidden", "-pthread",
              "-I" + os.path.join(folder, "include"), "-I" + os.path.join(folder, "src"), *flags("--cflags")]

    def compile_one(source):
        subprocess.run([*common, "-c", source, "-o", source + ".o"], check=True)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(compile_one, sources))
    name = ".".join(FILE_NAME.split(".")[:4])  # libsdp.so.0.1.0 is loaded as libsdp.so.0.1
    library = os.path.join(folder, name)
    subprocess.run([COMPILER, "-shared", "-pthread", "-o", library, "-Wl,-soname," + name,
                    "-Wl,--version-script=" + os.path.join(ROOT, "src/libsdp.map"),
                    *[source + ".o" for source in sources], *flags("--libs")], check=True)
    return library


def members(command, environment):
    return subprocess.run([*shlex.split(command), "product"], check=True, stdout=subprocess.PIPE, text=True,
                          env=environment).stdout.splitlines()


def main():
    plain = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    with tempfile.TemporaryDirectory() as folder:
        for part in ("include", "src"):
            shutil.copytree(os.path.join(ROOT, part), os.path.join(folder, part))
        add_member(folder)
        library = build(folder)
        environment = {**os.environ, "SDP_LIBRARY": library, "LD_LIBRARY_PATH": folder,
                       "PYTHONPATH": os.path.join(ROOT, "examples/ffi/python")}
        subprocess.run([sys.executable, "-B", "-c", SEEN_BY_PYTHON], env=environment, check=True)
        # What is a program was compiled before the member was there; what is a script loads SDP_LIBRARY.
        environment["LD_PRELOAD"] = library
        for name, command in BINDINGS:
            if not command:
                assert not os.environ.get("SDP_NO_SKIP"), f"{name} is not installed"
                print(name, "is left out: it is not installed")
                continue
            assert f"{MEMBER} text" in members(command, environment), name
            before = members(command, plain)
            assert "comments text" in before and f"{MEMBER} text" not in before, name
            print(name, "sees the new member")


main()
