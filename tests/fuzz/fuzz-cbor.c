/* SPDX-License-Identifier: MIT */
#include "ic/ic-cbor.h"

#include <string.h>

/* What ic_cbor_load() accepts can be read by every reader, is encoded by libcbor to something that is
 * accepted again, and holds no more memory than the message warrants. */
int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
walk (cbor_item_t *item, guint depth)
{
  GBytes *bytes = ic_cbor_get_bytes (item, "item", NULL);
  g_autofree char *text = ic_cbor_get_text (item, "item", NULL);
  IcPrincipal principal;
  guint64 number;
  gboolean flag;

  g_clear_pointer (&bytes, g_bytes_unref);
  g_assert_cmpuint (depth, <=, IC_CBOR_LIMITS_DEFAULT.max_depth);
  ic_cbor_get_uint64 (item, &number, "item", NULL);
  ic_cbor_get_bool (item, &flag, "item", NULL);
  ic_cbor_get_principal (item, &principal, "item", NULL);
  if (text != NULL)
    g_assert_true (g_utf8_validate (text, -1, NULL));

  if (ic_cbor_expect_array (item, "item", NULL))
    {
      for (gsize i = 0; i < cbor_array_size (item); i++)
        walk (cbor_array_handle (item)[i], depth + 1);
    }
  if (ic_cbor_expect_map (item, "item", NULL))
    {
      struct cbor_pair *pairs = cbor_map_handle (item);

      for (gsize i = 0; i < cbor_map_size (item); i++)
        {
          g_autofree char *key = ic_cbor_get_text (pairs[i].key, "key", NULL);

          g_assert_nonnull (key);
          /* No key stands twice: the first one found is this one. */
          g_assert_true (ic_cbor_map_get (item, key) == pairs[i].value);
          walk (pairs[i].value, depth + 1);
        }
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (cbor_item_t) item = ic_cbor_load (data, size, NULL, &error);
  g_autoptr (cbor_item_t) again = NULL;
  unsigned char *bytes = NULL;
  size_t allocated;
  size_t len;

  if (item == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  walk (item, 0);

  len = cbor_serialize_alloc (item, &bytes, &allocated);
  g_assert_cmpuint (len, >, 0);
  again = ic_cbor_load (bytes, len, NULL, &error);
  g_assert_no_error (error);
  free (bytes);
  return 0;
}
