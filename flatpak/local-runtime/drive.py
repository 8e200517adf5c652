#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Does to Attest's window what a person does, through the accessibility bus.

    drive.py wait NAME            until something of that name is there
    drive.py press NAME           a button or row
    drive.py where NAME           prints where the middle of it is in the window
    drive.py on NAME              a switch, if it is off
    drive.py write NAME TEXT      into an entry
    drive.py away                 takes the keyboard's focus off every window
    drive.py match PATTERN        prints the first name that matches the regular expression
    drive.py list                 prints everything that has a name
"""
import ctypes
import re
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

TIMEOUT_S = 30
APPLICATION = "attest"


def walk(node, depth=0):
    if node is None or depth > 60:
        return
    yield node
    for i in range(node.get_child_count()):
        yield from walk(node.get_child_at_index(i), depth + 1)


def everything():
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(i)
        if application is not None and APPLICATION in (application.get_name() or "").lower():
            yield from walk(application)


def is_shown(node):
    return node.get_state_set().contains(Atspi.StateType.SHOWING)


def find(name, wanted=lambda node: True):
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            for node in everything():
                if (node.get_name() or "").strip() == name and is_shown(node) and wanted(node):
                    return node
        except GLib.Error:
            pass  # it changed while we looked
        time.sleep(0.25)
    raise SystemExit(f"drive: nothing called {name!r} within {TIMEOUT_S} s")


def first_match(pattern):
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            for node in everything():
                if is_shown(node) and re.search(pattern, node.get_name() or ""):
                    return node.get_name()
        except GLib.Error:
            pass
        time.sleep(0.25)
    raise SystemExit(f"drive: nothing matches {pattern!r} within {TIMEOUT_S} s")


def act(node):
    for i in range(node.get_n_actions()):
        if node.get_action_name(i) in ("click", "activate", "press", "toggle", ""):
            return node.do_action(i)
    return node.get_n_actions() > 0 and node.do_action(0)


def has_action(node):
    return node.get_n_actions() > 0


def is_checked(node):
    states = node.get_state_set()
    return states.contains(Atspi.StateType.CHECKED) or states.contains(Atspi.StateType.PRESSED)


def editable(node):
    for inner in walk(node):
        if inner.get_editable_text_iface() is not None and is_shown(inner):
            return inner
    return None


def main():
    command, *words = sys.argv[1:]
    if command == "wait":
        find(words[0])
    elif command == "press":
        if not act(find(words[0], has_action)):
            raise SystemExit(f"drive: {words[0]!r} does nothing")
    elif command == "where":
        box = find(words[0]).get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        print(box.x + box.width // 2, box.y + box.height // 2)
    elif command == "on":
        node = find(words[0], lambda n: n.get_role_name() in ("switch", "toggle button", "check box"))
        if not is_checked(node):
            act(node)
    elif command == "write":
        node = editable(find(words[0], lambda n: editable(n) is not None))
        node.get_editable_text_iface().set_text_contents(words[1])
    elif command == "away":
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        display = ctypes.c_void_p(x11.XOpenDisplay(None))
        x11.XSetInputFocus(display, ctypes.c_ulong(0), 0, ctypes.c_ulong(0))
        x11.XCloseDisplay(display)
    elif command == "match":
        print(first_match(words[0]))
    elif command == "list":
        for node in everything():
            if is_shown(node) and (node.get_name() or node.get_n_actions()):
                print(node.get_role_name(), repr(node.get_name()),
                      [node.get_action_name(i) for i in range(node.get_n_actions())])
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
