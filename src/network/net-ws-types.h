/* SPDX-License-Identifier: MIT */
#pragma once

#include "ic/ic-candid.h"
#include "ic/ic-principal.h"

G_BEGIN_DECLS

/* The Candid types of the IC WebSocket canister interface, as its CDKs publish them. Written here
 * for the canister's side, and not shared with the client of `icws`: two readings of one protocol. */

typedef struct
{
  IcPrincipal principal;
  guint64 nonce;
} NetClientKey;

guint net_client_key_hash (gconstpointer key);
gboolean net_client_key_equal (gconstpointer a, gconstpointer b);
/* "<principal>_<nonce>" */
char *net_client_key_to_text (const NetClientKey *key);

typedef struct
{
  NetClientKey client_key;
  guint64 sequence_num;
  guint64 timestamp_ns;
  gboolean is_service_message;
  GBytes *content;
} NetWsMessage;

void net_ws_message_clear (NetWsMessage *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NetWsMessage, net_ws_message_clear)

typedef enum
{
  NET_CLOSE_WRONG_SEQUENCE_NUMBER,
  NET_CLOSE_INVALID_SERVICE_MESSAGE,
  NET_CLOSE_KEEP_ALIVE_TIMEOUT,
  NET_CLOSE_CLOSED_BY_APPLICATION
} NetCloseReason;
#define NET_N_CLOSE_REASONS 4

const char *net_close_reason_get_name (NetCloseReason reason); /* "KeepAliveTimeout" */
gboolean net_close_reason_from_name (const char *name, NetCloseReason *out);

typedef enum
{
  NET_SERVICE_OPEN,
  NET_SERVICE_ACK,
  NET_SERVICE_KEEP_ALIVE,
  NET_SERVICE_CLOSE
} NetServiceKind;

/* An entry of a gateway's queue. */
typedef struct
{
  NetClientKey client_key;
  guint64 nonce;
  guint64 timestamp_ns;
  char *key;
  GBytes *content;
} NetOutputMessage;

NetOutputMessage *net_output_message_ref (NetOutputMessage *self);
void net_output_message_unref (NetOutputMessage *self);
NetOutputMessage *net_output_message_new (const NetClientKey *client_key,
                                          guint64 nonce,
                                          guint64 timestamp_ns,
                                          char *key /* transfer full */,
                                          GBytes *content /* transfer full */);

/* What one poll brings. */
typedef struct
{
  GPtrArray *messages; /* NetOutputMessage */
  GBytes *cert;
  GBytes *tree;
  gboolean is_end_of_queue;
} NetOutputMessages;

void net_output_messages_clear (NetOutputMessages *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NetOutputMessages, net_output_messages_clear)

/* Arguments. Decoders take what Candid subtyping allows. */
GBytes *net_ws_encode_open_arg (guint64 client_nonce, const IcPrincipal *gateway_principal);
gboolean net_ws_decode_open_arg (GBytes *arg,
                                 guint64 *client_nonce,
                                 IcPrincipal *gateway_principal,
                                 GError **error);
GBytes *net_ws_encode_close_arg (const NetClientKey *key);
gboolean net_ws_decode_close_arg (GBytes *arg, NetClientKey *key, GError **error);
GBytes *net_ws_encode_message_arg (const NetWsMessage *message);
gboolean net_ws_decode_message_arg (GBytes *arg, NetWsMessage *message, GError **error);
GBytes *net_ws_encode_get_messages_arg (guint64 nonce);
gboolean net_ws_decode_get_messages_arg (GBytes *arg, guint64 *nonce, GError **error);

/* Results: variant { Ok; Err : text }. @err NULL: Ok. */
GBytes *net_ws_encode_result (const char *err);
/* TRUE for Ok; FALSE with @err (transfer full) for Err, with @error for anything else. */
gboolean net_ws_decode_result (GBytes *reply, char **err, GError **error);
GBytes *net_ws_encode_messages (const NetOutputMessages *messages);
gboolean net_ws_decode_messages (GBytes *reply, NetOutputMessages *messages, GError **error);

/* Content of service messages. */
GBytes *net_ws_encode_open_message (const NetClientKey *key);
GBytes *net_ws_encode_number_message (NetServiceKind kind, guint64 last_incoming_sequence_num);
GBytes *net_ws_encode_close_message (NetCloseReason reason);
/* @number: of ack and keep-alive messages; @reason: of close messages. */
gboolean net_ws_decode_service_message (
    GBytes *content, NetServiceKind *kind, guint64 *number, NetCloseReason *reason, GError **error);

/* The message as it travels to the client: CBOR, by the Rust CDK with, by the Motoko one without
 * the self-describe tag. (transfer full) */
GBytes *net_ws_message_to_cbor (const NetWsMessage *message, gboolean self_describe);
gboolean net_ws_message_from_cbor (GBytes *cbor, NetWsMessage *message, GError **error);

G_END_DECLS
