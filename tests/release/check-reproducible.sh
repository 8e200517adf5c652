#!/bin/sh
# SPDX-License-Identifier: MIT
# check-reproducible.sh SOURCE-ROOT: one commit, built in two directories by two users with other habits,
# gives the same files to the bit, with the same modes; debugging information included.
set -eu

root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
commit=$(git -C "$root" rev-parse HEAD)

build() { # source build stage jobs
  git clone --quiet --no-checkout "$root" "$1"
  git -C "$1" -c advice.detachedHead=false checkout --quiet --detach "$commit"
  meson setup "$2" "$1" -Dinterop=disabled -Dtests=false > "$work/log" 2>&1 ||
    { cat "$work/log" >&2; exit 1; }
  ninja -C "$2" -j "$4" --quiet
  meson install -C "$2" --no-rebuild --quiet --destdir "$3" > /dev/null
  (cd "$3" && find . -type f -printf '%m %p\n' | sort -k 2 |
    while read -r mode path; do echo "$mode $(sha256sum "$path")"; done) > "$3.list"
}

build "$work/first/attest" "$work/first/attest/_build" "$work/one" 2
(
  # Nothing of the first build may come back from a cache.
  export CCACHE_DISABLE=1 TZ=Pacific/Chatham LC_ALL=C USER=somebody LOGNAME=somebody HOME="$work"
  umask 077
  build "$work/quite/another/place" "$work/built elsewhere" "$work/two" 1
)

if ! diff -u "$work/one.list" "$work/two.list"; then
  # Which parts of the programs differ, for whoever has to find out why.
  for program in "$work"/one/usr/local/bin/*; do
    other=$work/two/usr/local/bin/$(basename "$program")
    for section in $(readelf -SW "$program" | grep -o ' \.[a-z_.]*'); do
      readelf -x "$section" "$program" > "$work/a" 2> /dev/null || true
      readelf -x "$section" "$other" > "$work/b" 2> /dev/null || true
      cmp -s "$work/a" "$work/b" || echo "$(basename "$program") differs in $section" >&2
    done
  done
  exit 1
fi
echo "$(wc -l < "$work/one.list") files are the same in both"
