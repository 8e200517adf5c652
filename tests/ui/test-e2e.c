/* SPDX-License-Identifier: MIT */
/* The whole program against the local network: login, a conversation with a second participant, the
 * panel, and what happens when the gateway goes away. test-e2e ATTEST-NETWORK */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>

#include "attest-application.h"
#include "attest-composer.h"
#include "attest-message-row.h"
#include "attest-network-file.h"
#include "attest-shield-button.h"
#include "attest-step-row.h"
#include "attest-value-row.h"
#include "attest-window.h"
#include "compat/attest-banner.h"
#include "ui-test-util.h"

static const char *network_program;
/* One a process, as GTK has it. */
static AttestApplication *application;

typedef struct
{
  char *directory;
  char *ready_file;
  GSubprocess *network;
  ChatProfile *profile;
  AttestWindow *window;
  /* The second participant: the same stack without a window. */
  ChatRoom *other;
} Fixture;

static gboolean
is_ready_cb (gpointer data)
{
  return g_file_test (((Fixture *)data)->ready_file, G_FILE_TEST_EXISTS);
}

static ChatConnection *
get_connection (Fixture *fixture)
{
  return chat_room_get_connection (attest_window_get_room (fixture->window));
}

static gboolean
is_verified_cb (gpointer data)
{
  Fixture *fixture = data;

  return attest_window_get_room (fixture->window) != NULL &&
         chat_connection_get_health (get_connection (fixture)) == CHAT_HEALTH_VERIFIED;
}

static gboolean
is_other_verified_cb (gpointer data)
{
  return chat_connection_get_health (chat_room_get_connection (((Fixture *)data)->other)) ==
         CHAT_HEALTH_VERIFIED;
}

static AttestMessageRow *
find_row (Fixture *fixture, const char *text)
{
  AttestMessageList *list = attest_chat_view_get_list (
      attest_window_get_chat_view (fixture->window));

  for (guint i = 0; i < attest_message_list_get_n_rows (list); i++)
    {
      AttestMessageRow *row = ATTEST_MESSAGE_ROW (attest_message_list_get_row (list, i));

      if (g_strcmp0 (chat_message_get_text (attest_message_row_get_message (row)), text) == 0)
        return row;
    }
  return NULL;
}

typedef struct
{
  Fixture *fixture;
  const char *text;
  ChatDelivery delivery;
} Expected;

static gboolean
is_shown_cb (gpointer data)
{
  Expected *expected = data;
  AttestMessageRow *row = find_row (expected->fixture, expected->text);

  return row != NULL &&
         chat_message_get_delivery (attest_message_row_get_message (row)) == expected->delivery;
}

static void
wait_for_row (Fixture *fixture, const char *text, ChatDelivery delivery)
{
  Expected expected = { fixture, text, delivery };

  ui_test_wait (is_shown_cb, &expected);
}

