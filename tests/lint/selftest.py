"""The checks of this folder can fail: each is run on a copy of the project that breaks one rule, and must find it.

    selftest.py ROOT VERSION TABLES    TABLES is sdp-tables of the build
"""
import os
import shutil
import subprocess
import sys
import tempfile

import project
import tools

WORK = "/" + "work/"  # in two pieces, since words.py reads this file too

# Which check, the file that is changed (made where it is not there), what is replaced by what, and what the check
# says then. None for what is replaced appends; a change that does not change is an error.
BREAKS = [
    ("headers", "include/sdp/query.h", "#include <sdp/types.h>\n", "", "query.h, gcc"),
    ("headers", "include/sdp/types.h", "#define SDP_TRUE { SDP_BOOL_IS_TRUE }", "#define SDP_TRUE 1.5f", "macros.c"),
    ("headers", "include/sdp/sdp.h", "#include <sdp/query.h>\n", "", "sdp.h does not include <sdp/query.h>"),
    ("headers", "include/sdp/base.h", "#include <stddef.h>\n", "#include <stddef.h>\nstatic int unused(void);\n", "base.h"),
    ("layers", "src/base/broken.c", None, '#include "model/decode.h"\n', "base must not see model/decode.h"),
    ("layers", "src/model/broken.c", None, '#include "http/transport.h"\n', "model must not see http/transport.h"),
    ("layers", "src/model/broken.c", None, "#include <sdp/transport.h>\n", "model must not see <sdp/transport.h>"),
    ("layers", "src/http/broken.c", None, '#include "model/decode.h"\n', "http must not see model/decode.h"),
    ("layers", "src/auth/broken.c", None, '#include "http/transport.h"\n', "auth must not see http/transport.h"),
    ("layers", "src/call/broken.c", None, '#include "api/client.h"\n', "call must not see api/client.h"),
    ("layers", "src/call/broken.c", None, "#include <curl/curl.h>\n", "libcurl belongs"),
    ("layers", "src/http/other.c", None, "#include <curl/curl.h>\n", "libcurl belongs"),
    ("layers", "src/call/broken.c", None, "# include <cjson/cJSON.h>\n", "cJSON belongs"),
    ("layers", "src/model/encode_x.c", None, "#include <cJSON.h>\n", "cJSON belongs"),
    ("layers", "src/auth/broken.c", None, "#include <unistd.h>\n", "must not know the platform"),
    ("layers", "src/call/broken.c", None, "#include <sys/time.h>\n", "must not know the platform"),
    ("layers", "src/call/broken.c", None, "int f(void) { return sdpi_now_ms() > 0; }\n", "sdpi_now_ms is not for call"),
    ("layers", "src/auth/broken.c", None, "void f(void) { sleep(1); }\n", "sleep is not for auth"),
    ("layers", "src/model/broken.c", None, "long f(void) { return time(NULL); }\n", "time is not for model"),
    ("layers", "src/base/broken.c", None, 'char *f(void) { return getenv("HOME"); }\n', "getenv is not for base"),
    ("layers", "src/api/broken.c", None, 'void f(void) { printf("x"); }\n', "printf is not for api"),
    ("layers", "src/http/broken.c", None, "void f(void) { atexit(f); }\n", "atexit is not for http"),
    ("layers", "src/extra/broken.c", None, "int x;\n", "no such layer"),
    ("layers", "examples/broken.c", None, '#include "base/text.h"\n', "is not a file of the examples"),
    ("layers", "examples/broken.c", None, '#include "../src/base/text.h"\n', "is not a file of the examples"),
    ("layers", "include/sdp/types.h", None, "#include <curl/curl.h>\n", "show neither"),
    ("contracts", "include/sdp/base.h", " * The version of the library that is running", " * @file x\n * The", "unknown tag"),
    ("contracts", "include/sdp/base.h", "/**\n * Frees a text", "/*\n * Frees a text", "sdp_text_free: has no doc"),
    ("contracts", "include/sdp/base.h", " * @param text  new text, freed here; nullable\n", "", "@param says none"),
    ("contracts", "include/sdp/base.h", "new text, freed here; nullable", "the text", "does not say who owns"),
    ("contracts", "include/sdp/base.h", "@param text  new", "@param word  new", "the parameters are text"),
    ("contracts", "include/sdp/base.h", ' * @return text such as "0.1.0"; borrowed, static\n', "", "has no @return"),
    ("contracts", "include/sdp/base.h", " * @thread any\n", "", "has no @thread"),
    ("contracts", "include/sdp/products.h", "products.get: GET /products/{product_id}", "products.get: GET /products",
     "products.get: is GET /products/{product_id}"),
    ("contracts", "include/sdp/products.h", " * @vendor products.delete: DELETE /products/{product_id}\n", "",
     "sdp_product_delete: calls the service"),
    ("contracts", "include/sdp/products.h", "@vendor products.edit: PUT", "@vendor products.get: GET", "should name products.edit"),
    ("contracts", "tests/fixtures/operations.json", '"products.edit"', '"products.change"', "no such operation"),
    ("sizes", "src/base/broken.c", None, "int x;\n" * 421, "421 lines"),
    ("sizes", "examples/broken.c", None, "int f(void)\n{\n" + "    f();\n" * 63 + "    return 0;\n}\n", "f: 67 lines"),
    ("sizes", "tests/broken.c", None, "/* " + "x" * 120 + " */\n", "126 columns"),
    ("units", "src/base/broken.c", None, "int x;\n", "src/base/broken.c: no unit test"),
    ("documents", "docs/errors.md", "| `SDP_E_TLS` | -22 |", "| `SDP_E_TLS` | -21 |", "SDP_E_TLS with its number -22"),
    ("documents", "README.md", "](docs/errors.md)", "](docs/faults.md)", "leads nowhere"),
    ("documents", "README.md", "sdp_client_free(client);", "sdp_client_free(clients);", "does not compile"),
    ("coverage", "docs/coverage.md", "| contracts.renew | `", "| contracts.renewal | `", "no complete row for contracts.renew"),
    ("coverage", "include/sdp/files.h", "@vendor customers.upload_image:", "@vendor customers.upload:",
     "customers.upload_image: no function"),
    ("api", "docs/libsdp.api.json", '"sdp_product_get"', '"sdp_product_got"', "is not what headers and tables say"),
    ("api", "include/sdp/products.h", " * Reads a product.\n", " * Reads one.\n", "is not what headers and tables say"),
    ("api", "include/sdp/products.h", " * @param client   not NULL\n", " * @param client   nullable\n",
     "is not what headers and tables say"),
    ("api", "include/sdp/client.h", "SDP_PLACE_FORM = 2", "SDP_PLACE_FORM = 7",
     "products.add: the headers have no constant for its place"),
    ("api", "include/sdp/products.h", "const char *name;", "const char *title;",
     ".name: sdp_product_type has no such member"),
    ("api", "include/sdp/products.h", "const char *name;", "const char *name;\n    const char *title;",
     "sdp_product_type.title: the table product_type has no such field"),
    ("api", "include/sdp/error.h", "SDP_E_TLS = -22", "SDP_E_TLS = -29", "SDP_E_TLS: the header and sdp_status_name()"),
    ("api", "include/sdp/base.h", " * @thread any\n", " * @thread any\n * @since 99.0.0\n",
     "@since 99.0.0 is not a version"),
    ("api", "include/sdp/products.h", "freed by sdp_product_free()", "freed by sdp_product_drop()",
     "out is freed by sdp_product_drop"),
    ("api", "include/sdp/products.h", "@vendor products.get: GET", "@vendor products.got: GET",
     "products.get: no function calls it"),
    ("api_compiled", "include/sdp/products.h", "const sdp_product **out", "sdp_product **out", "sdp_product_add"),
    ("api_compiled", "include/sdp/client.h", "int64_t elapsed_ms;", "int32_t elapsed_ms;", "elapsed_ms"),
    ("api_compiled", "include/sdp/error.h", "SDP_E_TLS = -22", "SDP_E_TLS = -29", "SDP_E_TLS"),
    ("manpages", "src/cmake/man_pages.py", '".Sh SYNOPSIS"', '".Shh SYNOPSIS"', "mandoc"),
    ("manpages", "src/cmake/man_pages.py", 'lines.append(".Fc")', 'lines.append(".Fx")', "mandoc"),
    ("manpages", "docs/libsdp.api.json", '"name": "sdp_product_get"', '"name": "sdp_product_got"',
     "does not name sdp_product_get"),
    ("doxygen", "include/sdp/base.h", "@param text  new", "@param word  new", "argument 'word'"),
    ("doxygen", "include/sdp/base.h", " * Frees a text", " * @nothing Frees a text", "unknown command"),
    ("words", "src/base/broken.c", None, "/* TO" + "DO: later */\n", "unfinished work"),
    ("words", "examples/broken.c", None, "/* a st" + "ub */\n", "unfinished work"),
    ("words", "docs/broken.md", None, "see `" + WORK + "x`\n", "a path of one machine"),
    ("words", "docs/broken.md", None, "see ../" + "shared/x\n", "a path of one machine"),
    ("words", "broken.txt", None, "x\n", "top level"),
    ("version", "include/sdp/base.h", "#define SDP_VERSION_PATCH 0", "#define SDP_VERSION_PATCH 9", "the numbers of base.h"),
    ("version", "include/sdp/base.h", '#define SDP_VERSION "', '#define SDP_VERSION "9', "the text of base.h"),
    ("version", "docs/changelog.md", "\n## ", "\n## 99.0\n\n## ", "the newest entry of docs/changelog.md says 99.0"),
]


