# SPDX-License-Identifier: MIT
"""check-hardening.py BUILD-ROOT: what the installed programs were given against exploits, as readelf sees
it. That stacks are probed page by page (-fstack-clash-protection) leaves no mark that could be checked."""
import pathlib
import re
import subprocess
import sys

import staging


def readelf(program, *options):
    return subprocess.check_output(['readelf', '--wide', *options, program], text=True)


def disassemble_main(program):
    text = subprocess.check_output(['objdump', '--disassemble=main', '--no-show-raw-insn', program], text=True)
    return text.partition('<main>:')[2].partition(':')[2].strip()


def findings(program):
    """Yields what is wanted, and whether it is so."""
    header = readelf(program, '--file-header')
    segments = readelf(program, '--program-headers')
    dynamic = readelf(program, '--dynamic')
    symbols = readelf(program, '--dyn-syms')
    notes = readelf(program, '--notes')

    yield 'position independent (PIE)', re.search(r'Type:\s+DYN', header) and re.search(r'FLAGS_1.*\bPIE\b', dynamic)
    yield 'relocations read-only (RELRO)', 'GNU_RELRO' in segments
    yield 'bound at start (BIND_NOW)', re.search(r'FLAGS_1.*\bNOW\b', dynamic)
    yield 'stack not executable', re.search(r'GNU_STACK(\s+0x[0-9a-f]+)+\s+RW\s', segments)
    yield 'nothing both writable and executable', not re.search(r'LOAD(\s+0x[0-9a-f]+)+\s+RWE', segments)
    yield 'no relocations in code', 'TEXTREL' not in dynamic
    yield 'stack protector', '__stack_chk_fail' in symbols
    yield 'fortified', re.search(r'\b__(?!stack_)\w+_chk\b', symbols)
    yield 'build id', 'Build ID' in notes
    if 'X86-64' in header:
        # The note about it needs a C library that has it in every object, too, which Debian 12's has not.
        yield 'targets of jumps marked (CET)', disassemble_main(program).startswith('endbr64')


def main(build):
    missing = []
    with staging.staged(build) as prefix:
        for program in staging.programs(prefix):
            results = list(findings(program))
            missing += [f'{program.name}: {what}' for what, is_so in results if not is_so]
            print(f'{program.name}: {len(results)} properties looked at')
    if missing:
        staging.die('missing\n' + '\n'.join(f'  {line}' for line in missing))


main(pathlib.Path(sys.argv[1]))
