#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A desktop's notification service, for a bus that has none: prints a line for each notification.

    "notify" BODY-AS-JSON: {"app": ..., "title": ..., "body": ...}
"""
import json

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

XML = """
<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
</interface></node>
"""
count = 0


def called(connection, sender, path, interface, method, parameters, invocation):
    global count
    if method == "GetCapabilities":
        reply = GLib.Variant("(as)", (["body", "actions"],))
    elif method == "GetServerInformation":
        reply = GLib.Variant("(ssss)", ("check", "attest", "1", "1.2"))
    elif method == "Notify":
        count += 1
        app, _, _, title, body, _, hints, _ = parameters.unpack()
        line = {"app": hints.get("desktop-entry", app), "title": title, "body": body}
        print("notify", json.dumps(line), flush=True)
        reply = GLib.Variant("(u)", (count,))
    else:
        reply = None
    invocation.return_value(reply)


def acquired(connection, name):
    node = Gio.DBusNodeInfo.new_for_xml(XML)
    connection.register_object("/org/freedesktop/Notifications", node.interfaces[0], called, None, None)


Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.Notifications", Gio.BusNameOwnerFlags.NONE,
                 acquired, lambda connection, name: print("ready", flush=True), None)
GLib.MainLoop().run()
