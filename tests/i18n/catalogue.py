# SPDX-License-Identifier: MIT
"""Reads and writes catalogues of gettext, as far as msgcat writes them."""
import re

ESCAPE = re.compile(r"\\(.)")
PLAIN = {"n": "\n", "t": "\t", "r": "\r"}


def unquote(text):
    return ESCAPE.sub(lambda m: PLAIN.get(m.group(1), m.group(1)), text)


def quote(text):
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


class Entry:
    def __init__(self):
        self.flags, self.context, self.id, self.plural = set(), None, "", None
        self.strings = {}
        self.obsolete = False

    @property
    def is_c_format(self):
        return "c-format" in self.flags


def parse(path):
    entries, entry, field = [], Entry(), None

    def end():
        nonlocal entry
        if field is not None:
            entries.append(entry)
        entry = Entry()

    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            obsolete = line.startswith("#~")
            if obsolete:
                line = line[2:].lstrip()
            if line.startswith("#"):
                if field is not None:
                    end()
                    field = None
                if line.startswith("#,"):
                    entry.flags |= {flag.strip() for flag in line[2:].split(",")}
                continue
            match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?)?\s*"(.*)"$', line)
            if not match:
                continue
            keyword, number, words = match.group(1), match.group(2), unquote(match.group(3))
            if keyword in ("msgctxt", "msgid") and field is not None and field.startswith("msgstr"):
                end()
            if keyword:
                field = keyword
            entry.obsolete |= obsolete
            if field == "msgctxt":
                entry.context = (entry.context or "") + words
            elif field == "msgid":
                entry.id += words
            elif field == "msgid_plural":
                entry.plural = (entry.plural or "") + words
            elif field:
                key = int(re.search(r"\d+", field).group()) if "[" in field else 0
                entry.strings[key] = entry.strings.get(key, "") + words
    if field is not None:
        entries.append(entry)
    return entries


def write(path, header, entries):
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'msgid ""\nmsgstr {quote(header)}\n')
        for entry in entries:
            file.write("\n")
            if entry.is_c_format:
                file.write("#, c-format\n")
            if entry.context is not None:
                file.write(f"msgctxt {quote(entry.context)}\n")
            file.write(f"msgid {quote(entry.id)}\n")
            if entry.plural is not None:
                file.write(f"msgid_plural {quote(entry.plural)}\n")
                for number, words in sorted(entry.strings.items()):
                    file.write(f"msgstr[{number}] {quote(words)}\n")
            else:
                file.write(f"msgstr {quote(entry.strings[0])}\n")
