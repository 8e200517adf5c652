/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-glib/json-glib.h>

#include "icws-gateway.h"

G_BEGIN_DECLS

/* A connection that was proved for so long resets the doubling of backoffs. */
#define ICWS_GATEWAY_GOOD_STRETCH_US (60 * G_USEC_PER_SEC)
/* So much time proved, in all, since the last quarantine ended its doubling. Long, because a gateway
 * that withholds is noticed after minutes only. */
#define ICWS_GATEWAY_GOOD_BEHAVIOUR_US (G_GINT64_CONSTANT (24 * 60 * 60) * G_USEC_PER_SEC)
/* Counts of a file beyond this are nonsense; none of ours can overflow from there. */
#define ICWS_GATEWAY_MAX_COUNT (G_GINT64_CONSTANT (1) << 53)
/* JSON of a verdict in a record; with the refused frame if it fits. */
#define ICWS_GATEWAY_MAX_VERDICT_BYTES  (8 * 1024)
#define ICWS_GATEWAY_MAX_EVIDENCE_BYTES (72 * 1024)

/* A span of the wall clock. When the clock was set back to before its start, it begins anew: a clock
 * that was wrong by years locks nobody out for longer than the span itself. */
typedef struct
{
  guint64 begin_ns;
  guint64 end_ns; /* 0: none, G_MAXUINT64: without end */
} IcwsSpan;

struct _IcwsGateway
{
  GObject parent_instance;

  IcClock *clock;
  char *url;
  char *key; /* the same for each way to write this URL */

  /* A person's choice. The revision tells which of two records is the later one. */
  gboolean pinned;
  guint64 pin_revision;

  /* What was seen */
  IcwsGatewayState last; /* never QUARANTINED: what the last connection was */
  gboolean connected;    /* opened, and no verdict since */
  char *principal;       /* (nullable) */
  guint64 n_opened;
  guint64 n_failed;
  guint64 n_messages;
  guint64 uptime_us;
  guint64 last_proof_ns;
  gint64 latencies_us[ICWS_GATEWAY_MAX_LATENCIES]; /* a ring */
  guint n_latencies;
  guint next_latency;
  GListStore *verdicts; /* newest first */

  /* What follows */
  IcwsSpan backoff;
  guint backoff_level; /* how often in a row */
  IcwsSpan quarantine;
  guint quarantine_level; /* how often since it behaved well for long */
  guint64 quarantine_revision;
  guint64 good_us;                 /* proved since the last quarantine */
  IcwsVerdict *quarantine_verdict; /* (nullable) */

  IcwsGatewayState told; /* the state that was notified last */
};

/* NULL with G_IO_ERROR_INVALID_ARGUMENT: no ws or wss URL. */
IcwsGateway *icws_gateway_new (const char *url, IcClock *clock, GError **error);
const char *icws_gateway_get_key (IcwsGateway *self);
/* Nothing was ever seen or chosen: not worth keeping. */
gboolean icws_gateway_is_blank (IcwsGateway *self);
gboolean icws_gateway_is_usable (IcwsGateway *self, guint64 now_ns);
/* Mends spans after the clock was set back, and notifies a state that changed with time alone. */
void icws_gateway_look (IcwsGateway *self, guint64 now_ns);
/* Tells those who watch: "changed" and the state. */
void icws_gateway_emit_changed (IcwsGateway *self);

/* The record; each ends with icws_gateway_emit_changed(). */
void icws_gateway_set_pinned (IcwsGateway *self, gboolean pinned, guint64 revision);
void icws_gateway_note_opened (IcwsGateway *self, const char *principal);
void icws_gateway_note_proof (IcwsGateway *self, gint64 latency_us);
/* FALSE: the verdict says nothing about the gateway. */
gboolean icws_gateway_note_verdict (IcwsGateway *self,
                                    IcwsVerdict *verdict,
                                    gint64 uptime_us,
                                    IcRandom *random);
gboolean icws_gateway_forgive (IcwsGateway *self);
gboolean icws_gateway_clear_backoff (IcwsGateway *self);
/* @is_history: @from was before all that @self has seen. Otherwise both are states of one history,
 * and what is later by revisions and counts is taken. FALSE: nothing new. */
gboolean icws_gateway_merge (IcwsGateway *self, IcwsGateway *from, gboolean is_history);
void icws_gateway_add_latency (IcwsGateway *self, gint64 latency_us);

void icws_gateway_add_json (IcwsGateway *self, JsonBuilder *builder);
/* (transfer full) NULL with G_IO_ERROR_INVALID_DATA. */
IcwsGateway *icws_gateway_new_from_json (JsonNode *node, IcClock *clock, GError **error);

G_END_DECLS
