#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The template is what the sources say; no catalogue is stale, and each keeps to the rules."""
import filecmp
import os
import re
import subprocess
import sys
import tempfile

from catalogue import parse
from sources import PO, ROOT, Problems, lines_of

# How many forms a number has; what GNOME uses.
FORMS = {"de": 2, "es": 2, "fr": 2, "it": 2, "zh_CN": 1}
FORMAT = re.compile(r"%(?:(\d+)\$)?([-+#0 ']*\d*(?:\.\d+)?(?:hh|h|ll|l|z|j|t)?[diouxXeEfFgGaAcspm]|%"
                    r"|<PRI[a-z]\d+>)")
# Of a date, whose parts go in any order and by any means.
DATE = re.compile(r"%[-]?[ABdYm]\b.*%[-]?[ABdYm]\b")
# Written the same in every language.
KEPT = ["Attest", "Internet Computer", "ws_open", "ws_message", "BIP39", "WebSocket", "Ed25519"]
MARKUP = re.compile(r"</?[a-z][^>]*>|&(?:amp|lt|gt|quot|apos|#\d+);")


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True,
                          env=dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE=""))
    lines = (done.stdout + done.stderr).strip().split("\n")
    return [line for line in lines if line][:20] or ([f"{command[0]} failed"] if done.returncode else [])


def formats(text, is_c_format):
    """Which argument is shown how, whatever the order is."""
    shown, next_argument = [], 1
    for match in FORMAT.finditer(text):
        if match.group(2) == "%":
            continue
        shown.append((int(match.group(1) or next_argument), match.group(2)))
        next_argument += 1
    return sorted(shown)


def space(text):
    return text[:len(text) - len(text.lstrip())], text[len(text.rstrip()):]


def check_entry(entry, n_forms):
    named = entry.id[:50]
    expected = set(range(n_forms)) if entry.plural is not None else {0}
    if set(entry.strings) != expected:
        yield f"{named!r}: has the forms {sorted(entry.strings)}, expected {sorted(expected)}"
    for number, words in entry.strings.items():
        if not words:
            yield f"{named!r}: is not translated"
            continue
        # The form for one may leave the number out, or spell it.
        sources = [entry.id] if entry.plural is None else [entry.plural, entry.id]
        if not DATE.search(entry.id) and all(formats(words, entry.is_c_format) != formats(source, entry.is_c_format)
               for source in sources):
            yield f"{named!r}: has other placeholders: {words[:50]!r}"
        if space(words) != space(entry.id):
            yield f"{named!r}: begins or ends with other space"
        if "..." in words and "..." not in entry.id:
            yield f"{named!r}: three dots instead of an ellipsis"
        if ("…" in entry.id) != ("…" in words):
            yield f"{named!r}: has an ellipsis that the other has not"
        for name in KEPT:
            if re.search(rf"\b{name}\b", entry.id) and name not in words:
                yield f"{named!r}: lacks the name {name}"
        if MARKUP.search(words):
            yield f"{named!r}: has markup"


def check_language(problems, language, fresh, work):
    path = os.path.join(PO, language + ".po")
    if not os.path.exists(path):
        problems.check(f"{language}: is there", ["no " + path])
        return
    entries = parse(path)
    said = next((entry.strings.get(0, "") for entry in entries if entry.id == ""), "")
    n_forms = re.search(r"nplurals=(\d+)", said)
    rest = [entry for entry in entries if entry.id != "" and not entry.obsolete]
    problems.check(f"{language}: its header", [] if (
        n_forms and int(n_forms.group(1)) == FORMS.get(language, int(n_forms.group(1)))
        and re.search(rf"^Language: {language}$", said, re.M)
        and "charset=UTF-8" in said) else ["language, charset or number of plural forms is off"])
    problems.check(f"{language}: msgfmt takes it",
                   run("msgfmt", "--check", "--check-accelerators=_", "-o", os.path.join(work, "mo"),
                       path))
    problems.check(f"{language}: has all the strings of the sources", run("msgcmp", path, fresh))
    known = {(entry.context, entry.id) for entry in parse(fresh)}
    problems.check(f"{language}: has no other, fuzzy or obsolete strings",
                   [f"{entry.id[:60]!r}" for entry in entries
                    if entry.obsolete or "fuzzy" in entry.flags
                    or (entry.context, entry.id) not in known])
    problems.check(f"{language}: keeps to the rules",
                   [line for entry in rest
                    for line in check_entry(entry, int(n_forms.group(1)) if n_forms else 2)])


def check_template(problems, fresh):
    bad = []
    for entry in parse(fresh):
        if entry.id == "":
            continue
        for words in filter(None, (entry.id, entry.plural)):
            if MARKUP.search(words):
                bad.append(f"{words[:60]!r}: has markup")
            if "..." in words and "BEGIN ..." not in words:
                bad.append(f"{words[:60]!r}: three dots instead of an ellipsis")
            if words != words.strip():
                bad.append(f"{words[:60]!r}: begins or ends with space")
    problems.check("strings have no markup, three dots or space around", bad)


def check_the_checks(problems, work):
    """Each rule finds what it is there for."""
    good = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n\nmsgid "%s has %d keys…"\nmsgstr "{}"\n'
    cases = {"%2$d Schlüssel hat %1$s…": 0, "%s hat Schlüssel…": 1, "%s hat %d Schlüssel...": 2,
             "%s hat %s Schlüssel…": 1, "%s hat %d Schlüssel… ": 1, "": 1, "%s: <b>%d</b>…": 1}
    bad = []
    for words, expected in cases.items():
        path = os.path.join(work, "case.po")
        with open(path, "w", encoding="utf-8") as file:
            file.write(good.format(words))
        entry = next(entry for entry in parse(path) if entry.id)
        found = list(check_entry(entry, 2))
        if len(found) != expected:
            bad.append(f"{words!r}: {found}")
    problems.check("the rules find what is wrong", bad)


def main():
    problems = Problems()
    with tempfile.TemporaryDirectory() as work:
        fresh = os.path.join(work, "fresh.pot")
        made = run(sys.executable, os.path.join(PO, "update-pot"), "--output", fresh)
        problems.check("xgettext reads the sources without a warning", made)
        if not made:
            problems.check("po/attest.pot is up to date", [] if filecmp.cmp(
                fresh, os.path.join(PO, "attest.pot"), shallow=False)
                else [f"run po/update-pot in {ROOT}, and commit po/attest.pot"])
            check_template(problems, fresh)
            check_the_checks(problems, work)
            for language in lines_of("LINGUAS"):
                check_language(problems, language, fresh, work)
    problems.finish()


if __name__ == "__main__":
    main()
