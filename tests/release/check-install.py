# SPDX-License-Identifier: MIT
"""check-install.py SOURCE-ROOT BUILD-ROOT [--with-paths]: `meson install` gives just the files of
install-list.txt, with the modes that they should have, and nothing in them tells where they were built
(--with-paths: but for the programs, whose debugging information may)."""
import pathlib
import subprocess
import sys

import staging


def expected(source):
    """The paths of the list; a line with {language} stands for each language of po/LINGUAS."""
    linguas = [word for line in (source / 'po/LINGUAS').read_text().splitlines()
               for word in line.split('#')[0].split()]
    paths = set()
    for line in (source / 'tests/release/install-list.txt').read_text().splitlines():
        line = line.split('#')[0].strip()
        if '{language}' in line:
            paths.update(line.format(language=language) for language in linguas)
        elif line:
            paths.add(line)
    return paths


def check_list(source, prefix):
    wanted = expected(source)
    found = {str(path.relative_to(prefix)) for path in prefix.rglob('*') if not path.is_dir()}
    if found != wanted:
        staging.die('the list and the installation differ\n'
                    + ''.join(f'  missing    {path}\n' for path in sorted(wanted - found))
                    + ''.join(f'  unexpected {path}\n' for path in sorted(found - wanted)))
    return wanted


def check_mode(path, relative):
    mode = path.lstat().st_mode
    wanted = 0o100755 if relative.startswith('bin/') else 0o100644
    if mode != wanted:
        staging.die(f'{relative} has the mode {mode:o}, not {wanted:o}')


def check_traces(path, relative, roots):
    content = path.read_bytes()
    for root in roots:
        if str(root).encode() in content:
            staging.die(f'{relative} holds the path {root}')


def check_search_path(path):
    dynamic = subprocess.check_output(['readelf', '--dynamic', '--wide', path], text=True)
    if 'RPATH' in dynamic or 'RUNPATH' in dynamic:
        staging.die(f'{path.name} looks for libraries in a place of its own')


def main(source, build, with_paths):
    with staging.staged(build) as prefix:
        paths = check_list(source, prefix)
        for relative in sorted(paths):
            check_mode(prefix / relative, relative)
            if not (with_paths and relative.startswith('bin/')):
                check_traces(prefix / relative, relative, [source, build])
        for program in staging.programs(prefix):
            check_search_path(program)
    print(f'{len(paths)} files, as listed')


main(*[pathlib.Path(argument).resolve() for argument in sys.argv[1:3]], sys.argv[3:] == ['--with-paths'])
