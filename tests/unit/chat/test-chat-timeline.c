/* SPDX-License-Identifier: MIT */
/* The history of health, and the latency of messages. */
#include "chat/chat-latency.h"
#include "chat/chat-timeline.h"

#define START_NS (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)

static void
pass (IcManualClock *clock, guint seconds)
{
  ic_manual_clock_advance_us (clock, seconds * G_GINT64_CONSTANT (1000000));
}

static void
assert_span (ChatTimeline *timeline, guint i, ChatHealth health, guint64 start_s, guint64 end_s)
{
  g_autoptr (ChatSpan) span = g_list_model_get_item (G_LIST_MODEL (timeline), i);

  g_assert_cmpint (chat_span_get_health (span), ==, health);
  g_assert_cmpuint (chat_span_get_start_ns (span), ==, START_NS + start_s * IC_NS_PER_S);
  g_assert_cmpuint (chat_span_get_end_ns (span), ==,
                    end_s == 0 ? 0 : START_NS + end_s * IC_NS_PER_S);
}

static void
test_spans (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (START_NS);
  g_autoptr (ChatTimeline) timeline = chat_timeline_new (IC_CLOCK (clock));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 0);
  chat_timeline_add (timeline, CHAT_HEALTH_CHECKING);
  assert_span (timeline, 0, CHAT_HEALTH_CHECKING, 0, 0);
  pass (clock, 2);
  chat_timeline_add (timeline, CHAT_HEALTH_VERIFIED);
  pass (clock, 3);
  chat_timeline_add (timeline, CHAT_HEALTH_VERIFIED); /* the same: one span */
  pass (clock, 5);
  chat_timeline_add (timeline, CHAT_HEALTH_OFFLINE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 3);
  assert_span (timeline, 0, CHAT_HEALTH_CHECKING, 0, 2);
  assert_span (timeline, 1, CHAT_HEALTH_VERIFIED, 2, 10);
  assert_span (timeline, 2, CHAT_HEALTH_OFFLINE, 10, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (timeline), 3));

  /* The wall clock was set back: no span ends before it begins. */
  ic_manual_clock_set_wall_ns (clock, START_NS);
  chat_timeline_add (timeline, CHAT_HEALTH_CHECKING);
  assert_span (timeline, 2, CHAT_HEALTH_OFFLINE, 10, 10);
  assert_span (timeline, 3, CHAT_HEALTH_CHECKING, 0, 0);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  *n = *n - removed + added;
}

/* Whoever counts along by "items-changed" counts right, also at the limit. */
static void
test_bound (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (START_NS);
  g_autoptr (ChatTimeline) timeline = chat_timeline_new (IC_CLOCK (clock));
  guint counted = 0;
  const guint n = CHAT_TIMELINE_MAX_SPANS + 7;

  g_signal_connect (timeline, "items-changed", G_CALLBACK (on_items_changed), &counted);
  for (guint i = 0; i < n; i++)
    {
      chat_timeline_add (timeline, i % 2 ? CHAT_HEALTH_VERIFIED : CHAT_HEALTH_CHECKING);
      pass (clock, 1);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==,
                    CHAT_TIMELINE_MAX_SPANS);
  g_assert_cmpuint (counted, ==, CHAT_TIMELINE_MAX_SPANS);
  assert_span (timeline, 0, CHAT_HEALTH_VERIFIED, 7, 8);
}

static guint64
sum (const ChatTimelineBucket *bucket)
{
  guint64 all = 0;

  for (guint i = 0; i < G_N_ELEMENTS (bucket->ns); i++)
    all += bucket->ns[i];
  return all;
}

