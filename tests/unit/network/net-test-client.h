/* SPDX-License-Identifier: MIT */
#pragma once

#include "net-test-util.h"
#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What a gateway's frame holds: {key, content, cert, tree}, with the content decoded. */
typedef struct
{
  char *key;
  GBytes *content;
  GBytes *cert;
  GBytes *tree;
  NetWsMessage message;
} TestFrame;

/**
 * TestClient: a bare client of a gateway: keeps what comes, sends what it is told to.
 */
typedef struct
{
  SoupWebsocketConnection *connection;
  IcEd25519Identity *identity;
  NetClientKey key;
  IcPrincipal gateway; /* from the handshake */
  gboolean has_handshake;
  GPtrArray *frames; /* TestFrame, without the handshake */
  gboolean closed;
  guint16 close_code;
  guint64 sequence_num;
} TestClient;

/* Connects and waits for the handshake. @nonce: of the client key. */
TestClient *test_client_new (SoupSession *session, const char *url, guint n, guint64 nonce);
void test_client_free (TestClient *self);

/* {envelope: ...} of a call. @request: (transfer full). (transfer full) */
GBytes *test_client_encode_call (IcEd25519Identity *identity, IcRequest *request);
/* Sends a call as {envelope: ...}. */
void test_client_call (TestClient *self, const char *canister_id, const char *method, GBytes *arg);
/* Sends ws_open, naming the gateway of the handshake. */
void test_client_open (TestClient *self, const char *canister_id);
/* Sends the next message: @content (transfer full). */
void test_client_say (TestClient *self, const char *canister_id, GBytes *content);
void test_client_say_service (TestClient *self, const char *canister_id, GBytes *content);
void test_client_send_binary (TestClient *self, const char *bytes, gsize len);

/* Wait until there are @n frames, or the connection is closed. */
void test_client_wait_frames (TestClient *self, guint n);
void test_client_wait_closed (TestClient *self);
TestFrame *test_client_get_frame (TestClient *self, guint i);

G_END_DECLS
