#!/bin/sh
# SPDX-License-Identifier: MIT
# run-tool.sh TOOL [ARGUMENT...]: runs a validator; without it the test is skipped, and says so.
set -eu

if ! command -v "$1" > /dev/null; then
  echo "$1 is missing; ./dev installs it"
  exit 77
fi
exec "$@"
