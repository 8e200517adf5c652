/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-envelope.h"
#include "net-outcome.h"
#include "net-tree.h"

G_BEGIN_DECLS

/* A replica under load refuses calls rather than keep an unlimited number of them. */
#define NET_INGRESS_MAX 200000

/* A call on its way: the tasks that wait for its certificate, if any. */
typedef struct
{
  guint8 id[IC_HASH_BYTES];
  IcPrincipal sender;
  IcPrincipal canister_id;
  char *method;
  GBytes *arg; /* NULL once executed */
  guint64 expiry_ns;
  gboolean executed;
  gint64 due_us;      /* monotonic: not to be executed before; 0: in the next round */
  gint64 patience_us; /* monotonic: until when @waiters wait; 0: until it is executed */
  GPtrArray *waiters; /* (nullable) GTask */
} NetIngress;

/**
 * NetIngressPool: the calls that a replica knows, waiting and executed, by request id, and their
 * status in the state tree (/request_status/<id>/...). A call is forgotten when it has expired: it
 * cannot come again then.
 */
typedef struct _NetIngressPool NetIngressPool;

NetIngressPool *net_ingress_pool_new (NetTree *state);
void net_ingress_pool_free (NetIngressPool *self);

NetIngress *net_ingress_pool_find (NetIngressPool *self, const guint8 id[IC_HASH_BYTES]);
/* Adds @request with status "received", to be executed in the next round, or with status
 * "processing", to be executed at @due_us (0: in the next round). No call of a canister overtakes
 * another one. NULL if there are too many. Owned by the pool. */
NetIngress *net_ingress_pool_add (NetIngressPool *self, const IcRequest *request, gint64 due_us);
/* Makes the calls that are due by @now_us ready; TRUE if there was one. */
gboolean net_ingress_pool_release_due (NetIngressPool *self, gint64 now_us);
/* The calls that are not due yet, in order of time: NetIngress, owned by the pool. */
const GQueue *net_ingress_pool_peek_delayed (NetIngressPool *self);
/* The next call to execute, or NULL. Stays owned by the pool. */
NetIngress *net_ingress_pool_next (NetIngressPool *self);
gboolean net_ingress_pool_has_next (NetIngressPool *self);
/* Writes the outcome into the state tree. */
void net_ingress_pool_finish (NetIngressPool *self, NetIngress *ingress, const NetOutcome *outcome);
void net_ingress_pool_forget_expired (NetIngressPool *self, guint64 now_ns);
guint net_ingress_pool_get_size (NetIngressPool *self);
/* Takes the waiting tasks of all calls: GTask (transfer full). */
GPtrArray *net_ingress_pool_steal_waiters (NetIngressPool *self);

G_END_DECLS
