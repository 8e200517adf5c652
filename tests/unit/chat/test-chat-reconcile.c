/* SPDX-License-Identifier: MIT */
/* What we say in a room, over sessions that end, through gateways that lose, hold back and swap it,
 * to a canister that is a model of the CDK's: one client key at a time, numbers in order. */
#include "chat/chat-reconcile.h"
#include "chat/chat-room-sender.h"

#include <string.h>

#define NOON_NS   (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)
#define EXPIRY_NS (240 * IC_NS_PER_S)
#define FORGET_NS (300 * IC_NS_PER_S) /* after its expiry the IC forgets a request */

/* One signed call of ws_message. */
typedef struct
{
  guint session;
  guint64 sequence;
  ChatEvent *event;
  gboolean handed; /* to the gateway */
  gboolean working;
  IcwsFate fate; /* ABSENT: the IC has not got it */
  guint64 reject_code;
  guint64 expiry_ns;
} Envelope;

typedef struct
{
  GTask *task;
  guint envelope;
  guint64 not_before_ns;
} Question;

/* From the canister to us: an echo, or (without one) an acknowledgement. */
typedef struct
{
  guint session;
  ChatEvent *echo; /* (nullable) (borrowed) */
  guint64 acknowledged;
} Reply;

typedef struct
{
  IcManualClock *clock;
  ChatRoomSender *sender;
  GPtrArray *messages;  /* ChatMessage: what we said */
  GPtrArray *envelopes; /* Envelope */
  GArray *questions;    /* Question */
  GQueue replies;       /* Reply */

  guint session; /* ours; 0: none is open */
  guint n_sessions;
  guint64 last_sequence;

  guint canister_session; /* whose client key the canister knows; 0: nobody's */
  guint64 canister_next;
  GPtrArray *accepted; /* texts (borrowed) */
  guint n_fenced;      /* envelopes that came after the next session had opened */
} World;

static guint64
now_ns (World *world)
{
  return ic_clock_get_wall_ns (IC_CLOCK (world->clock));
}

static void
settle_main_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
advance_ms (World *world, gint64 ms)
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
  envelope->expiry_ns = now_ns (world) + EXPIRY_NS;
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

static void
set_up (World *world, gconstpointer data)
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

static void
tear_down (World *world, gconstpointer data)
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

static ChatMessage *
say (World *world, const char *text)
{
  ChatMessage *message = chat_message_new (CHAT_MESSAGE_TEXT, "Me", text, TRUE, now_ns (world),
                                           CHAT_DELIVERY_QUEUED);

  g_ptr_array_add (world->messages, message);
  chat_room_sender_push (world->sender, chat_event_new (CHAT_EVENT_TEXT, "Me", text), message);
  return message;
}

/* The canister opens; the client learns it with a certificate of that time. */
static void
open_session (World *world)
{
  world->canister_session = ++world->n_sessions;
  world->canister_next = 1;
  world->session = world->n_sessions;
  world->last_sequence = 0;
  chat_room_sender_opened (world->sender, now_ns (world),
                           chat_event_new (CHAT_EVENT_JOINED, "Me", NULL));
}

static void
close_session (World *world)
{
  if (world->session == 0)
    return;
  chat_room_sender_closed (world->sender);
  world->session = 0;
}

/* Hands the next envelope to the gateway. */
static gboolean
relay (World *world)
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

static void
relay_all (World *world)
{
  while (relay (world))
    ;
}

/* The canister's side */

static void
push_reply (World *world, guint session, ChatEvent *echo, guint64 acknowledged)
{
  Reply *reply = g_new0 (Reply, 1);

  *reply = (Reply){ session, echo, acknowledged };
  g_queue_push_tail (&world->replies, reply);
}

/* An envelope reaches the IC. */
static void
deliver (World *world, Envelope *envelope, gboolean slow)
{
  if (envelope->fate != ICWS_FATE_ABSENT || now_ns (world) > envelope->expiry_ns)
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
  push_reply (world, envelope->session, envelope->event, 0);
}

