/* SPDX-License-Identifier: MIT */
/* What a log writes into its history, and which object stands for which record. */
#include "chat-log-private.h"

/* Goes with its message. */
typedef struct
{
  gint64 id;
  ChatLog *log;
  ChatMessage *message; /* not held */
  gulong changed;
} ChatLogKnown;

static ChatHistoryFields
fields_of (guint changes)
{
  ChatHistoryFields fields = 0;

  if (changes & CHAT_MESSAGE_CHANGE_DELIVERY)
    fields |= CHAT_HISTORY_DELIVERY;
  if (changes & CHAT_MESSAGE_CHANGE_DUPLICATE)
    fields |= CHAT_HISTORY_DUPLICATE;
  if (changes & CHAT_MESSAGE_CHANGE_PROOF)
    fields |= CHAT_HISTORY_PROOF;
  return fields;
}

static gboolean
can_write (ChatLog *self)
{
  return self->history != NULL && !chat_history_is_closed (self->history);
}

/* An answer that is under way may have been read before: then the object is right, not the record. */
static void
hold (ChatLog *self, ChatMessage *message)
{
  if (self->n_reading > 0)
    g_ptr_array_add (self->held, g_object_ref (message));
}

static void
update (ChatLog *self, ChatMessage *message, ChatHistoryRecord *record, ChatHistoryFields fields)
{
  record->id = chat_message_get_id (message);
  if (record->id == 0 || !can_write (self))
    return;
  hold (self, message);
  chat_history_update (self->history, record, fields);
}

static void
on_changed (ChatMessage *message, guint changes, ChatLogKnown *known)
{
  g_autoptr (ChatHistoryRecord) record = chat_history_record_new_from_message (message);

  update (known->log, message, record, fields_of (changes));
}

static void
on_gone (gpointer data, GObject *message)
{
  ChatLogKnown *known = data;

  g_hash_table_remove (known->log->known, &known->id);
}

/* @message has its id. */
void
chat_log_know (ChatLog *self, ChatMessage *message)
{
  ChatLogKnown *known = g_new0 (ChatLogKnown, 1);

  known->id = chat_message_get_id (message);
  known->log = self;
  known->message = message;
  known->changed = g_signal_connect (message, "changed", G_CALLBACK (on_changed), known);
  g_object_weak_ref (G_OBJECT (message), on_gone, known);
  g_hash_table_insert (self->known, &known->id, known);
}

static void
let_go (ChatLogKnown *known)
{
  g_signal_handler_disconnect (known->message, known->changed);
  g_object_weak_unref (G_OBJECT (known->message), on_gone, known);
}

/* It is not of this log any more. */
void
chat_log_forget (ChatLog *self, gint64 id)
{
  ChatLogKnown *known = g_hash_table_lookup (self->known, &id);

  if (known == NULL)
    return;
  chat_message_set_id (known->message, 0);
  let_go (known);
  g_hash_table_remove (self->known, &id);
  if (self->n_reading > 0)
    g_hash_table_add (self->gone, g_memdup2 (&id, sizeof id));
  if (can_write (self))
    chat_history_remove (self->history, id);
}

void
chat_log_forget_all (ChatLog *self)
{
  GHashTableIter iter;
  gpointer known;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, NULL, &known))
    let_go (known);
  g_hash_table_remove_all (self->known);
}

void
chat_log_keep (ChatLog *self, ChatMessage *message, const ChatHistoryRecord *extra)
{
  g_autoptr (ChatHistoryRecord) record = chat_history_record_new_from_message (message);

  if (!can_write (self))
    return;
  if (extra != NULL)
    chat_history_record_add_proof (record, extra);
  self->newest_id = chat_history_append (self->history, record);
  chat_message_set_id (message, self->newest_id);
  chat_log_know (self, message);
  hold (self, message);
}

/**
 * chat_log_take:
 * @record: as it was read
 *
 * Returns: (transfer full): its line
 */
ChatMessage *
chat_log_take (ChatLog *self, const ChatHistoryRecord *record)
{
  ChatLogKnown *known = g_hash_table_lookup (self->known, &record->id);
  ChatMessage *message;

  if (known != NULL)
    return g_object_ref (known->message);
  message = chat_history_record_to_message (record);
  chat_message_set_id (message, record->id);
  chat_log_know (self, message);
  return message;
}

/**
 * chat_log_set_leaving:
 * @message: a line of ours that still waits
 *
 * If Attest dies before chat_log_set_number(), nobody can tell what became of it.
 */
void
chat_log_set_leaving (ChatLog *self, ChatMessage *message)
{
  g_autoptr (ChatHistoryRecord) record = chat_history_record_new ();

  record->delivery = CHAT_DELIVERY_SENT;
  update (self, message, record, CHAT_HISTORY_DELIVERY | CHAT_HISTORY_NUMBER);
}

void
chat_log_set_number (ChatLog *self,
                     ChatMessage *message,
                     const IcwsClientKey *client_key,
                     const IcwsQuestion *question)
{
  g_autoptr (ChatHistoryRecord) record = chat_history_record_new_from_message (message);

  record->has_client_key = TRUE;
  record->client_key = *client_key;
  record->has_question = question != NULL;
  if (question != NULL)
    record->question = *question;
  update (self, message, record, CHAT_HISTORY_NUMBER);
}

/**
 * chat_log_set_proof:
 * @message: a line of ours
 * @proof: of its echo, verified
 */
void
chat_log_set_proof (ChatLog *self, ChatMessage *message, const IcwsProof *proof)
{
  gint64 id = chat_message_get_id (message);
  ChatLogKnown *known = g_hash_table_lookup (self->known, &id);
  g_autoptr (ChatHistoryRecord) record = chat_history_record_new ();

  chat_history_record_set_proof (record, proof);
  /* The raw proof is written at once, not after the numbers alone. */
  if (known != NULL)
    g_signal_handler_block (message, known->changed);
  chat_message_set_proof (message, record->sequence, record->certificate_time_ns, record->key);
  if (known == NULL)
    return;
  g_signal_handler_unblock (message, known->changed);
  update (self, message, record, CHAT_HISTORY_PROOF);
}
