/* SPDX-License-Identifier: MIT */
/* The first ten minutes of somebody new, by keyboard and screen reader, from an empty home:
 * test-newcomer ATTEST ATTEST-NETWORK ATTEST-PROBE NODE NODE-MODULES */
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "a11y-app.h"
#include "a11y-notices.h"
#include "keyring-daemon.h"

#define NAME    "Ada"
#define FIRST   "Hello, is anybody here?"
#define ANSWER  "I read: Hello, is anybody here?"
#define N_WORDS 12
#define N_ASKED 3

static const char *attest, *attest_network, *attest_probe, *node_program;

typedef struct
{
  A11yDesk *desk;
  A11yApp *network;
  A11yApp *peer;
  A11yApp *app;
  char *ready;
} Newcomer;

static void
start (Newcomer *self)
{
  static const char *const ENVIRONMENT[] = { "GSETTINGS_BACKEND=keyfile", NULL };
  const char *argv[] = { attest, "--network-file", self->ready, NULL };

  self->app = a11y_app_start (argv, ENVIRONMENT);
  a11y_desk_wait_active (self->desk, "Attest");
}

static void
enter (Newcomer *self, A11yRole role, const char *name, const char *text)
{
  g_autoptr (A11yNode) entry = a11y_desk_wait_for (self->desk, role, name);

  a11y_desk_set_text (self->desk, entry, text);
}

/* The words that the window shows, as on a sheet of paper. */
typedef struct
{
  char *words[N_WORDS];
  guint n_words;
} Paper;

static void
write_down_cb (A11yNode *node, gpointer data)
{
  Paper *paper = data;
  char *dot;
  guint64 number;

  if (node->role != A11Y_ROLE_LABEL)
    return;
  number = g_ascii_strtoull (node->name, &dot, 10);
  if (number < 1 || number > N_WORDS || !g_str_has_prefix (dot, ". "))
    return;
  g_assert_null (paper->words[number - 1]);
  paper->words[number - 1] = g_strdup (dot + 2);
  paper->n_words++;
}

/* Looks up on the paper what the row of @node asks for. */
typedef struct
{
  Newcomer *self;
  Paper *paper;
  guint n_answered;
} Exam;

static void
answer_cb (A11yNode *node, gpointer data)
{
  static const char QUESTION[] = "Word Number ";
  Exam *exam = data;
  guint64 number;

  if (node->role != A11Y_ROLE_TEXT || !g_str_has_prefix (node->name, QUESTION))
    return;
  number = g_ascii_strtoull (node->name + strlen (QUESTION), NULL, 10);
  g_assert_cmpuint (number, >=, 1);
  g_assert_cmpuint (number, <=, N_WORDS);
  a11y_desk_set_text (exam->self->desk, node, exam->paper->words[number - 1]);
  exam->n_answered++;
}

static void
make_phrase (Newcomer *self)
{
  Paper paper = { 0 };
  Exam exam = { self, &paper, 0 };
  g_autoptr (A11yNode) words = NULL;
  g_autoptr (A11yNode) questions = NULL;
  g_autoptr (A11yNode) asked = NULL;

  a11y_desk_press (self->desk, A11Y_ROLE_PUSH_BUTTON, "Generate a New Phrase…");
  words = a11y_desk_wait_for (self->desk, A11Y_ROLE_FRAME, "New Phrase");
  a11y_node_unref (a11y_desk_wait_for (self->desk, A11Y_ROLE_PUSH_BUTTON, "I Wrote It Down"));
  a11y_node_unref (words);
  words = a11y_desk_wait_for (self->desk, A11Y_ROLE_FRAME, "New Phrase");
  a11y_node_foreach (words, write_down_cb, &paper);
  g_assert_cmpuint (paper.n_words, ==, N_WORDS);
  a11y_desk_press (self->desk, A11Y_ROLE_PUSH_BUTTON, "I Wrote It Down");
  a11y_node_unref (a11y_desk_wait_for (self->desk, A11Y_ROLE_PUSH_BUTTON, "Use This Phrase"));
  questions = a11y_desk_wait_for (self->desk, A11Y_ROLE_FRAME, "New Phrase");
  a11y_node_foreach (questions, answer_cb, &exam);
  g_assert_cmpuint (exam.n_answered, ==, N_ASKED);
  a11y_desk_press (self->desk, A11Y_ROLE_PUSH_BUTTON, "Use This Phrase");
  a11y_desk_wait_gone (self->desk, A11Y_ROLE_FRAME, "New Phrase");
  a11y_desk_wait_active (self->desk, "Attest");
  for (guint i = 0; i < N_WORDS; i++)
    g_free (paper.words[i]);
}

