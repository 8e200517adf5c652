/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>
#include <cbor.h>
#include "ic-certificate.h"
#include "ic-identity.h"
#include "ic-request.h"

G_BEGIN_DECLS

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
/* The same, with signatures by canisters verified under @root (nullable): computes for a millisecond
 * or more where there is one. */
gboolean ic_envelope_check_with_root (const IcEnvelope *self,
                                      guint64 now_ns,
                                      IcRootKey *root,
                                      GError **error);

G_END_DECLS
