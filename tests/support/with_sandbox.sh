#!/bin/sh
# Runs a command against a sandbox of its own, which is gone afterwards:
#
#     sh tests/support/with_sandbox.sh SANDBOX COMMAND [arguments]
#
# The command finds SDP_BASE_URL and SDP_ACCESS_TOKEN in its environment. Exit status: the command's.
set -u
sandbox=$1
shift
. "$(dirname -- "$0")/sandbox.sh"

trap sandbox_stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
sandbox_start "$sandbox" || exit 1
"$@" </dev/null