static gboolean
has_heard_cb (gpointer data)
{
  Expected *expected = data;
  GListModel *model = G_LIST_MODEL (expected->fixture->other);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (model, i);

      if (g_strcmp0 (chat_message_get_text (message), expected->text) == 0 &&
          !chat_message_is_own (message))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_typing_cb (gpointer data)
{
  AttestChatView *view = attest_window_get_chat_view (((Fixture *)data)->window);

  return g_strcmp0 (attest_chat_view_get_typing_text (view), "\u2068Grace\u2069 is typing…") == 0;
}

/* A test that fails must not leave a network behind. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static void
start_network (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *option = g_strconcat ("--ready-file=", fixture->ready_file, NULL);

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  fixture->network = g_subprocess_launcher_spawn (launcher, &error, network_program,
                                                  "--replica-port=0", "--gateway-port=0",
                                                  "--poll-interval-ms=20", option, NULL);
  g_assert_no_error (error);
  ui_test_wait (is_ready_cb, fixture);
  fixture->profile = attest_network_file_load (fixture->ready_file, &error);
  g_assert_no_error (error);
}

static void
start_other (Fixture *fixture)
{
  g_autoptr (IcIdentity)
      identity = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));
  g_autoptr (ChatConnection) connection = chat_connection_new (
      fixture->profile, identity, ic_clock_get_system (), ic_random_get_system ());

  fixture->other = chat_room_new (connection, "Grace");
  chat_connection_connect (connection);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("attest-e2e-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->ready_file = g_build_filename (fixture->directory, "ready.json", NULL);
  start_network (fixture);

  fixture->window = attest_window_new (application);
  attest_window_set_local_profile (fixture->window, fixture->profile);
  ui_test_show (GTK_WIDGET (fixture->window), 1000, 700);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->other != NULL)
    chat_connection_disconnect (chat_room_get_connection (fixture->other));
  g_clear_object (&fixture->other);
  if (fixture->window != NULL)
    gtk_window_close (GTK_WINDOW (fixture->window));
  g_subprocess_send_signal (fixture->network, SIGTERM);
  g_subprocess_wait (fixture->network, NULL, NULL);
  g_clear_object (&fixture->network);
  chat_profile_free (fixture->profile);
  g_unlink (fixture->ready_file);
  g_rmdir (fixture->directory);
  g_free (fixture->ready_file);
  g_free (fixture->directory);
}

static void
log_in (Fixture *fixture)
{
  AttestLoginPage *page = attest_window_get_login_page (fixture->window);

  attest_login_page_set_display_name (page, "Ada");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "login.join", NULL));
  ui_test_wait (is_verified_cb, fixture);
}

static void
say (Fixture *fixture, const char *text)
{
  GtkWidget *composer = attest_chat_view_get_composer (
      attest_window_get_chat_view (fixture->window));

  attest_composer_set_text (ATTEST_COMPOSER (composer), text);
  g_assert_true (gtk_widget_activate_action (composer, "composer.send", NULL));
}

static const char *
get_value (AttestConnectionPanel *panel, const char *name)
{
  return attest_value_row_get_value (
      ATTEST_VALUE_ROW (attest_connection_panel_get_value_row (panel, name)));
}

static void
test_conversation (Fixture *fixture, gconstpointer data)
{
  g_autofree char *principal = g_strdup (
      attest_login_page_get_principal (attest_window_get_login_page (fixture->window)));
  AttestConnectionPanel *panel = attest_window_get_panel (fixture->window);
  Expected heard = { fixture, "Hello <Grace> & all\nsecond line 👋", CHAT_DELIVERY_RECEIVED };
  GtkWidget *shield;

  log_in (fixture);
  start_other (fixture);
  ui_test_wait (is_other_verified_cb, fixture);

  say (fixture, heard.text);
  wait_for_row (fixture, heard.text, CHAT_DELIVERY_ACCEPTED);
  ui_test_wait (has_heard_cb, &heard);

  g_assert_true (chat_room_send_text (fixture->other, "Hello Ada", NULL));
  wait_for_row (fixture, "Hello Ada", CHAT_DELIVERY_RECEIVED);
  g_assert_nonnull (strstr (attest_message_row_get_label (find_row (fixture, "Hello Ada")),
                            "verified, Hello Ada"));
  chat_room_notify_typing (fixture->other);
  ui_test_wait (is_typing_cb, fixture);

  /* The panel tells the same. */
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "show-panel", NULL);
  ui_test_wait_for_frames (GTK_WIDGET (fixture->window));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (panel)));
  g_assert_cmpstr (attest_connection_panel_get_title (panel), ==, "Every message is proved.");
  g_assert_cmpstr (get_value (panel, "row_own"), ==, principal);
  g_assert_cmpstr (get_value (panel, "row_canister"), ==, CHAT_GROUP_CANISTER);
  g_assert_cmpstr (get_value (panel, "row_url"), ==, fixture->profile->gateway_url);
  g_assert_nonnull (get_value (panel, "row_gateway"));
  g_assert_cmpstr (get_value (panel, "row_refused"), ==, "0");
  g_assert_cmpint (atoi (get_value (panel, "row_verified")), >=, 4);
  for (int step = ICWS_STEP_REACH; step <= ICWS_STEP_ORDER; step++)
    g_assert_true (
        g_str_has_prefix (attest_step_row_get_state_text (ATTEST_STEP_ROW (
                              attest_connection_panel_get_step_row (panel, (IcwsStep)step))),
                          "Passed"));
  shield = ui_test_find (GTK_WIDGET (fixture->window), ATTEST_TYPE_SHIELD_BUTTON);
  g_assert_cmpstr (attest_shield_button_get_word (ATTEST_SHIELD_BUTTON (shield)), ==, "Verified");
  g_assert_false (
      attest_chat_view_get_banner_revealed (attest_window_get_chat_view (fixture->window)));

  /* F6 goes round, and leaving forgets the room and the key. */
  for (guint i = 0; i < 8; i++)
    g_assert_true (
        gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.next-pane", NULL));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.leave", NULL));
  g_assert_null (attest_window_get_room (fixture->window));
  g_assert_cmpstr (attest_login_page_get_principal (attest_window_get_login_page (fixture->window)),
                   !=, principal);
}

static gboolean
is_banner_shown_cb (gpointer data)
{
  return attest_chat_view_get_banner_revealed (
      attest_window_get_chat_view (((Fixture *)data)->window));
}

static void
test_gateway_goes (Fixture *fixture, gconstpointer data)
{
  AttestChatView *view;

  log_in (fixture);
  say (fixture, "before");
  wait_for_row (fixture, "before", CHAT_DELIVERY_ACCEPTED);

  g_subprocess_send_signal (fixture->network, SIGTERM);
  view = attest_window_get_chat_view (fixture->window);
  ui_test_wait (is_banner_shown_cb, fixture);
  g_assert_true (gtk_widget_is_sensitive (attest_chat_view_get_composer (view)));
  /* What is written meanwhile is kept, and said to wait. */
  say (fixture, "meanwhile");
  wait_for_row (fixture, "meanwhile", CHAT_DELIVERY_QUEUED);
  g_assert_false (chat_connection_get_health (get_connection (fixture)) == CHAT_HEALTH_VERIFIED);
  g_assert_false (chat_connection_get_health (get_connection (fixture)) == CHAT_HEALTH_INTEGRITY);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  if (argc < 2)
    g_error ("Usage: test-e2e ATTEST-NETWORK");
  network_program = argv[1];

  application = attest_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    g_error ("The application cannot be registered");

  g_test_add ("/ui/e2e/conversation", Fixture, NULL, set_up, test_conversation, tear_down);
  g_test_add ("/ui/e2e/gateway-goes", Fixture, NULL, set_up, test_gateway_goes, tear_down);
  return g_test_run ();
}
