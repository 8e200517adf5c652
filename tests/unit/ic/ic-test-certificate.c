/* SPDX-License-Identifier: MIT */
#include "ic-test-certificate.h"

#include <string.h>

#include "ic/ic-error.h"

IcPrincipal
ic_test_principal (const guint8 *bytes, gsize len)
{
  IcPrincipal self;

  g_assert_true (ic_principal_from_bytes (&self, bytes, len, NULL));
  return self;
}

void
ic_test_certificate_set_up (IcTestCertificate *f, gconstpointer data)
{
  f->authority = ic_test_authority_new (1);
  f->root = ic_root_key_new_from_der (f->authority->root_der, NULL);
  g_assert_nonnull (f->root);
  f->low = ic_test_principal ((const guint8 *)"\0\0\0\0\1\0\0\0\1\1", 10);
  f->canister = ic_test_principal ((const guint8 *)"\0\0\0\0\1\x20\0\0\1\1", 10);
  f->high = ic_test_principal ((const guint8 *)"\0\0\0\0\1\x2f\xff\xff\1\1", 10);
  memset (f->data, 0xda, sizeof f->data);
}

void
ic_test_certificate_tear_down (IcTestCertificate *f, gconstpointer data)
{
  ic_root_key_unref (f->root);
  ic_test_authority_free (f->authority);
}

/* A certificate of the canister's certified data and the time, amid other canisters. */
GBytes *
ic_test_certificate_make (IcTestCertificate *f, GBytes *delegation, guint64 time_ns)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  IcLabel path[] = { IC_LABEL ("canister"), { NULL, 0 }, IC_LABEL ("certified_data") };

  for (guint8 i = 0; i < 20; i++)
    {
      guint8 other[] = { 0, 0, 0, 0, 1, i, 9, 9, 1, 1 };

      path[1] = IC_LABEL_BYTES (other, sizeof other);
      ic_tree_builder_set (builder, path, 3, &i, 1);
    }
  path[1] = IC_LABEL_BYTES (f->canister.bytes, f->canister.len);
  ic_test_set (builder, path, 3, f->data, sizeof f->data);
  ic_test_set_time (builder, time_ns);
  return ic_test_authority_certify (f->authority, builder, delegation);
}

IcCertificate *
ic_test_certificate_parse (GBytes *cbor)
{
  g_autoptr (GError) error = NULL;
  IcCertificate *certificate = ic_certificate_new_from_cbor (cbor, &error);

  g_assert_no_error (error);
  return certificate;
}

/* Reads and verifies; gives the error's code, or -1. */
int
ic_test_certificate_check (GBytes *cbor, IcRootKey *root, const IcPrincipal *canister_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCertificate) certificate = ic_certificate_new_from_cbor (cbor, &error);

  if (certificate != NULL && ic_certificate_verify (certificate, root, canister_id, &error))
    {
      g_assert_no_error (error);
      return -1;
    }
  g_assert_nonnull (error);
  g_assert_true (error->domain == IC_ERROR);
  g_test_message ("%s", error->message);
  return error->code;
}
