#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a program on a session bus and in a home of its own: private-session.sh PROGRAM [ARGUMENT...]
# Exit code 77 (skipped) if the machine has no gnome-keyring or no dbus-run-session.
set -eu

for program in dbus-run-session gnome-keyring-daemon; do
  if ! command -v "$program" >/dev/null; then
    echo "1..0 # SKIP $program is not installed"
    exit 77
  fi
done

here=$(cd "$(dirname "$0")" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/attest-keyring.XXXXXX")
trap 'rm -rf "$home"' EXIT INT TERM
mkdir -m 700 "$home/data" "$home/config" "$home/cache" "$home/run"

unset DISPLAY WAYLAND_DISPLAY GNOME_KEYRING_CONTROL GNOME_KEYRING_TEST_PROMPTER
export HOME="$home" XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config" \
  XDG_CACHE_HOME="$home/cache" XDG_RUNTIME_DIR="$home/run" GIO_USE_VFS=local
dbus-run-session --config-file="$here/session.conf" -- "$@"
