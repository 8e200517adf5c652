#!/bin/sh
# SPDX-License-Identifier: MIT
# check-version.sh SOURCE-ROOT VERSION PROGRAM...: what --version says, without a display. Where there is
# a repository the commit must be one of it; in a tarball there must be none.
set -eu

root=$1
version=$2
shift 2
unset DISPLAY WAYLAND_DISPLAY

for program in "$@"; do
  name=$(basename "$program")
  said=$("$program" --version)
  # The name may be written as people write it.
  [ "$(printf '%s\n' "$said" | wc -l)" -eq 1 ] || { echo "$name says more than a line: $said"; exit 1; }
  rest=$(printf '%s\n' "$said" | sed -n "s/^[Aa]${name#a} //p")
  commit=
  case $rest in
    "$version") ;;
    "$version (modified)") ;;
    "$version (commit "*")") commit=${rest#"$version (commit "}; commit=${commit%)} ;;
    *) echo "$name says: $said"; exit 1 ;;
  esac
  if [ -e "$root/.git" ]; then
    if [ -n "$commit" ]; then
      git --git-dir="$root/.git" cat-file -e "${commit%, modified}^{commit}"
    else
      git --git-dir="$root/.git" rev-parse -q --verify "v$version" > /dev/null ||
        { echo "$name does not name its commit: $said"; exit 1; }
    fi
  elif [ "$rest" != "$version" ]; then
    echo "$name names a commit outside of a repository: $said"
    exit 1
  fi
  echo "$said"
done
