/* SPDX-License-Identifier: MIT */
/* The whole program with canisters of the local network that it has no code for: chosen on the login
 * page, written to by a form, read as a tree; and with both ping-pong canisters. */
#include "config.h"

#include "attest-application.h"
#include "attest-composer.h"
#include "attest-form-field.h"
#include "attest-message-details.h"
#include "attest-message-row.h"
#include "attest-window.h"
#include "network/net-network.h"
#include "ui-test-util.h"

#define BOARD         "oamd4-giaaa-aaaao-a74aq-cai"
#define PRIVATE_BOARD "ojpia-qaaaa-aaaao-a74ba-cai"

/* One a process, as GTK has it. */
static AttestApplication *application;

typedef struct
{
  NetNetwork *network;
  AttestWindow *window;
  ChatRoom *other; /* (nullable): a second participant, without a window */
  const char *expected;
  ChatDelivery delivery;
} Fixture;

static ChatProfile *
make_profile (Fixture *self)
{
  ChatProfile *profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);

  g_free (profile->network_url);
  g_free (profile->gateway_url);
  profile->network_url = g_strdup (net_network_get_replica_url (self->network));
  profile->gateway_url = g_strdup (net_network_get_gateway_url (self->network));
  return profile;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  NetNetworkOptions options;
  g_autoptr (ChatProfile) profile = NULL;
  g_autoptr (GError) error = NULL;

  net_network_options_init (&options);
  self->network = net_network_new (&options);
  net_network_start (self->network, &error);
  g_assert_no_error (error);
  profile = make_profile (self);
  self->window = attest_window_new (application);
  attest_window_set_local_profile (self->window, profile);
  ui_test_show (GTK_WIDGET (self->window), 900, 700);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->other != NULL)
    chat_connection_disconnect (chat_room_get_connection (self->other));
  g_clear_object (&self->other);
  gtk_window_close (GTK_WINDOW (self->window));
  net_network_stop (self->network);
  g_object_unref (self->network);
}

static ChatRoom *
get_room (Fixture *self)
{
  return attest_window_get_room (self->window);
}

static AttestComposer *
get_composer (Fixture *self)
{
  return ATTEST_COMPOSER (
      attest_chat_view_get_composer (attest_window_get_chat_view (self->window)));
}

static gboolean
is_ready_cb (gpointer data)
{
  ChatRoom *room = get_room (data);

  return room != NULL &&
         chat_connection_get_health (chat_room_get_connection (room)) == CHAT_HEALTH_VERIFIED &&
         chat_codec_get_message_type (chat_room_get_codec (room)) != NULL;
}

/* As a person does it: the room is chosen, or its id typed. */
static void
log_in (Fixture *self, const char *id)
{
  AttestLoginPage *page = attest_window_get_login_page (self->window);
  IcPrincipal canister;

  g_assert_true (ic_principal_from_text (&canister, id, NULL));
  attest_login_page_set_display_name (page, "Ada");
  attest_login_page_set_canister (page, &canister);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "login.join", NULL));
  ui_test_wait (is_ready_cb, self);
}

static AttestMessageRow *
find_row (Fixture *self, const char *text)
{
  AttestMessageList *list = attest_chat_view_get_list (attest_window_get_chat_view (self->window));

  for (guint i = 0; i < attest_message_list_get_n_rows (list); i++)
    {
      GtkWidget *row = attest_message_list_get_row (list, i);
      ChatMessage *message = ATTEST_IS_MESSAGE_ROW (row)
                                 ? attest_message_row_get_message (ATTEST_MESSAGE_ROW (row))
                                 : NULL;

      if (message != NULL && g_strcmp0 (chat_message_get_text (message), text) == 0)
        return ATTEST_MESSAGE_ROW (row);
    }
  return NULL;
}

static gboolean
is_shown_cb (gpointer data)
{
  Fixture *self = data;
  AttestMessageRow *row = find_row (self, self->expected);

  return row != NULL &&
         chat_message_get_delivery (attest_message_row_get_message (row)) == self->delivery;
}

static void
wait_for_row (Fixture *self, const char *text, ChatDelivery delivery)
{
  self->expected = text;
  self->delivery = delivery;
  ui_test_wait (is_shown_cb, self);
}

