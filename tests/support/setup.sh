# What the scripts share: packages, and building. Sourced by a POSIX shell with ROOT, the checkout, set.
# SDP_BUILD_DIR moves the build out of the checkout.

BUILD="${SDP_BUILD_DIR:-$ROOT/.build/default}"

# Lines of a Debian package and the test that finds what it brings.
basic_needs() {
    cat <<'NEEDS'
gcc command -v cc
libc6-dev echo '#include <stdlib.h>' | cc -E -
g++ command -v c++
cmake command -v cmake
ninja-build command -v ninja || command -v make
pkg-config command -v pkg-config
python3 command -v python3
libcurl4-openssl-dev pkg-config --exists 'libcurl >= 7.80'
libcjson-dev pkg-config --exists 'libcjson >= 1.7.15'
libcmocka-dev pkg-config --exists cmocka
libmicrohttpd-dev pkg-config --exists libmicrohttpd
libsqlite3-dev pkg-config --exists sqlite3
openssl command -v openssl
curl command -v curl
ca-certificates test -s /etc/ssl/certs/ca-certificates.crt
NEEDS
}

# Names the packages, of those that stand on standard input, whose test fails.
missing_packages() {
    while read -r package test; do
        sh -c "$test" >/dev/null 2>&1 </dev/null || printf '%s ' "$package"
    done
}

apt_install() {
    run=
    [ "$(id -u)" -eq 0 ] || run=sudo
    # A fresh machine has no package lists, and an old one has lists of packages that are gone.
    # shellcheck disable=SC2086
    for attempt in 1 2; do
        $run env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq \
            --no-install-recommends "$@" >"$install_log" 2>&1 </dev/null && return 0
        [ "$attempt" -eq 2 ] && break
        $run apt-get -o DPkg::Lock::Timeout=300 update -qq >>"$install_log" 2>&1 </dev/null || true
    done
    return 1
}

# Installs what is missing of a list of needs on standard input, where that can be done.
install_missing() {
    needs=$(cat)
    missing=$(printf '%s\n' "$needs" | missing_packages)
    [ -n "$missing" ] || return 0
    if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1; }; then
        echo "Installing: $missing"
        install_log=$(mktemp)
        # shellcheck disable=SC2086
        if ! apt_install $missing; then
            tail -n 20 "$install_log" >&2
        fi
        rm -f "$install_log"
        missing=$(printf '%s\n' "$needs" | missing_packages)
        [ -n "$missing" ] || return 0
    fi
    echo "Missing; install what your system calls these Debian packages: $missing" >&2
}

# configure DIRECTORY [CMake options]: prepares a build directory, anew where it belongs to another checkout.
configure() {
    directory=$1
    shift
    if [ -f "$directory/CMakeCache.txt" ] &&
        ! grep -Fqx "CMAKE_HOME_DIRECTORY:INTERNAL=$ROOT" "$directory/CMakeCache.txt"; then
        rm -rf "$directory"
    fi
    if [ ! -f "$directory/CMakeCache.txt" ] && command -v ninja >/dev/null 2>&1; then
        set -- -G Ninja "$@"
    fi
    if command -v ccache >/dev/null 2>&1; then
        set -- -DCMAKE_C_COMPILER_LAUNCHER=ccache "$@"
    fi
    mkdir -p "$directory"
    quietly "$directory/configure.log" cmake -S "$ROOT" -B "$directory" "$@" || return 1
    # Messages of ours that say what is left out are worth reading every time.
    grep -A 3 '^CMake Warning' "$directory/configure.log" >&2 || true
}

# build DIRECTORY [CMake options]
build() {
    directory=$1
    shift
    quietly "$directory/build.log" cmake --build "$directory" --parallel "$(processors)" "$@" || return 1
    # Warnings are for whoever changes the library to see.
    grep -A 4 'warning:' "$directory/build.log" >&2 || true
}

# quietly LOG COMMAND...: shows what a command prints only where it fails.
quietly() {
    log=$1
    shift
    "$@" >"$log" 2>&1 </dev/null && return 0
    cat "$log" >&2
    return 1
}

processors() {
    nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2
}
