/* SPDX-License-Identifier: MIT */
/* Histories are closed in order: after their rooms, and before they are deleted. */
#include "config.h"

#include "attest-room-store-private.h"

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestRoomStore) self = data;
  g_autofree char *id = g_strdup (g_object_get_data (source, "attest-id"));
  AttestRoomStoreEntry *entry = g_hash_table_lookup (self->entries, id);
  g_autoptr (GError) error = NULL;

  if (!chat_history_close_finish (CHAT_HISTORY (source), result, &error))
    attest_room_store_tell_failed (self, id, error);
  if (entry != NULL)
    {
      g_clear_object (&entry->history);
      if (entry->forget)
        attest_room_store_delete_files (self, id);
      else
        attest_room_store_remove_entry (self, id);
    }
  attest_room_store_release ();
}

static void
close_now (AttestRoomStore *self, ChatHistory *history)
{
  chat_history_close_async (history, NULL, on_closed, g_object_ref (self));
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AttestRoomStore) self = data;
  g_autoptr (GError) error = NULL;

  if (!chat_history_clear_finish (CHAT_HISTORY (source), result, &error))
    g_debug ("Before it is deleted: %s", error->message);
  close_now (self, CHAT_HISTORY (source));
}

static void
end (AttestRoomStore *self, ChatHistory *history)
{
  AttestRoomStoreEntry *entry = g_hash_table_lookup (
      self->entries, g_object_get_data (G_OBJECT (history), "attest-id"));

  /* What is deleted is overwritten before. */
  if (entry != NULL && entry->forget)
    chat_history_clear_async (history, NULL, on_cleared, g_object_ref (self));
  else
    close_now (self, history);
}

typedef struct
{
  AttestRoomStore *self;
  ChatHistory *history;
} Ending;

static gboolean
end_cb (gpointer data)
{
  Ending *ending = data;

  end (ending->self, ending->history);
  return G_SOURCE_REMOVE;
}

static void
ending_free (gpointer data)
{
  Ending *ending = data;

  g_object_unref (ending->self);
  g_object_unref (ending->history);
  g_free (ending);
}

/* In the middle of its dispose: it may still have something to write. */
static void
room_gone_cb (gpointer data, GObject *where_it_was)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, end_cb, data, ending_free);
}

void
attest_room_store_close (AttestRoomStore *self, const char *id, GObject *room, gboolean forget)
{
  AttestRoomStoreEntry *entry = g_hash_table_lookup (self->entries, id);
  Ending *ending;

  g_return_if_fail (ATTEST_IS_ROOM_STORE (self));
  if (entry == NULL)
    {
      if (forget)
        attest_room_store_forget (self, id);
      return;
    }
  entry->forget = entry->forget || forget;
  if (entry->busy || entry->history == NULL)
    return;
  entry->busy = TRUE;
  attest_room_store_hold ();
  if (room == NULL)
    {
      end (self, entry->history);
      return;
    }
  ending = g_new0 (Ending, 1);
  ending->self = g_object_ref (self);
  ending->history = g_object_ref (entry->history);
  g_object_weak_ref (room, room_gone_cb, ending);
}

void
attest_room_store_close_all_sync (AttestRoomStore *self)
{
  GHashTableIter iter;
  const char *id;
  AttestRoomStoreEntry *entry;

  g_return_if_fail (ATTEST_IS_ROOM_STORE (self));
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, (gpointer *)&id, (gpointer *)&entry))
    {
      g_autofree char *path = entry->forget ? chat_history_dup_path (id) : NULL;

      if (entry->history != NULL)
        chat_history_close_sync (entry->history);
      if (path != NULL)
        chat_history_delete_files (path, NULL);
    }
}
