/* SPDX-License-Identifier: MIT */
#include "chat-history-record.h"

const char *const chat_history_kind_names[3] = { "text", "joined", "notice" };
const char *const chat_history_delivery_names[5] = { "received", "queued", "sent", "accepted",
                                                     "failed" };

ChatHistoryRecord *
chat_history_record_new (void)
{
  return g_new0 (ChatHistoryRecord, 1);
}

/**
 * chat_history_record_copy:
 *
 * Returns: (transfer full): a copy; the bytes of the raw proof are shared
 */
ChatHistoryRecord *
chat_history_record_copy (const ChatHistoryRecord *self)
{
  ChatHistoryRecord *copy = g_memdup2 (self, sizeof *self);

  copy->author = g_strdup (self->author);
  copy->text = g_strdup (self->text);
  copy->key = g_strdup (self->key);
  copy->codec_id = g_strdup (self->codec_id);
  copy->failure_text = g_strdup (self->failure_text);
  copy->details = g_strdup (self->details);
  copy->outgoing = self->outgoing ? g_bytes_ref (self->outgoing) : NULL;
  copy->content = self->content ? g_bytes_ref (self->content) : NULL;
  copy->cert = self->cert ? g_bytes_ref (self->cert) : NULL;
  copy->tree = self->tree ? g_bytes_ref (self->tree) : NULL;
  return copy;
}

void
chat_history_record_free (ChatHistoryRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->author);
  g_free (self->text);
  g_free (self->key);
  g_free (self->codec_id);
  g_free (self->failure_text);
  g_free (self->details);
  g_clear_pointer (&self->outgoing, g_bytes_unref);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->cert, g_bytes_unref);
  g_clear_pointer (&self->tree, g_bytes_unref);
  g_free (self);
}

/**
 * chat_history_record_new_from_message:
 * @message: a row of a room
 *
 * Returns: (transfer full): what the row shows, to be kept
 */
ChatHistoryRecord *
chat_history_record_new_from_message (ChatMessage *message)
{
  ChatHistoryRecord *self = chat_history_record_new ();

  self->kind = chat_message_get_kind (message);
  self->author = g_strdup (chat_message_get_author (message));
  self->text = g_strdup (chat_message_get_text (message));
  self->own = chat_message_is_own (message);
  self->time_ns = chat_message_get_time_ns (message);
  self->delivery = chat_message_get_delivery (message);
  self->own_sequence = chat_message_get_own_sequence (message);
  self->sequence = chat_message_get_sequence (message);
  self->certificate_time_ns = chat_message_get_certificate_time_ns (message);
  self->key = g_strdup (chat_message_get_key (message));
  self->possible_duplicate = chat_message_get_possible_duplicate (message);
  self->failure_text = g_strdup (chat_message_get_failure_text (message));
  self->details = g_strdup (chat_message_get_details (message));
  if (chat_message_get_content (message) != NULL)
    self->outgoing = g_bytes_ref (chat_message_get_content (message));
  chat_message_get_span (message, &self->from_ns, &self->to_ns);
  return self;
}

/**
 * chat_history_record_to_message:
 *
 * Returns: (transfer full): a row that shows it
 */
ChatMessage *
chat_history_record_to_message (const ChatHistoryRecord *self)
{
  ChatMessage *message = chat_message_new (self->kind, self->author, self->text, self->own,
                                           self->time_ns, self->delivery);

  if (self->sequence != 0 || self->certificate_time_ns != 0 || self->key != NULL)
    chat_message_set_proof (message, self->sequence, self->certificate_time_ns, self->key);
  if (self->own_sequence != 0)
    chat_message_set_own_sequence (message, self->own_sequence);
  if (self->possible_duplicate)
    chat_message_set_possible_duplicate (message, TRUE);
  if (self->delivery == CHAT_DELIVERY_FAILED)
    chat_message_set_failed (message, self->failure_text);
  if (self->details != NULL)
    chat_message_set_details (message, self->details);
  chat_message_set_content (message, self->outgoing);
  if (self->from_ns != 0 || self->to_ns != 0)
    chat_message_set_span (message, self->from_ns, self->to_ns);
  return message;
}

/* The parts of a frame are views that would keep the whole frame alive. */
static void
take_copy (GBytes **place, GBytes *bytes)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  g_clear_pointer (place, g_bytes_unref);
  *place = g_bytes_new (data, len);
}

static void
share (GBytes **place, GBytes *bytes)
{
  g_clear_pointer (place, g_bytes_unref);
  *place = bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

void
chat_history_record_add_proof (ChatHistoryRecord *self, const ChatHistoryRecord *other)
{
  g_free (self->codec_id);
  self->codec_id = g_strdup (other->codec_id);
  self->has_client_key = other->has_client_key;
  self->client_key = other->client_key;
  self->has_proof = other->has_proof;
  share (&self->content, other->content);
  share (&self->cert, other->cert);
  share (&self->tree, other->tree);
}

/**
 * chat_history_record_set_proof:
 * @proof: of a message that was verified
 */
void
chat_history_record_set_proof (ChatHistoryRecord *self, const IcwsProof *proof)
{
  g_return_if_fail (proof->frame != NULL && proof->message != NULL);

  self->sequence = proof->message->sequence_num;
  self->certificate_time_ns = proof->certificate_time_ns;
  g_free (self->key);
  self->key = g_strdup (proof->frame->key);
  self->has_client_key = TRUE;
  self->client_key = proof->message->client_key;
  take_copy (&self->content, proof->frame->content);
  take_copy (&self->cert, proof->frame->cert);
  take_copy (&self->tree, proof->frame->tree);
  self->has_proof = TRUE;
}
