# SPDX-License-Identifier: MIT
"""Where strings for people stand in the sources."""
import os
import re
import sys

ROOT = os.environ.get("ATTEST_SOURCE_ROOT",
                      os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PO = os.path.join(ROOT, "po")

MARK = re.compile(r"\b(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2|g_dcgettext)\s*\(")
TOKEN = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\])*'|[A-Za-z_]\w*"
                   r"|^[ \t]*#(?:\\\n|[^\n])*|\S", re.S | re.M)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def files(folder, *endings):
    found = []
    for base, folders, names in os.walk(os.path.join(ROOT, folder)):
        folders.sort()
        found += [os.path.relpath(os.path.join(base, name), ROOT)
                  for name in sorted(names) if name.endswith(endings)]
    return found


def lines_of(name):
    lines = [line.split("#")[0].strip() for line in read(os.path.join("po", name)).split("\n")]
    return [line for line in lines if line]


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)


def literals(text):
    """Each string literal of C with the call that it is an argument of: (line, words, call, number)."""
    tokens = [(m.group(0), m.start()) for m in TOKEN.finditer(text)
              if not m.group(0).startswith(("/*", "//")) and not re.match(r"[ \t]*#", m.group(0))]
    stack, found, i = [], [], 0
    while i < len(tokens):
        word, at = tokens[i]
        if word == "(":
            before = tokens[i - 1][0] if i else ""
            stack.append([before if re.fullmatch(r"[A-Za-z_]\w*", before) else "", 0])
        elif word in "{[":
            stack.append(["", 0])
        elif word in ")}]":
            if stack:
                stack.pop()
        elif word == "," and stack:
            stack[-1][1] += 1
        elif word.startswith('"'):
            words = ""
            while i < len(tokens) and tokens[i][0].startswith('"'):
                words += tokens[i][0][1:-1]
                i += 1
            # A condition in parentheses belongs to the call around it.
            call = next((tuple(frame) for frame in reversed(stack) if frame[0]), ("", 0))
            found.append((text.count("\n", 0, at) + 1, words, *call))
            continue
        i += 1
    return found


class Problems:
    """What is wrong, as a TAP test says it."""

    def __init__(self):
        self.tests = []

    def check(self, name, problems):
        self.tests.append((name, list(problems)))

    def finish(self):
        print(f"1..{len(self.tests)}")
        for number, (name, problems) in enumerate(self.tests, 1):
            print(f"{'not ok' if problems else 'ok'} {number} {name}")
            for problem in problems:
                print(f"# {problem}")
        sys.exit(any(problems for _, problems in self.tests))
