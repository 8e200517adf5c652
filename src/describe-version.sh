#!/bin/sh
# SPDX-License-Identifier: MIT
# describe-version.sh SOURCE-ROOT VERSION: prints VERSION, and behind it the commit that is checked out
# unless that is the unmodified commit of the tag vVERSION. Fails where there is no repository of ours:
# a tarball inside of somebody else's repository must not take that one's commit for its own.
set -eu

git_in_root() {
  git --no-optional-locks --git-dir="$1/.git" --work-tree="$1" describe --tags --always --abbrev=12 \
    --match="v$2" --dirty=', modified' 2> /dev/null
}

[ -e "$1/.git" ]
described=$(git_in_root "$1" "$2")
case $described in
  "v$2") echo "$2" ;;
  "v$2, modified") echo "$2 (modified)" ;;
  *) echo "$2 (commit ${described##*-g})" ;;
esac
