/* SPDX-License-Identifier: MIT */
#include "chat-test-world.h"

#include <string.h>

guint64
world_now_ns (World *world)
{
  return ic_clock_get_wall_ns (IC_CLOCK (world->clock));
}

static void
settle_main_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
world_advance_ms (World *world, gint64 ms)
{
  ic_manual_clock_advance_us (world->clock, ms * 1000);
  settle_main_loop ();
}

/* Our side */

static guint64
send_content (GBytes *content, GError **error, gpointer user_data)
{
  World *world = user_data;
  g_autoptr (ChatCodec) codec = chat_group_codec_new ();
  Envelope *envelope = g_new0 (Envelope, 1);

  g_assert_cmpuint (world->session, !=, 0);
  envelope->session = world->session;
  envelope->sequence = ++world->last_sequence;
  envelope->event = chat_codec_decode (codec, content, error);
  envelope->fate = ICWS_FATE_ABSENT;
  envelope->expiry_ns = world_now_ns (world) + EXPIRY_NS;
  g_assert_nonnull (envelope->event);
  g_ptr_array_add (world->envelopes, envelope);
  return envelope->sequence;
}

static gboolean
get_question (guint64 sequence, IcwsQuestion *out, gpointer user_data)
{
  World *world = user_data;

  for (guint i = 0; i < world->envelopes->len; i++)
    {
      Envelope *envelope = world->envelopes->pdata[i];

      if (envelope->session != world->session || envelope->sequence != sequence)
        continue;
      *out = (IcwsQuestion){ .sequence = sequence, .ingress_expiry_ns = envelope->expiry_ns };
      memcpy (out->id, &i, sizeof i);
      return envelope->handed;
    }
  return FALSE;
}

static void
settle (guint64 sequence, gpointer user_data)
{
}

static void
ask (const IcwsQuestion *question, guint64 not_before_ns, GTask *answer, gpointer user_data)
{
  World *world = user_data;
  Question asked = { .task = answer, .not_before_ns = not_before_ns };

  memcpy (&asked.envelope, question->id, sizeof asked.envelope);
  g_array_append_val (world->questions, asked);
  g_assert_cmpuint (world->questions->len, <=, CHAT_RECONCILE_MAX_ASKING);
}

static void
envelope_free (gpointer data)
{
  chat_event_free (((Envelope *)data)->event);
  g_free (data);
}

void
world_set_up (World *world, gconstpointer data)
{
  static const ChatRoomSenderFuncs FUNCS = { send_content, get_question, settle, ask };
  g_autoptr (ChatCodec) codec = chat_group_codec_new ();

  *world = (World){ .clock = ic_manual_clock_new (NOON_NS) };
  world->messages = g_ptr_array_new_with_free_func (g_object_unref);
  world->envelopes = g_ptr_array_new_with_free_func (envelope_free);
  world->questions = g_array_new (FALSE, FALSE, sizeof (Question));
  world->accepted = g_ptr_array_new ();
  world->sender = chat_room_sender_new (codec, IC_CLOCK (world->clock), &FUNCS, world);
}

void
world_tear_down (World *world, gconstpointer data)
{
  chat_room_sender_free (world->sender);
  g_assert_cmpuint (ic_manual_clock_get_pending (world->clock), ==, 0);
  for (guint i = 0; i < world->questions->len; i++)
    {
      GTask *task = g_array_index (world->questions, Question, i).task;

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "gone");
      g_object_unref (task);
    }
  settle_main_loop ();
  g_queue_clear_full (&world->replies, g_free);
  g_array_unref (world->questions);
  g_ptr_array_unref (world->accepted);
  g_ptr_array_unref (world->envelopes);
  g_ptr_array_unref (world->messages);
  g_object_unref (world->clock);
}

ChatMessage *
world_say (World *world, const char *text)
{
  ChatMessage *message = chat_message_new (CHAT_MESSAGE_TEXT, "Me", text, TRUE,
                                           world_now_ns (world), CHAT_DELIVERY_QUEUED);

  g_ptr_array_add (world->messages, message);
  chat_room_sender_push (world->sender, chat_event_new (CHAT_EVENT_TEXT, "Me", text), message);
  return message;
}

/* The canister opens; the client learns it with a certificate of that time. */
void
world_open_session (World *world)
{
  world->canister_session = ++world->n_sessions;
  world->canister_next = 1;
  world->session = world->n_sessions;
  world->last_sequence = 0;
  chat_room_sender_opened (world->sender, world_now_ns (world),
                           chat_event_new (CHAT_EVENT_JOINED, "Me", NULL));
}

void
world_close_session (World *world)
{
  if (world->session == 0)
    return;
  chat_room_sender_closed (world->sender);
  world->session = 0;
}

