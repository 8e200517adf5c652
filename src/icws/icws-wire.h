/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic.h"

G_BEGIN_DECLS

/* A relayed frame holds a certificate and a witness: far below this on any real canister. */
#define ICWS_MAX_FRAME_BYTES (4 * 1024 * 1024)
#define ICWS_MAX_KEY_CHARS   128
/* The IC's ingress limit is 2 MiB; leave room for the envelope. */
#define ICWS_MAX_MESSAGE_BYTES (2 * 1024 * 1024 - 8 * 1024)

typedef struct
{
  IcPrincipal principal;
  guint64 nonce;
} IcwsClientKey;
gboolean icws_client_key_equal (const IcwsClientKey *a, const IcwsClientKey *b);

/* First frame of the gateway: {gateway_principal: bytes}. ICWS_ERROR_HANDSHAKE. */
gboolean icws_handshake_decode (GBytes *frame, IcPrincipal *gateway, GError **error);
GBytes *icws_handshake_encode (const IcPrincipal *gateway);

/**
 * IcwsFrame: {key, content, cert, tree} as relayed by a gateway; nothing verified.
 */
typedef struct
{
  char *key;
  GBytes *content;
  GBytes *cert;
  GBytes *tree;
} IcwsFrame;
IcwsFrame *icws_frame_decode (GBytes *frame, GError **error); /* ICWS_ERROR_FRAME, _FRAME_LIMIT */
GBytes *icws_frame_encode (const IcwsFrame *self);
void icws_frame_free (IcwsFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsFrame, icws_frame_free)

/* Splits "<principal text>_<20 digits>"; FALSE if it has another form. */
gboolean icws_frame_key_parse (const char *key, IcPrincipal *gateway, guint64 *nonce);

/**
 * IcwsMessage: WebsocketMessage, the content of a frame (CBOR) or the argument of ws_message (Candid).
 */
typedef struct
{
  IcwsClientKey client_key;
  guint64 sequence_num;
  guint64 timestamp_ns;
  gboolean is_service_message;
  GBytes *content;
} IcwsMessage;
IcwsMessage *icws_message_decode (GBytes *content, GError **error); /* ICWS_ERROR_CONTENT */
GBytes *icws_message_encode (const IcwsMessage *self, gboolean self_describe);
IcwsMessage *icws_message_copy (const IcwsMessage *self);
void icws_message_free (IcwsMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcwsMessage, icws_message_free)

typedef enum
{
  ICWS_SERVICE_OPEN,
  ICWS_SERVICE_ACK,
  ICWS_SERVICE_KEEP_ALIVE,
  ICWS_SERVICE_CLOSE
} IcwsServiceKind;

typedef enum
{
  ICWS_CLOSE_WRONG_SEQUENCE_NUMBER,
  ICWS_CLOSE_INVALID_SERVICE_MESSAGE,
  ICWS_CLOSE_KEEP_ALIVE_TIMEOUT,
  ICWS_CLOSE_BY_APPLICATION
} IcwsCloseReason;

typedef struct
{
  IcwsServiceKind kind;
  IcwsClientKey client_key;       /* OPEN */
  guint64 last_incoming_sequence; /* ACK, KEEP_ALIVE */
  IcwsCloseReason close_reason;   /* CLOSE */
} IcwsServiceMessage;
gboolean icws_service_message_decode (IcwsServiceMessage *self, GBytes *candid, GError **error);
GBytes *icws_service_message_encode (const IcwsServiceMessage *self);

/* Candid arguments of the canister's methods. (transfer full) */
GBytes *icws_open_arguments_encode (guint64 client_nonce, const IcPrincipal *gateway);
GBytes *icws_message_arguments_encode (const IcwsMessage *message);
GBytes *icws_close_arguments_encode (const IcwsClientKey *key);
GBytes *icws_get_messages_arguments_encode (guint64 nonce);

/* {envelope: ...}: what a client sends to a gateway. @envelope is the CBOR of ic_envelope_sign. */
GBytes *icws_client_request_encode (GBytes *envelope, GError **error);

G_END_DECLS
