/* SPDX-License-Identifier: MIT */
/* Pictures of the main views, without a network: screenshots VARIANT, into $ATTEST_SCREENSHOT_DIR. The
 * variant only names the files; dark, contrast and text direction come from the environment. */
#include "config.h"

#include <glib/gstdio.h>

#include "attest-chat-view.h"
#include "attest-composer.h"
#include "attest-connection-panel.h"
#include "attest-health-text.h"
#include "attest-window-private.h"
#include "ui-test-util.h"

static const char *directory;
static const char *variant;
static int width = 1000;

static void
save (GtkWidget *window, const char *view)
{
  g_autofree char *name = g_strdup_printf ("%s-%s.png", view, variant);
  g_autofree char *path = g_build_filename (directory, name, NULL);

  ui_test_wait_for_frames (window);
  ui_test_screenshot (window, path);
}

static void
add (GListStore *store, ChatMessage *message)
{
  g_list_store_append (store, message);
  g_object_unref (message);
}

static void
add_text (GListStore *store, guint minute, const char *author, const char *text)
{
  gboolean own = g_str_equal (author, "Ada");

  add (store, ui_test_message (author, text, own, UI_TEST_NOW_S - 3600 + minute * 60));
}

static void
add_own (GListStore *store, const char *text, ChatDelivery delivery)
{
  add (store, chat_message_new (CHAT_MESSAGE_TEXT, "Ada", text, TRUE, UI_TEST_NOW_NS, delivery));
}

static GListStore *
create_conversation (void)
{
  GListStore *store = g_list_store_new (CHAT_TYPE_MESSAGE);

  add (store, ui_test_message ("Grace", "See you all tomorrow, the gateway moves tonight.", FALSE,
                               UI_TEST_NOW_S - 20 * 3600));
  add (store, chat_message_new (CHAT_MESSAGE_JOINED, "Ada", NULL, TRUE,
                                (UI_TEST_NOW_S - 3600) * IC_NS_PER_S, CHAT_DELIVERY_RECEIVED));
  add_text (store, 1, "Ada", "Good morning! Did the move go well?");
  add_text (store, 3, "Grace Hopper", "It did. Every message of the night has its certificate.");
  add_text (store, 3, "Grace Hopper", "I looked at the order too: nothing missing, nothing twice.");
  add_text (store, 4, "Jun", "شكرا جزيلا! كل شيء يعمل كما هو متوقع.");
  add_text (store, 6, "Jun",
            "And for the record, the whole path: "
            "rwlgt-iiaaa-aaaaa-aaaaa-cai-aVeryLongWordThatHasNoPlaceToBreakAnywhereInItAtAllAnd"
            "GoesOnForALongTime — it wraps.");
  add (store, chat_message_new (CHAT_MESSAGE_JOINED, "Tim", NULL, FALSE,
                                (UI_TEST_NOW_S - 1800) * IC_NS_PER_S, CHAT_DELIVERY_RECEIVED));
  add_text (store, 32, "Tim", "Hi 👋 what did I miss?");
  add_own (store,
           "Only that the gateway cannot fool us:\n• it cannot change a message\n• it cannot "
           "leave one out\n• it cannot invent one",
           CHAT_DELIVERY_ACCEPTED);
  add_own (store, "And if it tries, the shield says so.", CHAT_DELIVERY_SENT);
  return store;
}

static void
fill_info (AttestConnectionInfo *info)
{
  info->now_ns = UI_TEST_NOW_NS;
  info->health = CHAT_HEALTH_VERIFIED;
  info->since_ns = UI_TEST_NOW_NS - 3590 * IC_NS_PER_S;
  for (int i = 0; i < ICWS_N_STEPS; i++)
    {
      info->steps[i].state = ICWS_STEP_STATE_PASSED;
      info->steps[i].wall_ns = UI_TEST_NOW_NS - (i < 3 ? 3590 : 12) * IC_NS_PER_S;
    }
  info->figures.messages_verified = 128;
  info->figures.certificates_verified = 41;
  info->figures.certificates_shared = 87;
  info->figures.messages_sent = 9;
  info->figures.messages_acknowledged = 8;
  info->figures.last_proof_wall_ns = UI_TEST_NOW_NS - 12 * IC_NS_PER_S;
  info->figures.last_certificate_time_ns = UI_TEST_NOW_NS - 13 * IC_NS_PER_S;
  info->figures.last_latency_us = 840000;
  info->ack_deadline_us = 205 * G_TIME_SPAN_SECOND;
  info->own_principal = g_strdup (
      "h7yum-lqj2y-3ekbv-j2kng-l5usw-iwxwq-5d5uz-6e3fa-7nvbf-agazv-gae");
  info->canister_principal = g_strdup (CHAT_GROUP_CANISTER);
  info->gateway_principal = g_strdup (
      "sqdfl-mr4km-2hfjy-gajqo-xqvh7-hf4mf-nra4i-3it6l-neaw4-soolw-tae");
  info->gateway_url = g_strdup ("wss://gateway.icws.io");
  info->mode = g_strdup ("Gateway at wss://gateway.icws.io");
}

