#!/bin/sh
# The measurements, as ratios in one run:
#
#     sh tests/bench/run.sh [BUILD]
#
# BUILD is a build directory with tests and examples, without sanitizers; .build/default where none is given.
# Instructions are counted by callgrind in user space: the difference of two run lengths, so that start and end of the
# programs do not count. They repeat to about one percent, whatever else the machine does.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
BUILD=${1:-$ROOT/.build/default}
. "$ROOT/tests/support/sandbox.sh"

FEW=100
MANY=600
work=$(mktemp -d)
trap 'sandbox_stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# count PROGRAM ARGUMENTS-WITH-N: instructions of a run, N standing for the number of calls.
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>"$work/log" >/dev/null ||
        { cat "$work/log" >&2; return 1; }
    sed -n 's/,//g; s/.*refs: *\([0-9]*\).*/\1/p' "$work/log"
}

# per_call PROGRAM MODE [PORT]
per_call() {
    few=$(count "$BUILD/tests/$1" ${3:+"$3"} "$FEW" "$2")
    many=$(count "$BUILD/tests/$1" ${3:+"$3"} "$MANY" "$2")
    echo $(((many - few) / (MANY - FEW)))
}

row() {
    awk -v name="$1" -v count="$2" -v base="$3" 'BEGIN { printf "%-52s %9d   %5.3f\n", name, count, count / base }'
}

sandbox_start "$BUILD/examples/sdp-sandbox" --port 0 --seed-data vendor
port=$(printf '%s' "$SDP_BASE_URL" | sed 's,.*127\.0\.0\.1:\([0-9]*\).*,\1,')

bare=$(per_call bench_get_product bare "$port")
cjson=$(per_call bench_get_product cjson "$port")
typed=$(per_call bench_get_product typed "$port")
printf '%-52s %9s   %s\n' "GET product" "instr." "to libcurl + cJSON"
row "bare libcurl, a kept handle, nothing parsed" "$bare" "$cjson"
row "bare libcurl, cJSON_ParseWithLength and _Delete" "$cjson" "$cjson"
row "sdp_product_get and sdp_product_free" "$typed" "$cjson"

FEW=5
MANY=25
cjson=$(per_call bench_decode_contracts cjson)
typed=$(per_call bench_decode_contracts typed)
printf '\n%-52s %9s   %s\n' "a list of 100 contracts, in memory" "instr." "to cJSON"
row "cJSON_ParseWithLength and _Delete" "$cjson" "$cjson"
row "typed: numbers kept, parsed, judged, decoded, freed" "$typed" "$cjson"