static void
test_buckets (void)
{
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (START_NS);
  g_autoptr (ChatTimeline) timeline = chat_timeline_new (IC_CLOCK (clock));
  ChatTimelineBucket buckets[4];
  ChatHealth worst;

  pass (clock, 5);
  chat_timeline_add (timeline, CHAT_HEALTH_VERIFIED);
  pass (clock, 10);
  chat_timeline_add (timeline, CHAT_HEALTH_INTEGRITY);
  pass (clock, 1);
  chat_timeline_add (timeline, CHAT_HEALTH_VERIFIED);
  pass (clock, 14);
  /* 0-10, 10-20, 20-30, 30-40 s; it is second 30 now. */
  chat_timeline_fill (timeline, START_NS, START_NS + 40 * IC_NS_PER_S, START_NS + 30 * IC_NS_PER_S,
                      buckets, 4);
  g_assert_cmpuint (buckets[0].ns[CHAT_HEALTH_VERIFIED], ==, 5 * IC_NS_PER_S);
  g_assert_cmpuint (sum (&buckets[0]), ==, 5 * IC_NS_PER_S); /* before it: nothing is known */
  g_assert_cmpuint (buckets[1].ns[CHAT_HEALTH_INTEGRITY], ==, IC_NS_PER_S);
  g_assert_cmpuint (buckets[1].ns[CHAT_HEALTH_VERIFIED], ==, 9 * IC_NS_PER_S);
  g_assert_cmpuint (buckets[2].ns[CHAT_HEALTH_VERIFIED], ==, 10 * IC_NS_PER_S);
  g_assert_cmpuint (sum (&buckets[3]), ==, 0); /* the future */

  /* One second of it is enough. */
  g_assert_true (chat_timeline_bucket_get_worst (&buckets[1], &worst));
  g_assert_cmpint (worst, ==, CHAT_HEALTH_INTEGRITY);
  g_assert_true (chat_timeline_bucket_get_worst (&buckets[2], &worst));
  g_assert_cmpint (worst, ==, CHAT_HEALTH_VERIFIED);
  g_assert_false (chat_timeline_bucket_get_worst (&buckets[3], &worst));

  /* A length that the number of buckets does not divide: nothing is lost. */
  chat_timeline_fill (timeline, START_NS + 6 * IC_NS_PER_S, START_NS + 16 * IC_NS_PER_S + 1,
                      START_NS + 30 * IC_NS_PER_S, buckets, 3);
  g_assert_cmpuint (sum (&buckets[0]) + sum (&buckets[1]) + sum (&buckets[2]), ==,
                    10 * IC_NS_PER_S + 1);
}

static void
count (ChatLatency *latency, guint *n)
{
  (*n)++;
}

static void
test_latency (void)
{
  g_autoptr (ChatLatency) latency = chat_latency_new ();
  const ChatLatencySample *samples;
  gint64 median_us = -7, worst_us = -7;
  guint n, changes = 0;

  g_signal_connect (latency, "changed", G_CALLBACK (count), &changes);
  g_assert_false (chat_latency_summarize (latency, 0, &median_us, &worst_us, &n));
  g_assert_cmpint (median_us, ==, -7);
  chat_latency_add_gap (latency, START_NS); /* nothing before it: no gap */
  g_assert_cmpuint (changes, ==, 0);
  chat_latency_add (latency, START_NS, 300);
  chat_latency_add (latency, START_NS + 1, 100);
  chat_latency_add_gap (latency, START_NS + 2);
  chat_latency_add_gap (latency, START_NS + 3); /* one gap is enough */
  chat_latency_add (latency, START_NS + 4, 200);
  chat_latency_add (latency, START_NS + 5, -50); /* the clocks differ a little */
  g_assert_cmpuint (changes, ==, 5);
  samples = chat_latency_get_samples (latency, &n);
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpint (samples[2].latency_us, ==, -1);
  g_assert_cmpint (samples[4].latency_us, ==, 0);
  g_assert_true (chat_latency_summarize (latency, 0, &median_us, &worst_us, &n));
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpint (median_us, ==, 200);
  g_assert_cmpint (worst_us, ==, 300);
  g_assert_true (chat_latency_summarize (latency, START_NS + 1, &median_us, &worst_us, &n));
  g_assert_cmpint (median_us, ==, 100);
  g_assert_cmpint (worst_us, ==, 200);
  g_assert_false (chat_latency_summarize (latency, START_NS + 6, &median_us, &worst_us, &n));

  for (guint i = 0; i < CHAT_LATENCY_MAX_SAMPLES; i++)
    chat_latency_add (latency, START_NS + 10 + i, i);
  samples = chat_latency_get_samples (latency, &n);
  g_assert_cmpuint (n, ==, CHAT_LATENCY_MAX_SAMPLES);
  g_assert_cmpint (samples[0].latency_us, ==, 0);
  g_assert_cmpint (samples[n - 1].latency_us, ==, CHAT_LATENCY_MAX_SAMPLES - 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/timeline/spans", test_spans);
  g_test_add_func ("/chat/timeline/bound", test_bound);
  g_test_add_func ("/chat/timeline/buckets", test_buckets);
  g_test_add_func ("/chat/latency/samples", test_latency);
  return g_test_run ();
}
