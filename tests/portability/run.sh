#!/bin/sh
# Builds libsdp for other machines and C libraries, and runs there what can be run here:
#
#     sh tests/portability/run.sh [musl] [windows] [i386] [armhf] [s390x]     default: all of them
#
# musl: every source compiles, and asks nothing of the C library that musl lacks. windows: all but the platform's own
# sources compile. The others: library, unit tests and golden tests are built and run; i386 by this machine itself, armhf and
# s390x by qemu. What they need of Debian is fetched into .build/portability, with package lists of its own: the machine's
# packages stay as they are. SDP_BUILD_DIR moves that folder.
set -u
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
. "$ROOT/tests/support/setup.sh"
WORK=${SDP_BUILD_DIR:-$ROOT/.build}/portability
# As src/cmake/SdpCompile.cmake has them.
WARNINGS="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror"
mkdir -p "$WORK"

needs() {
    cat <<'NEEDS'
gcc command -v gcc
binutils command -v nm
cmake command -v cmake
ninja-build command -v ninja || command -v make
pkg-config command -v pkg-config
python3 command -v python3
NEEDS
    for machine in "$@"; do
        case $machine in
        musl | windows) echo "libcurl4-openssl-dev pkg-config --exists libcurl" && echo "libcjson-dev pkg-config --exists libcjson" ;;
        esac
        case $machine in
        musl) echo "musl-tools command -v musl-gcc" ;;
        windows) echo "gcc-mingw-w64-x86-64-win32 command -v x86_64-w64-mingw32-gcc" ;;
        # gcc-multilib, which names no version, does not go with compilers for other machines.
        i386) echo "gcc-$(gcc -dumpversion 2>/dev/null || echo 12)-multilib echo 'int main(void) { return 0; }' | gcc -m32 -x c - -o /dev/null" ;;
        armhf) echo "gcc-arm-linux-gnueabihf command -v arm-linux-gnueabihf-gcc" && echo "qemu-user-static command -v qemu-arm-static" ;;
        s390x) echo "gcc-s390x-linux-gnu command -v s390x-linux-gnu-gcc" && echo "qemu-user-static command -v qemu-s390x-static" ;;
        esac
    done
}

# The headers of libcurl and cJSON, and nothing else of this machine's, in a folder of their own.
foreign_headers() {
    rm -rf "$WORK/headers"
    mkdir -p "$WORK/headers"
    # shellcheck disable=SC2046
    printf '#include <curl/curl.h>\n#include <cjson/cJSON.h>\n' |
        gcc $(pkg-config --cflags libcurl libcjson) -M -x c - | tr -d '\\' | tr ' ' '\n' |
        sed -n -e 's|/curl\.h$||p' -e 's|/cJSON\.h$||p' | sort -u | while read -r folder; do
        ln -s "$folder" "$WORK/headers/$(basename "$folder")"
    done
}

# compile COMPILER DIRECTORY SOURCES...: one object for each, warnings are errors.
compile() {
    compiler=$1 objects=$2 # words both
    shift 2
    rm -rf "$objects"
    mkdir -p "$objects"
    foreign_headers
    for source in "$@"; do
        # shellcheck disable=SC2086
        $compiler -std=c11 -O2 $WARNINGS -DSDP_BUILDING -I"$ROOT/include" -I"$ROOT/src" -isystem "$WORK/headers" \
            -c "$ROOT/$source" -o "$objects/$(echo "$source" | tr / _).o" || return 1
    done
    echo "$# sources compiled"
}

# defined OBJECT...: names of what is defined there; undefined: of what is asked for.
defined() {
    nm -P --defined-only "$@" 2>/dev/null | sed -n 's/^\([^ ]*\) [A-Z] .*/\1/p' | sort -u
}
undefined() {
    nm -P -u "$@" | sed -n 's/^\([^ ]*\) U.*/\1/p' | sort -u
}

