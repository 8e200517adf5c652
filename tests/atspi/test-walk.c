/* SPDX-License-Identifier: MIT */
/* Each page of the running program, with the keyboard alone and through the accessibility bus:
 * test-walk ATTEST ATTEST-NETWORK ATTEST-PROBE */
#include <glib/gstdio.h>
#include <locale.h>

#include "a11y-app.h"
#include "a11y-audit.h"
#include "a11y-notices.h"

static char **programs;

typedef struct
{
  A11yDesk *desk;
  A11yAudit *audit;
  A11yNotices *notices;
  A11yApp *network;
  A11yApp *app;
} Walk;

/* Opens what @accelerator opens, looks at it, and closes it. */
static void
walk_window (Walk *walk, const char *accelerator, const char *name, A11yAuditFlags flags)
{
  g_autoptr (A11yNode) window = NULL;

  a11y_desk_key (walk->desk, accelerator);
  window = a11y_desk_wait_for (walk->desk, A11Y_ROLE_FRAME, name);
  a11y_audit_page (walk->audit, name, flags);
  a11y_desk_key (walk->desk, "Escape");
  a11y_desk_wait_gone (walk->desk, A11Y_ROLE_FRAME, name);
}

/* The next choice of a row that opens a list. */
static void
choose (Walk *walk, A11yNode *combo, const char *key)
{
  a11y_desk_focus (walk->desk, combo);
  a11y_desk_move_focus (walk->desk, "space");
  a11y_desk_move_focus (walk->desk, key);
  a11y_desk_key (walk->desk, "Return");
  a11y_desk_wait_focus (walk->desk, combo);
}

static void
walk_login (Walk *walk)
{
  static const char *const METHODS[] = { "Recovery Phrase", "Internet Identity", "Key File",
                                         "Seed" };
  g_autoptr (A11yNode) method = a11y_desk_wait_for (walk->desk, A11Y_ROLE_COMBO_BOX, "Go In With");

  a11y_audit_page (walk->audit, "login, session", A11Y_AUDIT_DEFAULT);
  for (guint i = 0; i < G_N_ELEMENTS (METHODS); i++)
    {
      g_autofree char *page = g_strconcat ("login, ", METHODS[i], NULL);

      choose (walk, method, "Down");
      a11y_audit_page (walk->audit, page, A11Y_AUDIT_DEFAULT);
    }
}

/* What a key opens without a window of its own, such as a menu. */
static void
walk_popover (
    Walk *walk, const char *accelerator, const char *page, A11yRole role, const char *name)
{
  a11y_desk_key (walk->desk, accelerator);
  a11y_node_unref (a11y_desk_wait_for (walk->desk, role, name));
  a11y_audit_page (walk->audit, page, A11Y_AUDIT_NO_TAB);
  a11y_desk_key (walk->desk, "Escape");
  a11y_desk_wait_gone (walk->desk, role, name);
  a11y_desk_wait_active (walk->desk, "Attest");
}

static void
walk_room (Walk *walk)
{
  g_autoptr (A11yNode) composer = a11y_desk_wait_for (walk->desk, A11Y_ROLE_TEXT, "Message");

  a11y_desk_focus (walk->desk, composer);
  a11y_desk_type (walk->desk, "First line");
  a11y_desk_key (walk->desk, "Return");
  a11y_desk_type (walk->desk, "Look at https://example.org/ too");
  a11y_desk_key (walk->desk, "Return");
  a11y_desk_wait_containing (walk->desk, A11Y_ROLE_LIST_ITEM, "example.org");
  /* The way to the messages goes by Escape, and on by the arrows. */
  a11y_audit_excuse (walk->audit, "Go to the newest message");
  a11y_desk_focus (walk->desk, composer);
  a11y_audit_key (walk->audit, "Escape");
  a11y_audit_key (walk->audit, "Tab");
  a11y_desk_focus (walk->desk, composer);
  a11y_audit_key (walk->audit, "Escape");
  a11y_audit_key (walk->audit, "Up");
  a11y_audit_key (walk->audit, "Tab");
  a11y_audit_page (walk->audit, "room", A11Y_AUDIT_DEFAULT);
  walk_popover (walk, "F10", "room, main menu", A11Y_ROLE_MENU_ITEM, "Preferences");
}

/* What was opened a moment ago, until Escape. */
static void
walk_opened (Walk *walk, const char *window, A11yAuditFlags flags)
{
  a11y_desk_wait_active (walk->desk, window);
  a11y_audit_page (walk->audit, window, flags);
  a11y_desk_key (walk->desk, "Escape");
  a11y_desk_wait_gone (walk->desk, A11Y_ROLE_INVALID, window);
  a11y_desk_wait_active (walk->desk, "Attest");
}