static GListModel *
create_events (void)
{
  IcManualClock *clock = ic_manual_clock_new (UI_TEST_NOW_NS - 60 * IC_NS_PER_S);
  IcwsLedger *ledger = icws_ledger_new (IC_CLOCK (clock));
  g_autoptr (GError) error = g_error_new (ICWS_ERROR, ICWS_ERROR_TAMPERED_CONTENT,
                                          "Hash of the content is not certified");

  for (guint i = 0; i < 12; i++)
    {
      IcwsLedgerRecord record = ICWS_LEDGER_RECORD_INIT;

      ic_manual_clock_advance_us (clock, 4 * G_TIME_SPAN_SECOND);
      record.severity = i % 4 == 3 ? ICWS_SEVERITY_NOTE : ICWS_SEVERITY_INFO;
      record.group = i % 4 == 3 ? ICWS_GROUP_ACK : ICWS_GROUP_PROOF;
      record.direction = ICWS_DIRECTION_IN;
      record.id = "frame-verified";
      record.sequence = i + 1;
      record.latency_us = 120000 + 7000 * i;
      record.verify_us = i % 4 == 3 ? -1 : 1700 + 11 * i;
      icws_ledger_add (ledger, &record,
                       i % 4 == 3 ? "The room confirmed our messages up to number %u"
                                  : "Message %u verified",
                       i + 1);
    }
  icws_ledger_add_error (ledger, error, NULL);
  g_object_unref (clock);
  return G_LIST_MODEL (ledger);
}

static AttestWindow *
create_window (void)
{
  AttestWindow *window = attest_window_new (NULL);

  ui_test_show (GTK_WIDGET (window), width, width < 500 ? 760 : 700);
  return window;
}

