/* SPDX-License-Identifier: MIT */
/* The program as somebody has it who sees little: in high contrast, with letters of twice the size. A
 * warning ends it, and fails this. test-looks ATTEST ATTEST-NETWORK ATTEST-PROBE */
#include <locale.h>

#include "a11y-app.h"
#include "a11y-notices.h"

static char **programs;

/* How high a line of the start page is, after a look at a room and its panel. */
static int
look (A11yDesk *desk, const char *ready, const char *const *environment)
{
  const char *start[] = { programs[1], "--network-file", ready, NULL };
  const char *join[] = { programs[1], "--network-file", ready, "--temporary", "Ada", NULL };
  A11yApp *app = a11y_app_start (start, environment);
  g_autoptr (A11yNode) title = a11y_desk_wait_for (desk, A11Y_ROLE_LABEL, "Who You Are");
  int height = title->height;

  a11y_desk_wait_active (desk, "Attest");
  a11y_desk_key (desk, "<Control>q");
  a11y_app_wait_end (app);
  app = a11y_app_start (join, environment);
  a11y_node_unref (a11y_desk_wait_for (desk, A11Y_ROLE_TEXT, "Message"));
  a11y_desk_wait_active (desk, "Attest");
  a11y_desk_key (desk, "F9");
  a11y_node_unref (a11y_desk_wait_for (desk, A11Y_ROLE_PAGE_TAB, "Status"));
  a11y_node_unref (a11y_desk_wait_for (desk, A11Y_ROLE_LIST_ITEM, "Gateway reached"));
  if (g_getenv ("ATTEST_SCREENSHOT_DIR") != NULL)
    a11y_desk_screenshot (desk, "looks");
  a11y_desk_key (desk, "<Control>q");
  a11y_app_wait_end (app);
  return height;
}

static void
test_looks (void)
{
  static const char *const HIGH_CONTRAST[] = { "ADW_DEBUG_HIGH_CONTRAST=1", "GDK_DPI_SCALE=2",
                                               NULL };
  g_autoptr (A11yDesk) desk = a11y_desk_new ();
  g_autofree char *ready = g_build_filename (g_get_home_dir (), "live.json", NULL);
  A11yNotices *notices;
  A11yApp *network;
  int usual, large;

  if (desk == NULL)
    {
      g_test_skip ("at-spi2-core is not installed");
      return;
    }
  notices = a11y_notices_new ();
  network = a11y_network_start (programs[2], ready, NULL);
  usual = look (desk, ready, NULL);
  a11y_desk_set_dpi (desk, 192);
  large = look (desk, ready, HIGH_CONTRAST);
  g_test_message ("A line is %d pixels high, and %d when large", usual, large);
  g_assert_cmpint (10 * large, >, 17 * usual);
  a11y_app_kill (network);
  a11y_notices_free (notices);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  programs = argv;
  g_test_add_func ("/a11y/looks", test_looks);
  return g_test_run ();
}
