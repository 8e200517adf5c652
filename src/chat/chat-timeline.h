/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "chat-health.h"

G_BEGIN_DECLS

/* Stretches that are kept: a week of a connection that changes every minute. */
#define CHAT_TIMELINE_MAX_SPANS 10080

/**
 * ChatSpan: the health was this from then to then. Immutable.
 */
#define CHAT_TYPE_SPAN (chat_span_get_type ())
G_DECLARE_FINAL_TYPE (ChatSpan, chat_span, CHAT, SPAN, GObject)
ChatHealth chat_span_get_health (ChatSpan *self);
guint64 chat_span_get_start_ns (ChatSpan *self); /* wall */
guint64 chat_span_get_end_ns (ChatSpan *self);   /* wall; 0: goes on */

/**
 * ChatTimeline: the history of a connection's health, a GListModel of ChatSpan, oldest first; the
 * last one goes on. Equal neighbours are one span.
 */
#define CHAT_TYPE_TIMELINE (chat_timeline_get_type ())
G_DECLARE_FINAL_TYPE (ChatTimeline, chat_timeline, CHAT, TIMELINE, GObject)
ChatTimeline *chat_timeline_new (IcClock *clock);
void chat_timeline_add (ChatTimeline *self, ChatHealth health);

/* What a band of @n_buckets from @from_ns to @to_ns shows: for each bucket the nanoseconds spent in
 * each health (buckets[i][health]); what is before the first span stays 0. */
typedef struct
{
  guint64 ns[CHAT_HEALTH_DISCONNECTED + 1];
} ChatTimelineBucket;
void chat_timeline_fill (ChatTimeline *self,
                         guint64 from_ns,
                         guint64 to_ns,
                         guint64 now_ns,
                         ChatTimelineBucket *buckets,
                         guint n_buckets);
/* The one that is shown when there is room for one only: the worst in the order of precedence. */
gboolean chat_timeline_bucket_get_worst (const ChatTimelineBucket *bucket, ChatHealth *out);

G_END_DECLS
