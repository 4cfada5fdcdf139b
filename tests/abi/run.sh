#!/bin/sh
# Compares the interface of a library that was built with debug information with the one that is committed:
#
#     sh tests/abi/run.sh LIBRARY            fails where a program that uses tests/abi/libsdp.abi would break
#     sh tests/abi/run.sh --write LIBRARY    writes that file anew from the public headers
#
# Functions that were added pass, and are shown: docs/abi.md says when to write the file anew. ROOT in the environment names
# another checkout, and BASELINE another file; CC is the compiler.
set -eu
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
ROOT=${ROOT:-$(dirname -- "$(dirname -- "$HERE")")}
BASELINE=${BASELINE:-$ROOT/tests/abi/libsdp.abi}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

if ! command -v abidiff >/dev/null 2>&1; then
    echo "abidiff is not installed (Debian: abigail-tools)" >&2
    [ -z "${SDP_NO_SKIP:-}" ] && exit 77
    exit 1
fi

# The interface as the headers say it. Made from the headers alone, it has no path of this machine, and nothing of the
# library's inside; the order of ids is that of their contents.
write_baseline() {
    python3 -B "$HERE/witness.py" "$ROOT" >"$WORK/witness.c"
    soname=$(readelf -d "$1" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')
    (cd "$WORK" && "${CC:-gcc}" -std=c11 -g -O0 -fPIC -shared -fvisibility=hidden -I"$ROOT/include" witness.c \
        -o libwitness.so -Wl,--version-script="$ROOT/src/libsdp.map" -Wl,-soname,"$soname")
    abidw --no-comp-dir-path --no-corpus-path --no-show-locs --no-elf-needed --no-parameter-names \
        --type-id-style hash "$WORK/libwitness.so" | sed 's/^ *//' >"$2"
}

if [ "$1" = --write ]; then
    write_baseline "$2" "$BASELINE"
    exit
fi
library=$1
if ! readelf -S "$library" | grep -Fq .debug_info; then
    echo "$library has no debug information: build it with CMAKE_BUILD_TYPE RelWithDebInfo or Debug" >&2
    exit 1
fi

# Bits of its exit status: 1 error, 2 usage, 4 a difference, 8 one that breaks programs.
set -- --no-show-locs "$BASELINE" "$library"
status=0
abidiff "$@" >"$WORK/report" 2>&1 || status=$?
if [ "$status" -eq 0 ]; then
    echo "The interface is the one of ${BASELINE##*/}."
    exit 0
fi
cat "$WORK/report"
# abidiff does not tell a struct that grew from one that broke, and a suppression for the first hides the second: so only
# added functions pass by themselves.
if [ $((status & 3)) -eq 0 ] && abidiff --no-added-syms "$@" >/dev/null 2>&1; then
    echo "Only additions: sh tests/abi/run.sh --write LIBRARY takes them over (docs/abi.md)."
    exit 0
fi
echo "Programs that were built with the interface of ${BASELINE##*/} would break; unless all that is said above is that" \
    "structs grew at their end, as layout.py allows it: then sh tests/abi/run.sh --write LIBRARY (docs/abi.md)." >&2
exit 1
