#!/bin/sh
# libsdp at work in a minute, with no account: builds the library, starts the local service (sdp-sandbox),
# and adds, reads, lists, edits and deletes products over real HTTP. On Debian and Ubuntu it installs
# what is missing for that. Run it as often as you like:
#
#     sh examples/demo.sh
set -u
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$ROOT/tests/support/setup.sh"
. "$ROOT/tests/support/sandbox.sh"

if [ -t 1 ]; then
    bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m')
else
    bold='' dim='' plain=''
fi
number=0
output=

trap 'sandbox_stop; [ -z "$output" ] || rm -f "$output"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

heading() {
    number=$((number + 1))
    printf '\n%s%s. %s%s\n' "$bold" "$number" "$1" "$plain"
}

# run WHAT-IS-SHOWN COMMAND...: runs it, shows what came back, and ends the demonstration where it fails.
run() {
    shown=$1
    shift
    printf '   %s$ %s%s\n' "$dim" "$shown" "$plain"
    "$@" >"$output" 2>&1 </dev/null
    status=$?
    sed 's/^/   /' "$output"
    if [ "$status" -ne 0 ]; then
        printf '\nThe step failed with exit status %s.\n' "$status" >&2
        exit 1
    fi
}

# refused WHAT-IS-SHOWN COMMAND...: the same for a step that shows a failure.
refused() {
    shown=$1
    shift
    printf '   %s$ %s%s\n' "$dim" "$shown" "$plain"
    "$@" >"$output" 2>&1 </dev/null
    status=$?
    sed 's/^/   /' "$output"
    printf '   %s(exit status %s)%s\n' "$dim" "$status" "$plain"
    if [ "$status" -eq 0 ]; then
        echo "The step should have failed." >&2
        exit 1
    fi
}

# The steps with the C examples: each is a small program that stands in examples/.
show_examples() {
    heading "The whole life of a product: add, read, edit, delete"
    run "examples/quickstart" "$BUILD/examples/quickstart"
    heading "A list, walked page by page"
    run "examples/page_products" "$BUILD/examples/page_products"
    heading "What a failure tells: what happened, whose fault it is, what to do"
    run "examples/handle_errors" "$BUILD/examples/handle_errors"
}

# The same with the sdp command.
show_command() {
    sdp="$BUILD/examples/sdp"
    heading "Add a product"
    run "sdp products add --set name='XPS 15' --set product_type.name=Workstation" \
        "$sdp" products add --set "name=XPS 15" --set product_type.name=Workstation --output json
    id=$(sed -n 's/.*"id" *: *"\([0-9]*\)".*/\1/p' "$output" | head -n 1)
    heading "Edit it"
    run "sdp products edit $id --set comments='for the field team'" \
        "$sdp" products edit "$id" --set "comments=for the field team" --output json
    heading "Read it"
    run "sdp products get $id --fields id,name,comments" "$sdp" products get "$id" --fields id,name,comments --output json
    heading "List all"
    run "sdp products list --output table" "$sdp" products list --output table
    heading "Delete it, and ask for it again"
    run "sdp products delete $id" "$sdp" products delete "$id"
    refused "sdp products get $id" "$sdp" products get "$id"
    heading "The same from C: examples/quickstart.c"
    run "examples/quickstart" "$BUILD/examples/quickstart"
}

printf '%slibsdp%s: ServiceDesk Plus MSP from C\n' "$bold" "$plain"

heading "Build the library, its examples and the sandbox"
basic_needs | install_missing
configure "$BUILD" -DSDP_BUILD_TESTS=ON -DSDP_BUILD_EXAMPLES=ON && build "$BUILD" --target sdp_examples || exit 1
output=$(mktemp)
echo "   done: ${BUILD#"$ROOT"/}"

heading "Start a local ServiceDesk Plus MSP"
sandbox_start "$BUILD/examples/sdp-sandbox" || exit 1
echo "   sdp-sandbox answers at $SDP_BASE_URL"

if [ -x "$BUILD/examples/sdp" ]; then
    show_command
else
    show_examples
fi

heading "Stop it"
sandbox_stop
echo "   done. Next: README.md, include/sdp/sdp.h, docs/architecture.md"