static void
find_all (GtkWidget *root, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    g_ptr_array_add (found, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_all (child, type, found);
}

/* The widget of that type in the field of that name. */
static GtkWidget *
find_control (AttestFormPanel *panel, const char *name, GType type)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();

  find_all (GTK_WIDGET (panel), ATTEST_TYPE_FORM_FIELD, fields);
  for (guint i = 0; i < fields->len; i++)
    {
      ChatFormField *field = attest_form_field_get_field (fields->pdata[i]);

      if (g_strcmp0 (chat_form_field_get_name (field), name) == 0)
        return ui_test_find (fields->pdata[i], type);
    }
  g_assert_not_reached ();
}

static void
choose (GtkWidget *drop_down, const char *name)
{
  GListModel *model = gtk_drop_down_get_model (GTK_DROP_DOWN (drop_down));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

      if (g_str_equal (gtk_string_object_get_string (item), name))
        gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), i);
    }
  g_assert_cmpstr (
      gtk_string_object_get_string (gtk_drop_down_get_selected_item (GTK_DROP_DOWN (drop_down))),
      ==, name);
}

static AttestFormPanel *
open_form (Fixture *self)
{
  AttestComposer *composer = get_composer (self);

  g_assert_null (attest_composer_get_form_panel (composer));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (composer), "composer.toggle-form", NULL));
  ui_test_wait_for_frames (GTK_WIDGET (self->window));
  return attest_composer_get_form_panel (composer);
}

static void
start_other (Fixture *self, const char *id)
{
  g_autoptr (ChatProfile) profile = make_profile (self);
  g_autoptr (IcIdentity)
      identity = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));
  g_autoptr (ChatConnection) connection = NULL;
  IcPrincipal canister;

  g_assert_true (ic_principal_from_text (&canister, id, NULL));
  chat_profile_set_canister (profile, &canister);
  connection = chat_connection_new (profile, identity, ic_clock_get_system (),
                                    ic_random_get_system ());
  self->other = chat_room_new (connection, "Grace");
  chat_connection_connect (connection);
}

static gboolean
has_heard_cb (gpointer data)
{
  Fixture *self = data;
  GListModel *model = G_LIST_MODEL (self->other);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (model, i);

      if (g_strcmp0 (chat_message_get_text (message), self->expected) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_other_ready_cb (gpointer data)
{
  Fixture *self = data;

  return chat_connection_get_health (chat_room_get_connection (self->other)) ==
             CHAT_HEALTH_VERIFIED &&
         chat_room_get_interface (self->other) != NULL;
}

static AttestMessageDetails *
find_details (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ATTEST_IS_MESSAGE_DETAILS (l->data))
      return l->data;
  return NULL;
}

static gboolean
has_tree_cb (gpointer data)
{
  AttestMessageDetails *details = find_details ();

  return details != NULL && attest_message_details_get_tree (details) != NULL;
}

static gboolean
has_node (GListModel *rows, const char *name, const char *text)
{
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows, i);
      g_autoptr (AttestValueNode) node = gtk_tree_list_row_get_item (row);

      if (g_str_equal (attest_value_node_get_name (node), name) &&
          g_str_equal (attest_value_node_get_text (node), text))
        return TRUE;
    }
  return FALSE;
}