static Envelope *
find_envelope (World *world, guint session, const char *text)
{
  for (guint i = 0; i < world->envelopes->len; i++)
    {
      Envelope *envelope = world->envelopes->pdata[i];

      if (envelope->session == session && g_strcmp0 (envelope->event->text, text) == 0)
        return envelope;
    }
  return NULL;
}

static void
deliver_all (World *world)
{
  for (guint i = 0; i < world->envelopes->len; i++)
    {
      Envelope *envelope = world->envelopes->pdata[i];

      if (envelope->handed)
        deliver (world, envelope, FALSE);
      envelope->working = FALSE;
    }
}

/* The gateway relays the canister's next message to us, if it is of our session. */
static void
receive (World *world)
{
  g_autofree Reply *reply = g_queue_pop_head (&world->replies);

  if (reply == NULL || reply->session != world->session)
    return;
  if (reply->echo != NULL)
    g_assert_true (chat_room_sender_take_echo (world->sender, reply->echo, NULL, NULL));
  else
    chat_room_sender_acknowledged (world->sender, reply->acknowledged);
}

static void
receive_all (World *world)
{
  while (!g_queue_is_empty (&world->replies))
    receive (world);
}

/* The IC's side */

typedef enum
{
  ANSWER_TRUTH,
  ANSWER_NONE,   /* it cannot be asked */
  ANSWER_STALE,  /* "absent", by a certificate from before the fence: it may have come since */
  ANSWER_FORGOT, /* too long ago */
} Answer;

static void
answer (World *world, guint index, Answer how)
{
  Question asked = g_array_index (world->questions, Question, index);
  Envelope *envelope = world->envelopes->pdata[asked.envelope];
  IcwsRequestFate *fate = g_new0 (IcwsRequestFate, 1);

  g_array_remove_index (world->questions, index);
  fate->certificate_time_ns = now_ns (world);
  fate->fate = envelope->working ? ICWS_FATE_PENDING : envelope->fate;
  fate->reject_code = envelope->reject_code;
  if (fate->fate == ICWS_FATE_REJECTED)
    fate->text = g_strdup ("trapped");
  if (how == ANSWER_STALE)
    {
      fate->fate = ICWS_FATE_ABSENT;
      fate->certificate_time_ns = asked.not_before_ns - 1;
    }
  if (how == ANSWER_FORGOT || now_ns (world) > envelope->expiry_ns + FORGET_NS)
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

static void
answer_all (World *world, Answer how)
{
  while (world->questions->len > 0)
    answer (world, 0, how);
}

static guint
count_accepted (World *world, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < world->accepted->len; i++)
    n += strcmp (world->accepted->pdata[i], text) == 0;
  return n;
}

static void
assert_accepted (World *world, const char *const *texts)
{
  for (guint i = 0; i < world->accepted->len && texts[i] != NULL; i++)
    g_assert_cmpstr (world->accepted->pdata[i], ==, texts[i]);
  g_assert_cmpuint (world->accepted->len, ==, g_strv_length ((char **)texts));
}

/* All goes well from now on. */
static void
finish (World *world)
{
  for (guint i = 0; i < 1000 && chat_room_sender_get_length (world->sender) > 0; i++)
    {
      relay_all (world);
      deliver_all (world);
      receive_all (world);
      answer_all (world, ANSWER_TRUTH);
      advance_ms (world, 1000);
    }
  g_assert_cmpuint (chat_room_sender_get_length (world->sender), ==, 0);
}

static void
assert_message (ChatMessage *message, ChatDelivery delivery, gboolean possible_duplicate)
{
  g_assert_cmpint (chat_message_get_delivery (message), ==, delivery);
  g_assert_cmpint (chat_message_get_possible_duplicate (message), ==, possible_duplicate);
}

/* Three texts are handed to a gateway that dies; what it has done by then differs. */
static void
lose_three (World *world)
{
  open_session (world);
  say (world, "a");
  say (world, "b");
  say (world, "c");
  relay_all (world);
}

