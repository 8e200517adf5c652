#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test-pin.py MANIFEST SOURCE-ROOT APP-ID: what pin-manifest makes of the manifest."""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

manifest, root, app_id = sys.argv[1:]
URL = "https://example.org/attest-1.tar.xz"

with tempfile.TemporaryDirectory() as folder:
    tarball = pathlib.Path(folder) / "attest-1.tar.xz"
    tarball.write_bytes(b"not really")
    pin = [sys.executable, f"{root}/flatpak/pin-manifest", tarball, URL]
    pinned = json.loads(subprocess.run(pin, stdout=subprocess.PIPE, check=True).stdout)
    stand_in = json.loads(subprocess.run(pin + ["--branch", "other"], stdout=subprocess.PIPE, check=True).stdout)
    # The release's manifest is held to the same rules, and is the same but for where Attest is from.
    path = pathlib.Path(folder) / f"{app_id}.json"
    path.write_text(json.dumps(pinned))
    subprocess.run([sys.executable, f"{root}/flatpak/check-manifest.py", path, root, app_id], check=True)

original = json.loads(pathlib.Path(manifest).read_text(encoding="utf-8"))
assert pinned["modules"][-1]["sources"] == [
    {"type": "archive", "url": URL, "sha256": hashlib.sha256(b"not really").hexdigest()}]
assert original["modules"][-1]["sources"][0]["type"] == "dir"
assert stand_in == {**pinned, "runtime-version": "other"}
original["modules"][-1]["sources"] = pinned["modules"][-1]["sources"]
assert pinned == original
