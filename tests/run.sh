#!/bin/sh
# Builds the library and runs its tests; installs on Debian and Ubuntu what is missing for that.
#
#     sh tests/run.sh [arguments for ctest, such as -R unit or -L golden]
#
# The last line is "N passed, M failed"; where tests lacked what they need, ", K skipped" stands behind it. CMake options
# can be given in SDP_CMAKE_ARGS, a build directory in SDP_BUILD_DIR.
set -u
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$ROOT/tests/support/setup.sh"

basic_needs | install_missing
# SDP_CMAKE_ARGS is a list of words.
# shellcheck disable=SC2086
if ! configure "$BUILD" -DSDP_BUILD_TESTS=ON -DSDP_BUILD_EXAMPLES=ON ${SDP_CMAKE_ARGS:-} || ! build "$BUILD"; then
    echo "0 passed, 1 failed"
    exit 1
fi

results="$BUILD/ctest.log"
{
    (cd "$BUILD" && ctest --output-on-failure --no-tests=error -j "$(processors)" "$@" </dev/null)
    echo $? >"$BUILD/ctest.status"
} 2>&1 | tee "$results"

# ctest closes with "P% tests passed, F tests failed out of T", where skipped ones count as passed, and lists these.
summary=$(sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests* failed out of \([0-9]*\)$/\1 \2/p' "$results" | tail -n 1)
failed=${summary% *}
total=${summary#* }
if [ -z "$summary" ]; then
    echo "0 passed, 1 failed"
    exit 1
fi
skipped=$(grep -c '^[[:blank:]]*[0-9]* - .* (Skipped)\([[:blank:]].*\)\{0,1\}$' "$results")
echo "$((total - failed - skipped)) passed, $failed failed$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
[ "$failed" -eq 0 ] && [ "$(cat "$BUILD/ctest.status")" -eq 0 ]