static void
test_accepted (World *world, gconstpointer data)
{
  lose_three (world);
  deliver_all (world);
  close_session (world);
  advance_ms (world, 5000);
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_SENT, FALSE);
  g_assert_cmpuint (world->questions->len, ==, 0); /* not before the fence */
  open_session (world);
  g_assert_cmpuint (g_array_index (world->questions, Question, 0).not_before_ns, ==,
                    now_ns (world));
  answer_all (world, ANSWER_TRUTH);
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_ACCEPTED, FALSE);
  finish (world);
  assert_accepted (world, (const char *[]){ "a", "b", "c", NULL });
}

/* The first arrived, the second was refused, the third never came; a new one is said meanwhile. */
static void
test_each_fate (World *world, gconstpointer data)
{
  lose_three (world);
  deliver (world, find_envelope (world, 1, NULL), FALSE);
  deliver (world, find_envelope (world, 1, "a"), FALSE);
  close_session (world);
  world->canister_session = 0;
  deliver (world, find_envelope (world, 1, "b"), FALSE);
  say (world, "d");
  open_session (world);
  say (world, "e");
  /* Answers come in any order: nothing newer goes before the oldest is known. */
  answer (world, 1, ANSWER_TRUTH);
  answer (world, 1, ANSWER_TRUTH);
  g_assert_null (find_envelope (world, 2, "b"));
  assert_message (world->messages->pdata[1], CHAT_DELIVERY_QUEUED, FALSE);
  answer (world, 0, ANSWER_TRUTH);
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_ACCEPTED, FALSE);
  /* The greeting was first, then the old ones, then the new ones. */
  g_assert_cmpuint (find_envelope (world, 2, NULL)->sequence, ==, 1);
  g_assert_cmpuint (find_envelope (world, 2, "b")->sequence, ==, 2);
  finish (world);
  assert_accepted (world, (const char *[]){ "a", "b", "c", "d", "e", NULL });
  /* The old gateway wakes up. */
  deliver_all (world);
  assert_accepted (world, (const char *[]){ "a", "b", "c", "d", "e", NULL });
}

static void
test_pending (World *world, gconstpointer data)
{
  lose_three (world);
  deliver (world, find_envelope (world, 1, NULL), FALSE);
  deliver (world, find_envelope (world, 1, "a"), TRUE);
  close_session (world);
  open_session (world);
  for (guint i = 0; i < 10; i++)
    {
      answer_all (world, ANSWER_TRUTH);
      assert_message (world->messages->pdata[0], CHAT_DELIVERY_SENT, FALSE);
      g_assert_null (find_envelope (world, 2, "b"));
      advance_ms (world, CHAT_RECONCILE_PENDING_MS);
      g_assert_cmpuint (world->questions->len, ==, 1);
    }
  find_envelope (world, 1, "a")->working = FALSE;
  finish (world);
  assert_accepted (world, (const char *[]){ "a", "b", "c", NULL });
}

/* A canister that never comes to an end does not stop the conversation for ever. */
static void
test_pending_without_end (World *world, gconstpointer data)
{
  lose_three (world);
  deliver (world, find_envelope (world, 1, NULL), FALSE);
  deliver (world, find_envelope (world, 1, "a"), TRUE);
  close_session (world);
  open_session (world);
  for (guint i = 0; i <= CHAT_RECONCILE_MAX_PENDING_MS / CHAT_RECONCILE_PENDING_MS; i++)
    {
      answer_all (world, ANSWER_TRUTH);
      advance_ms (world, CHAT_RECONCILE_PENDING_MS);
    }
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_QUEUED, TRUE);
  finish (world);
  assert_accepted (world, (const char *[]){ "a", "a", "b", "c", NULL });
}

static void
test_unknown (World *world, gconstpointer data)
{
  lose_three (world);
  deliver_all (world);
  close_session (world);
  advance_ms (world, 3600000);
  open_session (world);
  answer_all (world, ANSWER_FORGOT);
  finish (world);
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_ACCEPTED, TRUE);
  assert_accepted (world, (const char *[]){ "a", "b", "c", "a", "b", "c", NULL });
}