/* Hands the next envelope to the gateway. */
gboolean
world_relay (World *world)
{
  for (guint i = 0; i < world->envelopes->len && world->session != 0; i++)
    {
      Envelope *envelope = world->envelopes->pdata[i];

      if (envelope->session != world->session || envelope->handed)
        continue;
      envelope->handed = TRUE;
      chat_room_sender_sent (world->sender, envelope->sequence);
      return TRUE;
    }
  return FALSE;
}

void
world_relay_all (World *world)
{
  while (world_relay (world))
    ;
}

/* The canister's side */

void
world_push_reply (World *world, guint session, ChatEvent *echo, guint64 acknowledged)
{
  Reply *reply = g_new0 (Reply, 1);

  *reply = (Reply){ session, echo, acknowledged };
  g_queue_push_tail (&world->replies, reply);
}

/* An envelope reaches the IC. */
void
world_deliver (World *world, Envelope *envelope, gboolean slow)
{
  if (envelope->fate != ICWS_FATE_ABSENT || world_now_ns (world) > envelope->expiry_ns)
    return;
  if (envelope->session != world->canister_session)
    {
      envelope->fate = ICWS_FATE_REFUSED;
      world->n_fenced++;
      return;
    }
  if (envelope->sequence != world->canister_next)
    {
      envelope->fate = ICWS_FATE_REFUSED;
      world->canister_session = 0;
      return;
    }
  world->canister_next++;
  envelope->fate = ICWS_FATE_ACCEPTED;
  envelope->working = slow;
  if (envelope->event->kind == CHAT_EVENT_TEXT)
    g_ptr_array_add (world->accepted, envelope->event->text);
  world_push_reply (world, envelope->session, envelope->event, 0);
}

Envelope *
world_find_envelope (World *world, guint session, const char *text)
{
  for (guint i = 0; i < world->envelopes->len; i++)
    {
      Envelope *envelope = world->envelopes->pdata[i];

      if (envelope->session == session && g_strcmp0 (envelope->event->text, text) == 0)
        return envelope;
    }
  return NULL;
}

void
world_deliver_all (World *world)
{
  for (guint i = 0; i < world->envelopes->len; i++)
    {
      Envelope *envelope = world->envelopes->pdata[i];

      if (envelope->handed)
        world_deliver (world, envelope, FALSE);
      envelope->working = FALSE;
    }
}

/* The gateway relays the canister's next message to us, if it is of our session. */
void
world_receive (World *world)
{
  g_autofree Reply *reply = g_queue_pop_head (&world->replies);

  if (reply == NULL || reply->session != world->session)
    return;
  if (reply->echo != NULL)
    g_assert_true (chat_room_sender_take_echo (world->sender, reply->echo, NULL, NULL));
  else
    chat_room_sender_acknowledged (world->sender, reply->acknowledged);
}

void
world_receive_all (World *world)
{
  while (!g_queue_is_empty (&world->replies))
    world_receive (world);
}

/* The IC's side */

void
world_answer (World *world, guint index, Answer how)
{
  Question asked = g_array_index (world->questions, Question, index);
  Envelope *envelope = world->envelopes->pdata[asked.envelope];
  IcwsRequestFate *fate = g_new0 (IcwsRequestFate, 1);

  g_array_remove_index (world->questions, index);
  fate->certificate_time_ns = world_now_ns (world);
  fate->fate = envelope->working ? ICWS_FATE_PENDING : envelope->fate;
  fate->reject_code = envelope->reject_code;
  if (fate->fate == ICWS_FATE_REJECTED)
    fate->text = g_strdup ("trapped");
  if (how == ANSWER_STALE)
    {
      fate->fate = ICWS_FATE_ABSENT;
      fate->certificate_time_ns = asked.not_before_ns - 1;
    }
  if (how == ANSWER_FORGOT || world_now_ns (world) > envelope->expiry_ns + FORGET_NS)
    fate->fate = ICWS_FATE_UNKNOWN;
  if (how == ANSWER_NONE)
    {
      chat_fate_free (fate);
      g_task_return_new_error (asked.task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no answer");
    }
  else
    g_task_return_pointer (asked.task, fate, (GDestroyNotify)chat_fate_free);
  g_object_unref (asked.task);
  settle_main_loop ();
}

void
world_answer_all (World *world, Answer how)
{
  while (world->questions->len > 0)
    world_answer (world, 0, how);
}

guint
world_count_accepted (World *world, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < world->accepted->len; i++)
    n += strcmp (world->accepted->pdata[i], text) == 0;
  return n;
}

/* All goes well from now on. */
void
world_finish (World *world)
{
  for (guint i = 0; i < 1000 && chat_room_sender_get_length (world->sender) > 0; i++)
    {
      world_relay_all (world);
      world_deliver_all (world);
      world_receive_all (world);
      world_answer_all (world, ANSWER_TRUTH);
      world_advance_ms (world, 1000);
    }
  g_assert_cmpuint (chat_room_sender_get_length (world->sender), ==, 0);
}
