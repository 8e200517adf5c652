/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws-diagnosis.h"
#include "icws-error.h"
#include "icws-ledger.h"
#include "icws-transport.h"
#include "icws-verdict.h"
#include "icws-verifier.h"
#include "icws-wire.h"

G_BEGIN_DECLS

/* ic-ws-protocol: default interval of ack messages, and the bound of communication latency. */
#define ICWS_DEFAULT_ACK_INTERVAL_MS 300000
#define ICWS_LATENCY_BOUND_MS        30000
#define ICWS_HANDSHAKE_TIMEOUT_MS    30000
#define ICWS_OPEN_TIMEOUT_MS         60000
/* Sent and not yet settled at once: a gateway relays without waiting, so more may arrive out of order. */
#define ICWS_MAX_IN_FLIGHT 4
#define ICWS_SETTLE_MS     2000
/* Messages that wait for their turn. All of them must be out well within the 60 s in which the
 * canister wants its keep-alive, which stands in the same line: 64 / 4 * 2 s = 32 s. */
#define ICWS_MAX_QUEUED 64
/* A canister stamps a message in the round that certifies it, never later; allow for rounding. */
#define ICWS_MESSAGE_FUTURE_MS 5000
/* A poll's certificate is fresh: a message this much older than it was held back. */
#define ICWS_MESSAGE_LATE_MS (5 * 60 * 1000)
/* From the canister to us; beyond it the ledger notes a delay. */
#define ICWS_MESSAGE_DELAYED_MS 30000
/* Worse than this, or so many delayed ones in a row: the session ends with ICWS_ERROR_DELAYED. */
#define ICWS_MESSAGE_TOO_LATE_MS  120000
#define ICWS_MAX_DELAYED_IN_A_ROW 5
/* A sleep shorter than this leaves the connection alone. */
#define ICWS_SUSPEND_LIMIT_MS 30000

typedef enum
{
  ICWS_STATE_NEW,
  ICWS_STATE_CONNECTING, /* transport opens */
  ICWS_STATE_HANDSHAKE,  /* waits for the gateway's principal */
  ICWS_STATE_OPENING,    /* ws_open is signed or sent; waits for OpenMessage */
  ICWS_STATE_OPEN,
  ICWS_STATE_CLOSED
} IcwsState;
#define ICWS_TYPE_STATE (icws_state_get_type ())
GType icws_state_get_type (void);
const char *icws_state_to_string (IcwsState state);

/**
 * IcwsSession: one connection of one client key: a state machine over a transport. Used once; a new
 * connection is a new session with a fresh nonce. Main-thread object.
 *
 * Properties: "state" (IcwsState, notify), "ack-interval-ms" (construct-time setting).
 * Signals:
 *   "opened": the certified OpenMessage came
 *   "message" (IcwsMessage *message, IcwsProof *proof): a verified application message, in order
 *   "sent" (guint64 sequence): handed to the transport
 *   "acknowledged" (guint64 sequence): the canister has certified all up to this number
 *   "closed" (const GError *error): once; error ICWS_ERROR_CANCELLED if we asked for it
 *   "updated": steps, figures or state changed; at most once for each message or event
 */
#define ICWS_TYPE_SESSION (icws_session_get_type ())
G_DECLARE_FINAL_TYPE (IcwsSession, icws_session, ICWS, SESSION, GObject)

typedef struct
{
  IcwsTransport *transport;
  IcIdentity *identity; /* (nullable): without one the session ends with ICWS_ERROR_ANONYMOUS */
  IcPrincipal canister_id;
  IcwsVerifier *verifier;
  IcwsLedger *ledger;
  IcClock *clock;
  IcRandom *random;
  guint ack_interval_ms; /* 0: ICWS_DEFAULT_ACK_INTERVAL_MS */
  guint max_in_flight;   /* 0: ICWS_MAX_IN_FLIGHT */
} IcwsSessionConfig;

