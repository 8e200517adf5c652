/* SPDX-License-Identifier: MIT */
/* Rooms come: at once without a history, or with the history of a saved connection. */
#include "config.h"

#include "attest-window-private.h"

/* A room that is being opened: its history, then what is in it, then the connection. */
typedef struct
{
  GWeakRef window;
  AttestRoomStore *store;
  GCancellable *closing; /* of the window */
  char *saved_id;
  ChatConnection *connection;
  char *name;
  AttestSignInOptions *options;
  ChatRoom *room; /* (nullable) */
  GError *error;  /* (nullable): of its history */
  gboolean show;
} Opening;

static void
opening_free (Opening *opening)
{
  g_weak_ref_clear (&opening->window);
  g_object_unref (opening->store);
  g_object_unref (opening->closing);
  g_free (opening->saved_id);
  g_clear_object (&opening->connection);
  g_free (opening->name);
  g_clear_pointer (&opening->options, attest_sign_in_options_free);
  g_clear_object (&opening->room);
  g_clear_error (&opening->error);
  g_free (opening);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

/* The window, if it still wants the room. */
static AttestWindow *
get_window (Opening *opening)
{
  AttestWindow *self = g_weak_ref_get (&opening->window);

  if (self != NULL && g_cancellable_is_cancelled (opening->closing))
    g_clear_object (&self);
  return self;
}

static void
give_up (Opening *opening)
{
  ChatRoom *room = opening->room;

  attest_room_store_close (opening->store, opening->saved_id, G_OBJECT (room), FALSE);
}

static void
finish (Opening *opening, const ChatHistoryCounts *counts)
{
  g_autoptr (AttestWindow) self = get_window (opening);
  g_autoptr (AttestRoomItem) item = NULL;

  if (self == NULL)
    {
      give_up (opening);
      return;
    }
  item = attest_room_item_new (opening->room, opening->options);
  attest_room_item_set_saved (item, opening->saved_id, counts);
  attest_room_item_set_muted (item, attest_room_store_get_muted (self->store, opening->saved_id));
  attest_window_attach_pool (self, opening->connection);
  attest_window_add_room (self, item, opening->show);
  chat_connection_connect (opening->connection);
  attest_window_refresh (self);
  if (opening->show)
    gtk_widget_grab_focus (GTK_WIDGET (self->chat_view));
  /* What is wrong with one that is open, the view tells. */
  if (opening->error != NULL)
    attest_window_tell_of_history (self, item, opening->error);
  g_hash_table_remove (self->opening, opening->saved_id);
  if (g_strcmp0 (self->restoring_id, opening->saved_id) == 0)
    attest_window_restore_next (self);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Opening) opening = data;
  ChatHistoryCounts counts = { 0 };
  GError *error = NULL;

  if (!chat_history_count_finish (CHAT_HISTORY (source), result, &counts, &error))
    {
      g_clear_error (&opening->error);
      opening->error = error;
    }
  finish (opening, error == NULL ? &counts : NULL);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  ChatHistory *history = chat_room_get_history (opening->room);
  g_autoptr (GError) error = NULL;

  if (!chat_room_load_finish (opening->room, result, &error) && opening->error == NULL)
    opening->error = g_steal_pointer (&error);
  if (history != NULL)
    {
      chat_history_count_async (history, NULL, on_counted, opening);
      return;
    }
  finish (opening, NULL);
  opening_free (opening);
}

static void
on_history (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autoptr (ChatHistory)
      history = attest_room_store_open_finish (ATTEST_ROOM_STORE (source), result, &opening->error);
  g_autoptr (AttestWindow) self = get_window (opening);

  if (self == NULL)
    {
      if (history != NULL)
        give_up (opening);
      opening_free (opening);
      return;
    }
  if (history != NULL)
    {
      opening->room = chat_room_new_with_history (opening->connection, opening->name, history);
      chat_history_set_display_name (history, opening->name);
    }
  else
    opening->room = chat_room_new (opening->connection, opening->name);
  chat_room_load_async (opening->room, NULL, on_loaded, opening);
}

/**
 * attest_window_open_saved:
 * @self: the window
 * @saved_id: of a saved connection
 * @profile: where that leads
 * @identity: as whom
 * @display_name: the name that the others see
 * @show: whether it is shown, or only listed
 *
 * Opens the room with what was said there, and connects. One that is open already is shown.
 */
void
attest_window_open_saved (AttestWindow *self,
                          const char *saved_id,
                          const ChatProfile *profile,
                          IcIdentity *identity,
                          const char *display_name,
                          gboolean show)
{
  AttestRoomItem *item = attest_window_find_saved (self, saved_id);
  Opening *opening;

  if (item != NULL || g_hash_table_contains (self->opening, saved_id))
    {
      attest_window_show_room (self, item);
      return;
    }
  g_hash_table_add (self->opening, g_strdup (saved_id));
  opening = g_new0 (Opening, 1);
  g_weak_ref_init (&opening->window, self);
  opening->store = g_object_ref (self->store);
  opening->closing = g_object_ref (self->closing);
  opening->saved_id = g_strdup (saved_id);
  opening->connection = chat_connection_new (profile, identity, ic_clock_get_system (),
                                             ic_random_get_system ());
  opening->name = g_strdup (display_name);
  opening->options = attest_login_page_dup_sign_in_options (self->login_page);
  opening->show = show;
  if (show)
    attest_window_show_page (self, "loading");
  attest_room_store_open_async (self->store, saved_id, NULL, on_history, opening);
}

/**
 * attest_window_login:
 * @self: the window
 * @profile: where to connect
 * @identity: as whom
 * @display_name: the name that the others see
 *
 * Goes into the room, beside those that there are, and connects. What is said there is not kept.
 */
void
attest_window_login (AttestWindow *self,
                     const ChatProfile *profile,
                     IcIdentity *identity,
                     const char *display_name)
{
  g_autoptr (ChatConnection) connection = NULL;
  g_autoptr (ChatRoom) room = NULL;
  g_autoptr (AttestSignInOptions) options = NULL;
  g_autoptr (AttestRoomItem) item = NULL;

  g_return_if_fail (ATTEST_IS_WINDOW (self));

  connection = chat_connection_new (profile, identity, ic_clock_get_system (),
                                    ic_random_get_system ());
  room = chat_room_new (connection, display_name);
  options = attest_login_page_dup_sign_in_options (self->login_page);
  item = attest_room_item_new (room, options);
  attest_window_attach_pool (self, connection);
  attest_window_add_room (self, item, TRUE);
  chat_connection_connect (connection);
  attest_window_refresh (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->chat_view));
}

/**
 * attest_window_reopen_room:
 *
 * Closes the room that is shown and opens it as it is saved now, as the same identity.
 */
void
attest_window_reopen_room (AttestWindow *self)
{
  const char *saved_id = self->item != NULL ? attest_room_item_get_saved_id (self->item) : NULL;
  ChatProfileStore *store = attest_login_page_get_store (self->login_page);
  ChatSavedProfile *found = saved_id != NULL ? chat_profile_store_find (store, saved_id) : NULL;
  g_autoptr (ChatSavedProfile) saved = NULL;
  g_autoptr (IcIdentity) identity = NULL;

  if (found == NULL)
    return;
  saved = g_object_ref (found);
  identity = g_object_ref (chat_connection_get_identity (attest_window_get_connection (self)));
  attest_window_leave_room (self, FALSE);
  attest_window_open_saved (self, chat_saved_profile_get_id (saved),
                            chat_saved_profile_get_profile (saved), identity,
                            chat_saved_profile_get_display_name (saved), TRUE);
}
