#!/bin/sh
# Runs a command twice, for what may be run again at any time:
#
#     sh tests/support/twice.sh COMMAND [arguments]
#
# Exit status: that of the first run that fails.
"$@" && "$@"
