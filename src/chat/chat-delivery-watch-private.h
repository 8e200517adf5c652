/* SPDX-License-Identifier: MIT */
/* The watch without a session and without the IC, for its tests. */
#pragma once

#include "chat-delivery-watch.h"
#include "chat-fate.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean (*get_question) (guint64 sequence, IcwsQuestion *out, gpointer data);
  ChatFateAsk ask;
  /* Certified time minus our clock, as far as proofs tell; never more than the truth. */
  gint64 (*get_clock_lag_ns) (gpointer data);
  GDestroyNotify free;
} ChatDeliverySource;

/* Takes @data. */
ChatDeliveryWatch *chat_delivery_watch_new_for_source (const ChatDeliverySource *source,
                                                       gpointer data,
                                                       IcClock *clock,
                                                       const ChatDeliveryFuncs *funcs,
                                                       gpointer user_data);

G_END_DECLS