def run(check, root, message):
    # Of the headers one is enough to look at, and quicker.
    more = {"version": [sys.argv[2]], "headers": [message.split(",")[0]], "api": [sys.argv[3]], "doxygen": ["base.h"]}
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), check + ".py")
    done = subprocess.run([sys.executable, "-B", script, root, *more.get(check, [])], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def broken(root, path, old, new):
    """Breaks one file of the copy; returns how to mend it."""
    place = os.path.join(root, path)
    made = not os.path.exists(place)
    before = "" if made else project.read(place)
    after = before + new if old is None else before.replace(old, new, 1)
    if after == before:
        raise ValueError(f"{path} has no {old!r}")
    folder = os.path.dirname(place)
    new_folder = not os.path.isdir(folder)
    os.makedirs(folder, exist_ok=True)
    with open(place, "w", encoding="utf-8") as file:
        file.write(after)

    def mend():
        if new_folder:
            shutil.rmtree(folder)
        elif made:
            os.remove(place)
        else:
            with open(place, "w", encoding="utf-8") as file:
                file.write(before)

    return mend


def main():
    root = project.root_argument()
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        for path in project.project_files(root):
            target = os.path.join(folder, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(os.path.join(root, path), target)
        for check, path, old, new, message in BREAKS:
            try:
                mend = broken(folder, path, old, new)
            except ValueError as error:
                problems.append(f"{check}: {error}")
                continue
            status, output = run(check, folder, message)
            mend()
            if status == tools.SKIPPED:
                print(output, end="")
            elif status == 0 or message not in output:
                problems.append(f"{check}: {path} with {new[:60]!r} should give {message!r}, and gave {status}:\n{output}")
    project.finish("selftest", problems, len(BREAKS))


main()
