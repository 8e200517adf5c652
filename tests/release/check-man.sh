#!/bin/sh
# SPDX-License-Identifier: MIT
# check-man.sh PAGE: mandoc and groff have nothing to say against a manual page.
set -eu

if ! command -v mandoc > /dev/null; then
  echo "mandoc is missing; ./dev installs it"
  exit 77
fi
mandoc -T lint -W warning "$1"
if command -v groff > /dev/null; then
  said=$(groff -mandoc -ww -b -z -K utf8 "$1" 2>&1)
  [ -z "$said" ] || { echo "$said"; exit 1; }
fi
