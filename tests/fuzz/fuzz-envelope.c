/* SPDX-License-Identifier: MIT */
#include "ic/ic-envelope.h"

/* What ic_envelope_decode() accepts has an id, can be checked, and is encoded to an envelope with the
 * same id that is encoded to the same bytes. */
int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) cbor = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcEnvelope) envelope = ic_envelope_decode (cbor, &error);
  g_autoptr (IcEnvelope) again = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  guint8 id[IC_HASH_BYTES], other[IC_HASH_BYTES];

  if (envelope == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  /* Around its own expiry, so that the check goes on to keys and chains. */
  ic_envelope_check (envelope, envelope->request->ingress_expiry_ns, NULL);
  ic_request_get_id (envelope->request, id);

  first = ic_envelope_encode (envelope);
  again = ic_envelope_decode (first, &error);
  g_assert_no_error (error);
  ic_request_get_id (again->request, other);
  g_assert_cmpmem (id, sizeof id, other, sizeof other);
  second = ic_envelope_encode (again);
  g_assert_true (g_bytes_equal (first, second));
  return 0;
}
