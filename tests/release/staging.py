# SPDX-License-Identifier: MIT
"""An installation of a build into an empty directory, as a packager makes it."""
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile


def die(message):
    sys.exit(f'{os.path.basename(sys.argv[0])}: {message}')


@contextlib.contextmanager
def staged(build):
    """Yields the prefix inside of the staging directory; the directory is gone afterwards."""
    options = json.loads((pathlib.Path(build) / 'meson-info/intro-buildoptions.json').read_text())
    prefix = next(option['value'] for option in options if option['name'] == 'prefix')
    with tempfile.TemporaryDirectory(prefix='attest-stage-') as stage:
        subprocess.run(['meson', 'install', '-C', str(build), '--no-rebuild', '--quiet', '--destdir', stage],
                       check=True, stdout=subprocess.DEVNULL)
        outside = [path for path in pathlib.Path(stage).rglob('*')
                   if path.is_file() and not path.is_relative_to(stage + prefix)]
        if outside:
            die(f'installed outside of {prefix}: {outside}')
        yield pathlib.Path(stage + prefix)


def programs(prefix):
    return sorted((prefix / 'bin').iterdir())
