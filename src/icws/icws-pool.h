/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-gateway.h"

G_BEGIN_DECLS

#define ICWS_POOL_MAX_GATEWAYS 16
/* Backoff of one gateway: doubles, with jitter. */
#define ICWS_POOL_RETRY_FIRST_MS 1000
#define ICWS_POOL_RETRY_LAST_MS  60000
/* Quarantine for what is no proved lie; doubles each time, up to a day. A lie has no end. */
#define ICWS_POOL_QUARANTINE_FIRST_S (10 * 60)
#define ICWS_POOL_QUARANTINE_LAST_S  (24 * 60 * 60)
/* Records in all, with those of gateways that are not listed any more; the oldest of these go first,
 * and what is in quarantine last. */
#define ICWS_POOL_MAX_RECORDS    64
#define ICWS_POOL_MAX_JSON_BYTES (16 * 1024 * 1024)
/* Messages alone make "changed" so often: what they tell is worth little, and a file costs. */
#define ICWS_POOL_PROOF_CHANGED_S 60

/**
 * IcwsPool: the gateways that may be used, in the person's order: a GListModel of IcwsGateway, with
 * what was learned about each. Decides which one is next; opens no connection itself.
 *
 * Signal "changed": a record or the order changed: worth saving.
 */
#define ICWS_TYPE_POOL (icws_pool_get_type ())
G_DECLARE_FINAL_TYPE (IcwsPool, icws_pool, ICWS, POOL, GObject)

IcwsPool *icws_pool_new (IcClock *clock, IcRandom *random);

/* FALSE with G_IO_ERROR_INVALID_ARGUMENT: no ws or wss URL, known already, too many. Order. */
gboolean icws_pool_add (IcwsPool *self, const char *url, GError **error);
gboolean icws_pool_remove (IcwsPool *self, const char *url); /* not the last one */
void icws_pool_move (IcwsPool *self, const char *url, guint position);
/* Makes the list be @urls in that order; records of those that stay are kept, unknown ones begin. */
void icws_pool_set_urls (IcwsPool *self, const char *const *urls);
char **icws_pool_dup_urls (IcwsPool *self);
IcwsGateway *icws_pool_find (IcwsPool *self, const char *url); /* (nullable) (transfer none) */
/* At most one is pinned: used before all others, though never while in quarantine. */
void icws_pool_pin (IcwsPool *self, const char *url, gboolean pinned);
/* Ends quarantine and backoff; the verdicts stay in the record. */
void icws_pool_forgive (IcwsPool *self, const char *url);

/* The best one that may be tried now: pinned first, then in order; not quarantined, not backing off.
 * (transfer full) (nullable). @avoid (nullable): not this one if there is another. */
IcwsGateway *icws_pool_pick (IcwsPool *self, IcwsGateway *avoid);
/* Wall time at which pick would find one; 0: now, G_MAXUINT64: never (all in quarantine for ever). */
guint64 icws_pool_get_next_ns (IcwsPool *self);
/* A backoff makes no sense any more: the network is back, or a person wants it now. */
void icws_pool_clear_backoff (IcwsPool *self);

/* What happens through a gateway. @gateway may have left the list: it is its record that counts. */
void icws_pool_report_opened (IcwsPool *self, IcwsGateway *gateway, const char *principal);
void icws_pool_report_proof (IcwsPool *self, IcwsGateway *gateway, gint64 latency_us);
/* The connection through it ended: backs off, goes to quarantine, or nothing, by the verdict's
 * response and culprit. @uptime_us: how long it was open. Once for each end (with the verdict after
 * the diagnosis), or it counts twice. ICWS_RESPONSE_KEEP with @uptime_us 0: noted, and it goes on. */
void icws_pool_report_verdict (IcwsPool *self,
                               IcwsGateway *gateway,
                               IcwsVerdict *verdict,
                               gint64 uptime_us);

/* Records of all gateways ever in the pool, by URL, bounded; JSON with a version number. Loading
 * merges by URL, never changes the order, and refuses what is malformed (nothing is changed then):
 * G_IO_ERROR_INVALID_DATA. What is loaded first is taken as what was before; later as another state
 * of the same records, of which what is newer is taken. */
char *icws_pool_to_json (IcwsPool *self);
gboolean icws_pool_load_json (IcwsPool *self, const char *json, gssize length, GError **error);

G_END_DECLS