/* Opens the menu of the room by the keyboard, and takes @item. */
static void
choose_of_room (Walk *walk, const char *item)
{
  g_autoptr (A11yNode) menu = a11y_desk_wait_for (walk->desk, A11Y_ROLE_PUSH_BUTTON, "Room Menu");

  /* The button that has the focus is inside of the one that has the menu. */
  a11y_desk_focus (walk->desk, menu->children->len > 0 ? menu->children->pdata[0] : menu);
  a11y_desk_key (walk->desk, "space");
  a11y_desk_press (walk->desk, A11Y_ROLE_MENU_ITEM, item);
}

/* Goes in with a name; the connection is kept for the next start. */
static void
join (Walk *walk)
{
  g_autoptr (A11yNode) name = a11y_desk_wait_for (walk->desk, A11Y_ROLE_TEXT, "Your Name");

  a11y_desk_set_text (walk->desk, name, "Ada");
  a11y_desk_press (walk->desk, A11Y_ROLE_CHECK_BOX, "Save This Connection");
  a11y_desk_press (walk->desk, A11Y_ROLE_PUSH_BUTTON, "Join Chat");
}

static void
walk_dialogs (Walk *walk)
{
  join (walk);
  a11y_node_unref (a11y_desk_wait_for (walk->desk, A11Y_ROLE_TEXT, "Message"));
  choose_of_room (walk, "Edit Room…");
  walk_opened (walk, "Edit Room", A11Y_AUDIT_DEFAULT);
  choose_of_room (walk, "Clear History…");
  walk_opened (walk, "Clear the History of “Group chat”?", A11Y_AUDIT_FOREIGN);
  choose_of_room (walk, "Leave Room…");
  walk_opened (walk, "Leave “Group chat”?", A11Y_AUDIT_FOREIGN);
  a11y_desk_key (walk->desk, "F10");
  a11y_desk_press (walk->desk, A11Y_ROLE_MENU_ITEM, "About Attest");
  walk_opened (walk, "About", A11Y_AUDIT_FOREIGN);
}

/* The pages of the panel. */
static void
walk_panel (Walk *walk)
{
  static const char *const PAGES[] = { "Status", "Gateways", "Events", "Lab" };

  a11y_audit_excuse (walk->audit, "Go to the newest message");
  a11y_desk_key (walk->desk, "F9");
  for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++)
    {
      g_autoptr (A11yNode) tab = a11y_desk_wait_for (walk->desk, A11Y_ROLE_PAGE_TAB, PAGES[i]);

      a11y_desk_focus (walk->desk, tab);
      a11y_desk_key (walk->desk, "space");
      a11y_audit_page (walk->audit, PAGES[i], A11Y_AUDIT_DEFAULT);
    }
}

typedef void (*WalkFunc) (Walk *walk);

/* @user: (nullable): goes in at once under this name. */
static void
run (WalkFunc func, const char *user)
{
  g_autoptr (A11yDesk) desk = a11y_desk_new ();
  g_autoptr (A11yAudit) audit = NULL;
  g_autofree char *ready = g_build_filename (g_get_home_dir (), "live.json", NULL);
  const char *arguments[] = { programs[1], "--network-file", ready, NULL, NULL, NULL };
  Walk walk = { .desk = desk };

  if (desk == NULL)
    {
      g_test_skip ("at-spi2-core is not installed");
      return;
    }
  if (user != NULL)
    {
      arguments[3] = "--temporary";
      arguments[4] = user;
    }
  walk.audit = audit = a11y_audit_new (desk);
  walk.notices = a11y_notices_new ();
  walk.network = a11y_network_start (programs[2], ready, NULL);
  walk.app = a11y_app_start (arguments, NULL);
  a11y_desk_wait_active (desk, "Attest");
  func (&walk);
  a11y_audit_finish (walk.audit);
  a11y_app_kill (walk.app);
  a11y_app_kill (walk.network);
  a11y_notices_free (walk.notices);
  g_unlink (ready);
}

static void
walk_outside (Walk *walk)
{
  walk_login (walk);
  walk_popover (walk, "F10", "login, main menu", A11Y_ROLE_MENU_ITEM, "Preferences");
  walk_window (walk, "<Control>comma", "Preferences", A11Y_AUDIT_DEFAULT);
  walk_window (walk, "<Control>question", "GtkShortcutsWindow", A11Y_AUDIT_FOREIGN);
}

static void
walk_inside (Walk *walk)
{
  walk_room (walk);
}

static void
test_outside (void)
{
  run (walk_outside, NULL);
}

static void
test_inside (void)
{
  run (walk_inside, "Ada");
}

static void
test_dialogs (void)
{
  run (walk_dialogs, NULL);
}

static void
test_panel (void)
{
  run (walk_panel, "Ada");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  programs = argv;
  g_test_add_func ("/a11y/walk/outside", test_outside);
  g_test_add_func ("/a11y/walk/inside", test_inside);
  g_test_add_func ("/a11y/walk/panel", test_panel);
  g_test_add_func ("/a11y/walk/dialogs", test_dialogs);
  return g_test_run ();
}
