/* SPDX-License-Identifier: MIT */
/* What became of a message that nothing confirmed, told by a scripted Internet Computer. */
#include "chat/chat-delivery-watch-private.h"

#define NOON_NS (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)
#define MS      1000

typedef struct
{
  IcManualClock *clock;
  ChatDeliveryWatch *watch;
  gint64 clock_lag_ns;

  /* the question that is under way */
  GTask *task;
  guint64 asked;
  guint64 not_before_ns;
  guint n_asked;

  GString *told; /* "accepted 1, " ... */
  guint64 told_certificate_ns;
  gboolean free_when_told;
  gboolean freed_data;
} World;

static gboolean
get_question (guint64 sequence, IcwsQuestion *out, gpointer data)
{
  *out = (IcwsQuestion){ .sequence = sequence, .id = { (guint8)sequence } };
  return sequence != 99; /* forgotten by the session */
}

static void
ask (const IcwsQuestion *question, guint64 not_before_ns, GTask *answer, gpointer data)
{
  World *world = data;

  g_assert_null (world->task); /* one at a time */
  g_assert_cmpuint (question->id[0], ==, question->sequence & 0xff);
  world->task = answer;
  world->asked = question->sequence;
  world->not_before_ns = not_before_ns;
  world->n_asked++;
}

static gint64
get_clock_lag_ns (gpointer data)
{
  return ((World *)data)->clock_lag_ns;
}

static void
free_data (gpointer data)
{
  ((World *)data)->freed_data = TRUE;
}

static void
tell (World *world, const char *what, guint64 sequence, guint64 certificate_ns)
{
  g_string_append_printf (world->told, "%s %" G_GUINT64_FORMAT ", ", what, sequence);
  world->told_certificate_ns = certificate_ns;
  if (world->free_when_told)
    g_clear_pointer (&world->watch, chat_delivery_watch_free);
}

static void
on_accepted (guint64 sequence, guint64 certificate_time_ns, gpointer user_data)
{
  tell (user_data, "accepted", sequence, certificate_time_ns);
}

static void
on_refused (const IcwsRequestFate *fate, gpointer user_data)
{
  tell (user_data, fate->text, fate->sequence, fate->certificate_time_ns);
}

static void
on_withheld (const IcwsRequestFate *fate, gpointer user_data)
{
  tell (user_data, "withheld", fate->sequence, fate->certificate_time_ns);
}

static void
set_up (World *world, gconstpointer data)
{
  static const ChatDeliverySource SOURCE = { get_question, ask, get_clock_lag_ns, free_data };
  static const ChatDeliveryFuncs FUNCS = { on_accepted, on_refused, on_withheld };

  world->clock = ic_manual_clock_new (NOON_NS);
  world->told = g_string_new (NULL);
  world->watch = chat_delivery_watch_new_for_source (&SOURCE, world, IC_CLOCK (world->clock),
                                                     &FUNCS, world);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_clear_pointer (&world->watch, chat_delivery_watch_free);
  g_assert_true (world->freed_data);
  g_assert_null (world->task);
  g_assert_cmpuint (ic_manual_clock_get_pending (world->clock), ==, 0);
  g_object_unref (world->clock);
  g_string_free (world->told, TRUE);
}

static void
advance_ms (World *world, gint64 ms)
{
  ic_manual_clock_advance_us (world->clock, ms * MS);
}

static guint64
now_ns (World *world)
{
  return ic_clock_get_wall_ns (IC_CLOCK (world->clock));
}

/* The IC answers with a certificate of @certificate_ns; 0: it cannot be asked. */
static void
answer_at (World *world, IcwsFate fate, guint64 certificate_ns)
{
  GTask *task = g_steal_pointer (&world->task);

  g_assert_nonnull (task);
  if (certificate_ns == 0)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no answer");
  else
    {
      IcwsRequestFate *out = g_new0 (IcwsRequestFate, 1);

      out->fate = fate;
      out->certificate_time_ns = certificate_ns;
      if (fate == ICWS_FATE_REFUSED || fate == ICWS_FATE_REJECTED)
        out->text = g_strdup ("said no");
      g_task_return_pointer (task, out, (GDestroyNotify)chat_fate_free);
    }
  g_object_unref (task);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
answer (World *world, IcwsFate fate)
{
  answer_at (world, fate, now_ns (world));
}

static void
send_one (World *world, guint64 sequence)
{
  chat_delivery_watch_sent (world->watch, sequence);
}

static void
test_accepted (World *world, gconstpointer data)
{
  send_one (world, 1);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS - 1);
  g_assert_cmpuint (world->n_asked, ==, 0);
  advance_ms (world, 1);
  g_assert_cmpuint (world->asked, ==, 1);
  g_assert_cmpuint (world->not_before_ns, ==, NOON_NS);
  answer (world, ICWS_FATE_ACCEPTED);
  g_assert_cmpstr (world->told->str, ==, "accepted 1, ");
  g_assert_cmpuint (world->told_certificate_ns, ==, now_ns (world));
  advance_ms (world, 600000);
  g_assert_cmpuint (world->n_asked, ==, 1);
}