IcwsSession *icws_session_new (const IcwsSessionConfig *config);
void icws_session_open (IcwsSession *self);
/* Ends the session with ICWS_ERROR_CANCELLED. */
void icws_session_close (IcwsSession *self);
/* Numbers, signs and sends an application message (Candid bytes). Returns its sequence number, or 0
 * with ICWS_ERROR_NOT_OPEN, ICWS_ERROR_MESSAGE_TOO_LARGE or ICWS_ERROR_BUSY. */
guint64 icws_session_send (IcwsSession *self, GBytes *content, GError **error);
/* Tells that a sent message was seen to be accepted by other means (an echo, a certified status). */
void icws_session_settle (IcwsSession *self, guint64 sequence);

/* Ends the session with what was found out by other means (ICWS_ERROR domain; ICWS_ERROR_WITHHELD of
 * a diagnosis, ICWS_ERROR_SUSPENDED); nothing if it has ended already. */
void icws_session_end (IcwsSession *self, const GError *error);

IcwsState icws_session_get_state (IcwsSession *self);
/* Numbers of our messages: handed to the transport, and certified as received. Kept after close. */
guint64 icws_session_get_last_sent (IcwsSession *self);
guint64 icws_session_get_last_acknowledged (IcwsSession *self);
/* What to ask the IC about a message of ours (0: ws_open), also after close. FALSE: not sent, or too
 * long ago. */
gboolean icws_session_get_question (IcwsSession *self, guint64 sequence, IcwsQuestion *out);
/* The frame that ended it, as evidence. (nullable) (transfer none) */
GBytes *icws_session_get_refused_frame (IcwsSession *self);
/* What was noted when it ended: numbers, times, codes. For icws_verdict_new_full(). */
const IcwsEvidence *icws_session_get_evidence (IcwsSession *self, guint *n);
/* How far our clock is ahead of the Internet Computer's, by a diagnosis: latencies are figured with
 * it, so that a clock that is a little fast makes no message late. */
void icws_session_set_clock_offset_ns (IcwsSession *self, gint64 offset_ns);
/* Microseconds from open to the end (or to now); 0: it never opened. */
gint64 icws_session_get_uptime_us (IcwsSession *self);
void icws_session_get_client_key (IcwsSession *self, IcwsClientKey *out);
/* FALSE before the handshake. */
gboolean icws_session_get_gateway_principal (IcwsSession *self, IcPrincipal *out);
const IcPrincipal *icws_session_get_canister_id (IcwsSession *self);
IcwsLedger *icws_session_get_ledger (IcwsSession *self);
const GError *icws_session_get_error (IcwsSession *self); /* (nullable) after close */
char *icws_session_get_transport_description (IcwsSession *self);
/* Request id of ws_open or of a sent message, for a certified read_state; FALSE if unknown. sequence 0: ws_open. */
gboolean
icws_session_get_request_id (IcwsSession *self, guint64 sequence, guint8 id[IC_HASH_BYTES]);
/* Monotonic time at which the next ack message is overdue; -1 if none is expected. */
gint64 icws_session_get_ack_deadline_us (IcwsSession *self);

/* The steps of the chain of trust, for display: state and wall time of each. */
typedef enum
{
  ICWS_STEP_REACH,       /* transport open */
  ICWS_STEP_HANDSHAKE,   /* gateway principal known */
  ICWS_STEP_SIGNED_OPEN, /* ws_open sent, OpenMessage received with our key */
  ICWS_STEP_CERTIFICATE, /* last certificate verified */
  ICWS_STEP_WITNESS,     /* last witness and content hash verified */
  ICWS_STEP_ORDER,       /* sequence without gap */
  ICWS_STEP_ACK,         /* our messages acknowledged */
  ICWS_N_STEPS
} IcwsStep;
typedef enum
{
  ICWS_STEP_STATE_PENDING,
  ICWS_STEP_STATE_RUNNING,
  ICWS_STEP_STATE_PASSED,
  ICWS_STEP_STATE_FAILED
} IcwsStepState;
typedef struct
{
  IcwsStepState state;
  guint64 wall_ns; /* of the last change or proof; 0: never */
} IcwsStepInfo;
void icws_session_get_step (IcwsSession *self, IcwsStep step, IcwsStepInfo *out);
const char *icws_step_to_string (IcwsStep step);

G_END_DECLS