/* The IC cannot be asked: some tries with pauses, not as many for each message. */
static void
test_unreachable (World *world, gconstpointer data)
{
  guint n = 0;

  lose_three (world);
  close_session (world);
  open_session (world);
  for (gint64 ms = 0; find_envelope (world, 2, "c") == NULL; ms += 100)
    {
      g_assert_cmpint (ms, <, 10000);
      for (; world->questions->len > 0; n++)
        answer (world, 0, ANSWER_NONE);
      advance_ms (world, 100);
    }
  g_assert_cmpuint (n, >=, CHAT_RECONCILE_TRIES);
  g_assert_cmpuint (n, <=, 3 * CHAT_RECONCILE_TRIES);
  finish (world);
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_ACCEPTED, TRUE);
}

/* A short trouble is no reason to say it twice. */
static void
test_unreachable_for_a_while (World *world, gconstpointer data)
{
  lose_three (world);
  deliver_all (world);
  close_session (world);
  open_session (world);
  answer_all (world, ANSWER_NONE);
  advance_ms (world, CHAT_RECONCILE_RETRY_MS);
  answer_all (world, ANSWER_NONE);
  finish (world);
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_ACCEPTED, FALSE);
  assert_accepted (world, (const char *[]){ "a", "b", "c", NULL });
}

/* "Absent", by a certificate from before the fence: it may have arrived since. */
static void
test_stale_absence (World *world, gconstpointer data)
{
  lose_three (world);
  close_session (world);
  open_session (world);
  answer_all (world, ANSWER_STALE);
  g_assert_null (find_envelope (world, 2, "a"));
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_SENT, FALSE);
  finish (world);
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_ACCEPTED, FALSE);
}

static void
test_lost_three_times (World *world, gconstpointer data)
{
  lose_three (world);
  deliver (world, find_envelope (world, 1, NULL), FALSE);
  deliver (world, find_envelope (world, 1, "a"), FALSE);
  for (guint i = 0; i < 3; i++)
    {
      close_session (world);
      advance_ms (world, 3000);
      open_session (world);
      g_assert_cmpuint (world->questions->len, ==, 3); /* those of the first round go on */
      relay_all (world);
    }
  answer (world, 0, ANSWER_TRUTH);
  answer (world, 0, ANSWER_TRUTH);
  close_session (world);
  answer (world, 0, ANSWER_TRUTH); /* while no session is open */
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_ACCEPTED, FALSE);
  assert_message (world->messages->pdata[2], CHAT_DELIVERY_QUEUED, FALSE);
  open_session (world);
  finish (world);
  assert_accepted (world, (const char *[]){ "a", "b", "c", NULL });
  for (guint i = 0; i < 3; i++)
    assert_message (world->messages->pdata[i], CHAT_DELIVERY_ACCEPTED, FALSE);
}

/* A message that makes the canister trap in each session does not come back for ever. */
static void
test_rejected (World *world, gconstpointer data)
{
  ChatMessage *message;

  open_session (world);
  message = say (world, "poison");
  for (guint i = 1; i <= CHAT_RECONCILE_MAX_REJECTED; i++)
    {
      Envelope *envelope;

      relay_all (world);
      envelope = find_envelope (world, i, "poison");
      g_assert_nonnull (envelope);
      envelope->fate = ICWS_FATE_REJECTED;
      envelope->reject_code = 5;
      close_session (world);
      open_session (world);
      answer_all (world, ANSWER_TRUTH);
    }
  g_assert_cmpint (chat_message_get_delivery (message), ==, CHAT_DELIVERY_FAILED);
  g_assert_cmpstr (chat_message_get_failure_text (message), ==, "trapped");
  finish (world);
}

