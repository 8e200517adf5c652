/* SPDX-License-Identifier: MIT */
#pragma once

#include "chat/chat.h"
#include "network/net-canister-faults.h"
#include "network/net-network.h"

G_BEGIN_DECLS

#define N_GATEWAYS 3
/* Milliseconds by which the clock goes on in each tick of 2 ms. Fast enough for a minute to pass in
 * a second, slow enough for sockets and threads to keep up. */
#define SLOW 2
/* What has to happen in real time, such as a diagnosis, must keep up with the clock. */
#ifdef __SANITIZE_ADDRESS__
#define FAST 20
#else
#define FAST 100
#endif
/* For when nothing is connected, and nothing is to be. */
#define WARP 1000

typedef struct
{
  IcManualClock *clock;         /* of the connection */
  IcManualClock *network_clock; /* the same, unless split */
  NetNetwork *network;
  IcEd25519Identity *identity;
  ChatConnection *connection;
  ChatRoom *room;
  GString *log; /* healths, in order */
  guint n_opened;
  guint n_diagnosed; /* verdicts of which a diagnosis was made */
  guint speed;
  guint deadline;
  guint ticker;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
/* Another network at the same ports, with keys of its own and the first gateway only. */
void fixture_renew_network (Fixture *fixture);
/* The network goes on with a clock of its own. */
void fixture_split_clock (Fixture *fixture);

/* With all gateways, or the first @n. (transfer full), to be handed to one of the next two */
ChatProfile *fixture_profile (Fixture *fixture);
ChatProfile *fixture_profile_of (Fixture *fixture, guint n);
/* Takes @profile. Makes connection and room; joining connects, too. */
void fixture_make (Fixture *fixture, ChatProfile *profile);
void fixture_join (Fixture *fixture, ChatProfile *profile);
void fixture_leave (Fixture *fixture);

/* As on the command line of attest-network; and honest again. */
void fixture_fault (Fixture *fixture, guint gateway, const char *fault);
void fixture_heal (Fixture *fixture, guint gateway);

const char *fixture_url (Fixture *fixture, guint gateway);
IcwsGateway *fixture_gateway (Fixture *fixture, guint gateway); /* (transfer none) */
IcwsGatewayState fixture_gateway_state (Fixture *fixture, guint gateway);
gboolean fixture_is_at (Fixture *fixture, guint gateway);
ChatHealth fixture_health (Fixture *fixture);
guint fixture_n_verdicts (Fixture *fixture);
IcwsVerdict *fixture_dup_last_verdict (Fixture *fixture); /* (nullable) (transfer full) */
void fixture_say (Fixture *fixture, const char *text);
gboolean fixture_is_accepted (Fixture *fixture, const char *text);
/* Lets that much time pass with nothing to wait for; the second one while nothing is connected. */
void fixture_pass (Fixture *fixture, guint seconds);
void fixture_skip (Fixture *fixture, guint seconds);

#define WAIT_FOR(condition)                                                                        \
  while (!(condition))                                                                             \
  g_main_context_iteration (NULL, TRUE)

G_END_DECLS
