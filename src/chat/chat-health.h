/* SPDX-License-Identifier: MIT */
#pragma once

#include "icws/icws.h"

G_BEGIN_DECLS

/**
 * ChatHealth: the one overall verdict, in order of precedence.
 */
typedef enum
{
  CHAT_HEALTH_INTEGRITY,   /* the gateway was caught: do not trust */
  CHAT_HEALTH_IDENTITY,    /* the network's root key is another one than last time */
  CHAT_HEALTH_OFFLINE,     /* this machine has no network */
  CHAT_HEALTH_UNREACHABLE, /* gateway cannot be reached */
  CHAT_HEALTH_REFUSED,     /* canister or our own side ended it (see the error) */
  CHAT_HEALTH_RECONNECTING,
  CHAT_HEALTH_UNCONFIRMED, /* last proof is older than the freshness window */
  CHAT_HEALTH_DELAYED,
  CHAT_HEALTH_CHECKING, /* connecting, nothing proved yet */
  CHAT_HEALTH_VERIFIED,
  CHAT_HEALTH_PAUSED,      /* direct mode, and nobody looks: closed until somebody does */
  CHAT_HEALTH_DISCONNECTED /* closed on purpose, nothing tried */
} ChatHealth;

typedef struct
{
  gboolean network_available;
  gboolean wanted;            /* a connection is wanted */
  guint attempt;              /* 0: first one; more: retries */
  IcwsState state;            /* of the current session */
  const GError *error;        /* (nullable): how the last session ended */
  IcwsVerdict *verdict;       /* (nullable): what that turned out to be */
  guint64 last_proof_wall_ns; /* of the current session; 0: none */
  gint64 last_latency_us;     /* -1: none */
  guint ack_interval_ms;
  gboolean incident;         /* a proved lie that no person has seen and no new path outlived */
  gboolean root_key_changed; /* and nobody has accepted it */
  gboolean paused;
  guint delayed_in_a_row; /* messages that came late, newest first; hysteresis: */
  guint timely_in_a_row;  /* DELAYED is left after CHAT_HEALTH_TIMELY of these */
} ChatHealthInputs;
#define CHAT_HEALTH_TIMELY 3

/* A pure function of the inputs and the time: VERIFIED needs a proof within ack interval + bound. */
ChatHealth chat_health_evaluate (const ChatHealthInputs *inputs, guint64 now_wall_ns);
const char *chat_health_to_id (ChatHealth health); /* "verified", ... */
/* Messages later than this are "delayed". */
#define CHAT_HEALTH_DELAY_US (30 * G_GINT64_CONSTANT (1000000))

G_END_DECLS
