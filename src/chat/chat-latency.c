/* SPDX-License-Identifier: MIT */
#include "chat-latency.h"

struct _ChatLatency
{
  GObject parent_instance;

  ChatLatencySample samples[CHAT_LATENCY_MAX_SAMPLES]; /* oldest first */
  guint n_samples;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (ChatLatency, chat_latency, G_TYPE_OBJECT)

/* 120 samples are moved for each new one: 2 KiB, and the callers get a plain array. */
static void
append (ChatLatency *self, guint64 wall_ns, gint64 latency_us)
{
  if (self->n_samples == CHAT_LATENCY_MAX_SAMPLES)
    {
      memmove (self->samples, self->samples + 1,
               (CHAT_LATENCY_MAX_SAMPLES - 1) * sizeof *self->samples);
      self->n_samples--;
    }
  self->samples[self->n_samples++] = (ChatLatencySample){ .wall_ns = wall_ns,
                                                          .latency_us = latency_us };
  g_signal_emit (self, changed_signal, 0);
}

static void
chat_latency_class_init (ChatLatencyClass *klass)
{
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
chat_latency_init (ChatLatency *self)
{
}

/**
 * chat_latency_new:
 *
 * Returns: (transfer full): a record without samples
 */
ChatLatency *
chat_latency_new (void)
{
  return g_object_new (CHAT_TYPE_LATENCY, NULL);
}

/**
 * chat_latency_add:
 * @wall_ns: when the message came
 * @latency_us: how long it took; a negative one (clocks differ a little) counts as 0
 */
void
chat_latency_add (ChatLatency *self, guint64 wall_ns, gint64 latency_us)
{
  g_return_if_fail (CHAT_IS_LATENCY (self));
  append (self, wall_ns, MAX (latency_us, 0));
}

/**
 * chat_latency_add_gap:
 * @wall_ns: when the connection ended
 *
 * What was not measured must not be drawn. One gap stands for any number of ends in a row.
 */
void
chat_latency_add_gap (ChatLatency *self, guint64 wall_ns)
{
  g_return_if_fail (CHAT_IS_LATENCY (self));
  if (self->n_samples > 0 && self->samples[self->n_samples - 1].latency_us >= 0)
    append (self, wall_ns, -1);
}

/**
 * chat_latency_get_samples:
 * @n: (out): how many
 *
 * Returns: (transfer none): oldest first, gaps among them; valid until the next one is added
 */
const ChatLatencySample *
chat_latency_get_samples (ChatLatency *self, guint *n)
{
  *n = self->n_samples;
  return self->samples;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a, *right = b;

  return (*left > *right) - (*left < *right);
}

/**
 * chat_latency_summarize:
 * @from_ns: wall time from which on samples count
 * @median_us: (out): the upper one of two in the middle
 * @worst_us: (out)
 * @n: (out): how many samples that are
 *
 * Returns: %FALSE if there is none; nothing is written then
 */
gboolean
chat_latency_summarize (
    ChatLatency *self, guint64 from_ns, gint64 *median_us, gint64 *worst_us, guint *n)
{
  gint64 values[CHAT_LATENCY_MAX_SAMPLES];
  guint n_values = 0;

  for (guint i = 0; i < self->n_samples; i++)
    if (self->samples[i].latency_us >= 0 && self->samples[i].wall_ns >= from_ns)
      values[n_values++] = self->samples[i].latency_us;
  if (n_values == 0)
    return FALSE;
  qsort (values, n_values, sizeof *values, compare);
  *median_us = values[n_values / 2];
  *worst_us = values[n_values - 1];
  *n = n_values;
  return TRUE;
}
