#!/bin/sh
# libsdp at work in a minute, with no account: builds the library, starts the local service (sdp-sandbox),
# and works with products, customers and contracts over real HTTP. On Debian and Ubuntu it installs
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
    export COLUMNS=100
    heading "The whole life of a product, from C: examples/quickstart.c"
    run "examples/quickstart" "$BUILD/examples/quickstart"
    heading "The same from the shell: add one"
    run "sdp products add --set name='XPS 15' --set product_type.name=Workstation --output table" \
        "$sdp" products add --set "name=XPS 15" --set product_type.name=Workstation --output table
    heading "Find it by a search"
    run "sdp products list --where 'name is XPS 15' --fields id,name,product_type.name" \
        "$sdp" products list --where 'name is XPS 15' --fields id,name,product_type.name --output json
    id=$(sed -n 's/^\[{"id":"\([0-9]*\)".*/\1/p' "$output")
    heading "Change one member and clear another; what is not named stays as it is"
    run "sdp products edit $id --set comments='for the field team' --set part_no:=null" \
        "$sdp" products edit "$id" --set "comments=for the field team" --set part_no:=null \
        --fields id,name,part_no,comments --output json
    heading "Look at a request before it is sent"
    run "sdp products edit $id --set is_laptop=true --dry-run" \
        "$sdp" products edit "$id" --set is_laptop=true --dry-run
    heading "Delete it, and ask for it again: an error says what to do"
    run "sdp products delete $id" "$sdp" products delete "$id" --output json
    refused "sdp products get $id" "$sdp" products get "$id"
    heading "Mistakes are found before anything is sent"
    refused "sdp products add --set nam='XPS 15'" "$sdp" products add --set "nam=XPS 15"
    heading "A customer with a contract and products: examples/onboard_customer.c"
    run "examples/onboard_customer" "$BUILD/examples/onboard_customer"
    run "sdp contracts list --output table" "$sdp" contracts list --fields id,name,status.name,customer.name --output table
}

printf '%slibsdp%s: ServiceDesk Plus MSP from C\n' "$bold" "$plain"

heading "Build the library, its examples and the sandbox"
basic_needs | install_missing
configure "$BUILD" -DSDP_BUILD_TESTS=ON -DSDP_BUILD_EXAMPLES=ON && build "$BUILD" --target sdp_examples sdp_static || exit 1
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
