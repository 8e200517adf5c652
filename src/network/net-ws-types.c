/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-ws-types.h"

#include "ic/ic-cbor.h"

guint
net_client_key_hash (gconstpointer key)
{
  const NetClientKey *self = key;

  return ic_principal_hash (&self->principal) ^ g_int64_hash (&self->nonce);
}

gboolean
net_client_key_equal (gconstpointer a, gconstpointer b)
{
  const NetClientKey *x = a;
  const NetClientKey *y = b;

  return x->nonce == y->nonce && ic_principal_equal (&x->principal, &y->principal);
}

char *
net_client_key_to_text (const NetClientKey *key)
{
  g_autofree char *principal = ic_principal_to_text (&key->principal);

  return g_strdup_printf ("%s_%" G_GUINT64_FORMAT, principal, key->nonce);
}

void
net_ws_message_clear (NetWsMessage *self)
{
  g_clear_pointer (&self->content, g_bytes_unref);
}

static void
output_message_clear (gpointer data)
{
  NetOutputMessage *self = data;

  g_free (self->key);
  g_bytes_unref (self->content);
}

NetOutputMessage *
net_output_message_ref (NetOutputMessage *self)
{
  return g_rc_box_acquire (self);
}

void
net_output_message_unref (NetOutputMessage *self)
{
  g_rc_box_release_full (self, output_message_clear);
}

NetOutputMessage *
net_output_message_new (
    const NetClientKey *client_key, guint64 nonce, guint64 timestamp_ns, char *key, GBytes *content)
{
  NetOutputMessage *self = g_rc_box_new0 (NetOutputMessage);

  self->client_key = *client_key;
  self->nonce = nonce;
  self->timestamp_ns = timestamp_ns;
  self->key = key;
  self->content = content;
  return self;
}

void
net_output_messages_clear (NetOutputMessages *self)
{
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->cert, g_bytes_unref);
  g_clear_pointer (&self->tree, g_bytes_unref);
}

GBytes *
net_ws_message_to_cbor (const NetWsMessage *message, gboolean self_describe)
{
  GByteArray *out = g_byte_array_new ();
  const NetClientKey *key = &message->client_key;
  gsize len;
  const guint8 *content = g_bytes_get_data (message->content, &len);

  if (self_describe)
    ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 5);
  ic_cbor_put_text (out, "client_key");
  ic_cbor_put_map (out, 2);
  ic_cbor_put_text (out, "client_principal");
  ic_cbor_put_bytes (out, key->principal.bytes, key->principal.len);
  ic_cbor_put_text (out, "client_nonce");
  ic_cbor_put_uint64 (out, key->nonce);
  ic_cbor_put_text (out, "sequence_num");
  ic_cbor_put_uint64 (out, message->sequence_num);
  ic_cbor_put_text (out, "timestamp");
  ic_cbor_put_uint64 (out, message->timestamp_ns);
  ic_cbor_put_text (out, "is_service_message");
  ic_cbor_put_bool (out, message->is_service_message);
  ic_cbor_put_text (out, "content");
  ic_cbor_put_bytes (out, content, len);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
client_key_from_cbor (cbor_item_t *map, NetClientKey *key, GError **error)
{
  cbor_item_t *item;
  const guint8 *bytes;
  gsize len;

  return ic_cbor_expect_map (map, "client_key", error) &&
         (item = ic_cbor_map_require (map, "client_principal", "client_key", error)) != NULL &&
         (bytes = ic_cbor_peek_bytes (item, &len, "client_principal", error)) != NULL &&
         ic_principal_from_bytes (&key->principal, bytes, len, error) &&
         (item = ic_cbor_map_require (map, "client_nonce", "client_key", error)) != NULL &&
         ic_cbor_get_uint64 (item, &key->nonce, "client_nonce", error);
}

gboolean
net_ws_message_from_cbor (GBytes *cbor, NetWsMessage *message, GError **error)
{
  static const char *WHAT = "websocket message";
  gsize len;
  const guint8 *bytes = g_bytes_get_data (cbor, &len);
  cbor_item_t *map = ic_cbor_load (bytes, len, NULL, error);
  cbor_item_t *item;
  gboolean ok;

  if (map == NULL)
    return FALSE;
  ok = ic_cbor_expect_map (map, WHAT, error) &&
       (item = ic_cbor_map_require (map, "client_key", WHAT, error)) != NULL &&
       client_key_from_cbor (item, &message->client_key, error) &&
       (item = ic_cbor_map_require (map, "sequence_num", WHAT, error)) != NULL &&
       ic_cbor_get_uint64 (item, &message->sequence_num, "sequence_num", error) &&
       (item = ic_cbor_map_require (map, "timestamp", WHAT, error)) != NULL &&
       ic_cbor_get_uint64 (item, &message->timestamp_ns, "timestamp", error) &&
       (item = ic_cbor_map_require (map, "is_service_message", WHAT, error)) != NULL &&
       ic_cbor_get_bool (item, &message->is_service_message, "is_service_message", error) &&
       (item = ic_cbor_map_require (map, "content", WHAT, error)) != NULL &&
       (message->content = ic_cbor_get_bytes (item, "content", error)) != NULL;
  cbor_decref (&map);
  return ok;
}
