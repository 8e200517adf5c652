/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws/icws.h"

G_BEGIN_DECLS

/* A message of ours that nothing confirmed for this long is asked for at the IC; what the IC does not
 * have then is asked for again before the gateway is blamed. */
#define CHAT_DELIVERY_FIRST_MS  10000
#define CHAT_DELIVERY_SECOND_MS 20000 /* after the first question */

/**
 * ChatDeliveryWatch: for one session: finds out by certified answers of the IC what became of our
 * messages that neither an echo nor an acknowledgement has confirmed. Calls back on the main loop.
 */
typedef struct _ChatDeliveryWatch ChatDeliveryWatch;

typedef struct
{
  /* The canister has it: proved by a certificate of that time. */
  void (*accepted) (guint64 sequence, guint64 certificate_time_ns, gpointer user_data);
  /* The canister said no, or the IC rejected it; the text is theirs. */
  void (*refused) (const IcwsRequestFate *fate, gpointer user_data);
  /* Proved twice that the IC never got it: the gateway withholds. Called once; the watch stops. */
  void (*withheld) (const IcwsRequestFate *fate, gpointer user_data);
} ChatDeliveryFuncs;

ChatDeliveryWatch *chat_delivery_watch_new (IcwsSession *session,
                                            IcAgent *agent,
                                            IcClock *clock,
                                            const ChatDeliveryFuncs *funcs,
                                            gpointer user_data);
/* To be told by the owner: */
void chat_delivery_watch_sent (ChatDeliveryWatch *self, guint64 sequence);
void chat_delivery_watch_confirmed (ChatDeliveryWatch *self, guint64 sequence); /* all up to it */
/* By whoever sees the echo of a message: tells the session, and its watch if it has one. */
void chat_delivery_watch_settle (IcwsSession *session, guint64 sequence);
void chat_delivery_watch_heard (ChatDeliveryWatch *self, guint64 sequence); /* that one alone */
void chat_delivery_watch_free (ChatDeliveryWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatDeliveryWatch, chat_delivery_watch_free)

G_END_DECLS