static void
test_refused (World *world, gconstpointer data)
{
  send_one (world, 1);
  send_one (world, 2);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS);
  answer (world, ICWS_FATE_REFUSED);
  advance_ms (world, 0);
  answer (world, ICWS_FATE_REJECTED);
  g_assert_cmpstr (world->told->str, ==, "said no 1, said no 2, ");
}

/* Confirmed in time: nobody is asked. */
static void
test_confirmed (World *world, gconstpointer data)
{
  for (guint64 sequence = 1; sequence <= 3; sequence++)
    send_one (world, sequence);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS - 1);
  chat_delivery_watch_confirmed (world->watch, 2);
  advance_ms (world, 1);
  g_assert_cmpuint (world->asked, ==, 3);
  /* Confirmed while it is asked for: the answer is of no interest any more. */
  chat_delivery_watch_confirmed (world->watch, 3);
  answer (world, ICWS_FATE_ABSENT);
  advance_ms (world, 600000);
  g_assert_cmpuint (world->n_asked, ==, 1);
  /* Told late that it was sent. */
  send_one (world, 2);
  advance_ms (world, 600000);
  g_assert_cmpuint (world->n_asked, ==, 1);
  g_assert_cmpstr (world->told->str, ==, "");
}

static void
test_withheld (World *world, gconstpointer data)
{
  send_one (world, 1);
  send_one (world, 2);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS);
  answer (world, ICWS_FATE_ABSENT);
  g_assert_cmpstr (world->told->str, ==, "");
  advance_ms (world, 0);
  g_assert_cmpuint (world->asked, ==, 2);
  answer (world, ICWS_FATE_ABSENT);
  advance_ms (world, CHAT_DELIVERY_SECOND_MS - 1);
  g_assert_cmpuint (world->n_asked, ==, 2);
  advance_ms (world, 1);
  g_assert_cmpuint (world->asked, ==, 1);
  /* The second certificate must be later than the first, whatever the clocks say. */
  g_assert_cmpuint (world->not_before_ns, >=, NOON_NS + 20 * IC_NS_PER_S);
  answer (world, ICWS_FATE_ABSENT);
  g_assert_cmpstr (world->told->str, ==, "withheld 1, ");
  /* Once, and that is all. */
  send_one (world, 3);
  advance_ms (world, 600000);
  g_assert_cmpuint (world->n_asked, ==, 3);
}

/* The IC got it after the first question. */
static void
test_absent_then (World *world, gconstpointer data)
{
  IcwsFate fate = GPOINTER_TO_UINT (data);

  send_one (world, 1);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS);
  answer (world, ICWS_FATE_ABSENT);
  advance_ms (world, CHAT_DELIVERY_SECOND_MS);
  answer (world, fate);
  if (fate == ICWS_FATE_PENDING)
    {
      /* A slow canister, however long it takes. */
      for (guint i = 0; i < 20; i++)
        {
          advance_ms (world, CHAT_DELIVERY_SECOND_MS);
          answer (world, ICWS_FATE_PENDING);
        }
      advance_ms (world, CHAT_DELIVERY_SECOND_MS);
      answer (world, ICWS_FATE_ACCEPTED);
    }
  g_assert_cmpstr (world->told->str, ==, "accepted 1, ");
}

/* Answers that prove nothing never blame anybody, and are bounded. */
static void
test_unproved (World *world, gconstpointer data)
{
  guint how = GPOINTER_TO_UINT (data);

  send_one (world, 1);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS);
  for (guint i = 0; i < 100 && world->task != NULL; i++)
    {
      if (how == 0)
        answer_at (world, ICWS_FATE_UNKNOWN, 0); /* unreachable */
      else if (how == 1)
        answer (world, ICWS_FATE_UNKNOWN);
      else
        answer_at (world, ICWS_FATE_ABSENT, world->not_before_ns - 1); /* older than the message */
      advance_ms (world, CHAT_DELIVERY_SECOND_MS);
    }
  g_assert_cmpuint (world->n_asked, ==, 5);
  g_assert_cmpstr (world->told->str, ==, "");
}

