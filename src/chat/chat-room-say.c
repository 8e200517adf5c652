/* SPDX-License-Identifier: MIT */
/* What a person says in a room. */
#include "chat-room-private.h"
#include "ic/ic-i18n.h"

/* Takes @event. */
static void
queue_event (ChatRoom *self, ChatEvent *event, GBytes *content)
{
  g_autoptr (ChatHistoryRecord) record = chat_history_record_new ();
  g_autoptr (ChatMessage)
      message = chat_message_new (CHAT_MESSAGE_TEXT, self->display_name, event->text, TRUE,
                                  ic_clock_get_wall_ns (self->clock), CHAT_DELIVERY_QUEUED);

  if (event->details != NULL)
    chat_message_set_details (message, event->details);
  record->codec_id = g_strdup (chat_codec_get_id (self->codec));
  if (content != NULL)
    chat_message_set_content (message, content);
  /* What one says is what one wants to see. */
  chat_paged_load_newest (CHAT_PAGED (self));
  chat_room_add_message (self, message, record);
  /* Whoever has just said something is not typing any more: the next key may tell it at once. */
  self->typing_told_us = G_MININT64;
  chat_room_sender_push (self->sender, event, message);
}

/* What can never be sent is told now, while it can be changed. */
static gboolean
check_can_say (ChatRoom *self, const ChatEvent *event, GBytes **content, GError **error)
{
  if (!chat_codec_can_encode (self->codec, event->kind))
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_MESSAGE,
                           _ ("This room does not take such messages"));
      return FALSE;
    }
  if (event->kind == CHAT_EVENT_TEXT)
    return TRUE;
  *content = chat_codec_encode (self->codec, event, ic_clock_get_wall_ns (self->clock), error);
  return *content != NULL;
}

/**
 * chat_room_send_event:
 * @event: (transfer full): %CHAT_EVENT_TEXT or %CHAT_EVENT_VALUE, as the codec can encode it
 *
 * Puts @event into the room and sends it as soon as the connection allows.
 *
 * Returns: %FALSE with %CHAT_ERROR_TOO_LONG (the text, or what waits already), or why the codec cannot
 *   encode it
 */
gboolean
chat_room_send_event (ChatRoom *self, ChatEvent *event, GError **error)
{
  g_autoptr (ChatEvent) owned = event;
  g_autoptr (GBytes) content = NULL;

  if (owned->text != NULL && strlen (owned->text) > CHAT_MAX_TEXT_BYTES)
    {
      g_set_error (error, CHAT_ERROR, CHAT_ERROR_TOO_LONG,
                   _ ("The message is longer than %d kilobytes"), CHAT_MAX_TEXT_BYTES / 1024);
      return FALSE;
    }
  if (chat_room_sender_get_length (self->sender) >= CHAT_MAX_QUEUED)
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_TOO_LONG,
                           _ ("Too many messages wait for the connection already"));
      return FALSE;
    }
  if (!check_can_say (self, owned, &content, error))
    return FALSE;
  queue_event (self, g_steal_pointer (&owned), content);
  return TRUE;
}

/**
 * chat_room_send_text:
 * @text: what to say; space around it is cut off
 *
 * Puts @text into the room and sends it as soon as the connection allows.
 *
 * Returns: %FALSE with %CHAT_ERROR_EMPTY, or as chat_room_send_event()
 */
gboolean
chat_room_send_text (ChatRoom *self, const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text ? text : ""));

  if (*stripped == 0)
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_EMPTY, _ ("There is nothing to send"));
      return FALSE;
    }
  return chat_room_send_event (self, chat_event_new (CHAT_EVENT_TEXT, self->display_name, stripped),
                               error);
}

/**
 * chat_room_send_again:
 * @message: a failed message of ours
 *
 * Takes @message out of its place and sends it as the newest.
 */
void
chat_room_send_again (ChatRoom *self, ChatMessage *message)
{
  g_autoptr (ChatMessage) failed = g_object_ref (message);
  ChatEvent *event;

  if (!chat_message_is_own (failed) || chat_message_get_delivery (failed) != CHAT_DELIVERY_FAILED ||
      !chat_log_remove (self->log, failed))
    return;
  event = chat_room_sender_dup_event (failed);
  /* As who we are now. */
  g_free (event->author);
  event->author = g_strdup (self->display_name);
  queue_event (self, event, chat_message_get_content (failed));
}

/**
 * chat_room_notify_typing:
 *
 * Tells the others that we type, at most every %CHAT_TYPING_INTERVAL_MS; dropped when the
 * connection is not open or other messages wait.
 */
void
chat_room_notify_typing (ChatRoom *self)
{
  gint64 now_us = ic_clock_get_monotonic_us (self->clock);

  if (!chat_codec_can_encode (self->codec, CHAT_EVENT_TYPING) ||
      !chat_room_sender_is_idle (self->sender))
    return;
  if (self->typing_told_us != G_MININT64 &&
      now_us - self->typing_told_us < CHAT_TYPING_INTERVAL_MS * 1000)
    return;
  self->typing_told_us = now_us;
  chat_room_sender_push (self->sender, chat_event_new (CHAT_EVENT_TYPING, self->display_name, NULL),
                         NULL);
}