musl() {
    # shellcheck disable=SC2046
    compile musl-gcc "$WORK/musl" $(cd "$ROOT" && echo src/*/*.c) || return 1
    # The linker tells which archive is musl's.
    library=$(echo 'int main(void) { return 0; }' |
        musl-gcc -static -Wl,--trace -x c - -o "$WORK/empty" | grep '/libc\.a' | head -n 1)
    library=${library%%.a*}.a
    library=${library#(}
    defined "$WORK"/musl/*.o "$library" >"$WORK/known"
    undefined "$WORK"/musl/*.o | grep -Ev '^(curl_|cJSON_|_GLOBAL_OFFSET_TABLE_)' >"$WORK/asked"
    lacking=$(comm -13 "$WORK/known" "$WORK/asked")
    [ -n "$lacking" ] && echo "musl lacks: $lacking" && return 1
    echo "all $(wc -l <"$WORK/asked") symbols are there"
}

# The sources that know a platform: docs/portability.md says what Windows needs in their place.
PLATFORM='src/base/sys_.*posix\.c|src/http/wake_pipe\.c|src/http/blocking_transport\.c'
windows() {
    # The compiler's idea of printf() is that of the old run-time library, which lacks %zu; that of today has it.
    # shellcheck disable=SC2046
    compile "x86_64-w64-mingw32-gcc -Wno-format -Wno-format-extra-args" "$WORK/windows" \
        $(cd "$ROOT" && printf '%s\n' src/*/*.c | grep -Ev "^($PLATFORM)\$") || return 1
    defined "$WORK"/windows/*.o >"$WORK/known"
    undefined "$WORK"/windows/*.o | grep '^sdpi_' >"$WORK/asked"
    lacking=$(comm -13 "$WORK/known" "$WORK/asked")
    # shellcheck disable=SC2086 # they are words
    echo "to be written:" $lacking
    for name in $lacking; do
        grep -q "\b$name(" "$ROOT"/src/base/sys*.h "$ROOT/src/http/wake_pipe.h" "$ROOT/src/http/transport.h" ||
            { echo "$name is not of the platform" && return 1; }
    done
    python3 -B "$ROOT/tests/abi/layout.py" "$ROOT" x86_64-w64-mingw32-gcc
}

# sysroot MACHINE: a Debian of the other machine with what the tests stand on, unpacked and not installed.
sysroot() {
    machine=$1 place=$WORK/$1
    [ -f "$place/complete" ] && return 0
    rm -rf "$place"
    mkdir -p "$place/lists/partial" "$place/cache/archives/partial" "$place/root"
    : >"$place/status"
    set -- apt-get -qq -o "APT::Architecture=$machine" -o "APT::Architectures::=$machine" -o "Dir::State=$place" \
        -o "Dir::State::lists=$place/lists" -o "Dir::State::status=$place/status" -o "Dir::Cache=$place/cache" \
        -o "APT::Sandbox::User=$(id -un)" -o Debug::NoLocking=1 -o APT::Install-Recommends=0
    # A list that cannot be had, such as of a source for one machine alone, is no reason to stop: what is needed decides.
    "$@" update >"$place/log" 2>&1 || true
    if ! "$@" install -y --download-only libc6-dev libcjson-dev libcmocka-dev libcurl4-openssl-dev >>"$place/log" 2>&1; then
        tail -n 20 "$place/log" >&2
        return 1
    fi
    for package in "$place"/cache/archives/*.deb; do
        dpkg-deb -x "$package" "$place/root" || return 1
    done
    rm -rf "$place/cache" "$place/lists"
    touch "$place/complete"
}

# What runs a program of the machine, as a list of CMake's.
runner() {
    case $1 in
    # Its own loader, for this machine need not have one.
    i386) echo "$2/lib/ld-linux.so.2;--library-path;$2/lib/i386-linux-gnu:$2/usr/lib/i386-linux-gnu" ;;
    armhf) echo "qemu-arm-static;-L;$2" ;;
    *) echo "qemu-$1-static;-L;$2" ;;
    esac
}

emulated() {
    machine=$1 root=$WORK/$1/root build=$WORK/$1-build
    sysroot "$machine" || return 1
    libraries=$(find "$root/usr/lib" -name libcurl.pc -exec dirname {} \;)
    PKG_CONFIG_LIBDIR=$libraries PKG_CONFIG_SYSROOT_DIR=$root configure "$build" -DSDP_WERROR=ON -DSDP_BUILD_TESTS=ON \
        -DSDP_BUILD_EXAMPLES=OFF -DSDP_MACHINE="$machine" -DSDP_SYSROOT="$root" -DSDP_TEST_TIMEOUT=600 \
        -DCMAKE_TOOLCHAIN_FILE="$ROOT/tests/portability/toolchain.cmake" \
        "-DSDP_TEST_WRAPPER=$(runner "$machine" "$root")" 2>/dev/null || return 1
    programs=$(cd "$build" && ctest -N -L '^(unit|golden)$' | sed -n 's/.*: \(unit\|golden\)\./\1_/p')
    [ -n "$programs" ] || return 1
    # shellcheck disable=SC2086
    build "$build" --target sdp sdp_static $programs || return 1
    (cd "$build" && quietly "$build/ctest.log" ctest --output-on-failure --no-tests=error -j "$(processors)" \
        -L '^(unit|golden|abi)$') || return 1
    grep 'tests passed' "$build/ctest.log"
}

[ $# -gt 0 ] || set -- musl windows i386 armhf s390x
needs "$@" | install_missing
failed=
for part in "$@"; do
    echo "--- $part"
    case $part in
    musl | windows) "$part" ;;
    i386 | armhf | s390x) emulated "$part" ;;
    *) echo "unknown: $part" >&2 && false ;;
    esac || failed="$failed $part"
done
if [ -n "$failed" ]; then
    echo "FAILED:$failed" >&2
    exit 1
fi
echo "portability: $* passed"
