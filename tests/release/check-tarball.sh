#!/bin/sh
# SPDX-License-Identifier: MIT
# check-tarball.sh SOURCE-ROOT: the tarball of a commit is the same whoever makes it, and by itself, far
# from any repository, it builds and passes its tests.
set -eu

root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$root/.ci/make-tarball" "$root" "$work/one"
(
  umask 077
  export TZ=Pacific/Chatham LC_ALL=C USER=somebody LOGNAME=somebody
  "$root/.ci/make-tarball" "$root" "$work/another/place" > /dev/null
)
cmp "$work"/one/*.tar.xz "$work"/another/place/*.tar.xz
echo "The tarball is the same twice."

mkdir "$work/source"
tar -C "$work/source" --strip-components=1 -xf "$work"/one/*.tar.xz
[ ! -e "$work/source/.git" ] || { echo "The tarball holds a repository" >&2; exit 1; }
# Without node: the interop suite would fetch packages.
meson setup "$work/build" "$work/source" -Dwerror=true -Dinterop=disabled
ninja -C "$work/build" --quiet
meson test -C "$work/build" --no-rebuild --print-errorlogs --suite unit --suite release \
  --timeout-multiplier 4
