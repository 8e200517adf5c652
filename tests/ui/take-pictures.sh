#!/bin/sh
# SPDX-License-Identifier: MIT
# Pictures of the real program in a real conversation: take-pictures.sh BUILD-DIRECTORY OUTPUT-DIRECTORY
# The title bar is that of GNOME. Needs Xvfb, imagemagick and xdotool. Writes login.png, light.png, panel.png,
# narrow.png, dark.png.
set -eu

if [ $# -ne 2 ]; then
  echo "Usage: take-pictures.sh BUILD-DIRECTORY OUTPUT-DIRECTORY" >&2
  exit 64
fi
build=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)

if [ -z "${ATTEST_IN_XVFB:-}" ]; then
  ATTEST_IN_XVFB=1 exec xvfb-run -a -s "-screen 0 1280x1024x24" "$0" "$build" "$out"
fi

work=$(mktemp -d)
pids=
stop() {
  for pid in $pids; do kill "$pid" 2> /dev/null || true; done
  wait 2> /dev/null || true
  pids=
}
trap 'stop; rm -rf "$work"' EXIT

mkdir -m 700 "$work/runtime"
export HOME="$work" XDG_RUNTIME_DIR="$work/runtime" XDG_CONFIG_HOME="$work/config"
export GSK_RENDERER=cairo GDK_BACKEND=x11 GTK_A11Y=none ADW_DISABLE_PORTAL=1
export GSETTINGS_BACKEND=keyfile GSETTINGS_SCHEMA_DIR="$build/data" DBUS_SESSION_BUS_ADDRESS=disabled:
mkdir -p "$work/config/gtk-4.0" "$work/config/glib-2.0/settings"
printf '[Settings]\ngtk-font-name=Cantarell 11\ngtk-cursor-blink=false\ngtk-decoration-layout=appmenu:close\n' \
  > "$work/config/gtk-4.0/settings.ini"

say() {
  xdotool type --delay 15 "$1"
  xdotool key Return
}

# A conversation with two others, each a program of ours without a window, and its picture.
talk() { # name width height show-panel composer-x
  printf '[io/github/attest_chat/Attest]\nwindow-width=%s\nwindow-height=%s\nshow-panel=%s\n' \
    "$2" "$3" "$4" > "$work/config/glib-2.0/settings/keyfile"
  rm -f "$work/ready.json"
  "$build/src/network/attest-network" --replica-port=0 --gateway-port=0 \
    --ready-file="$work/ready.json" > /dev/null 2>&1 &
  pids="$pids $!"
  for _ in $(seq 100); do [ -s "$work/ready.json" ] && break; sleep 0.1; done
  "$build/src/attest" --network-file "$work/ready.json" --temporary Ada > "$work/app.log" 2>&1 &
  pids="$pids $!"
  window=$(xdotool search --sync --onlyvisible --class attest | tail -1)
  sleep 3
  # There is no window manager to give the focus: a click into the composer does.
  xdotool mousemove "$5" $(($3 - 40)) click 1
  xdotool mousemove 1270 1010
  "$build/src/attest-probe" --network-file="$work/ready.json" --name="Grace Hopper" --timeout=90 \
    --say="Good morning! The new gateway runs since midnight." \
    --say="Every message of the night has its certificate, and none is missing." --stay \
    > /dev/null 2>&1 &
  pids="$pids $!"
  sleep 3
  say "Good morning Grace! And if it cheats?"
  sleep 1
  "$build/src/attest-probe" --network-file="$work/ready.json" --name="Tim" --timeout=90 \
    --say="Then the shield in the header bar says who did what." --stay > /dev/null 2>&1 &
  pids="$pids $!"
  sleep 3
  say "It cannot change, drop or invent a message unseen. I like that."
  sleep 2
  import -window "$window" "$out/$1.png"
  stop
}

# The page on which a person says who they are.
login() { # name width height
  printf '[io/github/attest_chat/Attest]\nwindow-width=%s\nwindow-height=%s\n' "$2" "$3" \
    > "$work/config/glib-2.0/settings/keyfile"
  "$build/src/attest" > "$work/app.log" 2>&1 &
  pids="$pids $!"
  window=$(xdotool search --sync --onlyvisible --class attest | tail -1)
  sleep 3
  import -window "$window" "$out/$1.png"
  stop
}

login login 620 840
talk light 960 680 false 500
talk panel 1000 700 true 400
talk narrow 360 680 false 120
ADW_DEBUG_COLOR_SCHEME=prefer-dark
export ADW_DEBUG_COLOR_SCHEME
talk dark 960 680 false 500
