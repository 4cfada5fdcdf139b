#!/bin/sh
# The measurements, as ratios in one run:
#
#     sh tests/bench/run.sh [quick | profile] [BUILD]
#
# BUILD is a build directory with tests, optimised and without sanitizers. Where none is given it is .build/gcc, which
# .ci/run leaves, or else .build/bench, which is made here. It takes five to seven minutes; with "quick", which leaves
# rounds and cases out, one. "profile" tells where the instructions and the time of two cases go. docs/performance.md
# explains the tables.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
what=
case ${1:-} in
quick | profile)
    what=$1
    shift
    ;;
esac

# Makes the programs of the measurements, and nothing else.
make_build() {
    if [ ! -f "$1/CMakeCache.txt" ]; then
        generator='Unix Makefiles'
        if command -v ninja >/dev/null; then generator=Ninja; fi
        cmake -S "$ROOT" -B "$1" -G "$generator" -DCMAKE_BUILD_TYPE=Release -DSDP_BUILD_TESTS=ON \
            -DSDP_BUILD_EXAMPLES=OFF
    fi
    cmake --build "$1" --parallel 2 \
        --target bench_calls bench_codec bench_concurrent bench_pager_memory bench_server
}

build=${1:-$ROOT/.build/gcc}
if [ $# -eq 0 ] && [ ! -x "$build/tests/bench_calls" ]; then
    build=$ROOT/.build/bench
    make_build "$build" >&2
fi
case $what in
profile) exec python3 -B "$ROOT/tests/bench/spent.py" "$build" ;;
*) exec python3 -B "$ROOT/tests/bench/suite.py" ${what:+"$what"} "$build" ;;
esac
