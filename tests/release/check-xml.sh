#!/bin/sh
# SPDX-License-Identifier: MIT
# check-xml.sh SOURCE-ROOT: everything in XML is well-formed, and interfaces that consist of GTK's own
# widgets are known to GTK. Templates are loaded by the ui suite: gtk4-builder-tool cannot, without the
# types of the program.
set -eu

cd "$1"
command -v xmllint > /dev/null || { echo "xmllint is missing; ./dev installs it"; exit 77; }
files=$(find data src tests/ui tests/unit -name node_modules -prune -o -type f \
  \( -name '*.ui' -o -name '*.svg' -o -name '*.xml' -o -name '*.xml.in' \) -print)
[ "$(echo "$files" | wc -l)" -ge 30 ] || { echo "hardly any XML was found"; exit 1; }
# None of these names holds a space.
# shellcheck disable=SC2086
xmllint --nonet --noout $files
echo "$files" | wc -l | sed 's/$/ files are well-formed/'

# A validator of GTK needs a display; the script of the ui suite gives it one.
checked=0
for file in $(echo "$files" | grep '\.ui$'); do
  grep -q -E '<template|class="(Adw|Attest)' "$file" && continue
  tests/ui/run-xvfb.sh gtk4-builder-tool validate "$file"
  checked=$((checked + 1))
done
[ "$checked" -ge 1 ] || { echo "gtk4-builder-tool had nothing to validate"; exit 1; }
echo "$checked interfaces are valid"
