#!/bin/sh
# Installs the library into a fresh prefix and uses it as other projects do, then moves the prefix and
# uses it again:
#
#     sh tests/install/run.sh
#
# Ways of use: pkg-config, shared and static; find_package, shared and static; add_subdirectory; C++; two majors at once.
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
if [ -z "${CMAKE_C_COMPILER_LAUNCHER:-}" ] && command -v ccache >/dev/null 2>&1; then
    export CMAKE_C_COMPILER_LAUNCHER=ccache
fi

quietly() {
    "$@" >"$WORK/log" 2>&1 && return 0
    cat "$WORK/log" >&2
    return 1
}

fail() {
    echo "failed: $1" >&2
    exit 1
}

# install_into PREFIX [CMake options]
install_into() {
    prefix=$1
    shift
    quietly cmake -S "$ROOT" -B "$prefix-build" -DCMAKE_INSTALL_PREFIX="$prefix" -DSDP_BUILD_TESTS=OFF \
        -DSDP_BUILD_EXAMPLES=OFF "$@"
    quietly cmake --build "$prefix-build" --parallel 2
    quietly cmake --install "$prefix-build"
}

# runs WHAT PROGRAM: the program ends well and prints what was asked of it.
runs() {
    if "$2" | grep -Fq '"name":"XPS 15"'; then
        echo "ok: $1"
    else
        fail "$1"
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

# With the archive beside the shared library: what --static adds is what the archive stands on.
with_pkg_config_static() {
    flags=$(PKG_CONFIG_PATH="$2/lib/pkgconfig" pkg-config --static --libs sdp)
    for wanted in -lsdp -lcurl -lcjson; do
        case " $flags " in
        *" $wanted "*) ;;
        *) fail "$1: pkg-config --static --libs has no $wanted: $flags" ;;
        esac
    done
    shared=$(PKG_CONFIG_PATH="$2/lib/pkgconfig" pkg-config --libs sdp)
    case "$shared" in
    *-lcurl* | *-lcjson*) fail "$1: pkg-config --libs says what only the archive needs: $shared" ;;
    esac
    PKG_CONFIG_PATH="$2/lib/pkgconfig" pkg-config --cflags sdp >"$WORK/flags"
    eval "\"$CC\" -std=c11 \"$HERE/consumer.c\" -o \"$WORK/consumer\" $(cat "$WORK/flags") \"$2/lib/libsdp.a\" \
        $(pkg-config --libs libcurl libcjson) -pthread"
    runs "$1" "$WORK/consumer"
}

# refuses WHAT PREFIX MESSAGE ARGUMENTS: find_package with these arguments fails, and says so.
refuses() {
    rm -rf "$WORK/refused"
    if cmake -S "$HERE/refused" -B "$WORK/refused" -DCMAKE_PREFIX_PATH="$2" -DSDP_ARGUMENTS="$4" \
        >"$WORK/log" 2>&1; then
        fail "$1: find_package(sdp $4) should fail"
    fi
    # CMake breaks lines where they are long.
    tr -s ' \n' '  ' <"$WORK/log" | grep -Fq "$3" || { cat "$WORK/log" >&2 && fail "$1: it does not say: $3"; }
    echo "ok: $1"
}

# Each component by itself lays down its own, and all of them nothing more.
components() {
    for component in library development tools; do
        quietly cmake --install "$1-build" --component "$component" --prefix "$1-$component"
    done
    found=$(cd "$1-library" && find . ! -type d | sort | tr '\n' ' ')
    case "$found" in
    ./lib/libsdp.so.*' ./lib/libsdp.so.'*) ;;
    *) fail "the component library has: $found" ;;
    esac
    for file in include/sdp/sdp.h lib/libsdp.so lib/libsdp.a lib/pkgconfig/sdp.pc lib/cmake/sdp/sdp-config.cmake; do
        [ -e "$1-development/$file" ] || [ -L "$1-development/$file" ] || fail "the component development has no $file"
    done
    (cd "$1" && find . ! -type d | sort) >"$WORK/all"
    for component in library development tools; do
        [ ! -d "$1-$component" ] || (cd "$1-$component" && find . ! -type d)
    done | sort | uniq >"$WORK/parts"
    diff "$WORK/all" "$WORK/parts" >&2 || fail "the components are not what is installed"
    rm -rf "$1-library" "$1-development" "$1-tools"
    echo "ok: components"
}

# Each link of the pages in the folder $1 to a file leads to one that is installed.
pages() {
    (cd "$1" && find . -name '*.md') >"$WORK/pages"
    [ "$(wc -l <"$WORK/pages")" -gt 30 ] || fail "of the pages there are: $(tr '\n' ' ' <"$WORK/pages")"
    while read -r page; do
        grep -o '](\([^)#]*\)' "$1/$page" | sed 's/^](//' >"$WORK/links" || true
        while read -r link; do
            case "$link" in
            '' | http*) ;;
            *) [ -e "$1/$(dirname "$page")/$link" ] || fail "$page leads to $link, which is not installed" ;;
            esac
        done <"$WORK/links"
    done <"$WORK/pages"
    grep -q 'include/sdp/contracts\.h)' "$1/operations.md" || fail "operations.md has no links to headers"
    echo "ok: the links of $(wc -l <"$WORK/pages") pages"
}

