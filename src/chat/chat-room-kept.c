/* SPDX-License-Identifier: MIT */
/*
 * A room and its history: what is shown comes from there, what is said goes there first, and what an
 * earlier run of Attest had not brought to its end is taken up again.
 */
#include "chat-room-private.h"
#include "ic/ic-i18n.h"

/* So often at most the stamp of what was taken is written without a line that is kept anyway. */
#define HEARD_NS (10 * IC_NS_PER_S)

/* --- The disk --- */

/* Outlives the room if the disk is slow. */
typedef struct
{
  GWeakRef room;
  guint round;
} Sync;

static void
on_flushed (GObject *source, GAsyncResult *result, gpointer data)
{
  Sync *sync = data;
  g_autoptr (ChatRoom) self = g_weak_ref_get (&sync->room);
  g_autoptr (GError) error = NULL;
  guint round = sync->round;

  g_weak_ref_clear (&sync->room);
  g_free (sync);
  /* A person who says something wants it to be heard more than to be kept. "write-failed" tells. */
  if (!chat_history_flush_finish (CHAT_HISTORY (source), result, &error))
    g_debug ("A message is sent before it is kept: %s", error->message);
  if (self != NULL && self->sender != NULL)
    chat_room_sender_kept (self->sender, round);
}

static void
sync_history (guint round, gpointer user_data)
{
  ChatRoom *self = user_data;
  Sync *sync = g_new0 (Sync, 1);

  g_weak_ref_init (&sync->room, self);
  sync->round = round;
  chat_history_flush_async (chat_log_get_history (self->log), NULL, on_flushed, sync);
}

static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_FULL) ||
         g_error_matches (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_IO) ||
         g_error_matches (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BUSY);
}

static void
on_write_failed (ChatRoom *self, const GError *error)
{
  chat_room_set_history_trouble (self, error);
}

/* What was lost for good is told until the room is closed. */
static void
on_written (ChatRoom *self)
{
  if (self->history_trouble != NULL && is_passing (self->history_trouble))
    chat_room_set_history_trouble (self, NULL);
}

void
chat_room_follow_history (ChatRoom *self)
{
  ChatHistory *history = chat_log_get_history (self->log);

  if (history == NULL)
    return;
  self->notices.last_ns = chat_history_get_last_heard_ns (history);
  g_signal_connect_swapped (history, "write-failed", G_CALLBACK (on_write_failed), self);
  g_signal_connect_swapped (history, "written", G_CALLBACK (on_written), self);
  chat_room_sender_hold (self->sender);
}

void
chat_room_forget_history (ChatRoom *self)
{
  ChatHistory *history = self->log != NULL ? chat_log_get_history (self->log) : NULL;

  if (history != NULL)
    g_signal_handlers_disconnect_by_data (history, self);
}

/* @kept: a line of the same moment is written anyway. */
void
chat_room_note_heard (ChatRoom *self, guint64 time_ns, gboolean kept)
{
  ChatHistory *history = chat_log_get_history (self->log);
  guint64 before_ns;

  if (history == NULL || chat_history_is_closed (history))
    return;
  before_ns = chat_history_get_last_heard_ns (history);
  if (kept ? time_ns > before_ns : time_ns >= before_ns + HEARD_NS)
    chat_history_set_last_heard_ns (history, time_ns);
}

/* --- What the sender has to tell --- */

static void
write_leaving (ChatMessage *message, gpointer user_data)
{
  chat_log_set_leaving (CHAT_ROOM (user_data)->log, message);
}

static void
write_handed (ChatMessage *message, guint64 sequence, gpointer user_data)
{
  ChatRoom *self = user_data;
  IcwsClientKey client_key;
  IcwsQuestion question;
  gboolean known;

  if (self->session == NULL)
    return;
  known = icws_session_get_question (self->session, sequence, &question);
  icws_session_get_client_key (self->session, &client_key);
  chat_log_set_number (self->log, message, &client_key, known ? &question : NULL);
}

static void
write_proof (ChatMessage *message,
             const IcwsMessage *received,
             const IcwsProof *proof,
             gpointer user_data)
{
  chat_log_set_proof (CHAT_ROOM (user_data)->log, message, proof);
}

void
chat_room_fill_keeper (ChatRoom *self, ChatRoomSenderFuncs *funcs)
{
  if (chat_log_get_history (self->log) == NULL)
    return;
  funcs->leaving = write_leaving;
  funcs->sync = sync_history;
  funcs->handed = write_handed;
  funcs->prove = write_proof;
}