/* A form for what is no text; the answer as one line, and as a tree. */
static void
test_board (Fixture *self, gconstpointer id)
{
  gboolean certified = g_str_equal (id, BOARD);
  const char *vote = "Vote: poll “tea?”, choice 2";
  AttestFormPanel *panel;
  AttestMessageDetails *details;
  GtkWidget *choice;

  log_in (self, id);
  start_other (self, id);
  ui_test_wait (is_other_ready_cb, self);
  g_assert_cmpstr (chat_codec_get_id (chat_room_get_codec (get_room (self))), ==, "any");
  /* What is not certified is said where one writes. */
  g_assert_true ((*attest_composer_get_note (get_composer (self)) == '\0') == certified);

  panel = open_form (self);
  g_assert_false (gtk_widget_activate_action (GTK_WIDGET (panel), "form.send", NULL) &&
                  find_row (self, vote) != NULL);
  g_assert_false (attest_form_panel_send (panel));
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (panel), "Choose one of these."));
  choose (ui_test_find (GTK_WIDGET (panel), GTK_TYPE_DROP_DOWN), "Vote");
  gtk_editable_set_text (GTK_EDITABLE (find_control (panel, "poll", GTK_TYPE_ENTRY)), "tea?");
  choice = find_control (panel, "choice", GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (choice), "300");
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (panel), "The number must be from 0 to 255."));
  g_assert_false (attest_form_panel_send (panel));
  gtk_editable_set_text (GTK_EDITABLE (choice), "2");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (panel), "form.send", NULL));
  wait_for_row (self, vote, CHAT_DELIVERY_ACCEPTED);
  self->expected = vote;
  ui_test_wait (has_heard_cb, self);
  /* In its row it unfolds. */
  g_assert_true (attest_message_row_get_folded (find_row (self, vote)));
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (find_row (self, vote)), "message.toggle-fold", NULL));
  g_assert_nonnull (
      ui_test_find_label (GTK_WIDGET (find_row (self, vote)), "Vote:\n  poll: tea?\n  choice: 2"));
  /* The form begins anew. */
  g_assert_false (chat_form_is_valid (attest_form_panel_get_form (panel)));

  /* Back to plain text, which the type has room for, too. */
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (get_composer (self)), "composer.toggle-form", NULL));
  g_assert_null (attest_composer_get_form_panel (get_composer (self)));
  attest_composer_set_text (get_composer (self), "Hello board");
  g_assert_true (attest_composer_send (get_composer (self)));
  wait_for_row (self, "Hello board", CHAT_DELIVERY_ACCEPTED);

  /* What the other one says. */
  g_assert_true (chat_room_send_text (self->other, "Hello Ada", NULL));
  wait_for_row (self, "Hello Ada", CHAT_DELIVERY_RECEIVED);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (find_row (self, "Hello Ada")),
                                             "message.details", NULL));
  ui_test_wait (has_tree_cb, self);
  details = find_details ();
  ui_test_wait_for_frames (GTK_WIDGET (details));
  g_assert_true (has_node (attest_value_tree_get_rows (attest_message_details_get_tree (details)),
                           "body", "Hello Ada"));
  gtk_window_destroy (GTK_WINDOW (details));
}

static void
test_ping_pong (Fixture *self, gconstpointer id)
{
  log_in (self, id);
  g_assert_null (attest_composer_get_form_panel (get_composer (self)));
  attest_composer_set_text (get_composer (self), "hello");
  g_assert_true (attest_composer_send (get_composer (self)));
  wait_for_row (self, "hello", CHAT_DELIVERY_ACCEPTED);
  wait_for_row (self, g_str_equal (id, CHAT_PING_RUST_CANISTER) ? "ping" : "hello ping",
                CHAT_DELIVERY_RECEIVED);
}

/* A room that takes no text at all has the form from the start. */
static void
test_form_only (Fixture *self, gconstpointer data)
{
  const char *text = "(record { amount : nat8; to : opt principal; tags : vec text; raw : blob })";
  g_autoptr (GPtrArray) types = ic_candid_did_parse_types (text, strlen (text), NULL);
  g_autoptr (ChatCodec) codec = chat_codec_new_for_type (types->pdata[0]);
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  AttestFormPanel *panel;
  GtkWidget *add;
  GtkWidget *toggle;

  log_in (self, BOARD);
  chat_room_set_codec (get_room (self), codec);
  panel = attest_composer_get_form_panel (get_composer (self));
  g_assert_nonnull (panel);
  ui_test_wait_for_frames (GTK_WIDGET (self->window));
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (get_composer (self))));

  gtk_editable_set_text (GTK_EDITABLE (find_control (panel, "raw", GTK_TYPE_ENTRY)), "0");
  g_assert_false (chat_form_is_valid (attest_form_panel_get_form (panel)));
  gtk_editable_set_text (GTK_EDITABLE (find_control (panel, "raw", GTK_TYPE_ENTRY)), "00ff");
  g_assert_true (chat_form_is_valid (attest_form_panel_get_form (panel)));

  toggle = find_control (panel, "to", GTK_TYPE_SWITCH);
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  find_all (GTK_WIDGET (panel), ATTEST_TYPE_FORM_FIELD, fields);
  g_assert_cmpuint (fields->len, ==, 6);
  gtk_switch_set_active (GTK_SWITCH (toggle), FALSE);

  add = find_control (panel, "tags", GTK_TYPE_BUTTON);
  g_signal_emit_by_name (add, "clicked");
  g_signal_emit_by_name (add, "clicked");
  g_ptr_array_set_size (fields, 0);
  find_all (GTK_WIDGET (panel), ATTEST_TYPE_FORM_FIELD, fields);
  g_assert_cmpuint (fields->len, ==, 7);
  g_assert_nonnull (ui_test_find_label (GTK_WIDGET (panel), "2"));
  ui_test_wait_for_frames (GTK_WIDGET (self->window));
  /* At most half of the window is the form's. */
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (panel)), <=,
                   gtk_widget_get_height (GTK_WIDGET (self->window)) / 2 + 10);
  /* What was entered stays with the room. */
  attest_composer_set_room (get_composer (self), NULL);
  attest_composer_set_room (get_composer (self), get_room (self));
  panel = attest_composer_get_form_panel (get_composer (self));
  g_assert_cmpstr (
      gtk_editable_get_text (GTK_EDITABLE (find_control (panel, "raw", GTK_TYPE_ENTRY))), ==,
      "00ff");
}

