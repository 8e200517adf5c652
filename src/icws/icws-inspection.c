/* SPDX-License-Identifier: MIT */
#include "icws-inspection.h"

#include <string.h>

/* Text of a decoded content for a person: a message of 2 MiB need not be seen whole. */
static const IcCandidLimits LIMITS = {
  .max_bytes = 256 * 1024, .max_types = 1000, .max_depth = 64, .max_values = 10000
};

static char *
content_to_text (GBytes *content)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (content, &len);
  g_autoptr (GPtrArray) types = NULL;
  g_autoptr (GPtrArray) values = ic_candid_decode_any (bytes, len, &LIMITS, &types, NULL);
  GString *text;

  if (values == NULL)
    return NULL;
  text = g_string_new ("(");
  for (guint i = 0; i < values->len; i++)
    {
      g_autofree char *value = ic_candid_value_to_text (g_ptr_array_index (values, i),
                                                        g_ptr_array_index (types, i));

      g_string_append_printf (text, "%s%s", i == 0 ? "" : ", ", value);
    }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

static void
inspect_message (IcwsInspection *self)
{
  guint8 hash[IC_HASH_BYTES];
  gsize len;
  gconstpointer bytes = g_bytes_get_data (self->frame->content, &len);

  ic_sha256 (bytes, len, hash);
  self->content_hash = ic_hex_encode (hash, sizeof hash);
  self->message = icws_message_decode (self->frame->content, &self->message_error);
  if (self->message == NULL)
    return;
  self->content_candid = content_to_text (self->message->content);
  self->has_service = self->message->is_service_message &&
                      icws_service_message_decode (&self->service, self->message->content, NULL);
}

static void
inspect_certificate (IcwsInspection *self, const IcPrincipal *canister_id)
{
  const guint8 *certified;
  gsize len;

  self->certificate = ic_certificate_new_from_cbor (self->frame->cert, &self->certificate_error);
  if (self->certificate == NULL)
    return;
  if (!ic_certificate_get_time_ns (self->certificate, &self->certificate_time_ns, NULL))
    self->certificate_time_ns = 0;
  self->signature = ic_bytes_to_hex (ic_certificate_get_signature (self->certificate));
  certified = ic_certificate_get_certified_data (self->certificate, canister_id, &len, NULL);
  if (certified != NULL)
    self->certified_data = ic_hex_encode (certified, len);
}

static void
inspect_witness (IcwsInspection *self)
{
  const IcLabel path[] = { IC_LABEL ("websocket"),
                           IC_LABEL_BYTES (self->frame->key, strlen (self->frame->key)) };
  gsize len;
  gconstpointer bytes = g_bytes_get_data (self->frame->tree, &len);
  guint8 root[IC_HASH_BYTES];
  const guint8 *value;
  gsize value_len;

  self->witness = ic_hash_tree_decode (bytes, len, &self->witness_error);
  if (self->witness == NULL)
    return;
  ic_hash_tree_get_root_hash (self->witness, root);
  self->witness_root = ic_hex_encode (root, sizeof root);
  if (ic_hash_tree_lookup (self->witness, path, G_N_ELEMENTS (path), &value, &value_len) ==
      IC_LOOKUP_FOUND)
    self->witness_hash = ic_hex_encode (value, value_len);
}

/**
 * icws_inspection_new:
 * @raw: a frame as it came
 * @canister_id: whose certified data are of interest
 *
 * Returns: (transfer full): what could be read of it
 */
IcwsInspection *
icws_inspection_new (GBytes *raw, const IcPrincipal *canister_id)
{
  IcwsInspection *self = g_new0 (IcwsInspection, 1);

  self->raw = g_bytes_ref (raw);
  self->frame = icws_frame_decode (raw, &self->frame_error);
  if (self->frame == NULL)
    return self;
  self->has_key = icws_frame_key_parse (self->frame->key, &self->key_gateway, &self->key_nonce);
  inspect_message (self);
  inspect_certificate (self, canister_id);
  inspect_witness (self);
  return self;
}

void
icws_inspection_free (IcwsInspection *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->raw);
  g_clear_pointer (&self->frame, icws_frame_free);
  g_clear_error (&self->frame_error);
  g_clear_pointer (&self->message, icws_message_free);
  g_clear_error (&self->message_error);
  g_free (self->content_candid);
  g_free (self->content_hash);
  g_clear_pointer (&self->certificate, ic_certificate_unref);
  g_clear_error (&self->certificate_error);
  g_free (self->signature);
  g_clear_pointer (&self->witness, ic_hash_tree_unref);
  g_clear_error (&self->witness_error);
  g_free (self->witness_root);
  g_free (self->certified_data);
  g_free (self->witness_hash);
  g_free (self);
}

/**
 * icws_inspection_dup_certificate_tree:
 *
 * Returns: (transfer full) (nullable): the certificate's tree; the path to the canister's certified
 * data is marked
 */
IcwsTreeItem *
icws_inspection_dup_certificate_tree (const IcwsInspection *self, const IcPrincipal *canister_id)
{
  const IcLabel path[] = { IC_LABEL ("canister"),
                           IC_LABEL_BYTES (canister_id->bytes, canister_id->len),
                           IC_LABEL ("certified_data") };

  if (self->certificate == NULL)
    return NULL;
  return icws_tree_item_new (ic_certificate_get_tree (self->certificate), path,
                             G_N_ELEMENTS (path));
}

/**
 * icws_inspection_dup_delegation_tree:
 *
 * Returns: (transfer full) (nullable): the tree of the root's certificate about the subnet; the path
 * to the subnet's key is marked
 */
IcwsTreeItem *
icws_inspection_dup_delegation_tree (const IcwsInspection *self)
{
  IcCertificate *delegation = self->certificate != NULL
                                  ? ic_certificate_get_delegation_certificate (self->certificate)
                                  : NULL;
  const IcPrincipal *subnet = delegation != NULL ? ic_certificate_get_subnet_id (self->certificate)
                                                 : NULL;

  if (subnet == NULL)
    return NULL;
  return icws_tree_item_new (ic_certificate_get_tree (delegation),
                             (const IcLabel[]){ IC_LABEL ("subnet"),
                                                IC_LABEL_BYTES (subnet->bytes, subnet->len),
                                                IC_LABEL ("public_key") },
                             3);
}

/**
 * icws_inspection_dup_witness_tree:
 *
 * Returns: (transfer full) (nullable): the canister's own tree; the path to the message is marked
 */
IcwsTreeItem *
icws_inspection_dup_witness_tree (const IcwsInspection *self)
{
  if (self->witness == NULL)
    return NULL;
  return icws_tree_item_new (
      self->witness,
      (const IcLabel[]){ IC_LABEL ("websocket"),
                         IC_LABEL_BYTES (self->frame->key, strlen (self->frame->key)) },
      2);
}
