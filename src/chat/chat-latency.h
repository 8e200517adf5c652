/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "icws/icws.h"

G_BEGIN_DECLS

#define CHAT_LATENCY_MAX_SAMPLES 120

typedef struct
{
  guint64 wall_ns;
  gint64 latency_us; /* -1: a gap: the connection was not open in between */
} ChatLatencySample;

/**
 * ChatLatency: how long messages took, the last 120. Signal "changed".
 */
#define CHAT_TYPE_LATENCY (chat_latency_get_type ())
G_DECLARE_FINAL_TYPE (ChatLatency, chat_latency, CHAT, LATENCY, GObject)
ChatLatency *chat_latency_new (void);
void chat_latency_add (ChatLatency *self, guint64 wall_ns, gint64 latency_us);
void chat_latency_add_gap (ChatLatency *self, guint64 wall_ns);
const ChatLatencySample *chat_latency_get_samples (ChatLatency *self, guint *n); /* oldest first */
/* Of the samples since @from_ns; FALSE if there is none. */
gboolean chat_latency_summarize (
    ChatLatency *self, guint64 from_ns, gint64 *median_us, gint64 *worst_us, guint *n);

G_END_DECLS
