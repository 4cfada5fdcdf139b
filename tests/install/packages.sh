#!/bin/sh
# Makes the Debian packages, looks at them with lintian, and installs and uses them in a clean Debian:
#
#     sh tests/install/packages.sh        as root, on Debian, with debootstrap and lintian
#
# The clean Debian is of the release that this machine has, from the mirror that its apt uses. What was fetched is kept in
# .build/chroot for the next run. Exit status 77: something that it needs is missing, which SDP_NO_SKIP=1 makes a failure.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
. "$ROOT/tests/support/setup.sh"
PACKAGES="$ROOT/.build/packages"
KEPT="$ROOT/.build/chroot"

lacks() {
    echo "skipped: $1" >&2
    [ -z "${SDP_NO_SKIP:-}" ] || exit 1
    exit 77
}

for tool in dpkg-buildflags dpkg-shlibdeps readelf lintian debootstrap unshare cpack ldconfig; do
    command -v "$tool" >/dev/null 2>&1 || lacks "$tool is missing (Debian: dpkg-dev lintian debootstrap util-linux cmake)"
done
[ "$(id -u)" -eq 0 ] || lacks "only root can make a clean Debian"
unshare --mount true 2>/dev/null || lacks "this machine does not let anybody mount"

make_packages() {
    rm -rf "$PACKAGES/_CPack_Packages" "$PACKAGES"/*.deb
    # Flags of the command line stay in the cache of a build directory; the packages bring their own.
    configure "$PACKAGES" -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_BUILD_TYPE=Release -DSDP_BUILD_TESTS=OFF \
        -DSDP_PACKAGES=ON -DCMAKE_C_FLAGS= -DCMAKE_SHARED_LINKER_FLAGS= -DCMAKE_EXE_LINKER_FLAGS=
    build "$PACKAGES"
    (cd "$PACKAGES" && quietly cpack.log cpack -G DEB)
}

# hardened FILE: what hardening-check of Debian looks for, by what a linked file tells of itself.
hardened() {
    readelf --wide --program-headers --dynamic --symbols "$1" >"$PACKAGES/readelf.log"
    for sign in 'Elf file type is DYN' 'GNU_RELRO' '(FLAGS_1).*NOW' '__stack_chk_fail' '__[a-z]*_chk@'; do
        grep -q "$sign" "$PACKAGES/readelf.log" || {
            echo "failed: $1 is not hardened: no $sign" >&2
            exit 1
        }
    done
    if grep -q 'GNU_STACK.* RWE' "$PACKAGES/readelf.log"; then
        echo "failed: the stack of $1 is executable" >&2
        exit 1
    fi
}

# Says where apt of this machine finds the packages of its release.
mirror() {
    apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 'Component: main' 'Origin: Debian' |
        sed -n "s/ $1\$//p" | head -n 1
}

# A clean Debian in the directory $1, unpacked from what is kept.
make_debian() {
    suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    from=$(mirror "$suite")
    [ -n "$from" ] || lacks "apt knows no mirror of Debian for '$suite'"
    kept="$KEPT/$suite-$(dpkg --print-architecture).tar"
    mkdir -p "$KEPT/archives"
    if [ ! -f "$kept" ]; then
        quietly "$KEPT/debootstrap.log" debootstrap --variant=minbase "$suite" "$1" "$from"
        tar -C "$1" -cf "$kept.new" .
        mv "$kept.new" "$kept"
    else
        tar -C "$1" -xf "$kept"
    fi
    cp /etc/resolv.conf /etc/hosts "$1/etc/"
    cp "$KEPT"/archives/*.deb "$1/var/cache/apt/archives/" 2>/dev/null || true
}

make_packages
ls -l "$PACKAGES"/*.deb
rm -rf "$PACKAGES/unpacked"
for package in "$PACKAGES"/*.deb; do dpkg-deb --extract "$package" "$PACKAGES/unpacked"; done
for file in "$PACKAGES"/unpacked/usr/lib/*/libsdp.so.*.*.* "$PACKAGES/unpacked/usr/bin/sdp" \
    "$PACKAGES/unpacked/usr/bin/sdp-sandbox"; do
    hardened "$file"
done
echo "ok: hardened"
echo "lintian:"
lintian --allow-root --show-overrides "$PACKAGES"/*.deb
lintian --allow-root --fail-on error,warning "$PACKAGES"/*.deb
echo "ok: lintian"

debian=$(mktemp -d)
trap 'rm -rf --one-file-system "$debian"' EXIT
trap 'exit 130' INT TERM HUP
make_debian "$debian"
mkdir "$debian/use"
cp "$PACKAGES"/*.deb "$ROOT/tests/install/in_debian.sh" "$ROOT/tests/install/consumer.c" "$ROOT/README.md" \
    "$ROOT/examples/quickstart.c" "$ROOT/examples/connect.h" "$debian/use/"
# Mounts and processes of its own, which are gone when the script ends, however it ends.
# shellcheck disable=SC2016
result=0
unshare --mount --pid --fork --kill-child sh -c \
    'mount -t proc proc "$1/proc" && exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    LC_ALL=C.UTF-8 http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" sh /use/in_debian.sh' \
    sh "$debian" || result=$?
cp "$debian"/var/cache/apt/archives/*.deb "$KEPT/archives/" 2>/dev/null || true
exit "$result"
