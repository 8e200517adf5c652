/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-fate.h"
#include "chat-outbox.h"

G_BEGIN_DECLS

/* Questions to the IC at once. */
#define CHAT_RECONCILE_MAX_ASKING 4
/* The IC does not answer: so often, with doubling pauses, until the message is sent again unasked. */
#define CHAT_RECONCILE_TRIES    4
#define CHAT_RECONCILE_RETRY_MS 1000
/* The IC is working on it: asked again after this, and for so long. */
#define CHAT_RECONCILE_PENDING_MS     2000
#define CHAT_RECONCILE_MAX_PENDING_MS 120000
/* Rejected in so many sessions: it will never be taken. */
#define CHAT_RECONCILE_MAX_REJECTED 3

/**
 * ChatReconcile: finds out, after a new session has opened, what became of the messages that earlier
 * sessions had sent, and resolves them in the outbox: accepted, to be sent again, to be sent again as
 * a possible duplicate, or failed.
 */
typedef struct _ChatReconcile ChatReconcile;

/* Something was resolved: more may be sent. */
typedef void (*ChatReconcileFunc) (gpointer user_data);

/* @outbox is borrowed and must outlive it. */
ChatReconcile *chat_reconcile_new (ChatOutbox *outbox,
                                   IcClock *clock,
                                   ChatFateAsk ask,
                                   ChatReconcileFunc resolved,
                                   gpointer user_data);
void chat_reconcile_free (ChatReconcile *self);
/* A session is open, by a certificate of @fence_ns. */
void chat_reconcile_begin (ChatReconcile *self, guint64 fence_ns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatReconcile, chat_reconcile_free)

G_END_DECLS
