#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a program with a display of its own: run-xvfb.sh PROGRAM [ARGUMENT...]
set -eu

if ! command -v xvfb-run > /dev/null; then
  echo "xvfb-run is missing (Debian: xvfb, xauth)" >&2
  exit 77
fi

# A private place for settings, caches and the runtime, so that a test finds nothing and leaves nothing.
home=$(mktemp -d)
# A portal that was started on the way may still hold a mount in it.
trap 'rm -rf "$home" || true' EXIT
mkdir -m 700 "$home/runtime"
export HOME="$home" XDG_RUNTIME_DIR="$home/runtime"
export XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="$home/cache"
# Fonts are looked up through their caches: without this each run scans all of them.
export FONTCONFIG_CACHE="${FONTCONFIG_CACHE:-/var/cache/fontconfig}"
export GTK_A11Y="${GTK_A11Y:-test}" GSK_RENDERER=cairo GDK_BACKEND=x11
export ADW_DISABLE_PORTAL=1 GSETTINGS_BACKEND=memory NO_AT_BRIDGE=1 GIO_USE_VFS=local

xvfb-run -a -s "-screen 0 1280x1024x24" "$@"