/* --- Loading --- */

/* Only the principal that sent a request may ask what became of it, and it alone is fenced. */
static gboolean
may_ask (ChatRoom *self, const ChatHistoryRecord *record)
{
  IcIdentity *identity = chat_connection_get_identity (self->connection);
  IcPrincipal principal;

  if (identity == NULL || !record->has_question || !record->has_client_key)
    return FALSE;
  ic_identity_get_principal (identity, &principal);
  return ic_principal_equal (&principal, &record->client_key.principal);
}

static void
on_outbox_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  ChatRoom *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) records = chat_history_read_finish (CHAT_HISTORY (source), result, &error);

  if (self->sender == NULL)
    {
      g_clear_error (&error);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The room is closed"));
      return;
    }
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const ChatHistoryRecord *record = records->pdata[i];
      g_autoptr (ChatMessage) message = chat_log_take (self->log, record);

      chat_room_sender_restore (self->sender, chat_room_sender_dup_event (message), message,
                                record->delivery == CHAT_DELIVERY_SENT,
                                may_ask (self, record) ? &record->question : NULL);
    }
  chat_room_sender_begin (self->sender);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (chat_log_load_finish (CHAT_LOG (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_page_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  ChatHistory *history = chat_log_get_history (CHAT_LOG (source));
  g_autoptr (GError) error = NULL;

  if (!chat_log_load_finish (CHAT_LOG (source), result, &error))
    g_debug ("Cannot read the newest page: %s", error->message);
  if (history == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The room is closed"));
      return;
    }
  /* What waits comes even if what is shown does not; if nothing can be read, this fails, too. */
  chat_history_read_outbox_async (history, g_task_get_cancellable (task), on_outbox_read,
                                  g_object_ref (task));
}

/**
 * chat_room_load_async:
 * @cancellable: (nullable): a cancellable
 * @callback: called when the newest page is there, and what waits to be sent
 * @user_data: for @callback
 *
 * Until then nothing that is said goes out. Once in a room's life; later, it reads the newest page.
 */
void
chat_room_load_async (ChatRoom *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  gboolean first = !self->loaded;

  g_task_set_source_tag (task, chat_room_load_async);
  self->loaded = TRUE;
  chat_log_load_async (
      self->log, cancellable,
      first && chat_log_get_history (self->log) != NULL ? on_page_loaded : on_loaded, task);
}

gboolean
chat_room_load_finish (ChatRoom *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_loaded_around (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  guint position = chat_log_load_around_finish (CHAT_LOG (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, position == G_MAXUINT ? -1 : (gssize)position);
}

void
chat_room_load_around_async (ChatRoom *self,
                             gint64 id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, chat_room_load_around_async);
  chat_log_load_around_async (self->log, id, cancellable, on_loaded_around, task);
}

guint
chat_room_load_around_finish (ChatRoom *self, GAsyncResult *result, GError **error)
{
  gssize position = g_task_propagate_int (G_TASK (result), error);

  return position < 0 ? G_MAXUINT : (guint)position;
}

/* --- Clearing --- */

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  ChatRoom *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (chat_history_clear_finish (CHAT_HISTORY (source), result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  /* It is all there still. */
  if (!chat_history_is_closed (CHAT_HISTORY (source)))
    chat_log_load_async (self->log, NULL, NULL, NULL);
  g_task_return_error (task, error);
}

/**
 * chat_room_clear_async:
 * @cancellable: (nullable): a cancellable
 * @callback: called when nothing of it is left in the files
 * @user_data: for @callback
 *
 * The lines go at once. The draft, the unread mark and the name go with them.
 */
void
chat_room_clear_async (ChatRoom *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  ChatHistory *history = chat_log_get_history (self->log);
  g_autoptr (GPtrArray) on_their_way = chat_room_sender_list_messages (self->sender);

  g_task_set_source_tag (task, chat_room_clear_async);
  if (history != NULL)
    chat_history_clear_async (history, cancellable, on_cleared, task);
  chat_log_clear (self->log, on_their_way);
  if (history == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

gboolean
chat_room_clear_finish (ChatRoom *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * chat_room_get_history:
 *
 * Returns: (transfer none) (nullable): where all that is said is kept
 */
ChatHistory *
chat_room_get_history (ChatRoom *self)
{
  return chat_log_get_history (self->log);
}

const GError *
chat_room_get_history_trouble (ChatRoom *self)
{
  return self->history_trouble;
}
