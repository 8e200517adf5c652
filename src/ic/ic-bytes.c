/* SPDX-License-Identifier: MIT */
#include "ic-bytes.h"

#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

/**
 * ic_hex_encode:
 * @bytes: (nullable): @len bytes
 *
 * Returns: (transfer full): lower-case hexadecimal text
 */
char *
ic_hex_encode (gconstpointer bytes, gsize len)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *in = bytes;
  char *hex = g_malloc (len * 2 + 1);

  for (gsize i = 0; i < len; i++)
    {
      hex[2 * i] = digits[in[i] >> 4];
      hex[2 * i + 1] = digits[in[i] & 15];
    }
  hex[2 * len] = '\0';

  return hex;
}

/**
 * ic_bytes_to_hex:
 * @bytes: bytes to show
 *
 * Returns: (transfer full): lower-case hexadecimal text
 */
char *
ic_bytes_to_hex (GBytes *bytes)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return ic_hex_encode (data, len);
}

/**
 * ic_bytes_from_hex:
 * @hex: hexadecimal text in either case, without prefix or spaces
 * @error: IC_ERROR_HEX for an odd number of digits or another character
 *
 * Returns: (transfer full): the bytes, or %NULL
 */
GBytes *
ic_bytes_from_hex (const char *hex, GError **error)
{
  g_autofree guint8 *bytes = NULL;
  gsize len;

  g_return_val_if_fail (hex != NULL, NULL);

  len = strlen (hex);
  if (len % 2 != 0)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_HEX, _ ("odd number of hexadecimal digits"));
      return NULL;
    }

  bytes = g_malloc (len / 2 + 1);
  for (gsize i = 0; i < len / 2; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]);
      int low = g_ascii_xdigit_value (hex[2 * i + 1]);

      if (high < 0 || low < 0)
        {
          g_set_error (error, IC_ERROR, IC_ERROR_HEX, _ ("no hexadecimal digit near position %zu"),
                       2 * i);
          return NULL;
        }
      bytes[i] = high << 4 | low;
    }

  return g_bytes_new_take (g_steal_pointer (&bytes), len / 2);
}
