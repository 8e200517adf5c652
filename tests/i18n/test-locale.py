#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The programs take the person's language, and speak English to other programs.

    test-locale.py ATTEST-PROBE [ATTEST]
"""
import json
import os
import subprocess
import sys
import tempfile

from sources import Problems

HERE = os.path.dirname(os.path.abspath(__file__))


def run(folder, language, *command):
    environment = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE=language, ATTEST_LOCALE_DIR=folder)
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)


def has(text, *words):
    return [f"{word!r} is not in {text[:300]!r}" for word in words if word not in text]


def has_not(text, *words):
    return [f"{word!r} is in {text[:300]!r}" for word in words if word in text]


def check_probe(problems, probe, folder):
    english, other = "Print the version", "Prîñt thé véršîöñ"
    help_text = run(folder, "xx", probe, "--help").stdout
    problems.check("attest-probe --help is in the person's language",
                   has(help_text, other) + has_not(help_text, english))
    problems.check("without a catalogue it is in English",
                   has(run(folder, "yy", probe, "--help").stdout, english))
    # A library's error, of an id that is mistyped.
    refused = run(folder, "xx", probe, "--canister", "aaaaa-bb").stderr
    plain = run(folder, "", probe, "--canister", "aaaaa-bb").stderr
    problems.check("an error of a library is in the person's language",
                   has(refused, "prîñçîpàl") + has(plain, "principal") + has_not(plain, "prîñçîpàl"))
    # Port 1 of this computer: nobody is there.
    ask = (probe, "--network", "http://127.0.0.1:1", "--gateway", "ws://127.0.0.1:1", "--diagnose",
           "--timeout", "10")
    said = run(folder, "xx", *ask).stdout
    report = run(folder, "xx", *ask, "--json").stdout
    problems.check("a report for people has reasons in their language", has(said, "çàññöt réàçh"))
    json.loads(report)
    problems.check("a report in JSON is in English",
                   has(report, "cannot reach") + has_not(report, "çàññöt réàçh"))


def check_window(problems, attest, folder):
    help_text = run(folder, "xx", attest, "--help").stdout
    problems.check("attest --help is in the person's language", has(help_text, "~~~"))


def main():
    problems = Problems()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, os.path.join(HERE, "pseudo.py"), folder], check=True)
        check_probe(problems, sys.argv[1], folder)
        if len(sys.argv) > 2:
            check_window(problems, sys.argv[2], folder)
    problems.finish()


if __name__ == "__main__":
    main()
