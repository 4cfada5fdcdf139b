#!/bin/sh
# The measurements, as ratios in one run:
#
#     sh tests/bench/run.sh [quick] [BUILD]
#
# BUILD is a build directory with tests, optimised and without sanitizers; .build/gcc where none is given. It takes about
# four minutes; with "quick", which leaves rounds and cases out, less than one. docs/performance.md explains the tables.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
exec python3 -B "$ROOT/tests/bench/suite.py" "${@:-$ROOT/.build/gcc}"
