/* SPDX-License-Identifier: MIT */
#include "chat-room-sender.h"

#include "chat-outbox.h"
#include "chat-reconcile.h"

/* Accepted without an echo, which may come yet: so many are remembered. */
#define MAX_UNHEARD 1000
/* IC interface specification, "Reject codes": worth another try. */
#define REJECT_SYS_TRANSIENT 2

struct _ChatRoomSender
{
  ChatCodec *codec;
  IcClock *clock;
  ChatRoomSenderFuncs funcs;
  gpointer user_data;
  ChatOutbox *outbox;
  ChatReconcile *reconcile;
  GQueue unheard; /* of ChatOutboxItem: accepted, their echo has not come */
  gboolean open;
  guint n_sessions;
  guint64 proof_ns; /* of the session */
  gboolean held;
  guint n_restored;
  guint round; /* of what is written down */
  guint kept;  /* round that is safe */
};

static void
fail (ChatRoomSender *self, ChatOutboxItem *item, const char *text)
{
  if (item->message != NULL)
    chat_message_set_failed (item->message, text);
  chat_outbox_remove (self->outbox, item);
}

/* Writes down that @first and some behind it leave. All of them together wait once for the disk. */
static void
write_leaving (ChatRoomSender *self, ChatOutboxItem *first)
{
  guint n = chat_outbox_count_leaving (self->outbox);
  guint before = n;

  for (ChatOutboxItem *item = first; item != NULL && n < CHAT_ROOM_SENDER_MAX_LEAVING;
       item = chat_outbox_next_waiting (self->outbox, item))
    {
      if (item->message == NULL || item->round != 0)
        continue;
      if (n++ == before)
        self->round++;
      item->round = self->round;
      self->funcs.leaving (item->message, self->user_data);
    }
  if (n > before)
    self->funcs.sync (self->round, self->user_data);
}

static gboolean
may_leave (ChatRoomSender *self, ChatOutboxItem *item)
{
  if (item->message == NULL || self->funcs.sync == NULL)
    return TRUE;
  if (item->round == 0)
    write_leaving (self, item);
  return item->round != 0 && item->round <= self->kept;
}

static GBytes *
encode (ChatRoomSender *self, ChatOutboxItem *item, GError **error)
{
  ChatEvent *event = item->event;
  GBytes *content = item->message != NULL ? chat_message_get_content (item->message) : NULL;

  /* Of an earlier run of Attest. */
  if (event->kind == CHAT_EVENT_VALUE && event->value == NULL && content != NULL)
    {
      g_autoptr (ChatEvent) read = chat_codec_decode (self->codec, content, NULL);

      if (read == NULL || read->value == NULL)
        return g_bytes_ref (content);
      event->value = g_steal_pointer (&read->value);
      event->type = g_steal_pointer (&read->type);
    }
  return chat_codec_encode (self->codec, event, ic_clock_get_wall_ns (self->clock), error);
}

/* Gives the session what waits, in order, as long as it takes it. */
static void
flush (ChatRoomSender *self)
{
  ChatOutboxItem *item;

  /* What the codec cannot say yet waits until it is known what the canister takes. */
  while (self->open && !self->held && (item = chat_outbox_peek_waiting (self->outbox)) != NULL &&
         chat_codec_can_encode (self->codec, item->event->kind))
    {
      guint session = self->n_sessions;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) content = NULL;
      guint64 sequence;

      if (!may_leave (self, item))
        return;
      content = encode (self, item, &error);
      sequence = content != NULL ? self->funcs.send (content, &error, self->user_data) : 0;
      if (!self->open || session != self->n_sessions)
        return; /* the session ended over it, and the item may be gone */
      if (sequence != 0)
        {
          item->sequence = sequence;
          if (item->message != NULL)
            chat_message_set_own_sequence (item->message, sequence);
          continue;
        }
      if (g_error_matches (error, ICWS_ERROR, ICWS_ERROR_NOT_OPEN) ||
          g_error_matches (error, ICWS_ERROR, ICWS_ERROR_BUSY))
        return; /* it waits for the next session, or for its turn */
      g_warning ("Cannot send a message: %s", error->message);
      fail (self, item, error->message);
    }
}

static void
on_resolved (gpointer user_data)
{
  flush (user_data);
}

static void
ask (const IcwsQuestion *question, guint64 not_before_ns, GTask *answer, gpointer user_data)
{
  ChatRoomSender *self = user_data;

  self->funcs.ask (question, not_before_ns, answer, self->user_data);
}

