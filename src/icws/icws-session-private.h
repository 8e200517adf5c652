/* SPDX-License-Identifier: MIT */
/*
 * The inside of a session. It is one state machine over a few files:
 *   icws-session.c          the object and its life
 *   icws-session-close.c    its end
 *   icws-session-report.c   what is asked of it afterwards
 *   icws-session-clock.c    sleep, and clocks that are set
 *   icws-session-open.c     transport, handshake, ws_open
 *   icws-session-receive.c  what comes in: order, ownership, time; service messages
 *   icws-session-ack.c      acknowledgements, keep-alive, deadlines
 *   icws-session-send.c     what goes out: numbers, signatures, the bounded number in flight
 * Entry points from outside (signals, timers, callbacks) run between enter() and leave().
 */
#pragma once

#include "icws-clock-watch.h"
#include "icws-session.h"

G_BEGIN_DECLS

/* WebSocket close codes of the protocol. */
#define ICWS_CLOSE_CODE_NORMAL          1000
#define ICWS_CLOSE_CODE_GOING_AWAY      1001
#define ICWS_CLOSE_CODE_SERVICE_RESTART 1012
#define ICWS_CLOSE_CODE_FAULT           4000
#define ICWS_CLOSE_CODE_BY_APPLICATION  4001

/* A message of ours that waits for its turn. */
typedef struct
{
  guint64 sequence;
  gboolean is_service_message;
  GBytes *content;
} IcwsQueued;

/* A message of ours that was handed to the transport and is not acknowledged. */
typedef struct
{
  guint64 sequence;
  gint64 sent_us;
  gint64 deadline_us; /* of its acknowledgement */
  gboolean settled;   /* no longer counted as in flight */
} IcwsSent;

/* What the IC can be asked about a request of ours. */
typedef struct
{
  guint8 id[IC_HASH_BYTES];
  guint64 ingress_expiry_ns;
} IcwsRequestRecord;

struct _IcwsSession
{
  GObject parent_instance;

  /* configuration */
  IcwsTransport *transport;
  IcIdentity *identity; /* (nullable) */
  IcPrincipal canister_id;
  IcwsVerifier *verifier;
  IcwsLedger *ledger;
  IcClock *clock;
  IcRandom *random;
  guint ack_interval_ms;
  guint max_in_flight;

  /* state */
  IcwsState state;
  GError *error;
  GError *deferred_error; /* the transport ended, but frames of it are still being verified */
  GCancellable *cancellable;
  guint depth; /* of enter() */
  gboolean dirty;
  IcwsStepInfo steps[ICWS_N_STEPS];
  guint phase_timer; /* handshake or open */
  gint64 opened_us;  /* monotonic; -1: never */
  gint64 closed_us;  /* monotonic; -1: not yet */

  /* the end */
  GBytes *refused_frame; /* (nullable) */
  GArray *evidence;      /* IcwsEvidence */

  /* clocks */
  IcwsClockWatch *watch;     /* (nullable): only while it is connected */
  gint64 clock_offset_us;    /* ours minus the IC's, as last told; 0: not told */
  gboolean latency_doubtful; /* a clock was set: no delay is believed until a sane latency comes */
  guint n_delayed;           /* in a row */

  /* who */
  IcwsClientKey client_key;
  IcPrincipal gateway;
  gboolean has_gateway;
  IcwsRequestRecord open_request;
  gboolean has_open_request;

  /* in */
  guint unverified; /* frames at the verifier */
  guint64 next_incoming;
  guint64 last_key_nonce;
  gboolean has_key_nonce;

  /* out */
  guint64 next_outgoing;
  guint64 last_sent;
  guint64 last_acknowledged;
  GQueue queued; /* IcwsQueued */
  gboolean signing;
  GQueue sent; /* IcwsSent */
  guint in_flight;
  GHashTable *requests; /* guint64 -> IcwsRequestRecord */
  guint settle_timer;

  /* acks */
  guint ack_timer;
  gint64 ack_deadline_us; /* -1: none is expected */
  gint64 ack_grace_us;
};

void icws_session_enter (IcwsSession *self);
void icws_session_leave (IcwsSession *self);
void icws_session_set_state (IcwsSession *self, IcwsState state);
void icws_session_set_step (IcwsSession *self, IcwsStep step, IcwsStepState state);
void icws_session_stop_timers (IcwsSession *self);
/* Ends the session, once; later calls do nothing. */
void icws_session_fail_take (IcwsSession *self, GError *error, GBytes *evidence);
void icws_session_fail (IcwsSession *self, IcwsError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void icws_session_arm (IcwsSession *self, guint *timer, gint64 at_us, GSourceOnceFunc func);
void icws_session_disarm (IcwsSession *self, guint *timer);
void icws_session_note (IcwsSession *self,
                        IcwsGroup group,
                        IcwsDirection direction,
                        const char *id,
                        guint64 sequence,
                        const char *format,
                        ...) G_GNUC_PRINTF (6, 7);

void icws_session_emit_opened (IcwsSession *self);
void icws_session_emit_message (IcwsSession *self, IcwsMessage *message, IcwsProof *proof);
void icws_session_emit_sent (IcwsSession *self, guint64 sequence);
void icws_session_emit_acknowledged (IcwsSession *self, guint64 sequence);
void icws_session_emit_closed (IcwsSession *self);

/* There is no gateway. */
gboolean icws_session_is_direct (IcwsSession *self);

/* A piece of evidence of the end that comes next. */
void icws_session_testify (IcwsSession *self, const char *name, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void icws_session_testify_number (IcwsSession *self, const char *name, guint64 value);

/* clock */
void icws_session_watch_clocks (IcwsSession *self);
/* Looks for sleep before something is believed that sleep brings about. FALSE: it has ended the
 * session. */
gboolean icws_session_check_clocks (IcwsSession *self);

/* open */
void icws_session_start (IcwsSession *self);
void icws_session_take_handshake (IcwsSession *self, GBytes *frame);

/* receive */
void icws_session_take_frame (IcwsSession *self, GBytes *frame);

/* ack */
void icws_session_ack_begin (IcwsSession *self);
void icws_session_ack_rearm (IcwsSession *self);
void icws_session_take_ack (IcwsSession *self, guint64 last_incoming);

/* send */
IcRequest *icws_session_make_call (IcwsSession *self, const char *method, GBytes *arg);
void icws_request_record_set (IcwsRequestRecord *self, const IcRequest *request);
guint64 icws_session_enqueue (IcwsSession *self, GBytes *content, gboolean is_service_message);
void icws_session_settle_up_to (IcwsSession *self, guint64 sequence);
void icws_session_send_clear (IcwsSession *self);

G_END_DECLS
