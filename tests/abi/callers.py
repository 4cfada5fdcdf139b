"""A program that was built against older headers, with fewer members, runs with the present library; so does one that was
built against newer headers, as long as it does not use what it alone knows, which is refused.

    callers.py ROOT COMPILER LIBRARY SANDBOX

The older headers are the present ones without the last members of many structs, and layout.py agrees that they may have
been released before these.
"""
import os
import shutil
import subprocess
import sys
import tempfile

import layout
import structs

# How many of the last members the older headers lack: of structs that are sent, received, nested, told by callbacks, filled
# for the caller, and of tables of functions.
LACKING = {
    "sdp_product": 4, "sdp_product_type": 1, "sdp_contract": 11, "sdp_vendor": 1, "sdp_user": 9,
    "sdp_customer": 8, "sdp_money": 1, "sdp_attachment": 1, "sdp_neucrm_filter": 2, "sdp_neucrm_customer": 3,
    "sdp_options": 3, "sdp_query": 1, "sdp_file": 2, "sdp_target": 2, "sdp_oauth": 2, "sdp_batch_config": 2,
    "sdp_event": 1, "sdp_response": 2, "sdp_request": 1, "sdp_page_info": 4, "sdp_batch_result": 3, "sdp_batch_progress": 1,
    "sdp_transport_ops": 3, "sdp_token_store_ops": 2,
}
NEW_MEMBER = "const char *from_the_future;"


def copy_headers(root, folder):
    shutil.copytree(os.path.join(root, "include"), os.path.join(folder, "include"))
    return folder


def change_structs(folder, change):
    """Changes the text of structs: `change` gets a struct and where each of its members ends, and says up to where it stays,
    and what follows there; or None."""
    for header in structs.headers(folder):
        text = structs.read_header(folder, header)
        code = structs.project.blank(text)
        for one in structs.structs(folder):
            begin, end = code.find(f"typedef struct {one.name} {{"), code.find(f"}} {one.name};")
            if begin < 0 or end < 0:
                continue
            ends = [at + 1 for at in range(begin, end) if code[at] == ";"]
            assert len(ends) == len(one.members), one.name
            changed = change(one, ends)
            if changed is not None:
                stays, more = changed
                text = text[:stays] + more + "\n" + text[end:]
                code = structs.project.blank(text)
        with open(os.path.join(folder, header), "w", encoding="utf-8") as file:
            file.write(text)


def make_older(folder):
    assert set(LACKING) <= {one.name for one in structs.structs(folder)}, "a struct of LACKING is gone"
    change_structs(folder, lambda one, ends: (ends[-LACKING[one.name] - 1], "") if one.name in LACKING else None)


def make_newer(folder):
    change_structs(folder, lambda one, ends: (ends[-1], "\n" + NEW_MEMBER) if one.grows else None)


def run(root, compiler, folder, library, sandbox, options):
    program = os.path.join(folder, "program")
    subprocess.run([compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers", "-g", *options,
                    "-I", os.path.join(folder, "include"), os.path.join(root, "tests/abi/program.c"), "-o", program,
                    library], check=True)
    environment = {**os.environ, "LD_LIBRARY_PATH": os.path.dirname(library), "SANDBOX_ARGUMENTS": "--seed-data vendor"}
    return subprocess.run(["sh", os.path.join(root, "tests/support/with_sandbox.sh"), sandbox, program], env=environment,
                          capture_output=True, text=True)


def main():
    compiler, library, sandbox = sys.argv[2:5]
    root = structs.project.root_argument()
    problems = []
    present = layout.text_of(root, [compiler])
    for name, make, options in (("present", None, []), ("older", make_older, []),
                                ("newer", make_newer, ["-DFROM_THE_FUTURE"])):
        with tempfile.TemporaryDirectory() as folder:
            copy_headers(root, folder)
            if make is not None:
                make(folder)
            made = layout.text_of(folder, [compiler])
            old, new = (made, present) if name != "newer" else (present, made)
            if make is not None and made == present:
                problems.append(f"the {name} headers are the present ones")
            problems += [f"the {name} headers could not have been released: {one}" for one in layout.breaks(old, new)]
            done = run(root, compiler, folder, library, sandbox, options)
            if done.returncode != 0:
                problems.append(f"with {name} headers: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    structs.project.finish("callers", problems, 3)


main()