/* By the keyboard, as a list that opens is chosen from. */
static void
choose_phrase (Newcomer *self)
{
  g_autoptr (A11yNode) method = a11y_desk_wait_for (self->desk, A11Y_ROLE_COMBO_BOX, "Go In With");

  a11y_desk_focus (self->desk, method);
  a11y_desk_move_focus (self->desk, "space");
  a11y_desk_move_focus (self->desk, "Down");
  a11y_desk_key (self->desk, "Return");
  a11y_desk_wait_focus (self->desk, method);
}

static void
log_in (Newcomer *self)
{
  enter (self, A11Y_ROLE_TEXT, "Your Name", NAME);
  choose_phrase (self);
  make_phrase (self);
  a11y_desk_press (self->desk, A11Y_ROLE_CHECK_BOX, "Remember This Identity");
  a11y_desk_press (self->desk, A11Y_ROLE_CHECK_BOX, "Save This Connection");
  a11y_desk_press (self->desk, A11Y_ROLE_PUSH_BUTTON, "Join Chat");
}

static void
talk (Newcomer *self)
{
  g_autoptr (A11yNode) composer = a11y_desk_wait_for (self->desk, A11Y_ROLE_TEXT, "Message");

  a11y_desk_focus (self->desk, composer);
  a11y_desk_type (self->desk, FIRST);
  a11y_desk_key (self->desk, "Return");
  a11y_desk_wait_containing (self->desk, A11Y_ROLE_LIST_ITEM, FIRST);
  a11y_desk_wait_containing (self->desk, A11Y_ROLE_LIST_ITEM, ANSWER);
}

static void
close_app (Newcomer *self)
{
  a11y_desk_key (self->desk, "<Control>q");
  a11y_app_wait_end (g_steal_pointer (&self->app));
}

/* Connections that are saved are the first thing that a second start shows. */
static void
come_back (Newcomer *self)
{
  g_autoptr (A11yNode) row = a11y_desk_wait_for (self->desk, A11Y_ROLE_LIST_ITEM, "Group chat");

  a11y_desk_focus (self->desk, row);
  a11y_desk_key (self->desk, "Return");
  a11y_node_unref (a11y_desk_wait_for (self->desk, A11Y_ROLE_TEXT, "Message"));
}

/* The message itself has the focus, and not the entry of the search. */
static gboolean
is_at_first_cb (A11yNode *desktop, gpointer data)
{
  if (desktop->role == A11Y_ROLE_LIST_ITEM && a11y_node_has (desktop, A11Y_STATE_FOCUSED) &&
      strstr (desktop->name, FIRST) != NULL)
    return TRUE;
  for (guint i = 0; i < desktop->children->len; i++)
    if (is_at_first_cb (desktop->children->pdata[i], data))
      return TRUE;
  return FALSE;
}

static void
find_again (Newcomer *self)
{
  a11y_desk_move_focus (self->desk, "<Control>f");
  a11y_desk_type (self->desk, "anybody");
  a11y_node_unref (a11y_desk_wait_for (self->desk, A11Y_ROLE_LIST, "Messages Found"));
  a11y_desk_wait_containing (self->desk, A11Y_ROLE_LIST_ITEM, FIRST);
  a11y_desk_key (self->desk, "Return");
  a11y_desk_wait (self->desk, is_at_first_cb, NULL, "the message that was searched");
}

