/* SPDX-License-Identifier: MIT */
#include "ic-mnemonic-private.h"

#include <sodium.h>

#include "ic-error.h"
#include "ic-mnemonic.h"
#include "ic-i18n.h"

#define MAX_UTF8_BYTES 4

static gsize
decompose (const char *text, gsize len, gunichar *out)
{
  gunichar part[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n = 0;

  for (const char *p = text; p < text + len; p = g_utf8_next_char (p))
    {
      gsize n_parts = g_unichar_fully_decompose (g_utf8_get_char (p), TRUE, part,
                                                 G_N_ELEMENTS (part));

      for (gsize i = 0; out != NULL && i < n_parts; i++)
        out[n + i] = part[i];
      n += n_parts;
    }
  sodium_memzero (part, sizeof part);
  return n;
}

/**
 * ic_mnemonic_decompose:
 * @passphrase: UTF-8
 * @error: IC_ERROR_MNEMONIC if it is not, or longer than IC_MNEMONIC_MAX_PASSPHRASE_BYTES
 *
 * Normalization form KD, as BIP39 demands. g_utf8_normalize() would leave copies in freed memory.
 *
 * Returns: (transfer full): the normal form in UTF-8
 */
IcSecret *
ic_mnemonic_decompose (const IcSecret *passphrase, GError **error)
{
  const char *text = ic_secret_get_text (passphrase);
  gsize len = ic_secret_get_len (passphrase);
  g_autoptr (IcSecret) characters = NULL;
  g_autoptr (IcSecret) normal = NULL;
  gunichar *wide;
  gsize n;
  gsize n_bytes = 0;

  if (len > IC_MNEMONIC_MAX_PASSPHRASE_BYTES)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_MNEMONIC, _ ("passphrase is longer than %d bytes"),
                   IC_MNEMONIC_MAX_PASSPHRASE_BYTES);
      return NULL;
    }
  if (!g_utf8_validate (text, len, NULL))
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_MNEMONIC, _ ("passphrase is not UTF-8 text"));
      return NULL;
    }

  n = decompose (text, len, NULL);
  characters = ic_secret_new (n * sizeof (gunichar));
  /* Aligned: see ic_secret_new(). */
  wide = (gunichar *)(gpointer)ic_secret_get_data (characters);
  decompose (text, len, wide);
  if (n > 0) /* it does not stand an empty text */
    g_unicode_canonical_ordering (wide, n);

  normal = ic_secret_new (n * MAX_UTF8_BYTES);
  for (gsize i = 0; i < n; i++)
    n_bytes += g_unichar_to_utf8 (wide[i], (char *)ic_secret_get_data (normal) + n_bytes);
  ic_secret_truncate (normal, n_bytes);
  return g_steal_pointer (&normal);
}
