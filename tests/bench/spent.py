"""Where the instructions and the time of two cases go, whose goals are missed: spent.py BUILD. See run.sh.

A GET of a product over HTTPS, and a thousand of them in clear, 128 at once, at 50 ms.
"""
import contextlib
import os
import subprocess
import sys
import tempfile

import callgrind
import servers
import table

CALLS, MANY, AT_ONCE, LATENCY_MS, ROUNDS = 200, 1000, 128, 50, 9
IDEAL_MS = -(-MANY // AT_ONCE) * LATENCY_MS
# By the beginning of the name of the file that the instructions are in.
PARTS = {"bench_": "libsdp, linked into the measuring program", "libcjson": "cJSON", "libcurl": "libcurl",
         "libssl": "TLS: OpenSSL", "libcrypto": "TLS: OpenSSL",
         "libc.so": "the C library: memory, strings, system calls"}
REST = "others"


def parts_of(path):
    found = {}
    for name, count in callgrind.by_object(path).items():
        part = next((text for start, text in PARTS.items() if name.startswith(start)), REST)
        found[part] = found.get(part, 0) + count
    return found


def tell(title, ways, calls):
    """`ways` has the parts of each way."""
    table.head(title, *ways)
    for part in [*dict.fromkeys(PARTS.values()), REST]:
        table.row(part, *(f"{found.get(part, 0) / calls:,.0f}" for found in ways.values()))
    table.row("in all", *(f"{sum(found.values()) / calls:,.0f}" for found in ways.values()))


def https(build, work, stack, behind):
    folder = stack.enter_context(servers.certificates())
    if folder is None:
        print("HTTPS is left out: nginx or openssl is not installed.")
        return
    ca = servers.bundle(folder, os.path.join(work, "bundle.pem"))
    ports = stack.enter_context(servers.front(work, folder, {"prompt": behind, "slow": behind}))
    ways = {}
    for way, name in (("bare", "R"), ("cjson", "R + cJSON"), ("typed", "libsdp")):
        with callgrind.run(os.path.join(build, "tests", "bench_calls"), f"https://127.0.0.1:{ports['one']}", ca, "1",
                           way, f"product:{CALLS}") as (_, out):
            ways[name] = parts_of(out + ".2")
    tell("GET product over HTTPS, instructions a call", ways, CALLS)


def ticks_of(process):
    """Milliseconds in the program and in the kernel."""
    with open(f"/proc/{process}/stat", encoding="ascii") as file:
        words = file.read().rsplit(")", 1)[1].split()
    return [int(word) * 1000 / os.sysconf("SC_CLK_TCK") for word in words[11:13]]


def many(build, port, server):
    words = [os.path.join(build, "tests", "bench_concurrent"), f"http://127.0.0.1:{port}", "-", str(MANY), str(AT_ONCE)]
    ways = {}
    for function, name in (("bare", "curl multi"), ("batched", "sdp_batch")):
        with callgrind.run(*words, "1", options=("--toggle-collect=" + function,)) as (_, out):
            ways[name] = parts_of(out)
    tell(f"{MANY:,} GETs, {AT_ONCE} at once, instructions a call", ways, MANY)
    before = ticks_of(server)
    printed = subprocess.run([*words, str(ROUNDS)], check=True, stdout=subprocess.PIPE, text=True).stdout
    served = [(after - earlier) / (2 * ROUNDS) for after, earlier in zip(ticks_of(server), before)]
    table.head("the same, milliseconds", "wall", "to the ideal", "user", "system")
    for line in printed.splitlines():
        way, wall, _, user, system = line.split()
        table.row({"bare": "curl multi", "batch": "sdp_batch"}[way], wall, f"{float(wall) / IDEAL_MS:.3f}", user, system)
    table.row("the server, beside either", "", "", *(f"{spent:.1f}" for spent in served))


def main():
    build = os.path.abspath(sys.argv[1])
    with contextlib.ExitStack() as stack:
        work = stack.enter_context(tempfile.TemporaryDirectory(prefix="sdp-bench-"))
        subprocess.run([os.path.join(build, "tests", "bench_codec"), "bodies", work], check=True,
                       stdout=subprocess.DEVNULL)
        https(build, work, stack, stack.enter_context(servers.plain(build, 0, work)))
        many(build, *stack.enter_context(servers.process_of(build, LATENCY_MS, work)))


main()
