/* SPDX-License-Identifier: MIT */
/* The rooms that were open when the program ended are opened again, without asking anybody anything. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-room-text.h"
#include "attest-window-private.h"

/* So long the person sees nothing but that something is under way. */
#define MAX_LOADING_S 5

static gboolean
is_loading (AttestWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "loading") == 0;
}

/* Nothing is under way that the person would have to wait for. */
static void
show_something (AttestWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->rooms, 0);

  if (!is_loading (self))
    return;
  if (row != NULL)
    attest_window_show_row (self, ATTEST_ROOM_ROW (row));
  else
    attest_window_show_login (self);
}

static gboolean
patience_cb (gpointer data)
{
  AttestWindow *self = data;

  self->patience = 0;
  show_something (self);
  return G_SOURCE_REMOVE;
}

/**
 * attest_window_stop_restoring:
 *
 * What is not open by now is not opened.
 */
void
attest_window_stop_restoring (AttestWindow *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_object (&self->opener);
  if (self->restoring != NULL)
    g_queue_free_full (g_steal_pointer (&self->restoring), g_free);
  g_clear_pointer (&self->restoring_id, g_free);
  g_clear_pointer (&self->wanted, g_free);
}

static gboolean
is_wanted (AttestWindow *self, const char *id)
{
  return is_loading (self) && g_strcmp0 (id, self->wanted) == 0;
}

static void
add_waiting (AttestWindow *self, ChatSavedProfile *saved, const GError *error)
{
  g_autofree char *reason = attest_room_text_for_missing_identity (error);
  GtkWidget *row = attest_room_row_new_waiting (saved, reason);

  gtk_list_box_append (self->rooms, row);
  if (is_wanted (self, chat_saved_profile_get_id (saved)))
    attest_window_show_row (self, ATTEST_ROOM_ROW (row));
  attest_window_update_actions (self);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree GWeakRef *weak = data;
  g_autoptr (AttestWindow) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcIdentity)
      identity = attest_room_opener_find_finish (ATTEST_ROOM_OPENER (source), result, &error);
  ChatSavedProfile *saved;

  g_weak_ref_clear (weak);
  if (self == NULL || self->opener != ATTEST_ROOM_OPENER (source))
    return;
  saved = chat_profile_store_find (attest_login_page_get_store (self->login_page),
                                   self->restoring_id);
  if (saved != NULL && attest_window_find_saved (self, self->restoring_id) == NULL)
    {
      if (identity != NULL)
        {
          /* Comes back here when the room is there. */
          attest_window_open_saved (
              self, self->restoring_id, chat_saved_profile_get_profile (saved), identity,
              chat_saved_profile_get_display_name (saved), is_wanted (self, self->restoring_id));
          return;
        }
      add_waiting (self, saved, error);
    }
  attest_window_restore_next (self);
}

/**
 * attest_window_restore_next:
 *
 * The next room, one after the other: they stay in their order.
 */
void
attest_window_restore_next (AttestWindow *self)
{
  ChatProfileStore *store = attest_login_page_get_store (self->login_page);

  while (self->restoring != NULL && !g_queue_is_empty (self->restoring))
    {
      ChatSavedProfile *saved;
      GWeakRef *weak;

      g_free (self->restoring_id);
      self->restoring_id = g_queue_pop_head (self->restoring);
      saved = chat_profile_store_find (store, self->restoring_id);
      if (saved == NULL || attest_window_find_saved (self, self->restoring_id) != NULL)
        continue;
      weak = g_new0 (GWeakRef, 1);
      g_weak_ref_init (weak, self);
      attest_room_opener_find_async (self->opener, saved, NULL, on_found, weak);
      return;
    }
  show_something (self);
  attest_window_stop_restoring (self);
}

static void
loaded_cb (AttestWindow *self)
{
  g_signal_handlers_disconnect_by_func (self->login_page, loaded_cb, self);
  if (self->restoring != NULL)
    attest_window_restore_next (self);
}

/**
 * attest_window_restore:
 * @self: a window without rooms
 * @room: (nullable): the saved connection whose room is to be shown; %NULL for the one shown last
 *
 * Opens the rooms that were open when the program ended, if the person wants that. Where it is not
 * known as whom, a row in the sidebar asks to sign in.
 */
void
attest_window_restore (AttestWindow *self, const char *room)
{
  g_auto (GStrv) ids = NULL;

  g_return_if_fail (ATTEST_IS_WINDOW (self));
  if (self->restoring != NULL || !attest_room_store_get_open_at_start (self->store))
    return;
  ids = attest_room_store_dup_open (self->store);
  if (ids[0] == NULL)
    return;
  self->restoring = g_queue_new ();
  for (guint i = 0; ids[i] != NULL; i++)
    g_queue_push_tail (self->restoring, g_strdup (ids[i]));
  self->wanted = room != NULL ? g_strdup (room) : attest_room_store_dup_last (self->store);
  if (!g_strv_contains ((const char *const *)ids, self->wanted))
    {
      g_free (self->wanted);
      self->wanted = g_strdup (ids[0]);
    }
  self->opener = attest_room_opener_new (attest_login_page_get_keyring (self->login_page));
  self->patience = g_timeout_add_seconds (MAX_LOADING_S, patience_cb, self);
  attest_window_show_page (self, "loading");
  if (attest_login_page_get_loaded (self->login_page))
    attest_window_restore_next (self);
  else
    g_signal_connect_object (self->login_page, "loaded", G_CALLBACK (loaded_cb), self,
                             G_CONNECT_SWAPPED);
}
