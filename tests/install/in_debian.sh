#!/bin/sh
# Run by packages.sh in a clean Debian, whose /use holds the packages and what is built against them.
set -eu
cd /use

fail() {
    echo "failed: $1" >&2
    exit 1
}

quietly() {
    "$@" >log 2>&1 </dev/null && return 0
    cat log >&2
    return 1
}

# apt keeps what it fetched, for the next run.
fetch() {
    DEBIAN_FRONTEND=noninteractive quietly apt-get -o APT::Keep-Downloaded-Packages=true -o APT::Sandbox::User=root \
        install -y --no-install-recommends "$@"
}

quietly apt-get -o APT::Sandbox::User=root update
fetch ./libsdp-msp[0-9]*.deb
! command -v sdp >/dev/null || fail "the library brings programs"
ldconfig -p | grep -q 'libsdp\.so' || fail "the loader does not know the library"
fetch ./libsdp*.deb
echo "ok: apt install ./libsdp*.deb"

fetch gcc libc6-dev pkg-config man-db
# The line of README, and its program.
line=$(grep -o 'cc try\.c \$(pkg-config[^`]*' README.md | head -n 1)
[ -n "$line" ] || fail "README has no line with pkg-config"
sed -n '/^```c$/,/^```$/p' README.md | sed '1d;/^```$/,$d' >try.c
grep -q 'int main' try.c || fail "README has no program"
sh -c "$line" && [ -x a.out ] || fail "$line"
echo "ok: $line"
# shellcheck disable=SC2046
cc consumer.c -o consumer $(pkg-config --cflags --libs sdp) && ./consumer | grep -q '"name":"XPS 15"' || fail "shared"
# shellcheck disable=SC2046
cc consumer.c -o consumer $(pkg-config --cflags sdp) -l:libsdp.a $(pkg-config --libs libcurl libcjson) -pthread
./consumer | grep -q '"name":"XPS 15"' || fail "static"
echo "ok: programs, shared and static"
[ -s /usr/share/doc/libsdp-msp-dev/errors.md ] || fail "no pages"
man -w 3 libsdp >/dev/null || fail "no manual page of the library"

sdp --version
man -w sdp >/dev/null && man -w sdp-sandbox >/dev/null || fail "no manual pages"
bash -c '. /usr/share/bash-completion/completions/sdp && complete -p sdp' >/dev/null || fail "no completion for bash"
[ -s /usr/share/zsh/vendor-completions/_sdp ] || fail "no completion for zsh"
[ -s /usr/share/fish/vendor_completions.d/sdp.fish ] || fail "no completion for fish"
sdp-sandbox --port 0 --seed-data vendor >ready &
sandbox=$!
tries=0
until [ -s ready ] || [ "$tries" -ge 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
SDP_BASE_URL=$(sed 's/.*"base_url":"\([^"]*\)".*/\1/' ready)
SDP_ACCESS_TOKEN=any
export SDP_BASE_URL SDP_ACCESS_TOKEN
sdp products list --count --output json | grep -q '"total_count":[1-9]' || fail "sdp products list"
# shellcheck disable=SC2046
cc quickstart.c -o quickstart $(pkg-config --cflags --libs sdp) && ./quickstart >/dev/null || fail "quickstart"
kill "$sandbox"
wait "$sandbox" || true
echo "ok: sdp and sdp-sandbox"

quietly apt-get purge -y 'libsdp-msp*'
! dpkg-query -W 2>/dev/null | grep -i sdp || fail "packages are left"
ldconfig -p | grep 'libsdp\.so' && fail "the loader still knows the library"
find / -xdev -path /proc -prune -o -path /use -prune -o -path /var/cache/apt -prune -o -path /var/log -prune -o \
    -iname '*sdp*' -print >left
! grep . left || fail "these files are left"
echo "ok: nothing is left"
