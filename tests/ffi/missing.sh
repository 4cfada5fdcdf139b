#!/bin/sh
# Stands in the place of tests whose tool is not installed, and says so:
#
#     sh tests/ffi/missing.sh REASON
#
# Exit status: that of a test that is left out; with SDP_NO_SKIP=1, of one that fails.
echo "left out: $1"
[ -z "${SDP_NO_SKIP:-}" ] || exit 1
exit 77 # SDP_TEST_SKIPPED of tests/CMakeLists.txt
