/* SPDX-License-Identifier: MIT */
#include "icws-wire-private.h"
#include "ic/ic-i18n.h"

/* WebsocketMessage is a map with a map inside and a few pairs. */
static const IcCborLimits message_limits = {
  .max_bytes = ICWS_MAX_FRAME_BYTES,
  .max_depth = 8,
  .max_items = 64,
};

static gboolean
read_client_key (cbor_item_t *map, IcwsClientKey *key, GError **error)
{
  cbor_item_t *inner = ic_cbor_map_require (map, "client_key", "message", error);
  cbor_item_t *item;
  const guint8 *bytes;
  gsize len;

  if (inner == NULL || !ic_cbor_expect_map (inner, "client_key", error))
    return FALSE;
  item = ic_cbor_map_require (inner, "client_principal", "client_key", error);
  if (item == NULL ||
      (bytes = ic_cbor_peek_bytes (item, &len, "client_principal", error)) == NULL ||
      !ic_principal_from_bytes (&key->principal, bytes, len, error))
    return FALSE;
  item = ic_cbor_map_require (inner, "client_nonce", "client_key", error);
  return item != NULL && ic_cbor_get_uint64 (item, &key->nonce, "client_nonce", error);
}

static gboolean
read_uint64 (cbor_item_t *map, const char *name, guint64 *value, GError **error)
{
  cbor_item_t *item = ic_cbor_map_require (map, name, "message", error);

  return item != NULL && ic_cbor_get_uint64 (item, value, name, error);
}

static gboolean
read_message (cbor_item_t *map, IcwsMessage *self, GError **error)
{
  cbor_item_t *item;

  if (!ic_cbor_expect_map (map, "message", error) ||
      !read_client_key (map, &self->client_key, error) ||
      !read_uint64 (map, "sequence_num", &self->sequence_num, error) ||
      !read_uint64 (map, "timestamp", &self->timestamp_ns, error))
    return FALSE;
  item = ic_cbor_map_require (map, "is_service_message", "message", error);
  if (item == NULL ||
      !ic_cbor_get_bool (item, &self->is_service_message, "is_service_message", error))
    return FALSE;
  item = ic_cbor_map_require (map, "content", "message", error);
  return item != NULL && (self->content = ic_cbor_get_bytes (item, "content", error)) != NULL;
}

/**
 * icws_message_decode:
 * @content: the content of a frame
 * @error: %ICWS_ERROR_CONTENT
 *
 * Reads a WebsocketMessage (CBOR, with the self-describe tag as Rust canisters write it, or without
 * as Motoko ones do).
 *
 * Returns: (transfer full): the message, or %NULL.
 */
IcwsMessage *
icws_message_decode (GBytes *content, GError **error)
{
  GError *inner = NULL;
  gsize len;
  const guint8 *data = g_bytes_get_data (content, &len);
  g_autoptr (cbor_item_t) map = ic_cbor_load (data, len, &message_limits, &inner);
  g_autoptr (IcwsMessage) self = g_new0 (IcwsMessage, 1);

  if (map == NULL || !read_message (map, self, &inner))
    {
      icws_wire_take_cbor_error (error, inner, ICWS_ERROR_CONTENT, ICWS_ERROR_CONTENT,
                                 _ ("The certified content is no message"));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * icws_message_encode:
 * @self: a message
 * @self_describe: whether to begin with the self-describe tag
 *
 * Returns: (transfer full): what a canister certifies and a gateway relays as content.
 */
GBytes *
icws_message_encode (const IcwsMessage *self, gboolean self_describe)
{
  GByteArray *out = g_byte_array_new ();
  gsize len;
  const guint8 *data = g_bytes_get_data (self->content, &len);

  if (self_describe)
    ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 5);
  ic_cbor_put_text (out, "client_key");
  ic_cbor_put_map (out, 2);
  ic_cbor_put_text (out, "client_principal");
  ic_cbor_put_bytes (out, self->client_key.principal.bytes, self->client_key.principal.len);
  ic_cbor_put_text (out, "client_nonce");
  ic_cbor_put_uint64 (out, self->client_key.nonce);
  ic_cbor_put_text (out, "sequence_num");
  ic_cbor_put_uint64 (out, self->sequence_num);
  ic_cbor_put_text (out, "timestamp");
  ic_cbor_put_uint64 (out, self->timestamp_ns);
  ic_cbor_put_text (out, "is_service_message");
  ic_cbor_put_bool (out, self->is_service_message);
  ic_cbor_put_text (out, "content");
  ic_cbor_put_bytes (out, data, len);
  return g_byte_array_free_to_bytes (out);
}

IcwsMessage *
icws_message_copy (const IcwsMessage *self)
{
  IcwsMessage *copy = g_memdup2 (self, sizeof *self);

  if (copy->content != NULL)
    g_bytes_ref (copy->content);
  return copy;
}

void
icws_message_free (IcwsMessage *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self);
}
