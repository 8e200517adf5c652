/* SPDX-License-Identifier: MIT */
/* A room and its connection: what the sessions tell, and what the room wants of them. */
#include "chat-room-private.h"

#include "chat-delivery-watch.h"
#include "ic/ic-i18n.h"

static guint64
send_content (GBytes *content, GError **error, gpointer user_data)
{
  return icws_session_send (CHAT_ROOM (user_data)->session, content, error);
}

static gboolean
get_question (guint64 sequence, IcwsQuestion *out, gpointer user_data)
{
  return icws_session_get_question (CHAT_ROOM (user_data)->session, sequence, out);
}

static void
settle (guint64 sequence, gpointer user_data)
{
  ChatRoom *self = user_data;

  if (self->session != NULL)
    chat_delivery_watch_settle (self->session, sequence);
}

static void
ask_fate (const IcwsQuestion *question, guint64 not_before_ns, GTask *answer, gpointer user_data)
{
  ChatRoom *self = user_data;
  IcAgent *agent = chat_connection_get_agent (self->connection);

  if (agent != NULL)
    {
      chat_fate_ask_agent (agent, &chat_connection_get_profile (self->connection)->canister_id,
                           self->clock, question, not_before_ns, answer);
      return;
    }
  g_task_return_new_error (answer, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, _ ("Nobody to ask yet"));
  g_object_unref (answer);
}

static void
on_message (ChatRoom *self, IcwsMessage *message, IcwsProof *proof)
{
  ChatMessage *before = chat_log_get_newest (self->log);

  chat_room_handle_content (self, message->content, message, proof);
  chat_room_note_heard (self, message->timestamp_ns, chat_log_get_newest (self->log) != before);
}

static void
get_figures (ChatRoom *self, IcwsFigures *figures)
{
  icws_ledger_get_figures (chat_connection_get_ledger (self->connection), figures);
}

static void
add_notices (ChatRoom *self, guint64 proof_ns)
{
  IcwsGateway *gateway = chat_connection_get_mode (self->connection) == CHAT_MODE_GATEWAY
                             ? chat_connection_get_gateway (self->connection)
                             : NULL;
  g_autoptr (ChatMessage) gap = NULL;
  g_autoptr (ChatMessage) switched = NULL;
  gboolean merged;

  chat_room_notices_opened (&self->notices, proof_ns,
                            gateway != NULL ? icws_gateway_get_url (gateway) : "",
                            chat_log_get_newest (self->log), &gap, &merged, &switched);
  if (gap != NULL && merged)
    chat_log_replace_newest (self->log, gap);
  else if (gap != NULL)
    chat_room_add_message (self, gap, NULL);
  if (switched != NULL)
    chat_room_add_message (self, switched, NULL);
}

static void on_closed (ChatRoom *self);

static void
on_opened (ChatRoom *self)
{
  gboolean greets = chat_codec_can_encode (self->codec, CHAT_EVENT_JOINED);
  IcwsFigures figures;
  guint64 proof_ns;

  get_figures (self, &figures);
  proof_ns = figures.last_certificate_time_ns;
  on_closed (self);
  if (!g_set_object (&self->session, chat_connection_get_session (self->connection)))
    return;
  self->typing_told_us = G_MININT64;
  add_notices (self, proof_ns);
  chat_room_sender_opened (self->sender, proof_ns,
                           greets ? chat_event_new (CHAT_EVENT_JOINED, self->display_name, NULL)
                                  : NULL);
}

static void
on_closed (ChatRoom *self)
{
  g_autoptr (ChatMessage) notice = NULL;
  IcwsFigures figures;

  if (self->session == NULL)
    return; /* it was never open */
  get_figures (self, &figures);
  chat_typists_clear (self->typists);
  chat_room_sender_closed (self->sender);
  chat_room_note_heard (self, figures.last_message_time_ns, TRUE);
  notice = chat_room_notices_closed (&self->notices, figures.last_message_time_ns,
                                     icws_session_get_refused_frame (self->session) != NULL,
                                     ic_clock_get_wall_ns (self->clock));
  g_clear_object (&self->session);
  if (notice != NULL)
    chat_room_add_message (self, notice, NULL);
}

static void
on_sent (ChatRoom *self, guint64 sequence)
{
  chat_room_sender_sent (self->sender, sequence);
}

static void
on_acknowledged (ChatRoom *self, guint64 sequence)
{
  IcwsFigures figures;

  get_figures (self, &figures);
  chat_room_sender_acknowledged (self->sender, sequence);
  chat_room_note_heard (self, figures.last_message_time_ns, FALSE);
}

static void
on_accepted (ChatRoom *self, guint64 sequence, guint64 certificate_ns)
{
  chat_room_sender_accepted (self->sender, sequence, certificate_ns);
}

static void
on_refused (ChatRoom *self, const IcwsRequestFate *fate)
{
  chat_room_sender_refused (self->sender, fate);
}

void
chat_room_follow_sessions (ChatRoom *self)
{
  ChatRoomSenderFuncs funcs = {
    .send = send_content, .get_question = get_question, .settle = settle, .ask = ask_fate
  };

  chat_room_fill_keeper (self, &funcs);
  self->sender = chat_room_sender_new (self->codec, self->clock, &funcs, self);
  g_signal_connect_swapped (self->connection, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect_swapped (self->connection, "closed", G_CALLBACK (on_closed), self);
  g_signal_connect_swapped (self->connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect_swapped (self->connection, "sent", G_CALLBACK (on_sent), self);
  g_signal_connect_swapped (self->connection, "acknowledged", G_CALLBACK (on_acknowledged), self);
  g_signal_connect_swapped (self->connection, "accepted", G_CALLBACK (on_accepted), self);
  g_signal_connect_swapped (self->connection, "refused", G_CALLBACK (on_refused), self);
}
