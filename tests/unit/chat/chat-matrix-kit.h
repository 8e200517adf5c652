/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat-matrix-relay.h"
#include "chat-matrix-settle.h"
#include "chat/chat.h"
#include "network/net-canister-faults.h"
#include "network/net-network.h"

G_BEGIN_DECLS

/* Not the five minutes of the protocol: near its shortest, so that a run is short. */
#define KIT_ACK_MS        90000
#define KIT_KEEP_ALIVE_MS 60000
#define KIT_POLL_MS       500
#define KIT_N_GATEWAYS    2

/* A verdict, and when it was last told. */
typedef struct
{
  IcwsVerdict *verdict;
  gint64 at_us; /* monotonic, of our clock */
  ChatHealth health;
} KitVerdict;

/**
 * Kit: a whole local network, a way to each of its servers that can be cut, one participant who is
 * tested and one who is honest, in one process and one thread. The tested one has a clock of its
 * own.
 */
typedef struct
{
  guint64 seed;
  IcRandom *random;
  IcManualClock *clock;         /* of the tested one */
  IcManualClock *network_clock; /* of everybody else */
  NetNetwork *network;
  NetWsCanister *canister; /* the group chat */
  Relay *replica_relay;
  Relay *gateway_relays[KIT_N_GATEWAYS];

  IcEd25519Identity *identity;
  ChatConnection *connection;
  ChatRoom *room;
  IcEd25519Identity *peer_identity;
  ChatConnection *peer; /* (nullable) */
  ChatRoom *peer_room;

  GArray *verdicts; /* KitVerdict: one for each end of a session */
  guint healths;    /* bits of ChatHealth that were seen */
  guint n_opened;
  gint64 struck_us; /* the first misdeed, by our monotonic clock; -1: none */
  gint64 proved_us; /* the last change to VERIFIED */
  guint step_ms;
  guint ack_ms;
} Kit;

/* As g_test_init(); and no library tells its life. */
void kit_init (int *argc, char ***argv);
/* @ack_ms: the canister's interval of acknowledgements; 0: KIT_ACK_MS. */
Kit *kit_new (guint64 seed, guint ack_ms);
void kit_free (Kit *self);
/* Makes connection and room with the first @n_gateways, and connects. Does not wait. */
void kit_join (Kit *self, guint n_gateways);
/* The honest one comes, through gateway 0, past the relays; waits. */
void kit_join_peer (Kit *self);

/* One step of time; some; or until @done says so, @max_ms at most: gives whether it did. */
void kit_step (Kit *self);
void kit_run (Kit *self, guint ms);
typedef gboolean (*KitFunc) (Kit *self);
gboolean kit_run_until (Kit *self, KitFunc done, guint max_ms);
gboolean kit_is_verified (Kit *self);
gboolean kit_is_open (Kit *self);
gboolean kit_has_verdict (Kit *self);

/* Our computer sleeps, the world goes on. */
void kit_sleep (Kit *self, guint ms);
/* Somebody sets our clock. */
void kit_set_clock (Kit *self, gint64 by_ms);
/* Both ways, gateways and replica. */
void kit_set_network (Kit *self, RelayMode mode, gboolean cut);

void kit_say (Kit *self, const char *text);
void kit_peer_say (Kit *self, const char *text); /* if there is one */
/* "name:rate:phase:parameter" at gateway 0, for the tested one only unless it is the handshake. */
void kit_fault (Kit *self, const char *text, guint64 limit);
gint64 kit_now_us (Kit *self);
/* (nullable) (transfer none) */
KitVerdict *kit_get_verdict (Kit *self, guint i);
/* All that is known, for whoever looks for the reason of a failure. */
void kit_print (Kit *self);

G_END_DECLS