static void
show_login (void)
{
  AttestWindow *window = create_window ();
  AttestLoginPage *page = attest_window_get_login_page (window);

  attest_login_page_set_display_name (page, "Ada");
  attest_login_page_set_method (page, ATTEST_LOGIN_SEED);
  attest_login_page_set_seed (page,
                              "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  save (GTK_WIDGET (window), "login");

  attest_login_page_set_network (page, CHAT_NETWORK_CUSTOM);
  attest_login_page_set_display_name (page, "");
  attest_login_page_set_seed (page, "9d61b19d");
  attest_login_page_join (page);
  save (GTK_WIDGET (window), "login-problems");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add_room_row (AttestWindow *window,
              const char *title,
              const char *network,
              ChatHealth health,
              guint unread,
              gboolean muted)
{
  GtkWidget *row = attest_room_row_new (NULL);

  attest_room_row_show (ATTEST_ROOM_ROW (row), title, network, health, unread, muted);
  gtk_list_box_append (window->rooms, row);
}

static void
enter_room (AttestWindow *window, GListModel *model)
{
  adw_window_title_set_title (window->title, "Group Chat");
  adw_window_title_set_subtitle (window->title, "Internet Computer");
  add_room_row (window, "Group Chat", "Internet Computer", CHAT_HEALTH_VERIFIED, 0, FALSE);
  add_room_row (window, "Ping pong, Rust", "Internet Computer", CHAT_HEALTH_RECONNECTING, 3, FALSE);
  add_room_row (window, "Weekend", "Local network", CHAT_HEALTH_VERIFIED, 120, TRUE);
  gtk_list_box_select_row (window->rooms, gtk_list_box_get_row_at_index (window->rooms, 0));
  gtk_label_set_text (window->own_name, "Ada");
  adw_avatar_set_text (window->own_avatar, "Ada");
  gtk_label_set_text (window->own_principal,
                      "h7yum-lqj2y-3ekbv-j2kng-l5usw-iwxwq-5d5uz-6e3fa-7nvbf-agazv-gae");
  attest_shield_button_set_health (window->shield, CHAT_HEALTH_VERIFIED, UI_TEST_NOW_NS);
  attest_chat_view_set_model (window->chat_view, model);
  gtk_stack_set_visible_child_name (window->stack, "main");
  gtk_widget_grab_focus (GTK_WIDGET (window->chat_view));
}

static gboolean
is_settled_cb (gpointer data)
{
  return attest_message_list_is_settled (ATTEST_MESSAGE_LIST (data));
}

static void
show_chat (void)
{
  static const char *const typists[] = { "Grace Hopper", NULL };
  AttestWindow *window = create_window ();
  g_autoptr (GListStore) store = create_conversation ();
  g_autoptr (GListStore) empty = g_list_store_new (CHAT_TYPE_MESSAGE);
  g_autoptr (AttestConnectionInfo) info = attest_connection_info_new ();
  g_autoptr (GListModel) events = create_events ();
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (UI_TEST_NOW_NS);
  g_autoptr (GError) error = g_error_new (ICWS_ERROR, ICWS_ERROR_TAMPERED_CONTENT,
                                          "Hash of the content is not certified");
  g_autoptr (AttestHealthText) bad = attest_health_text_new (CHAT_HEALTH_INTEGRITY, error, 0, 0);
  g_autoptr (AttestHealthText) offline = attest_health_text_new (CHAT_HEALTH_OFFLINE, NULL, 0, 0);
  AttestMessageList *list = attest_chat_view_get_list (window->chat_view);

  attest_message_list_set_clock (list, IC_CLOCK (clock));
  enter_room (window, G_LIST_MODEL (empty));
  save (GTK_WIDGET (window), "empty");
  attest_chat_view_set_model (window->chat_view, G_LIST_MODEL (store));
  attest_chat_view_set_typists (window->chat_view, typists);
  ui_test_wait (is_settled_cb, list);
  save (GTK_WIDGET (window), "chat");

  fill_info (info);
  attest_connection_panel_set_events (window->panel, events);
  attest_connection_panel_show (window->panel, info);
  attest_side_pane_set_show_pane (window->side_pane, TRUE);
  save (GTK_WIDGET (window), "panel");
  attest_connection_panel_show_page (window->panel, "events");
  save (GTK_WIDGET (window), "events");

  attest_connection_panel_show_page (window->panel, "status");
  info->health = CHAT_HEALTH_INTEGRITY;
  info->error = g_error_copy (error);
  info->steps[ICWS_STEP_WITNESS].state = ICWS_STEP_STATE_FAILED;
  info->steps[ICWS_STEP_ORDER].state = ICWS_STEP_STATE_PENDING;
  info->steps[ICWS_STEP_ACK].state = ICWS_STEP_STATE_RUNNING;
  info->figures.messages_refused = 1;
  attest_connection_panel_show (window->panel, info);
  attest_shield_button_set_health (window->shield, CHAT_HEALTH_INTEGRITY, UI_TEST_NOW_NS);
  attest_chat_view_set_trouble (window->chat_view, bad);
  add_own (store, "This one was on its way when it happened.", CHAT_DELIVERY_FAILED);
  add_own (store, "And this one waits.", CHAT_DELIVERY_QUEUED);
  ui_test_wait (is_settled_cb, list);
  save (GTK_WIDGET (window), "integrity");

  attest_side_pane_set_show_pane (window->side_pane, FALSE);
  attest_shield_button_set_health (window->shield, CHAT_HEALTH_OFFLINE, UI_TEST_NOW_NS);
  attest_chat_view_set_trouble (window->chat_view, offline);
  attest_composer_set_text (ATTEST_COMPOSER (attest_chat_view_get_composer (window->chat_view)),
                            "A longer text that is being written\nover two lines");
  save (GTK_WIDGET (window), "offline");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
show_shields (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *window;

  for (int health = CHAT_HEALTH_INTEGRITY; health <= CHAT_HEALTH_DISCONNECTED; health++)
    {
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
      GtkWidget *shield = attest_shield_button_new ();
      GtkWidget *image = gtk_image_new_from_icon_name (
          attest_health_get_icon_name ((ChatHealth)health));

      attest_shield_button_set_health (ATTEST_SHIELD_BUTTON (shield), (ChatHealth)health,
                                       UI_TEST_NOW_NS);
      gtk_image_set_pixel_size (GTK_IMAGE (image), 48);
      gtk_box_append (GTK_BOX (row), image);
      gtk_box_append (GTK_BOX (row), shield);
      gtk_box_append (GTK_BOX (box), row);
    }
  window = ui_test_show (box, 300, 100);
  save (window, "shields");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  directory = g_getenv ("ATTEST_SCREENSHOT_DIR");
  if (directory == NULL || argc < 2)
    {
      g_print ("ATTEST_SCREENSHOT_DIR=... screenshots VARIANT [WIDTH [TEXT-SCALE]]\n");
      return 77;
    }
  variant = argv[1];
  if (argc > 2)
    width = atoi (argv[2]);
  g_mkdir_with_parents (directory, 0755);
  ui_test_init (&argc, &argv);
  ui_test_set_look (variant, argc > 3 ? argv[3] : NULL);
  show_login ();
  show_chat ();
  show_shields ();
  return 0;
}
