/* SPDX-License-Identifier: MIT */
/* Each page of the running program, with the keyboard alone and through the accessibility bus:
 * test-walk ATTEST ATTEST-NETWORK ATTEST-PROBE */
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

static void
test_walk (void)
{
  g_autoptr (A11yDesk) desk = a11y_desk_new ();
  g_autoptr (A11yAudit) audit = NULL;
  g_autofree char *ready = g_build_filename (g_get_home_dir (), "live.json", NULL);
  Walk walk = { .desk = desk };

  if (desk == NULL)
    {
      g_test_skip ("at-spi2-core is not installed");
      return;
    }
  walk.audit = audit = a11y_audit_new (desk);
  walk.notices = a11y_notices_new ();
  walk.network = a11y_network_start (programs[2], ready, NULL);
  walk.app = a11y_app_start ((const char *[]){ programs[1], "--network-file", ready, NULL }, NULL);
  a11y_desk_wait_active (desk, "Attest");
  walk_login (&walk);
  walk_popover (&walk, "F10", "login, main menu", A11Y_ROLE_MENU_ITEM, "Preferences");
  walk_window (&walk, "<Control>comma", "Preferences", A11Y_AUDIT_DEFAULT);
  walk_window (&walk, "<Control>question", "GtkShortcutsWindow", A11Y_AUDIT_FOREIGN);
  a11y_app_kill (walk.app);
  walk.app = a11y_app_start (
      (const char *[]){ programs[1], "--network-file", ready, "--temporary", "Ada", NULL }, NULL);
  a11y_desk_wait_active (desk, "Attest");
  walk_room (&walk);
  a11y_audit_finish (walk.audit);
  a11y_app_kill (walk.app);
  a11y_app_kill (walk.network);
  a11y_notices_free (walk.notices);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  programs = argv;
  g_test_add_func ("/a11y/walk", test_walk);
  return g_test_run ();
}