/* Any id can be typed; what is none is told. */
static void
test_login (Fixture *self, gconstpointer data)
{
  AttestLoginPage *page = attest_window_get_login_page (self->window);
  g_autoptr (ChatProfile) profile = NULL;
  IcPrincipal canister;

  attest_login_page_set_display_name (page, "Ada");
  for (ChatNetwork network = CHAT_NETWORK_MAINNET; network <= CHAT_NETWORK_LOCAL; network++)
    {
      g_autoptr (ChatProfile) other = NULL;
      g_autoptr (ChatProfile) known = NULL;

      attest_login_page_set_network (page, network);
      g_assert_true (ic_principal_from_text (&canister, "rdmx6-jaaaa-aaaaa-aaadq-cai", NULL));
      attest_login_page_set_canister (page, &canister);
      other = attest_login_page_get_profile (page);
      g_assert_cmpstr (other->codec_id, ==, "any");
      g_assert_true (ic_principal_equal (&other->canister_id, &canister));
      g_assert_true (ic_principal_from_text (&canister, CHAT_PING_RUST_CANISTER, NULL));
      attest_login_page_set_canister (page, &canister);
      known = attest_login_page_get_profile (page);
      g_assert_cmpstr (known->codec_id, ==, "ping-pong-rust");
      g_assert_true (ic_principal_equal (&known->canister_id, &canister));
      g_assert_cmpint (known->network, ==, network);
    }

  attest_login_page_set_network (page, CHAT_NETWORK_MAINNET);
  attest_login_page_set_canister (page, &IC_PRINCIPAL_ANONYMOUS);
  g_assert_false (attest_login_page_join (page));
  g_assert_nonnull (attest_login_page_get_problem (page, "canister"));
  g_assert_true (ic_principal_from_text (&canister, CHAT_GROUP_CANISTER, NULL));
  attest_login_page_set_canister (page, &canister);
  g_assert_null (attest_login_page_get_problem (page, "canister"));
  profile = attest_login_page_get_profile (page);
  g_assert_cmpstr (profile->codec_id, ==, "group-chat");
}

/* An address that leads to a canister that nobody knows. */
static void
test_link (Fixture *self, gconstpointer data)
{
  AttestLoginPage *page = attest_window_get_login_page (self->window);
  g_autofree char *uri = g_strdup_printf ("attest:%s?network=%s&gateway=%s&title=Board", BOARD,
                                          net_network_get_replica_url (self->network),
                                          net_network_get_gateway_url (self->network));
  GtkWidget *dialog;

  attest_window_open_link (self->window, uri);
  dialog = GTK_WIDGET (ui_test_find_dialog ());
  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "open");
  attest_login_page_set_display_name (page, "Ada");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "login.join", NULL));
  ui_test_wait (is_ready_cb, self);
  g_assert_cmpstr (chat_room_get_title (get_room (self)), ==, "Board");
  g_assert_cmpstr (chat_codec_get_id (chat_room_get_codec (get_room (self))), ==, "any");
  attest_composer_set_text (get_composer (self), "hello");
  g_assert_true (attest_composer_send (get_composer (self)));
  wait_for_row (self, "hello", CHAT_DELIVERY_ACCEPTED);
}

#define ADD(path, data, func)                                                                      \
  g_test_add ("/ui/any-canister/" path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  application = attest_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    g_error ("The application cannot be registered");

  ADD ("login", NULL, test_login);
  ADD ("link", NULL, test_link);
  ADD ("board/certified", BOARD, test_board);
  ADD ("board/by-query", PRIVATE_BOARD, test_board);
  ADD ("form-only", NULL, test_form_only);
  ADD ("ping-pong/motoko", CHAT_PING_MOTOKO_CANISTER, test_ping_pong);
  ADD ("ping-pong/rust", CHAT_PING_RUST_CANISTER, test_ping_pong);
  return g_test_run ();
}
