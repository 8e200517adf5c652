/* SPDX-License-Identifier: MIT */
#include "ic-test-authority.h"

#include "ic/ic-cbor.h"
#include "ic/ic-leb128.h"
#include "ic/ic-public-key.h"

static GBytes *
new_key (IcRandom *random, guint8 secret[BLS_SECRET_KEY_BYTES])
{
  guint8 bytes[48], raw[BLS_PUBLIC_KEY_BYTES];

  ic_random_bytes (random, bytes, sizeof bytes);
  bls_secret_from_random (secret, bytes);
  g_assert_cmpint (bls_secret_to_public (raw, secret), ==, BLS_OK);
  return ic_der_wrap_bls (raw);
}

IcTestAuthority *
ic_test_authority_new (guint64 seed)
{
  IcTestAuthority *self = g_new0 (IcTestAuthority, 1);
  g_autoptr (IcRandom) random = ic_random_new_seeded (seed);

  self->root_der = new_key (random, self->root_secret);
  self->subnet_der = new_key (random, self->subnet_secret);
  ic_principal_self_authenticating (&self->subnet_id, g_bytes_get_data (self->subnet_der, NULL),
                                    g_bytes_get_size (self->subnet_der));
  return self;
}

void
ic_test_authority_free (IcTestAuthority *self)
{
  g_bytes_unref (self->root_der);
  g_bytes_unref (self->subnet_der);
  g_free (self);
}

GBytes *
ic_test_sign (IcTreeBuilder *builder,
              const guint8 secret[BLS_SECRET_KEY_BYTES],
              const IcPrincipal *subnet_id,
              GBytes *delegation)
{
  guint8 hash[IC_HASH_BYTES], signature[BLS_SIGNATURE_BYTES];
  g_autoptr (GBytes) tree = ic_tree_builder_witness (builder);
  g_autoptr (GBytes) message = NULL;

  ic_tree_builder_get_root_hash (builder, hash);
  message = ic_certificate_signed_bytes (hash);
  g_assert_cmpint (
      bls_sign (signature, secret, g_bytes_get_data (message, NULL), g_bytes_get_size (message)),
      ==, BLS_OK);
  return ic_certificate_encode (tree, signature, subnet_id, delegation);
}

GBytes *
ic_test_authority_certify (IcTestAuthority *self, IcTreeBuilder *builder, GBytes *delegation)
{
  if (delegation == NULL)
    return ic_test_sign (builder, self->root_secret, NULL, NULL);
  return ic_test_sign (builder, self->subnet_secret, &self->subnet_id, delegation);
}

GBytes *
ic_test_range (const IcPrincipal *low, const IcPrincipal *high)
{
  GByteArray *out = g_byte_array_new ();

  ic_cbor_put_self_describe (out);
  ic_cbor_put_array (out, 1);
  ic_cbor_put_array (out, 2);
  ic_cbor_put_bytes (out, low->bytes, low->len);
  ic_cbor_put_bytes (out, high->bytes, high->len);
  return g_byte_array_free_to_bytes (out);
}

GBytes *
ic_test_authority_delegate (IcTestAuthority *self,
                            IcTestRanges form,
                            const IcPrincipal *low,
                            const IcPrincipal *high)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  g_autoptr (GBytes) range = ic_test_range (low, high);
  IcLabel id = IC_LABEL_BYTES (self->subnet_id.bytes, self->subnet_id.len);
  IcLabel key[] = { IC_LABEL ("subnet"), id, IC_LABEL ("public_key") };
  IcLabel flat[] = { IC_LABEL ("subnet"), id, IC_LABEL ("canister_ranges") };
  IcLabel sharded[] = { IC_LABEL ("canister_ranges"), id, IC_LABEL_BYTES (low->bytes, low->len) };

  ic_test_set (builder, key, G_N_ELEMENTS (key), g_bytes_get_data (self->subnet_der, NULL),
               g_bytes_get_size (self->subnet_der));
  ic_test_set_time (builder, G_GUINT64_CONSTANT (1700000000000000000));
  if (form != IC_TEST_RANGES_NONE)
    ic_test_set (builder, form == IC_TEST_RANGES_FLAT ? flat : sharded, 3,
                 g_bytes_get_data (range, NULL), g_bytes_get_size (range));
  return ic_test_sign (builder, self->root_secret, NULL, NULL);
}

void
ic_test_set (
    IcTreeBuilder *builder, const IcLabel *path, gsize n_labels, gconstpointer value, gsize len)
{
  ic_tree_builder_set (builder, path, n_labels, value, len);
  ic_tree_builder_reveal (builder, path, n_labels);
}

void
ic_test_set_time (IcTreeBuilder *builder, guint64 time_ns)
{
  const IcLabel path[] = { IC_LABEL ("time") };
  g_autoptr (GByteArray) value = g_byte_array_new ();

  ic_leb128_put_uint64 (value, time_ns);
  ic_test_set (builder, path, 1, value->data, value->len);
}