/* Takes @item. The canister sends everybody's messages to everybody: ours comes back yet. */
static void
accept_unheard (ChatRoomSender *self, ChatOutboxItem *item)
{
  if (item->message != NULL)
    chat_message_set_delivery (item->message, CHAT_DELIVERY_ACCEPTED);
  if (!chat_codec_echoes_own (self->codec))
    {
      chat_outbox_item_free (item);
      return;
    }
  g_queue_push_tail (&self->unheard, item);
  if (g_queue_get_length (&self->unheard) > MAX_UNHEARD)
    chat_outbox_item_free (g_queue_pop_head (&self->unheard));
}

static ChatOutboxItem *
take_unheard (ChatRoomSender *self, const ChatEvent *event)
{
  for (GList *l = self->unheard.head; l != NULL; l = l->next)
    {
      ChatOutboxItem *item = l->data;

      if (!chat_event_equal (item->event, event))
        continue;
      g_queue_delete_link (&self->unheard, l);
      return item;
    }
  return NULL;
}

/**
 * chat_room_sender_new:
 * @codec: of the room's canister
 * @clock: the clock
 * @funcs: the owner's part
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a sender with nothing to say
 */
ChatRoomSender *
chat_room_sender_new (ChatCodec *codec,
                      IcClock *clock,
                      const ChatRoomSenderFuncs *funcs,
                      gpointer user_data)
{
  ChatRoomSender *self = g_new0 (ChatRoomSender, 1);

  self->codec = g_object_ref (codec);
  self->clock = g_object_ref (clock);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->outbox = chat_outbox_new ();
  self->reconcile = chat_reconcile_new (self->outbox, clock, ask, on_resolved, self);
  g_queue_init (&self->unheard);
  return self;
}

void
chat_room_sender_free (ChatRoomSender *self)
{
  if (self == NULL)
    return;
  chat_outbox_take_back (self->outbox);
  chat_reconcile_free (self->reconcile);
  chat_outbox_free (self->outbox);
  g_queue_clear_full (&self->unheard, (GDestroyNotify)chat_outbox_item_free);
  g_object_unref (self->codec);
  g_object_unref (self->clock);
  g_free (self);
}

void
chat_room_sender_set_codec (ChatRoomSender *self, ChatCodec *codec)
{
  g_set_object (&self->codec, codec);
  flush (self);
}

/**
 * chat_room_sender_push:
 * @event: (transfer full): what to say
 * @message: (nullable): its row
 */
void
chat_room_sender_push (ChatRoomSender *self, ChatEvent *event, ChatMessage *message)
{
  chat_outbox_push (self->outbox, event, message);
  flush (self);
}

void
chat_room_sender_kept (ChatRoomSender *self, guint round)
{
  self->kept = MAX (self->kept, round);
  flush (self);
}

void
chat_room_sender_hold (ChatRoomSender *self)
{
  self->held = TRUE;
}

void
chat_room_sender_restore (ChatRoomSender *self,
                          ChatEvent *event,
                          ChatMessage *message,
                          gboolean checking,
                          const IcwsQuestion *question)
{
  chat_outbox_restore (self->outbox, self->n_restored++, event, message, checking, question);
}

/**
 * chat_room_sender_begin:
 *
 * All that an earlier run of Attest left is here.
 */
void
chat_room_sender_begin (ChatRoomSender *self)
{
  if (!self->held)
    return;
  self->held = FALSE;
  if (self->open)
    chat_reconcile_begin (self->reconcile, self->proof_ns);
  flush (self);
}

ChatEvent *
chat_room_sender_dup_event (ChatMessage *message)
{
  gboolean is_value = chat_message_get_content (message) != NULL;
  ChatEvent *event = chat_event_new (is_value ? CHAT_EVENT_VALUE : CHAT_EVENT_TEXT,
                                     chat_message_get_author (message),
                                     chat_message_get_text (message));

  event->details = g_strdup (chat_message_get_details (message));
  return event;
}

GPtrArray *
chat_room_sender_list_messages (ChatRoomSender *self)
{
  return chat_outbox_list_messages (self->outbox);
}

guint
chat_room_sender_get_length (ChatRoomSender *self)
{
  return chat_outbox_get_length (self->outbox);
}

gboolean
chat_room_sender_is_idle (ChatRoomSender *self)
{
  return self->open && !self->held && !chat_outbox_is_busy (self->outbox);
}

/**
 * chat_room_sender_opened:
 * @proof_ns: time of the certificate that proves the OpenMessage
 * @greeting: (transfer full) (nullable): said before everything
 *
 * New messages wait until the fate of the old ones is known.
 */