# A library of another version, as a release would change it: into the prefix $2, its sources kept in $3.
install_major() {
    mkdir "$3"
    cp -R "$ROOT/CMakeLists.txt" "$ROOT/LICENSE" "$ROOT/include" "$ROOT/src" "$ROOT/docs" "$3"
    sed -i -e 's/^\(#define SDP_VERSION_[A-Z]*\) [0-9]*$/\1 0/' -e "s/^\(#define SDP_VERSION_MAJOR\) .*/\1 $1/" \
        -e "s/^\(#define SDP_VERSION\) \".*/\1 \"$1.0.0\"/" "$3/include/sdp/base.h"
    sed -i "s/^LIBSDP_[0-9.]*/LIBSDP_$1/" "$3/src/libsdp.map"
    quietly cmake -S "$3" -B "$3-build" -DCMAKE_INSTALL_PREFIX="$2" -DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_BUILD_TYPE=Debug \
        -DSDP_BUILD_STATIC=OFF -DSDP_BUILD_TESTS=OFF -DSDP_BUILD_EXAMPLES=OFF
    quietly cmake --build "$3-build" --parallel 2
    quietly cmake --install "$3-build" --component library
    rm -rf "$3-build"
}

# beside PREFIX MAJOR OTHER: a program of the one, and a process that has both.
beside() {
    "$CC" -std=c11 "$HERE/consumer.c" -o "$WORK/consumer" -I"$WORK/major$2/include" "$1/lib/libsdp.so.$2" \
        -Wl,-rpath,"$1/lib"
    runs "major $2 beside $3" "$WORK/consumer"
    "$WORK/consumer" | grep -Fq "libsdp $2.0.0:" || fail "a program of major $2 runs with another"
    "$CC" -std=c11 -Wall -Wextra -pedantic -Werror "$HERE/majors.c" -o "$WORK/majors" -I"$WORK/major$2/include" \
        "$1/lib/libsdp.so.$2" -Wl,-rpath,"$1/lib" -ldl
    LD_BIND_NOW=1 LD_DEBUG=bindings LD_DEBUG_OUTPUT="$WORK/bindings" \
        "$WORK/majors" "$2.0.0" "$1/lib/libsdp.so.$3" "$3.0.0" >"$WORK/log" || fail "majors $2 and $3 in one process"
    # The loader of glibc tells what it bound to what: neither library may call the other.
    if cat "$WORK"/bindings.* 2>/dev/null | grep "binding file .*libsdp\.so\.$2 .* to .*libsdp\.so\.$3 \|binding file \
.*libsdp\.so\.$3 .* to .*libsdp\.so\.$2 " >&2; then
        fail "majors $2 and $3 call each other"
    fi
    rm -f "$WORK"/bindings.*
    echo "ok: $(cat "$WORK/log"), in one process"
}

use_all() {
    with_pkg_config "$1, pkg-config, shared" "$2/both"
    with_pkg_config "$1, pkg-config, static" "$2/static"
    with_pkg_config_static "$1, pkg-config, static beside shared" "$2/both"
    with_find_package "$1, find_package, shared" "$2/both" sdp::sdp
    with_find_package "$1, find_package, static beside shared" "$2/both" sdp::static
    with_find_package "$1, find_package, static alone" "$2/static" sdp::sdp
}

first="$WORK/first place"
mkdir "$first"
install_into "$first/both" -DCMAKE_INSTALL_LIBDIR=lib
components "$first/both"
pages "$first/both/share/doc/libsdp"
install_into "$first/static" -DCMAKE_INSTALL_LIBDIR=lib -DSDP_BUILD_SHARED=OFF
rm -rf "$first"/*-build
if grep -rIlF "$WORK" "$first"; then
    fail "these installed files name the prefix"
fi
use_all "fresh prefix" "$first"
version=$(sed -n 's/^#define SDP_VERSION "\(.*\)"$/\1/p' "$ROOT/include/sdp/base.h")
refuses "an unknown component" "$first/both" "sdp has no component 'python': its components are shared and static." \
    "REQUIRED COMPONENTS shared python"
refuses "shared where it is not installed" "$first/static" "The shared libsdp is not installed" "REQUIRED COMPONENTS shared"
refuses "a version that is not this one" "$first/both" "version: $version" "99.0 REQUIRED"

mv "$first" "$WORK/moved"
use_all "moved prefix" "$WORK/moved"

quietly cmake -S "$HERE/subdirectory" -B "$WORK/subdirectory" -DSDP_SOURCE_DIR="$ROOT"
quietly cmake --build "$WORK/subdirectory" --parallel 2
runs "add_subdirectory, shared" "$WORK/subdirectory/consumer_sdp"
runs "add_subdirectory, static" "$WORK/subdirectory/consumer_static"

install_major 1 "$WORK/majors prefix" "$WORK/major1"
install_major 2 "$WORK/majors prefix" "$WORK/major2"
beside "$WORK/majors prefix" 1 2
beside "$WORK/majors prefix" 2 1

# Recipes whose tools are not at hand here: their syntax, and the version that one of them names.
if command -v python3 >/dev/null 2>&1; then
    python3 -B - "$ROOT/docs/packaging" "$version" <<'CHECK' || fail "docs/packaging"
import ast, glob, json, sys
folder, version = sys.argv[1:]
recipes = glob.glob(folder + "/conan/**/*.py", recursive=True)
for path in recipes:
    with open(path, encoding="utf-8") as file:
        ast.parse(file.read(), path)
with open(folder + "/vcpkg/libsdp/vcpkg.json", encoding="utf-8") as file:
    port = json.load(file)
if len(recipes) != 2 or port["version"] != version:
    sys.exit(f"{len(recipes)} recipes of Conan; the port is of version {port['version']}, the library of {version}")
CHECK
    echo "ok: recipes"
fi
rm -rf "$WORK/package"
quietly cmake -S "$ROOT/docs/packaging/conan/test_package" -B "$WORK/package" -DCMAKE_PREFIX_PATH="$WORK/moved/both"
quietly cmake --build "$WORK/package"
"$WORK/package/test_package" | grep -Fqx "libsdp $version" || fail "the program of Conan's test package"
echo "ok: the program of Conan's test package"
