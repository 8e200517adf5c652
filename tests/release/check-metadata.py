# SPDX-License-Identifier: MIT
"""check-metadata.py SOURCE-ROOT VERSION APP-ID DESKTOP METAINFO SERVICE: what the validators cannot know:
that these files agree with each other, with NEWS.md, README.md and the pictures that there are."""
import configparser
import pathlib
import re
import struct
import sys
import xml.etree.ElementTree

MAX_SUMMARY = 35
REPOSITORY = 'https://raw.githubusercontent.com/attest-chat/attest'

problems = []


def want(condition, message):
    if not condition:
        problems.append(message)


def read_keys(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters='=')
    parser.optionxform = str
    parser.read(path, encoding='utf-8')
    return dict(parser[parser.sections()[0]])


def png_size(path):
    head = path.read_bytes()[:24]
    return struct.unpack('>II', head[16:24]) if head.startswith(b'\x89PNG') else None


def check_pictures(component, source, version):
    pictures = component.findall('screenshots/screenshot')
    want(3 <= len(pictures) <= 6, f'{len(pictures)} screenshots; 3 to 6 are asked for')
    for picture in pictures:
        image = picture.find('image')
        prefix = f'{REPOSITORY}/v{version}/'
        if not image.text.startswith(prefix):
            problems.append(f'{image.text} is not at the tag v{version}')
            continue
        path = source / image.text.removeprefix(prefix)
        if not path.exists():
            problems.append(f'{path} is missing')
            continue
        said = (int(image.get('width')), int(image.get('height')))
        want(png_size(path) == said, f'{path.name} is {png_size(path)}, and said to be {said}')
        caption = picture.findtext('caption') or '.'
        want(not caption.endswith('.'), f'{path.name} has no caption, or one that ends with a full stop')


def check_releases(component, source, version):
    """The newest release is this version, and NEWS.md has the same ones with the same dates."""
    releases = {release.get('version'): release.get('date') for release in component.findall('releases/release')}
    want(next(iter(releases), None) == version, f'the newest release is not {version}')
    news = dict(re.findall(r'^## (\S+), (.+)$', (source / 'NEWS.md').read_text(encoding='utf-8'), re.MULTILINE))
    want(list(news) == list(releases), f'NEWS.md has {list(news)}, the metainfo {list(releases)}')
    for number, date in news.items():
        in_development = date == 'in development' and number == version
        want(in_development or date == releases.get(number), f'{number} has two dates')


def check_metainfo(path, source, version, app_id):
    component = xml.etree.ElementTree.parse(path).getroot()
    want(component.findtext('id') == app_id, 'the metainfo has another id')
    want(component.findtext('launchable') == app_id + '.desktop', 'the launchable is not the desktop entry')
    summary = component.findtext('summary')
    want(len(summary) <= MAX_SUMMARY and not summary.endswith('.'), f'the summary is too long: {summary}')
    schemes = {color.get('scheme_preference') for color in component.findall('branding/color')}
    want(schemes == {'light', 'dark'}, 'the colours for light and dark are not both there')
    rating = component.find("content_rating[@type='oars-1.1']/content_attribute[@id='social-chat']")
    want(rating is not None and rating.text == 'intense', 'people can talk to anybody here')
    binaries = {element.text for element in component.findall('provides/binary')}
    listed = {line.removeprefix('bin/') for line in (source / 'tests/release/install-list.txt').read_text().split()
              if line.startswith('bin/')}
    want(binaries == listed, f'the metainfo provides {binaries}, installed are {listed}')
    want('flathub' not in path.read_text(encoding='utf-8').lower(), 'nobody promised a place on Flathub')
    check_pictures(component, source, version)
    check_releases(component, source, version)


def check_desktop(path, app_id):
    desktop = read_keys(path)
    want(path.name == app_id + '.desktop', 'the desktop entry has another name')
    want(desktop['Icon'] == app_id, 'the icon has another name')
    want(desktop.get('DBusActivatable') == 'true', 'the program cannot be activated by D-Bus')
    want('x-scheme-handler/attest' in desktop['MimeType'].split(';'), 'addresses are not handled')
    want(desktop['Exec'] == 'attest %U', 'addresses are not handed over')
    want({'Network', 'InstantMessaging'} <= set(desktop['Categories'].split(';')), 'the categories are off')


def check_service(path, app_id):
    service = read_keys(path)
    want(service['Name'] == app_id, 'the service has another name')
    want(re.fullmatch(r'/\S+/attest --gapplication-service', service['Exec']), 'the service starts something else')


def check_packages(source):
    """The README names each Debian package that ./dev installs to build, run and test."""
    readme = (source / 'README.md').read_text(encoding='utf-8').split()
    script = (source / 'dev').read_text(encoding='utf-8')
    for purpose in ('build', 'run', 'test', 'node'):
        packages = re.search(rf'^{purpose}_packages=\((.*?)\)', script, re.MULTILINE | re.DOTALL)
        missing = [name for name in packages.group(1).split() if name not in readme]
        want(not missing, f'README.md does not name {missing}, which ./dev installs')


def main(source, version, app_id, desktop, metainfo, service):
    check_metainfo(pathlib.Path(metainfo), pathlib.Path(source), version, app_id)
    check_desktop(pathlib.Path(desktop), app_id)
    check_service(pathlib.Path(service), app_id)
    check_packages(pathlib.Path(source))
    if problems:
        sys.exit('\n'.join(problems))
    print('the files agree')


main(*sys.argv[1:])