void
chat_room_sender_opened (ChatRoomSender *self, guint64 proof_ns, ChatEvent *greeting)
{
  if (self->open)
    chat_room_sender_closed (self);
  self->open = TRUE;
  self->n_sessions++;
  self->proof_ns = MAX (proof_ns, 1);
  if (greeting != NULL)
    chat_outbox_push_first (self->outbox, greeting);
  chat_reconcile_begin (self->reconcile, self->proof_ns);
  flush (self);
}

/**
 * chat_room_sender_closed:
 *
 * To be called while the funcs still answer for the session that has ended.
 */
void
chat_room_sender_closed (ChatRoomSender *self)
{
  if (!self->open)
    return;
  self->open = FALSE;
  /* Echoes stand in the queue of the session's client key: none comes in another session. */
  g_queue_clear_full (&self->unheard, (GDestroyNotify)chat_outbox_item_free);
  chat_outbox_end_session (self->outbox, self->funcs.get_question, self->user_data);
}

void
chat_room_sender_sent (ChatRoomSender *self, guint64 sequence)
{
  ChatOutboxItem *item = chat_outbox_find (self->outbox, sequence);

  chat_outbox_set_relayed (self->outbox, sequence);
  if (item != NULL && item->message != NULL && self->funcs.handed != NULL)
    self->funcs.handed (item->message, sequence, self->user_data);
  flush (self);
}

/* The canister has counted everything up to @sequence: what it said no to is refused for good. */
static void
fail_refused_up_to (ChatRoomSender *self, guint64 sequence)
{
  ChatOutboxItem *item;

  while ((item = chat_outbox_find_refused (self->outbox, sequence)) != NULL)
    fail (self, item, item->refusal);
}

void
chat_room_sender_acknowledged (ChatRoomSender *self, guint64 sequence)
{
  ChatOutboxItem *item;

  fail_refused_up_to (self, sequence);
  while ((item = chat_outbox_take_acknowledged (self->outbox, sequence)) != NULL)
    accept_unheard (self, item);
  flush (self);
}

/**
 * chat_room_sender_accepted:
 * @sequence: a number of the current session
 * @certificate_ns: time of the certificate that says so
 */
void
chat_room_sender_accepted (ChatRoomSender *self, guint64 sequence, guint64 certificate_ns)
{
  ChatOutboxItem *item = chat_outbox_find (self->outbox, sequence);

  if (item == NULL)
    return;
  self->funcs.settle (sequence, self->user_data);
  if (item->message != NULL)
    chat_message_set_proof (item->message, 0, certificate_ns, NULL);
  accept_unheard (self, chat_outbox_take (self->outbox, item));
  fail_refused_up_to (self, sequence);
  flush (self);
}

/**
 * chat_room_sender_refused:
 * @fate: of a message of the current session
 *
 * A trap is final. An Err is final once the canister has counted the message; until then it may be
 * about its number, which a gateway that swaps two of ours makes wrong: then the session is over, and
 * the next one says it again.
 */
void
chat_room_sender_refused (ChatRoomSender *self, const IcwsRequestFate *fate)
{
  ChatOutboxItem *item = chat_outbox_find (self->outbox, fate->sequence);

  if (item == NULL)
    return;
  if (fate->fate == ICWS_FATE_REFUSED ||
      (fate->fate == ICWS_FATE_REJECTED && fate->reject_code == REJECT_SYS_TRANSIENT))
    {
      g_free (item->refusal);
      item->refusal = g_strdup (fate->text ? fate->text : "");
      return;
    }
  fail (self, item, fate->text);
  flush (self);
}

gboolean
chat_room_sender_take_echo (ChatRoomSender *self,
                            const ChatEvent *event,
                            const IcwsMessage *message,
                            const IcwsProof *proof)
{
  g_autoptr (ChatOutboxItem) item = NULL;

  if (!chat_codec_echoes_own (self->codec))
    return FALSE;
  item = take_unheard (self, event);
  if (item == NULL)
    item = chat_outbox_take_echo (self->outbox, event);
  if (item == NULL)
    return FALSE;
  self->funcs.settle (item->sequence, self->user_data);
  if (item->message != NULL)
    {
      if (message != NULL && proof != NULL && self->funcs.prove != NULL)
        self->funcs.prove (item->message, message, proof, self->user_data);
      else if (message != NULL && proof != NULL)
        chat_message_set_proof (item->message, message->sequence_num, proof->certificate_time_ns,
                                proof->frame->key);
      chat_message_set_delivery (item->message, CHAT_DELIVERY_ACCEPTED);
    }
  flush (self);
  return TRUE;
}