/* One absence, then a replica that shows the same old state again and again. */
static void
test_same_old_certificate (World *world, gconstpointer data)
{
  guint64 old_ns;

  send_one (world, 1);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS);
  old_ns = now_ns (world);
  for (guint i = 0; i < 100 && world->task != NULL; i++)
    {
      answer_at (world, ICWS_FATE_ABSENT, old_ns);
      advance_ms (world, CHAT_DELIVERY_SECOND_MS);
    }
  g_assert_cmpuint (world->n_asked, ==, 6);
  g_assert_cmpstr (world->told->str, ==, "");
}

/* Our clock is an hour ahead of the IC's: what counts is certified time. */
static void
test_wrong_clock (World *world, gconstpointer data)
{
  guint64 hour_ns = 3600 * IC_NS_PER_S;

  world->clock_lag_ns = -(gint64)hour_ns;
  send_one (world, 1);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS);
  g_assert_cmpuint (world->not_before_ns, ==, NOON_NS - hour_ns);
  answer_at (world, ICWS_FATE_ABSENT, now_ns (world) - hour_ns);
  /* Somebody sets the clock right. */
  ic_manual_clock_set_wall_ns (world->clock, now_ns (world) - hour_ns);
  advance_ms (world, CHAT_DELIVERY_SECOND_MS);
  answer (world, ICWS_FATE_ABSENT);
  g_assert_cmpstr (world->told->str, ==, "withheld 1, ");
}

static void
test_forgotten (World *world, gconstpointer data)
{
  send_one (world, 99);
  send_one (world, 100);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS);
  advance_ms (world, 0);
  g_assert_cmpuint (world->asked, ==, 100);
  answer (world, ICWS_FATE_ACCEPTED);
  g_assert_cmpstr (world->told->str, ==, "accepted 100, ");
}

/* An echo speaks for itself alone: the one before it may have broken the canister down. */
static void
test_heard (World *world, gconstpointer data)
{
  send_one (world, 1);
  send_one (world, 2);
  chat_delivery_watch_heard (world->watch, 2);
  chat_delivery_watch_heard (world->watch, 7);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS);
  g_assert_cmpuint (world->asked, ==, 1);
  answer (world, ICWS_FATE_REJECTED);
  advance_ms (world, 600000);
  g_assert_cmpuint (world->n_asked, ==, 1);
  g_assert_nonnull (strstr (world->told->str, " 1"));
  g_assert_null (strstr (world->told->str, "accepted"));
}

/* The owner ends the session when it is told, which frees the watch. */
static void
test_freed_when_told (World *world, gconstpointer data)
{
  IcwsFate fate = GPOINTER_TO_UINT (data);

  world->free_when_told = TRUE;
  send_one (world, 1);
  send_one (world, 2);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS);
  answer (world, fate);
  if (fate == ICWS_FATE_ABSENT)
    {
      advance_ms (world, 0);
      answer (world, ICWS_FATE_PENDING);
      advance_ms (world, CHAT_DELIVERY_SECOND_MS);
      answer (world, fate);
    }
  g_assert_null (world->watch);
  g_assert_cmpuint (world->told->len, >, 0);
}

static void
test_freed_while_asking (World *world, gconstpointer data)
{
  send_one (world, 1);
  advance_ms (world, CHAT_DELIVERY_FIRST_MS);
  g_clear_pointer (&world->watch, chat_delivery_watch_free);
  answer (world, ICWS_FATE_ACCEPTED);
  g_assert_cmpstr (world->told->str, ==, "");
}

#define ADD(path, data, func)                                                                      \
  g_test_add ("/chat/delivery-watch/" path, World, GUINT_TO_POINTER (data), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("accepted", 0, test_accepted);
  ADD ("refused", 0, test_refused);
  ADD ("confirmed", 0, test_confirmed);
  ADD ("heard", 0, test_heard);
  ADD ("withheld", 0, test_withheld);
  ADD ("absent-then-accepted", ICWS_FATE_ACCEPTED, test_absent_then);
  ADD ("absent-then-pending", ICWS_FATE_PENDING, test_absent_then);
  ADD ("unproved/unreachable", 0, test_unproved);
  ADD ("unproved/unknown", 1, test_unproved);
  ADD ("unproved/old-absence", 2, test_unproved);
  ADD ("unproved/same-certificate", 0, test_same_old_certificate);
  ADD ("wrong-clock", 0, test_wrong_clock);
  ADD ("forgotten", 0, test_forgotten);
  ADD ("freed-when-told/accepted", ICWS_FATE_ACCEPTED, test_freed_when_told);
  ADD ("freed-when-told/refused", ICWS_FATE_REFUSED, test_freed_when_told);
  ADD ("freed-when-told/withheld", ICWS_FATE_ABSENT, test_freed_when_told);
  ADD ("freed-while-asking", 0, test_freed_while_asking);
  return g_test_run ();
}