/* Without a portal the chooser is a window of GTK, where a name with its path can be typed. */
static void
export_room (Newcomer *self, const char *file)
{
  g_autoptr (A11yNode) menu = a11y_desk_wait_for (self->desk, A11Y_ROLE_PUSH_BUTTON, "Room Menu");

  /* The button that has the focus is inside of the one that has the menu. */
  a11y_desk_focus (self->desk, menu->children->len > 0 ? menu->children->pdata[0] : menu);
  a11y_desk_key (self->desk, "space");
  a11y_desk_press (self->desk, A11Y_ROLE_MENU_ITEM, "Export History…");
  a11y_desk_wait_active (self->desk, "Export History");
  a11y_desk_key (self->desk, "<Control>a");
  a11y_desk_type (self->desk, file);
  a11y_desk_press (self->desk, A11Y_ROLE_PUSH_BUTTON, "Export");
  a11y_node_unref (a11y_desk_wait_for (self->desk, A11Y_ROLE_PUSH_BUTTON, "Verify…"));
}

/* Offline: nothing but the file and the key of the network. */
static void
verify (Newcomer *self, const char *file)
{
  g_autoptr (GRegex) pattern = g_regex_new ("\"root_key\" : \"([0-9a-f]+)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *ready = NULL, *key = NULL, *root = NULL, *what = NULL, *output = NULL;
  g_autoptr (GSubprocess) probe = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (self->ready, &ready, NULL, NULL));
  g_assert_true (g_regex_match (pattern, ready, 0, &match));
  key = g_match_info_fetch (match, 1);
  root = g_strconcat ("--root-key=", key, NULL);
  what = g_strconcat ("--verify=", file, NULL);
  probe = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, attest_probe, what, root, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (probe, NULL, NULL, &output, NULL, &error));
  g_assert_no_error (error);
  g_test_message ("%s", output);
  g_assert_cmpint (g_subprocess_get_exit_status (probe), ==, 0);
  g_assert_nonnull (strstr (output, "ll verified"));
}

static void
test_newcomer (void)
{
  g_autofree char *peer = g_test_build_filename (G_TEST_DIST, "peer.mjs", NULL);
  g_autofree char *file = g_build_filename (g_get_home_dir (), "room.jsonl", NULL);
  Newcomer self = { .desk = a11y_desk_new () };
  A11yNotices *notices;
  KeyringDaemon *keyring;

  if (self.desk == NULL)
    {
      g_test_skip ("at-spi2-core is not installed");
      return;
    }
  notices = a11y_notices_new ();
  keyring = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  self.ready = g_build_filename (g_get_home_dir (), "live.json", NULL);
  self.network = a11y_network_start (attest_network, self.ready, NULL);
  self.peer = a11y_app_start ((const char *[]){ node_program, peer, self.ready, NULL }, NULL);

  start (&self);
  log_in (&self);
  talk (&self);
  close_app (&self);

  start (&self);
  come_back (&self);
  find_again (&self);
  export_room (&self, file);
  verify (&self, file);
  close_app (&self);

  a11y_app_kill (self.peer);
  a11y_app_kill (self.network);
  keyring_daemon_stop (keyring);
  for (guint i = 0; i < a11y_notices_get (notices)->len; i++)
    g_test_message ("Notification: %s", (char *)a11y_notices_get (notices)->pdata[i]);
  a11y_notices_free (notices);
  a11y_desk_free (self.desk);
  g_free (self.ready);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 6);
  attest = argv[1];
  attest_network = argv[2];
  attest_probe = argv[3];
  node_program = argv[4];
  if (!g_file_test (argv[5], G_FILE_TEST_IS_DIR))
    {
      g_print ("1..0 # SKIP no node_modules: run 'npm ci --ignore-scripts' in tests/interop\n");
      return 0;
    }
  g_test_add_func ("/a11y/newcomer", test_newcomer);
  return g_test_run ();
}