/* Within a session: the IC's own word, before any echo or acknowledgement. */
static void
test_in_session (World *world, gconstpointer data)
{
  IcwsRequestFate fate = { .fate = ICWS_FATE_REJECTED, .text = (char *)"trapped" };

  lose_three (world);
  deliver (world, find_envelope (world, 1, NULL), FALSE);
  deliver (world, find_envelope (world, 1, "a"), FALSE);
  chat_room_sender_accepted (world->sender, 2, now_ns (world));
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_ACCEPTED, FALSE);
  g_assert_cmpuint (chat_message_get_certificate_time_ns (world->messages->pdata[0]), ==,
                    now_ns (world));
  /* Its echo, which comes late, is still known as ours (receive() asserts it). */
  receive_all (world);

  fate.sequence = 3;
  chat_room_sender_refused (world->sender, &fate);
  assert_message (world->messages->pdata[1], CHAT_DELIVERY_FAILED, FALSE);
  g_assert_cmpstr (chat_message_get_failure_text (world->messages->pdata[1]), ==, "trapped");

  /* An Err may be about the number: not final. The next session says it again, without asking. */
  fate.sequence = 4;
  fate.fate = ICWS_FATE_REFUSED;
  chat_room_sender_refused (world->sender, &fate);
  assert_message (world->messages->pdata[2], CHAT_DELIVERY_SENT, FALSE);
  close_session (world);
  open_session (world);
  g_assert_cmpuint (world->questions->len, ==, 0);
  finish (world);
  assert_message (world->messages->pdata[2], CHAT_DELIVERY_ACCEPTED, FALSE);
}

/* An Err of a message that the canister has counted is about what it says. */
static void
test_refused_for_good (World *world, gconstpointer data)
{
  IcwsRequestFate fate = { .sequence = 3, .fate = ICWS_FATE_REFUSED, .text = (char *)"rude" };

  lose_three (world);
  chat_room_sender_refused (world->sender, &fate);
  chat_room_sender_acknowledged (world->sender, 4);
  assert_message (world->messages->pdata[0], CHAT_DELIVERY_ACCEPTED, FALSE);
  assert_message (world->messages->pdata[1], CHAT_DELIVERY_FAILED, FALSE);
  g_assert_cmpstr (chat_message_get_failure_text (world->messages->pdata[1]), ==, "rude");
  assert_message (world->messages->pdata[2], CHAT_DELIVERY_ACCEPTED, FALSE);
}

/* Random schedules */

static guint
roll (IcRandom *random, guint n)
{
  return (guint)(ic_random_uint64 (random) % n);
}

/* Nothing is told to be accepted that is not. */
static void
check (World *world)
{
  for (guint i = 0; i < world->messages->len; i++)
    {
      ChatMessage *message = world->messages->pdata[i];

      g_assert_cmpint (chat_message_get_delivery (message), !=, CHAT_DELIVERY_FAILED);
      if (chat_message_get_delivery (message) == CHAT_DELIVERY_ACCEPTED)
        g_assert_cmpuint (count_accepted (world, chat_message_get_text (message)), >, 0);
    }
}

static void
deliver_some (World *world, IcRandom *random)
{
  gboolean in_order = roll (random, 4) != 0;
  guint n = world->envelopes->len;
  guint start = n > 0 ? roll (random, n) : 0;

  for (guint i = 0; i < n; i++)
    {
      Envelope *envelope = world->envelopes->pdata[in_order ? i : (start + i) % n];

      if (!envelope->handed || envelope->fate != ICWS_FATE_ABSENT ||
          now_ns (world) > envelope->expiry_ns)
        continue;
      deliver (world, envelope, roll (random, 5) == 0);
      return;
    }
}

static void
tell_status (World *world, IcRandom *random)
{
  for (guint i = 0; i < world->envelopes->len; i++)
    {
      Envelope *envelope = world->envelopes->pdata[i];
      IcwsRequestFate fate = { .sequence = envelope->sequence, .fate = ICWS_FATE_REFUSED };

      if (envelope->session != world->session || envelope->working || roll (random, 3) != 0)
        continue;
      if (envelope->fate == ICWS_FATE_ACCEPTED)
        chat_room_sender_accepted (world->sender, envelope->sequence, now_ns (world));
      else if (envelope->fate == ICWS_FATE_REFUSED)
        chat_room_sender_refused (world->sender, &fate);
    }
}

