#!/bin/sh
# Runs a command against a sandbox of its own, which is gone afterwards:
#
#     sh tests/support/with_sandbox.sh SANDBOX COMMAND [arguments]
#
# The command finds SDP_BASE_URL, SDP_ACCESS_TOKEN and the same of NeuCRM in its environment. Exit status: the command's.
# SANDBOX_ARGUMENTS in the environment are words for the sandbox, such as "--seed-data vendor".
set -u
sandbox=$1
shift
. "$(dirname -- "$0")/sandbox.sh"

trap sandbox_stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
# shellcheck disable=SC2086 # they are words
sandbox_start "$sandbox" ${SANDBOX_ARGUMENTS:-} || exit 1
"$@" </dev/null
