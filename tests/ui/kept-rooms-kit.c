/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-ui.h"
#include "kept-rooms-kit.h"

#define SEED "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"

void
kept_rooms_show (KeptRooms *self)
{
  self->window = attest_window_new (NULL);
  attest_login_page_set_local_profile (self->window->login_page, self->profile);
}

gboolean
kept_rooms_is_quiet_cb (gpointer data)
{
  g_autoptr (AttestRoomStore) store = attest_room_store_ref_default ();

  return !attest_room_store_is_open (store, data);
}

static gboolean
is_written_cb (gpointer data)
{
  return *(gboolean *)data;
}

static void
on_flushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  chat_profile_store_flush_finish (CHAT_PROFILE_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *)data = TRUE;
}

/* As quitting does: all is on the disk then. */
void
kept_rooms_quit (KeptRooms *self)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, "open-rooms");
  g_autoptr (ChatProfileStore)
      store = g_object_ref (attest_login_page_get_store (self->window->login_page));
  gboolean written = FALSE;

  gtk_window_destroy (GTK_WINDOW (self->window));
  self->window = NULL;
  for (guint i = 0; ids[i] != NULL; i++)
    ui_test_wait (kept_rooms_is_quiet_cb, ids[i]);
  chat_profile_store_flush_async (store, NULL, on_flushed, &written);
  ui_test_wait (is_written_cb, &written);
}

void
kept_rooms_set_up (KeptRooms *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcIdentity)
      identity = IC_IDENTITY (ic_ed25519_identity_new_random (ic_random_get_system ()));
  g_autoptr (ChatConnection) connection = NULL;
  NetNetworkOptions options;

  self->settings = attest_ui_get_settings ();
  self->daemon = keyring_daemon_start (TRUE, KEYRING_PROMPT_NOBODY);
  net_network_options_init (&options);
  self->network = net_network_new (&options);
  g_assert_true (net_network_start (self->network, &error));
  g_assert_no_error (error);
  self->profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_free (self->profile->network_url);
  self->profile->network_url = g_strdup (net_network_get_replica_url (self->network));
  g_free (self->profile->gateway_url);
  self->profile->gateway_url = g_strdup (net_network_get_gateway_url (self->network));
  connection = chat_connection_new (self->profile, identity, ic_clock_get_system (),
                                    ic_random_get_system ());
  self->grace = chat_room_new (connection, "Grace");
  chat_connection_connect (connection);
  kept_rooms_show (self);
  ui_test_show (GTK_WIDGET (self->window), 960, 680);
}

static void
remove_profiles (KeptRooms *self)
{
  GListModel *store = G_LIST_MODEL (attest_login_page_get_store (self->window->login_page));

  while (g_list_model_get_n_items (store) > 0)
    {
      g_autoptr (ChatSavedProfile) saved = g_list_model_get_item (store, 0);

      attest_login_page_remove_profile (self->window->login_page,
                                        chat_saved_profile_get_id (saved));
    }
}

void
kept_rooms_tear_down (KeptRooms *self, gconstpointer data)
{
  remove_profiles (self);
  kept_rooms_quit (self);
  chat_connection_disconnect (chat_room_get_connection (self->grace));
  g_clear_object (&self->grace);
  net_network_stop (self->network);
  g_clear_object (&self->network);
  g_clear_pointer (&self->profile, chat_profile_free);
  keyring_daemon_stop (self->daemon);
  g_settings_reset (self->settings, "open-rooms");
  g_settings_reset (self->settings, "last-room");
  g_clear_object (&self->settings);
}

gboolean
kept_rooms_has_room_cb (gpointer data)
{
  return ((KeptRooms *)data)->window->item != NULL;
}

gboolean
kept_rooms_is_online_cb (gpointer data)
{
  KeptRooms *self = data;

  IcwsSession *session = chat_connection_get_session (attest_window_get_connection (self->window));

  return session != NULL && icws_session_get_state (session) == ICWS_STATE_OPEN;
}

static void
on_identity (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (IcIdentity)
      identity = attest_room_opener_find_finish (ATTEST_ROOM_OPENER (source), result, NULL);

  *(int *)data = identity != NULL ? 1 : -1;
}

static gboolean
is_answered_cb (gpointer data)
{
  return *(int *)data != 0;
}

/* The keyring answers in turn: after this many questions it has it, or never will. */
static void
wait_until_remembered (KeptRooms *self)
{
  ChatProfileStore *store = attest_login_page_get_store (self->window->login_page);
  const char *id = attest_room_item_get_saved_id (self->window->item);
  int answer = 0;

  for (guint i = 0; answer != 1; i++)
    {
      g_autoptr (AttestRoomOpener) opener = attest_room_opener_new (
          attest_login_page_get_keyring (self->window->login_page));

      g_assert_cmpuint (i, <, 1000);
      answer = 0;
      attest_room_opener_find_async (opener, chat_profile_store_find (store, id), NULL, on_identity,
                                     &answer);
      ui_test_wait (is_answered_cb, &answer);
    }
}

void
kept_rooms_join (KeptRooms *self)
{
  AttestLoginPage *page = self->window->login_page;

  attest_login_page_set_display_name (page, "Ada");
  attest_login_page_set_method (page, ATTEST_LOGIN_SEED);
  attest_login_page_set_seed (page, SEED);
  attest_login_page_set_remember (page, TRUE);
  attest_login_page_set_save (page, TRUE);
  g_assert_true (attest_login_page_join (page));
  ui_test_wait (kept_rooms_has_room_cb, self);
  wait_until_remembered (self);
}

typedef struct
{
  GListModel *model;
  const char *text;
} Said;

ChatMessage *
kept_rooms_find_message (GListModel *model, const char *text)
{
  for (guint i = g_list_model_get_n_items (model); i > 0; i--)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (model, i - 1);

      if (g_strcmp0 (chat_message_get_text (message), text) == 0)
        return g_steal_pointer (&message);
    }
  return NULL;
}

static gboolean
is_said_cb (gpointer data)
{
  Said *said = data;
  g_autoptr (ChatMessage) message = kept_rooms_find_message (said->model, said->text);

  return message != NULL && (chat_message_get_delivery (message) == CHAT_DELIVERY_RECEIVED ||
                             chat_message_get_delivery (message) == CHAT_DELIVERY_ACCEPTED);
}

GListModel *
kept_rooms_get_model (KeptRooms *self)
{
  return G_LIST_MODEL (attest_window_get_room (self->window));
}

/* Until it is proved in our room. */
void
kept_rooms_say (KeptRooms *self, ChatRoom *room, const char *text)
{
  Said said = { kept_rooms_get_model (self), text };

  g_assert_true (chat_room_send_text (room, text, NULL));
  ui_test_wait (is_said_cb, &said);
}

AttestComposer *
kept_rooms_get_composer (KeptRooms *self)
{
  return ATTEST_COMPOSER (attest_chat_view_get_composer (self->window->chat_view));
}

void
kept_rooms_take_picture (KeptRooms *self, const char *name)
{
  const char *directory = g_getenv ("ATTEST_SCREENSHOT_DIR");
  g_autofree char *path = NULL;

  if (directory == NULL)
    return;
  path = g_build_filename (directory, name, NULL);
  ui_test_wait_for_frames (GTK_WIDGET (self->window));
  ui_test_screenshot (GTK_WIDGET (self->window), path);
}

/* A toplevel of that type. */
GtkWidget *
kept_rooms_find_toplevel (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (toplevel, type))
        return toplevel;
    }
  return NULL;
}