static void
step (World *world, IcRandom *random)
{
  switch (roll (random, 16))
    {
    case 0:
    case 1:
      {
        g_autofree char *text = g_strdup_printf ("text %u", world->messages->len);

        say (world, text);
        break;
      }
    case 2:
      close_session (world);
      break;
    case 3:
    case 4:
      if (world->session == 0)
        open_session (world);
      break;
    case 5:
    case 6:
      relay (world);
      break;
    case 7:
    case 8:
    case 9:
      deliver_some (world, random);
      break;
    case 10:
      if (world->envelopes->len > 0)
        {
          Envelope *any = world->envelopes->pdata[roll (random, world->envelopes->len)];

          any->working = FALSE;
        }
      break;
    case 11:
      if (world->session != 0 && world->session == world->canister_session)
        push_reply (world, world->session, NULL, world->canister_next - 1);
      break;
    case 12:
      receive (world);
      break;
    case 13:
      if (world->session != 0)
        tell_status (world, random);
      break;
    case 14:
      if (world->questions->len > 0)
        answer (world, roll (random, world->questions->len),
                roll (random, 8) ? ANSWER_TRUTH : 1 + roll (random, 2));
      break;
    default:
      /* Mostly moments, now and then longer than the IC remembers. */
      advance_ms (world, roll (random, 400) ? roll (random, 3000) : 600000);
    }
  check (world);
}

/* Each text once and in order, unless it is marked. */
static guint
check_end (World *world)
{
  guint n_marked = 0;
  gint last = -1;

  for (guint i = 0; i < world->messages->len; i++)
    {
      ChatMessage *message = world->messages->pdata[i];
      gboolean marked = chat_message_get_possible_duplicate (message);
      guint n = count_accepted (world, chat_message_get_text (message));
      gint first = 0;

      g_assert_cmpint (chat_message_get_delivery (message), ==, CHAT_DELIVERY_ACCEPTED);
      g_assert_cmpuint (n, >=, 1);
      if (!marked)
        g_assert_cmpuint (n, ==, 1);
      while (strcmp (world->accepted->pdata[first], chat_message_get_text (message)) != 0)
        first++;
      g_assert_cmpint (first, >, last);
      last = first;
      n_marked += marked;
    }
  return n_marked;
}

#define N_SCHEDULES 1000
#define N_STEPS     300

static void
test_random (void)
{
  guint n_marked = 0, n_texts = 0, n_fenced = 0, n_sessions = 0, n_envelopes = 0;

  for (guint seed = 0; seed < N_SCHEDULES; seed++)
    {
      g_autoptr (IcRandom) random = ic_random_new_seeded (seed);
      World world;

      set_up (&world, NULL);
      for (guint i = 0; i < N_STEPS; i++)
        step (&world, random);
      close_session (&world);
      open_session (&world);
      finish (&world);
      check (&world);
      n_marked += check_end (&world);
      n_texts += world.messages->len;
      n_fenced += world.n_fenced;
      n_sessions += world.n_sessions;
      n_envelopes += world.envelopes->len;
      tear_down (&world, NULL);
    }
  g_test_message ("%u texts in %u sessions, %u envelopes, %u came too late, %u marked", n_texts,
                  n_sessions, n_envelopes, n_fenced, n_marked);
  /* The schedules do reach what this is about, and marking is no way out. */
  g_assert_cmpuint (n_texts, >, 10000);
  g_assert_cmpuint (n_fenced, >, 1000);
  g_assert_cmpuint (n_marked, >, 0);
  g_assert_cmpuint (n_marked, <, n_texts / 10);
}

#define ADD(path, func) g_test_add ("/chat/reconcile/" path, World, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("accepted", test_accepted);
  ADD ("each-fate", test_each_fate);
  ADD ("pending", test_pending);
  ADD ("pending-without-end", test_pending_without_end);
  ADD ("unknown", test_unknown);
  ADD ("unreachable", test_unreachable);
  ADD ("unreachable-for-a-while", test_unreachable_for_a_while);
  ADD ("stale-absence", test_stale_absence);
  ADD ("lost-three-times", test_lost_three_times);
  ADD ("rejected", test_rejected);
  ADD ("in-session", test_in_session);
  ADD ("refused-for-good", test_refused_for_good);
  g_test_add_func ("/chat/reconcile/random", test_random);
  return g_test_run ();
}
