#!/bin/sh
# Installs the library into a fresh prefix and uses it as other projects do, then moves the prefix and
# uses it again:
#
#     sh tests/install/run.sh
#
# Ways of use: pkg-config, shared and static; find_package, shared and static; add_subdirectory; C++.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
HERE="$ROOT/tests/install"
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
CC=${CC:-cc}
CXX=${CXX:-c++}
# CMake would ask for make by itself, which need not be there.
if [ -z "${CMAKE_GENERATOR:-}" ] && command -v ninja >/dev/null 2>&1; then
    export CMAKE_GENERATOR=Ninja
fi

quietly() {
    "$@" >"$WORK/log" 2>&1 && return 0
    cat "$WORK/log" >&2
    return 1
}

# install_into PREFIX [CMake options]
install_into() {
    prefix=$1
    shift
    quietly cmake -S "$ROOT" -B "$prefix-build" -DCMAKE_INSTALL_PREFIX="$prefix" -DSDP_BUILD_TESTS=OFF \
        -DSDP_BUILD_EXAMPLES=OFF "$@"
    quietly cmake --build "$prefix-build" --parallel 2
    quietly cmake --install "$prefix-build"
    rm -rf "$prefix-build"
}

# runs WHAT PROGRAM: the program ends well and prints what was asked of it.
runs() {
    if "$2" | grep -Fq '"name":"XPS 15"'; then
        echo "ok: $1"
    else
        echo "failed: $1" >&2
        exit 1
    fi
}

# with_pkg_config WHAT PREFIX: the prefix may have one kind of library or both.
with_pkg_config() {
    PKG_CONFIG_PATH="$2/lib/pkgconfig" pkg-config --cflags --libs sdp >"$WORK/flags"
    # The flags of a prefix with a space in it are escaped for a shell.
    eval "\"$CC\" -std=c11 -Wall -Wextra -pedantic -Werror \"$HERE/consumer.c\" -o \"$WORK/consumer\" \
        $(cat "$WORK/flags") -Wl,-rpath,'$2/lib'"
    runs "$1, C" "$WORK/consumer"
    eval "\"$CXX\" -std=c++11 -Wall -Wextra -pedantic -Werror \"$HERE/consumer.cpp\" -o \"$WORK/consumer\" \
        $(cat "$WORK/flags") -Wl,-rpath,'$2/lib'"
    runs "$1, C++" "$WORK/consumer"
}

# with_find_package WHAT PREFIX TARGET
with_find_package() {
    rm -rf "$WORK/package"
    quietly cmake -S "$HERE/package" -B "$WORK/package" -DCMAKE_PREFIX_PATH="$2" -DSDP_TARGET="$3"
    quietly cmake --build "$WORK/package" --parallel 2
    runs "$1, C" "$WORK/package/consumer"
    runs "$1, C++" "$WORK/package/consumer_cpp"
}

use_all() {
    with_pkg_config "$1, pkg-config, shared" "$2/both"
    with_pkg_config "$1, pkg-config, static" "$2/static"
    with_find_package "$1, find_package, shared" "$2/both" sdp::sdp
    with_find_package "$1, find_package, static beside shared" "$2/both" sdp::static
    with_find_package "$1, find_package, static alone" "$2/static" sdp::sdp
}

first="$WORK/first place"
mkdir "$first"
install_into "$first/both" -DCMAKE_INSTALL_LIBDIR=lib
install_into "$first/static" -DCMAKE_INSTALL_LIBDIR=lib -DSDP_BUILD_SHARED=OFF
if grep -rIlF "$WORK" "$first"; then
    echo "failed: these installed files name the prefix" >&2
    exit 1
fi
use_all "fresh prefix" "$first"

mv "$first" "$WORK/moved"
use_all "moved prefix" "$WORK/moved"

quietly cmake -S "$HERE/subdirectory" -B "$WORK/subdirectory" -DSDP_SOURCE_DIR="$ROOT"
quietly cmake --build "$WORK/subdirectory" --parallel 2
runs "add_subdirectory, shared" "$WORK/subdirectory/consumer_sdp"
runs "add_subdirectory, static" "$WORK/subdirectory/consumer_static"
