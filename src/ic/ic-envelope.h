/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include "ic-identity.h"
#include "ic-request-id.h"
#include <cbor.h>

G_BEGIN_DECLS

typedef enum
{
  IC_REQUEST_CALL,
  IC_REQUEST_QUERY,
  IC_REQUEST_READ_STATE
} IcRequestType;

/**
 * IcRequest: the content of an envelope (interface spec, "Authentication"; CDDL call/query/read_state).
 */
typedef struct
{
  IcRequestType type;
  IcPrincipal sender;
  guint64 ingress_expiry_ns;
  GBytes *nonce; /* (nullable), at most 32 bytes */
  /* call and query */
  IcPrincipal canister_id;
  char *method_name;
  GBytes *arg;
  /* read_state: array of paths, a path is a GPtrArray of GBytes labels */
  GPtrArray *paths;
} IcRequest;

IcRequest *ic_request_new_call (const IcPrincipal *canister_id,
                                const char *method,
                                GBytes *arg,
                                const IcPrincipal *sender,
                                guint64 ingress_expiry_ns,
                                GBytes *nonce);
IcRequest *ic_request_new_query (const IcPrincipal *canister_id,
                                 const char *method,
                                 GBytes *arg,
                                 const IcPrincipal *sender,
                                 guint64 ingress_expiry_ns,
                                 GBytes *nonce);
IcRequest *ic_request_new_read_state (GPtrArray *paths,
                                      const IcPrincipal *sender,
                                      guint64 ingress_expiry_ns,
                                      GBytes *nonce);
IcRequest *ic_request_copy (const IcRequest *self);
void ic_request_free (IcRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcRequest, ic_request_free)

void ic_request_get_id (const IcRequest *self, guint8 id[IC_HASH_BYTES]);
/* "\x0Aic-request" || request id. (transfer full) */
GBytes *ic_request_get_signed_bytes (const IcRequest *self);

/* Signs and encodes an envelope. For the anonymous sender pass identity NULL.
 * finish: the CBOR bytes with self-describe tag. (transfer full) */
void ic_envelope_sign_async (const IcRequest *request,
                             IcIdentity *identity,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GBytes *ic_envelope_sign_finish (GAsyncResult *result, GError **error);

/* An envelope as it came from the wire. */
typedef struct
{
  IcRequest *request;
  GBytes *sender_pubkey;  /* (nullable) */
  GBytes *sender_sig;     /* (nullable) */
  GPtrArray *delegations; /* (nullable) IcDelegation */
} IcEnvelope;

IcEnvelope *ic_envelope_decode (GBytes *cbor, GError **error);
/* From an item inside another CBOR message ({envelope: ...} of the WebSocket). */
IcEnvelope *ic_envelope_decode_item (cbor_item_t *item, GError **error);
GBytes *ic_envelope_encode (const IcEnvelope *self); /* (transfer full), with self-describe tag */
/* Appends the envelope's map (no tag) to @out: to nest it in another message. */
void ic_envelope_append (const IcEnvelope *self, GByteArray *out);
void ic_envelope_free (IcEnvelope *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IcEnvelope, ic_envelope_free)

/* What a replica checks: key, delegations, signature, sender, expiry window around @now_ns
 * (now <= expiry <= now + 5 min 30 s). Anonymous read_state and query carry no signature. */
gboolean ic_envelope_check (const IcEnvelope *self, guint64 now_ns, GError **error);

G_END_DECLS
