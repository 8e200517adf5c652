#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a catalogue of a language that nobody speaks, which shows what is not translated or too narrow.

    pseudo.py FOLDER           FOLDER/xx/LC_MESSAGES/attest.mo: letters with marks, 40 % longer
    pseudo.py FOLDER --marks   and each string between right-to-left marks

Then: ATTEST_LOCALE_DIR=FOLDER LANGUAGE=xx attest
"""
import argparse
import os
import re
import subprocess
import tempfile

from catalogue import parse, write
from sources import PO

HEADER = ("Project-Id-Version: Attest\nLanguage: xx\nMIME-Version: 1.0\n"
          "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
          "Plural-Forms: nplurals=2; plural=(n != 1);\n")
# Of a string, what stays: placeholders, escapes and mnemonics.
KEPT = re.compile(r"%(?:\d+\$)?(?:[-+#0 ']*\d*(?:\.\d+)?(?:hh|h|ll|l|z|j|t)?[a-zA-Z%]|<PRI\w+>)|--[a-z-]+")
LETTERS = str.maketrans("aceinosuyzACEINOSUYZ", "àçéîñöšûýžÀÇÉÎÑÖŠÛÝŽ")
LONGER = 0.4
WORD = 9
MARK = "\u200f"


def translate(text, with_marks):
    out, at = [], 0
    for match in KEPT.finditer(text):
        out += [text[at:match.start()].translate(LETTERS), match.group()]
        at = match.end()
    out.append(text[at:].translate(LETTERS))
    words = "".join(out)
    end = re.search(r"[\s:….]*$", words).start()
    # No word longer than a language has: what cannot be broken makes its row wide.
    more = round(len(text) * LONGER)
    padding = "".join(" " if i % WORD == 0 and more >= WORD else "~" for i in range(more)).rstrip()
    words = words[:end] + padding + words[end:]
    if with_marks and not words.startswith("\n"):
        words = MARK + words + MARK
    return words


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--marks", action="store_true")
    options = parser.parse_args()
    entries = [entry for entry in parse(os.path.join(PO, "attest.pot")) if entry.id]
    for entry in entries:
        words = [entry.id] if entry.plural is None else [entry.id, entry.plural]
        entry.strings = {i: translate(word, options.marks) for i, word in enumerate(words)}
    folder = os.path.join(options.folder, "xx", "LC_MESSAGES")
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "xx.po")
        write(path, HEADER, entries)
        subprocess.run(["msgfmt", "--check-format", "-o", os.path.join(folder, "attest.mo"), path], check=True)


if __name__ == "__main__":
    main()
