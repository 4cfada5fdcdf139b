"""The same as cross_a_million.c from Python: a million crossings, and whole operations up to where they would be sent.

    SDP_LIBRARY=BUILD/libsdp.so python3 tests/bench/cross_a_million.py
"""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/ffi/python"))

import sdp  # noqa: E402
from sdp import _native  # noqa: E402

CROSSINGS, CALLS = 1000000, 20000


def timed(function, count):
    begin = time.perf_counter()
    for _ in range(count):
        function()
    return (time.perf_counter() - begin) / count * 1e9


def main():
    crossing = timed(_native.lib.sdp_version_number, CROSSINGS)
    with sdp.Client(base_url="https://desk.example.com") as client:
        edit = client.products.edit
        call = timed(lambda: edit("100000000000037183", {"name": "XPS 15", "comments": None}, dry_run=True), CALLS)
    print(f"Python  {crossing:8.0f} ns a crossing   {call:8.0f} ns a call")


main()
