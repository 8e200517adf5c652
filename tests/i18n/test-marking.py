#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What people see is marked for translation, and what is marked is in po/POTFILES.in."""
import os
import re
import xml.etree.ElementTree as ElementTree

from sources import MARK, Problems, files, lines_of, literals, read, without_comments

# Properties of widgets that are words.
VISIBLE = {"label", "title", "subtitle", "description", "tooltip-text", "placeholder-text", "text",
           "heading", "body", "button-label", "secondary-text", "valuetext", "roledescription"}
# Errors of programming, not of life: types and values that do not fit. What a person can bring about
# by a form is said by the form.
INTERNAL = {"src/ic/ic-candid-build.c", "src/ic/ic-candid-encode.c", "src/ic/ic-candid-type-build.c",
            "src/ic/ic-candid-value-access.c", "src/ic/ic-candid-value-new.c",
            "src/ic/ic-candid-value.c"}
# Calls, and which of their arguments becomes words before a person.
SPEAKS = {"g_set_error": 3, "g_set_error_literal": 3, "g_error_new": 2, "g_error_new_literal": 2,
          "g_task_return_new_error": 3, "g_prefix_error": 1, "icws_ruling_set": 5,
          "icws_session_note": 5, "icws_session_fail": 2, "icws_ledger_add": 2,
          "icws_json_broken": 1, "ic_pem_refuse": 2,
          "gtk_label_new": 0, "gtk_label_set_text": 1, "gtk_label_set_label": 1,
          "gtk_button_new_with_label": 0, "gtk_button_new_with_mnemonic": 0,
          "gtk_button_set_label": 1, "gtk_widget_set_tooltip_text": 1,
          "gtk_window_set_title": 1, "gtk_entry_set_placeholder_text": 1,
          "gtk_check_button_new_with_label": 0, "gtk_string_list_append": 1, "adw_toast_new": 0,
          "adw_preferences_row_set_title": 1, "adw_preferences_group_set_title": 1,
          "adw_preferences_group_set_description": 1, "adw_preferences_page_set_title": 1,
          "adw_action_row_set_subtitle": 1, "adw_expander_row_set_subtitle": 1,
          "adw_status_page_set_title": 1, "adw_status_page_set_description": 1,
          "adw_window_title_new": 0, "adw_message_dialog_new": 1,
          "adw_message_dialog_add_response": 2, "g_menu_append": 1, "g_menu_item_new": 0}
# A name is the same in every language.
NAMES = {"Attest"}
LETTERS = re.compile(r"[^\W\d_]{2}")
PLACEHOLDER = re.compile(r"%[-+#0 ']*\d*(?:\.\d+)?(?:hh|h|ll|l|z|j|t)?[a-zA-Z%]")


def marked_files():
    marked = set()
    for path in files("src", ".c", ".h"):
        if path != "src/ic/ic-i18n.h" and MARK.search(without_comments(read(path))):
            marked.add(path)
    for path in files("src", ".ui"):
        if 'translatable="yes"' in read(path):
            marked.add(path)
    for path in files("data", ".desktop.in", ".metainfo.xml.in", ".gschema.xml"):
        marked.add(path)
    return marked


def check_potfiles(problems):
    listed, marked = lines_of("POTFILES.in"), marked_files()
    problems.check("every file with marked strings is in POTFILES.in",
                   [f"po/POTFILES.in lacks {path}" for path in sorted(marked - set(listed))])
    problems.check("nothing in POTFILES.in is without marked strings",
                   [f"po/POTFILES.in has {path}" for path in sorted(set(listed) - marked)])
    problems.check("POTFILES.in is sorted, and names nothing twice",
                   [] if listed == sorted(set(listed)) else ["sort it: LC_ALL=C sort -u"])


def check_ui(problems):
    bad = []
    for path in files("src", ".ui"):
        for element in ElementTree.fromstring(read(path)).iter():
            words = (element.text or "").strip()
            visible = (element.tag == "property" and element.get("name") in VISIBLE
                       and element.get("bind-source") is None) \
                or (element.tag == "attribute" and element.get("name") == "label") \
                or element.tag == "item"
            if visible and LETTERS.search(words) and words not in NAMES \
                    and element.get("translatable") is None:
                bad.append(f"{path}: {words!r} is not said to be translatable")
    problems.check("visible properties in .ui files are translatable", bad)


def check_calls(problems):
    bad = []
    for folder in ("src/ic", "src/icws", "src/chat", "src/ui"):
        for path in files(folder, ".c"):
            if path in INTERNAL:
                continue
            bad += [f"{path}:{line}: {call} ({words!r})"
                    for line, words, call, number in literals(read(path))
                    if SPEAKS.get(call) == number and LETTERS.search(PLACEHOLDER.sub("", words))]
    problems.check("words of errors, events and widgets are marked", bad)


def main():
    problems = Problems()
    check_potfiles(problems)
    check_ui(problems)
    check_calls(problems)
    problems.finish()


if __name__ == "__main__":
    main()
