/* SPDX-License-Identifier: MIT */
#include "ic/ic-mnemonic-private.h"
#include "ic/ic-mnemonic.h"

#include <string.h>

/* A phrase that is valid stays so in its normal form; of one that is not, the place of the mistake is
 * within it. A passphrase becomes what GLib would make of it. */
int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
check_phrase (const char *phrase)
{
  IcMnemonicProblem problem;
  g_autoptr (GError) error = NULL;
  g_autoptr (IcSecret) normal = ic_mnemonic_normalize (phrase, &problem, &error);
  g_autoptr (IcSecret) again = NULL;
  const char *words[4];

  g_assert_cmpuint (ic_mnemonic_complete (phrase, words, G_N_ELEMENTS (words)), <=, 4);
  if (normal != NULL)
    {
      g_assert_no_error (error);
      g_assert_cmpint (problem.kind, ==, IC_MNEMONIC_VALID);
      again = ic_mnemonic_normalize (ic_secret_get_text (normal), &problem, &error);
      g_assert_true (ic_secret_equal (normal, again));
      return;
    }
  g_assert_nonnull (error);
  g_assert_cmpint (problem.kind, !=, IC_MNEMONIC_VALID);
  g_assert_cmpuint (problem.word_offset + problem.word_len, <=, strlen (phrase));
  if (problem.kind == IC_MNEMONIC_UNKNOWN_WORD)
    g_assert_cmpuint (problem.word_len, >, 0);
}

static void
check_passphrase (const char *text)
{
  g_autoptr (IcSecret) passphrase = ic_secret_new_text (text);
  g_autoptr (IcSecret) normal = ic_mnemonic_decompose (passphrase, NULL);
  g_autofree char *expected = NULL;

  if (normal == NULL)
    return;
  expected = g_utf8_normalize (text, -1, G_NORMALIZE_NFKD);
  g_assert_cmpstr (ic_secret_get_text (normal), ==, expected);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);

  check_phrase (text);
  check_passphrase (text);
  return 0;
}
