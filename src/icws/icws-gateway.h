/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-verdict.h"

G_BEGIN_DECLS

typedef enum
{
  ICWS_GATEWAY_UNTRIED,
  ICWS_GATEWAY_GOOD,       /* the last connection through it was proved */
  ICWS_GATEWAY_FAILING,    /* could not be reached or used lately: backs off */
  ICWS_GATEWAY_QUARANTINED /* misbehaved: not used until forgiven or its time is over */
} IcwsGatewayState;
const char *icws_gateway_state_to_id (IcwsGatewayState state);

/* How many verdicts and latencies a record keeps. */
#define ICWS_GATEWAY_MAX_VERDICTS  20
#define ICWS_GATEWAY_MAX_LATENCIES 64
#define ICWS_GATEWAY_MAX_URL       2048

/* The same text for each way to write one gateway's URL, e.g. to find duplicates; NULL with
 * G_IO_ERROR_INVALID_ARGUMENT: no ws or wss URL. */
char *icws_gateway_normalize_url (const char *url, GError **error);

/**
 * IcwsGateway: one gateway of a pool and its record. "changed" is a signal; properties "url",
 * "pinned", "state" notify.
 */
#define ICWS_TYPE_GATEWAY (icws_gateway_get_type ())
G_DECLARE_FINAL_TYPE (IcwsGateway, icws_gateway, ICWS, GATEWAY, GObject)

const char *icws_gateway_get_url (IcwsGateway *self);
gboolean icws_gateway_get_pinned (IcwsGateway *self);
/* By its record, at @now_ns: quarantines and backoffs end by themselves. */
IcwsGatewayState icws_gateway_get_state (IcwsGateway *self, guint64 now_ns);
guint64 icws_gateway_get_retry_ns (IcwsGateway *self); /* wall; 0: may be tried now */
guint64
icws_gateway_get_quarantine_end_ns (IcwsGateway *self); /* 0: none, G_MAXUINT64: without end */
IcwsVerdict *
icws_gateway_get_quarantine_verdict (IcwsGateway *self);    /* (nullable) (transfer none) */
const char *icws_gateway_get_principal (IcwsGateway *self); /* (nullable): as last told */
guint64 icws_gateway_get_n_opened (IcwsGateway *self);
guint64 icws_gateway_get_n_failed (IcwsGateway *self);
guint64 icws_gateway_get_n_messages (IcwsGateway *self);
guint64 icws_gateway_get_uptime_s (IcwsGateway *self);         /* connected and proved, in all */
guint64 icws_gateway_get_last_proof_ns (IcwsGateway *self);    /* wall; 0: never */
gint64 icws_gateway_get_median_latency_us (IcwsGateway *self); /* -1: none */
GListModel *icws_gateway_get_verdicts (IcwsGateway *self);     /* of IcwsVerdict, newest first */

G_END_DECLS
