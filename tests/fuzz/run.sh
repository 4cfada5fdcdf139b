#!/bin/sh
# Fuzzes every target with libFuzzer and the address and undefined behaviour sanitizers.
#
#     sh tests/fuzz/run.sh [SECONDS_PER_TARGET] [BUILD_DIRECTORY] [TARGET ...]
#
# Two targets run at a time, 60 seconds each. One line for each says how many inputs it ran, how much more of the code it
# reached than its corpus does, and how it ended; an input that failed stays in the build directory. Exit status 1 where
# there is one. What a run found worth keeping stays in the build directory too, and the next run begins with it.
set -u
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
. "$ROOT/tests/support/setup.sh"

seconds=${1:-60}
build=${2:-$ROOT/.build/fuzz}
if [ $# -gt 2 ]; then shift 2; else shift $#; fi
case $seconds in
'' | *[!0-9]*)
    echo "usage: sh tests/fuzz/run.sh [SECONDS_PER_TARGET] [BUILD_DIRECTORY] [TARGET ...]" >&2
    exit 2
    ;;
esac

{
    basic_needs
    echo 'clang command -v clang'
} | install_missing
configure "$build" -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=RelWithDebInfo -DSDP_FUZZ=ON \
    '-DSDP_SANITIZE=address;undefined' -DSDP_BUILD_TESTS=OFF -DSDP_BUILD_EXAMPLES=OFF -DSDP_BUILD_SHARED=OFF || exit 1
build "$build" || exit 1
work=$build/tests/fuzz

names=$*
if [ -z "$names" ]; then
    names=$(cd "$ROOT/tests/fuzz" && for source in fuzz_*.c; do
        name=${source#fuzz_}
        echo "${name%.c}"
    done)
fi

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1

# The number behind a word in the last line of a log that has it.
last_number() {
    sed -n "s/^#.*[[:space:]]$1: \([0-9]*\).*/\1/p" "$2" | sed -n "$3p"
}

# fuzz NAME: runs one target and prints its line.
fuzz() {
    name=$1
    log=$work/$name.log
    mkdir -p "$work/found/$name" "$work/artifacts/$name"
    set -- "$work/found/$name" "$work/corpus/$name"
    [ -d "$ROOT/tests/fuzz/regressions/$name" ] && set -- "$@" "$ROOT/tests/fuzz/regressions/$name"
    [ -f "$ROOT/tests/fuzz/$name.dict" ] && set -- "-dict=$ROOT/tests/fuzz/$name.dict" "$@"
    "$work/fuzz_$name" "-max_total_time=$seconds" -rss_limit_mb=1024 -timeout=10 -max_len=8192 -print_final_stats=1 \
        "-artifact_prefix=$work/artifacts/$name/" "$@" >"$log" 2>&1 </dev/null
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    first=$(last_number cov "$log" 1)
    last=$(last_number cov "$log" '$')
    more=$((${last:-0} - ${first:-0}))
    if [ $status -eq 0 ]; then
        printf '%-10s %9s inputs, reached %s (%s more): nothing found\n' "$name" "${runs:-0}" "${last:-0}" "$more"
        return 0
    fi
    printf '%-10s %9s inputs, reached %s (%s more): FAILED; see %s\n' "$name" "${runs:-0}" "${last:-0}" "$more" "$log"
    grep -h -e 'Test unit written to' -e 'does not hold' -e '^SUMMARY' "$log" | sed 's/^/    /'
    : >"$work/failed"
    return 1
}

rm -f "$work/failed"
running=0
for name in $names; do
    if [ ! -x "$work/fuzz_$name" ]; then
        echo "There is no target '$name'." >&2
        : >"$work/failed"
        continue
    fi
    fuzz "$name" &
    running=$((running + 1))
    if [ $running -eq 2 ]; then
        wait
        running=0
    fi
done
wait
[ ! -e "$work/failed" ]
