/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-envelope.h"
#include "network/net-network.h"
#include "network/net-ws-types.h"

G_BEGIN_DECLS

#define TEST_NOW_NS G_GUINT64_CONSTANT (1800000000000000000)

#define GROUP_CHAT_ID       "kio63-vyaaa-aaaal-qcd6q-cai"
#define PING_PONG_MOTOKO_ID "kyzel-7yaaa-aaaal-qb73a-cai"
#define PING_PONG_RUST_ID   "mqci4-raaaa-aaaao-a2fyq-cai"

#define test_bytes(literal) g_bytes_new_static ((literal), sizeof (literal) - 1)

IcPrincipal test_principal (const char *text);
/* The identity number @n: always the same one. */
IcEd25519Identity *test_identity (guint n);
IcPrincipal test_identity_principal (IcEd25519Identity *identity);

/* Runs the default main context until *@done; fails the test after a minute. */
void test_run_until (const gboolean *done);

/* Signs @request (transfer full) as an envelope's bytes. */
GBytes *test_sign (IcEd25519Identity *identity, IcRequest *request);
IcRequest *test_call (IcEd25519Identity *identity,
                      const char *canister_id,
                      const char *method,
                      GBytes *arg,
                      guint64 expiry_ns);
IcRequest *test_query (IcEd25519Identity *identity,
                       const char *canister_id,
                       const char *method,
                       GBytes *arg,
                       guint64 expiry_ns);
/* One path of text labels, "/"-separated; @identity NULL: anonymous. */
IcRequest *test_read_state (IcEd25519Identity *identity, const char *path, guint64 expiry_ns);

/* Hands @body (transfer full) to the replica and waits. */
NetResponse *
test_handle (NetReplica *replica, NetEndpoint endpoint, const char *target, GBytes *body);
/* A byte string at the top of a CBOR response. (transfer full) */
GBytes *test_response_get_bytes (const NetResponse *response, const char *name);
char *test_response_get_text (const NetResponse *response, const char *name);

/* The Candid bytes of {variant {GroupMessage}} and {variant {JoinedChat}}. */
GBytes *test_group_message (const char *name, const char *text);
GBytes *test_joined_chat (const char *name);
/* The text of a GroupMessage, or NULL. */
char *test_group_message_text (GBytes *content);

G_END_DECLS
