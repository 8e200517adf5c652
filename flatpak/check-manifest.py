#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Refuses a Flatpak manifest that asks for more than it may, or fetches what nobody can check.

    check-manifest.py MANIFEST SOURCE-ROOT APP-ID    exit code 1, and what is wrong, if something is
    check-manifest.py --test MANIFEST SOURCE-ROOT APP-ID    that it does refuse: the manifest, spoiled
"""
import copy
import json
import pathlib
import re
import sys

FINISH_ARGS = {"--share=network", "--share=ipc", "--socket=wayland", "--socket=fallback-x11", "--device=dri"}
OLDEST_RUNTIME = 51
SHA256 = re.compile(r"[0-9a-f]{64}")
COMMIT = re.compile(r"[0-9a-f]{40}")
TREE = {"type": "dir", "path": ".."}


def source_problems(source):
    """Why nobody can check what this source brings."""
    if source.get("type") in ("archive", "file"):
        if not SHA256.fullmatch(source.get("sha256", "")):
            yield "is not pinned by a sha256"
        if not source.get("url", "").startswith("https://"):
            yield "has no https address"
    elif source.get("type") == "git":
        if not COMMIT.fullmatch(source.get("commit", "")) or "tag" not in source or "branch" in source:
            yield "is not pinned by tag and commit"
    elif source.get("type") not in ("patch", "script", "shell", "inline"):
        yield f"is of the kind {source.get('type')!r}, which nothing pins"
    if {"md5", "sha1"} & source.keys():
        yield "is pinned by a weak hash"


def module_problems(module, last):
    if not isinstance(module, dict) or not module.get("sources"):
        yield "has no sources of its own"
        return
    for source in module["sources"]:
        if last and {key: source.get(key) for key in TREE} == TREE:
            continue  # the tree that the manifest is in; flatpak/pin-manifest replaces it
        for problem in source_problems(source):
            yield f"{source.get('url', source.get('path', '?'))} {problem}"
    for key in ("build-args", "test-args", "secret-env"):
        if key in module.get("build-options", {}):
            yield f"has {key}: a build needs nothing of the outside"
    if module.get("buildsystem") == "meson" and "--wrap-mode=nodownload" not in module.get("config-opts", []):
        yield "lets Meson download"


def manifest_problems(manifest, app_id):
    if manifest.get("id") != app_id:
        yield f"its id is not {app_id}"
    arguments = manifest.get("finish-args", [])
    for argument in arguments:
        if argument not in FINISH_ARGS:
            yield f"the permission {argument} is not one that Attest may have"
    for argument in sorted(FINISH_ARGS - set(arguments)):
        yield f"the permission {argument} is missing"
    if len(arguments) != len(set(arguments)):
        yield "a permission is there twice"
    if manifest.get("runtime") != "org.gnome.Platform" or manifest.get("sdk") != "org.gnome.Sdk":
        yield "its runtime is not GNOME's"
    if not re.fullmatch(r"\d+", manifest.get("runtime-version", "")) or \
            int(manifest["runtime-version"]) < OLDEST_RUNTIME:
        yield f"its runtime is older than {OLDEST_RUNTIME}, or no stable one"
    if "/" in manifest.get("command", "/"):
        yield "its command is a path"
    for key in ("branch", "build-options", "add-extensions", "sdk-extensions", "extension-tag"):
        if key in manifest:
            yield f"it has {key}"
    if any(line.startswith("/lib/debug") for line in manifest.get("cleanup", [])):
        yield "it removes what is needed to read a backtrace"
    modules = manifest.get("modules", [])
    for module in modules:
        name = module.get("name", "?") if isinstance(module, dict) else module
        for problem in module_problems(module, module is modules[-1]):
            yield f"{name}: {problem}"


def id_problems(root, app_id):
    """A Flatpak exports only what is called by its id."""
    data = root / "data"
    names = [f"{app_id}.desktop.in", f"{app_id}.metainfo.xml.in", f"{app_id}.service.in", f"{app_id}.gschema.xml",
             f"icons/{app_id}.svg", f"icons/{app_id}-symbolic.svg"]
    for name in names:
        if not (data / name).is_file():
            yield f"data/{name} is missing"
    text = {name: (data / name).read_text(encoding="utf-8") for name in names[:4] if (data / name).is_file()}
    wanted = {names[0]: f"\nIcon={app_id}\n", names[1]: f"<id>{app_id}</id>", names[2]: f"\nName={app_id}\n",
              names[3]: f'<schema id="{app_id}"'}
    for name, line in wanted.items():
        if name in text and line not in text[name]:
            yield f"data/{name} has no {line.strip()}"
    reference = (root / "flatpak" / f"{app_id}.flatpakref.in").read_text(encoding="utf-8")
    if f"\nName={app_id}\n" not in reference:
        yield "the .flatpakref is of something else"


def spoiled(manifest):
    """The manifest, wrong in one way each."""
    def change(function):
        copied = copy.deepcopy(manifest)
        function(copied)
        return copied

    first = lambda m: m["modules"][0]["sources"][0]  # noqa: E731
    yield "another id", change(lambda m: m.update(id="io.github.attest_chat.Other"))
    for argument in ("--filesystem=home", "--talk-name=org.freedesktop.secrets", "--socket=x11",
                     "--socket=session-bus", "--device=all", "--talk-name=org.freedesktop.Notifications"):
        yield argument, change(lambda m, a=argument: m["finish-args"].append(a))
    yield "a permission less", change(lambda m: m["finish-args"].pop())
    yield "an old runtime", change(lambda m: m.update({"runtime-version": "47"}))
    yield "no stable runtime", change(lambda m: m.update({"runtime-version": "master"}))
    yield "no hash", change(lambda m: first(m).pop("sha256"))
    yield "half a hash", change(lambda m: first(m).update(sha256=first(m)["sha256"][:32]))
    yield "a weak hash", change(lambda m: first(m).update(md5="0" * 32))
    yield "plain http", change(lambda m: first(m).update(url="http://example.org/x.tar.gz"))
    yield "a branch of git", change(lambda m: m["modules"][0].update(
        sources=[{"type": "git", "url": "https://example.org/x.git", "branch": "main"}]))
    yield "a folder", change(lambda m: m["modules"][0]["sources"].append({"type": "dir", "path": ".."}))
    yield "another folder", change(lambda m: m["modules"][-1]["sources"][0].update(path="/"))
    yield "the network at build time", change(lambda m: m["modules"][0].update(
        {"build-options": {"build-args": ["--share=network"]}}))
    yield "wraps", change(lambda m: m["modules"][-1]["config-opts"].remove("--wrap-mode=nodownload"))
    yield "a module elsewhere", change(lambda m: m["modules"].insert(0, "shared-modules/x.json"))
    yield "a branch", change(lambda m: m.update(branch="stable"))
    yield "a path as command", change(lambda m: m.update(command="/app/bin/attest"))


def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key is there twice among {keys}")
    return dict(pairs)


def main():
    arguments = sys.argv[1:]
    test = arguments[0] == "--test"
    path, root, app_id = arguments[-3:]
    manifest = json.loads(pathlib.Path(path).read_text(encoding="utf-8"), object_pairs_hook=unique)
    if test:
        missed = [what for what, wrong in spoiled(manifest) if not list(manifest_problems(wrong, app_id))]
        for what in missed:
            print(f"not refused: {what}")
        return 1 if missed else 0
    problems = list(manifest_problems(manifest, app_id)) + list(id_problems(pathlib.Path(root), app_id))
    for problem in problems:
        print(f"{path}: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
