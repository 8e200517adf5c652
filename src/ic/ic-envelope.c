/* SPDX-License-Identifier: MIT */
#include "ic-envelope.h"

#include "ic-cbor.h"
#include "ic-delegation-private.h"
#include "ic-error.h"
#include "ic-request-private.h"
#include "ic-i18n.h"

/* An ingress message is 2 MiB at most; the longest lists are 20 x 1000 targets and 1000 x 127 labels,
 * the deepest nesting envelope, sender_delegation, hop, delegation, targets. */
static const IcCborLimits envelope_limits = {
  .max_bytes = 3 * 1024 * 1024,
  .max_depth = 16,
  .max_items = 160 * 1000,
};

void
ic_envelope_free (IcEnvelope *self)
{
  if (self == NULL)
    return;
  ic_request_free (self->request);
  g_clear_pointer (&self->sender_pubkey, g_bytes_unref);
  g_clear_pointer (&self->sender_sig, g_bytes_unref);
  g_clear_pointer (&self->delegations, g_ptr_array_unref);
  g_free (self);
}

static GPtrArray *
delegations_from_item (cbor_item_t *item, GError **error)
{
  g_autoptr (GPtrArray) delegations = NULL;
  cbor_item_t **items;
  gsize n;

  if (!ic_cbor_expect_array (item, "sender_delegation", error))
    return NULL;
  n = cbor_array_size (item);
  if (n > IC_DELEGATION_MAX_CHAIN)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_LIMIT,
                   _ ("chain of %zu delegations, at most %d allowed"), n, IC_DELEGATION_MAX_CHAIN);
      return NULL;
    }

  delegations = g_ptr_array_new_full (n, (GDestroyNotify)ic_delegation_free);
  items = cbor_array_handle (item);
  for (gsize i = 0; i < n; i++)
    {
      IcDelegation *delegation = ic_delegation_from_item (items[i], error);

      if (delegation == NULL)
        return NULL;
      g_ptr_array_add (delegations, delegation);
    }
  return g_steal_pointer (&delegations);
}

/**
 * ic_envelope_decode_item:
 * @item: the envelope's map
 * @error: IC_ERROR_CBOR for a wrong shape, IC_ERROR_LIMIT for too long a list
 *
 * Returns: (transfer full): the envelope; nothing in it is checked yet
 */
IcEnvelope *
ic_envelope_decode_item (cbor_item_t *item, GError **error)
{
  g_autoptr (IcEnvelope) self = g_new0 (IcEnvelope, 1);
  cbor_item_t *field;

  field = ic_cbor_map_require (item, "content", "envelope", error);
  if (field == NULL || !(self->request = ic_request_from_item (field, error)))
    return NULL;
  field = ic_cbor_map_get_optional (item, "sender_pubkey");
  if (field != NULL && !(self->sender_pubkey = ic_cbor_get_bytes (field, "sender_pubkey", error)))
    return NULL;
  field = ic_cbor_map_get_optional (item, "sender_sig");
  if (field != NULL && !(self->sender_sig = ic_cbor_get_bytes (field, "sender_sig", error)))
    return NULL;
  field = ic_cbor_map_get_optional (item, "sender_delegation");
  if (field != NULL && !(self->delegations = delegations_from_item (field, error)))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * ic_envelope_decode:
 * @cbor: bytes from the wire, with or without self-describe tag
 * @error: as ic_envelope_decode_item()
 *
 * Returns: (transfer full): the envelope
 */
IcEnvelope *
ic_envelope_decode (GBytes *cbor, GError **error)
{
  g_autoptr (cbor_item_t) item = NULL;
  gsize len;
  gconstpointer bytes = g_bytes_get_data (cbor, &len);

  item = ic_cbor_load (bytes, len, &envelope_limits, error);
  return item != NULL ? ic_envelope_decode_item (item, error) : NULL;
}

/**
 * ic_envelope_append:
 * @self: an envelope
 * @out: array to append to
 *
 * Interface spec, "Authentication"; the order of the fields is that of the common agents.
 */
void
ic_envelope_append (const IcEnvelope *self, GByteArray *out)
{
  ic_cbor_put_map (out, 1 + (self->sender_pubkey != NULL) + (self->sender_sig != NULL) +
                            (self->delegations != NULL));
  ic_cbor_put_text (out, "content");
  ic_request_append (self->request, out);
  if (self->sender_pubkey != NULL)
    {
      ic_cbor_put_text (out, "sender_pubkey");
      ic_cbor_put_gbytes (out, self->sender_pubkey);
    }
  if (self->sender_sig != NULL)
    {
      ic_cbor_put_text (out, "sender_sig");
      ic_cbor_put_gbytes (out, self->sender_sig);
    }
  if (self->delegations != NULL)
    {
      ic_cbor_put_text (out, "sender_delegation");
      ic_cbor_put_array (out, self->delegations->len);
      for (guint i = 0; i < self->delegations->len; i++)
        ic_delegation_append (g_ptr_array_index (self->delegations, i), out);
    }
}

/**
 * ic_envelope_encode:
 * @self: an envelope
 *
 * Returns: (transfer full): CBOR with self-describe tag
 */
GBytes *
ic_envelope_encode (const IcEnvelope *self)
{
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_envelope_append (self, out);
  return g_byte_array_free_to_bytes (out);
}
