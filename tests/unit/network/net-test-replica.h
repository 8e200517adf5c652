/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-certificate.h"
#include "net-test-util.h"

G_BEGIN_DECLS

#define EXPIRY     (TEST_NOW_NS + 240 * IC_NS_PER_S)
#define HOUR       (3600 * IC_NS_PER_S)
#define EMPTY_ARGS "DIDL\x00\x00"

/* A replica with the group chat and the Rust ping-pong canister, without any socket. */
typedef struct
{
  IcManualClock *clock;
  NetKeys *keys;
  NetReplica *replica;
  IcRootKey *root;
  IcEd25519Identity *ada;
  IcEd25519Identity *bob;
  IcPrincipal gateway;
} ReplicaFixture;

void test_replica_set_up (ReplicaFixture *self, gconstpointer data);
void test_replica_tear_down (ReplicaFixture *self, gconstpointer data);

/* ws_open of the group chat, each time with another client nonce. */
IcRequest *
test_replica_open_call (ReplicaFixture *self, IcEd25519Identity *identity, guint64 expiry_ns);
/* Hands @envelope (transfer full) to the group chat's call end point. */
NetResponse *test_replica_call (ReplicaFixture *self, NetEndpoint endpoint, GBytes *envelope);
/* Checks @response (transfer full); @text (nullable) must be part of the body. */
void test_replica_assert_status (NetResponse *response, guint status, const char *text);
/* The certificate in a response, verified for @canister. */
IcCertificate *test_replica_get_certificate (ReplicaFixture *self,
                                             const NetResponse *response,
                                             const char *canister);

#define TEST_REPLICA_ADD(path, func)                                                               \
  g_test_add ("/network/replica/" path, ReplicaFixture, NULL, test_replica_set_up, func,           \
              test_replica_tear_down)

G_END_DECLS
