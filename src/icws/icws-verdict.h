/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-diagnosis.h"
#include "icws-error.h"

G_BEGIN_DECLS

/**
 * IcwsAct: what happened. Each act has one name, one usual culprit and one response.
 */
typedef enum
{
  ICWS_ACT_NONE, /* closed by us */
  /* the gateway: proved lies */
  ICWS_ACT_TAMPERED,
  ICWS_ACT_FORGED,
  ICWS_ACT_REPLAYED,
  ICWS_ACT_REORDERED, /* or dropped */
  ICWS_ACT_MISDELIVERED,
  ICWS_ACT_STALE, /* an old certificate, and our clock is right */
  /* the gateway: it does not do its work */
  ICWS_ACT_WITHHELD_FROM_CANISTER,
  ICWS_ACT_WITHHELD_FROM_YOU,
  ICWS_ACT_DELAYED,
  ICWS_ACT_PROTOCOL_VIOLATION,
  ICWS_ACT_NEVER_OPENED, /* nobody can say why yet */
  /* nobody's malice */
  ICWS_ACT_GATEWAY_RESTARTED,
  ICWS_ACT_GATEWAY_UNREACHABLE,
  ICWS_ACT_TLS,
  ICWS_ACT_CONNECTION_LOST,
  ICWS_ACT_NETWORK_LOST, /* the Internet Computer cannot be reached either */
  ICWS_ACT_SUSPENDED,    /* this computer slept */
  /* the canister */
  ICWS_ACT_CANISTER_REFUSED,
  ICWS_ACT_CANISTER_CLOSED,
  ICWS_ACT_CANISTER_TRAPPED,
  ICWS_ACT_CANISTER_NO_METHOD,
  ICWS_ACT_CANISTER_STOPPED,
  ICWS_ACT_CANISTER_OUT_OF_CYCLES,
  ICWS_ACT_CANISTER_MISSING,
  ICWS_ACT_CANISTER_RESTARTED, /* an upgrade lost who is connected */
  ICWS_ACT_CANISTER_SLOW,
  ICWS_ACT_CANISTER_MISBEHAVED, /* certified content that breaks the protocol */
  ICWS_ACT_OUT_OF_STEP,         /* WrongSequenceNumber, KeepAliveTimeout: connect anew */
  /* you */
  ICWS_ACT_CLOCK_WRONG,
  ICWS_ACT_IDENTITY, /* anonymous, expired, restricted, cannot sign */
  ICWS_N_ACTS
} IcwsAct;
const char *icws_act_to_id (IcwsAct act); /* stable: "withheld-from-canister" */

typedef enum
{
  ICWS_RESPONSE_KEEP,       /* note it and go on */
  ICWS_RESPONSE_RETRY,      /* the same gateway again, with backoff */
  ICWS_RESPONSE_FAIL_OVER,  /* another gateway; this one is not at fault for sure */
  ICWS_RESPONSE_QUARANTINE, /* another gateway; this one is set aside with the evidence */
  ICWS_RESPONSE_STOP        /* a person must do something first */
} IcwsResponse;
const char *icws_response_to_id (IcwsResponse response);

typedef enum
{
  ICWS_CERTAINTY_SUSPECTED, /* told by a time-out or a closed connection alone */
  ICWS_CERTAINTY_PROVED     /* by cryptography, or by a certified answer of the IC */
} IcwsCertainty;
const char *icws_certainty_to_id (IcwsCertainty certainty); /* "suspected", "proved" */

/* One piece of evidence: a name and what was seen, e.g. "expected-sequence" "7". */
typedef struct
{
  char *name;
  char *value;
} IcwsEvidence;

/* A note of a session's end: whether there was a sign that the gateway's computer had received what
 * we sent. */
#define ICWS_EVIDENCE_GATEWAY_RECEIVED "gateway-received"
/* How late the message was that was one too many, in seconds, after what was known of our clock was
 * taken into account, and how much that was. */
#define ICWS_EVIDENCE_LATENCY    "latency"
#define ICWS_EVIDENCE_CORRECTION "clock-correction"
/* And in which state it was: see icws_state_to_string(). */
#define ICWS_EVIDENCE_STATE   "state"
#define ICWS_EVIDENCE_OPENING "opening"
#define ICWS_EVIDENCE_YES     "yes"
#define ICWS_EVIDENCE_UNKNOWN "unknown"

/**
 * IcwsVerdict: who did what, how we know, and what follows. Immutable.
 */
#define ICWS_TYPE_VERDICT (icws_verdict_get_type ())
G_DECLARE_FINAL_TYPE (IcwsVerdict, icws_verdict, ICWS, VERDICT, GObject)

/* From the end of a session. @gateway (nullable): URL of the gateway; NULL: direct mode. @diagnosis
 * (nullable): what the IC said; makes a suspicion certain, or turns it into something else (a stale
 * certificate into a wrong clock, a time-out into the canister's refusal). @frame (nullable): the
 * frame that was refused. A pure function of its arguments. */
IcwsVerdict *icws_verdict_new (const GError *error,
                               const IcwsDiagnosis *diagnosis,
                               const char *gateway,
                               GBytes *frame,
                               guint64 wall_ns);
/* The same with what the session noted where it happened: icws_session_get_evidence(). Without the
 * note that the gateway has received what we sent, none is proved to have withheld it. */
IcwsVerdict *icws_verdict_new_full (const GError *error,
                                    const IcwsDiagnosis *diagnosis,
                                    const char *gateway,
                                    GBytes *frame,
                                    guint64 wall_ns,
                                    const IcwsEvidence *evidence,
                                    guint n_evidence);

IcwsAct icws_verdict_get_act (IcwsVerdict *self);
IcwsCulprit icws_verdict_get_culprit (IcwsVerdict *self);
IcwsCertainty icws_verdict_get_certainty (IcwsVerdict *self);
IcwsResponse icws_verdict_get_response (IcwsVerdict *self);
/* TRUE for proved lies: latched in the display, and the gateway's quarantine has no end. */
gboolean icws_verdict_is_integrity_failure (IcwsVerdict *self);
guint64 icws_verdict_get_wall_ns (IcwsVerdict *self);
const char *icws_verdict_get_gateway (IcwsVerdict *self); /* (nullable) */
const char *icws_verdict_get_text (IcwsVerdict *self);    /* one plain sentence, English */
const GError *icws_verdict_get_error (IcwsVerdict *self);
GBytes *icws_verdict_get_frame (IcwsVerdict *self); /* (nullable) */
const IcwsEvidence *icws_verdict_get_evidence (IcwsVerdict *self, guint *n);
/* (transfer full) JSON object: act, culprit, certainty, response, time, gateway, error, evidence,
 * frame as hex if @with_frame. */
char *icws_verdict_to_json (IcwsVerdict *self, gboolean with_frame);
/* The same back, e.g. of a quarantine in a file. NULL with ICWS_ERROR_FRAME. */
IcwsVerdict *icws_verdict_new_from_json (const char *json, GError **error);

const char *
icws_culprit_to_id (IcwsCulprit culprit); /* "nobody", "you", "network", "gateway", "canister" */

G_END_DECLS
