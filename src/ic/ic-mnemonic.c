/* SPDX-License-Identifier: MIT */
#include "ic-mnemonic.h"

#include <sodium.h>
#include <string.h>

#include "ic-error.h"
#include "ic-mnemonic-private.h"
#include "ic-i18n.h"

/* 24 words: 256 bits of entropy and 8 of checksum. */
#define MAX_PACKED_BYTES (IC_MNEMONIC_MAX_WORDS * IC_MNEMONIC_WORD_BITS / 8)

/* Where the words of a phrase are; and, when all are known, which ones they are. */
typedef struct
{
  guint n_words; /* may be more than are noted here */
  gsize offset[IC_MNEMONIC_MAX_WORDS];
  gsize len[IC_MNEMONIC_MAX_WORDS];
  guint32 index[IC_MNEMONIC_MAX_WORDS];
} Parsed;

/* Length of the white space at @text, in UTF-8; people paste from web pages and PDF files. */
static gsize
space_len (const char *text)
{
  static const char *const wide[] = { "\xc2\xa0", "\xe3\x80\x80", "\xe2\x80\x8b", "\xe2\x80\xaf",
                                      "\xef\xbb\xbf" };

  if (*text == ' ' || (*text >= '\t' && *text <= '\r'))
    return 1;
  for (guint i = 0; i < G_N_ELEMENTS (wide); i++)
    {
      if (strncmp (text, wide[i], strlen (wide[i])) == 0)
        return strlen (wide[i]);
    }
  return 0;
}

static gboolean
is_punctuation (char c)
{
  return c != '\0' && strchr (".,;:)(-#\"'", c) != NULL;
}

/* Leaves out what stands around a word in a numbered or quoted list: `1. abandon,`. */
static void
trim_word (const char *text, gsize *offset, gsize *len)
{
  while (*len > 0 &&
         (is_punctuation (text[*offset]) || (text[*offset] >= '0' && text[*offset] <= '9')))
    {
      (*offset)++;
      (*len)--;
    }
  while (*len > 0 && is_punctuation (text[*offset + *len - 1]))
    (*len)--;
}

static void
split (const char *phrase, Parsed *parsed)
{
  gsize i = 0;

  parsed->n_words = 0;
  while (phrase[i] != '\0')
    {
      gsize space = space_len (phrase + i);
      gsize offset = i;
      gsize len = 0;

      if (space > 0)
        {
          i += space;
          continue;
        }
      while (phrase[i] != '\0' && space_len (phrase + i) == 0)
        i++;
      len = i - offset;
      trim_word (phrase, &offset, &len);
      if (len == 0)
        continue;
      if (parsed->n_words < IC_MNEMONIC_MAX_WORDS)
        {
          parsed->offset[parsed->n_words] = offset;
          parsed->len[parsed->n_words] = len;
        }
      parsed->n_words++;
    }
}

/* A word as a number, in lower case, so that words are compared at once. */
static guint64
pack_word (const char *word, gsize len)
{
  guint8 bytes[IC_MNEMONIC_WORD_BYTES] = { 0 };
  guint64 packed;

  for (gsize i = 0; i < len; i++)
    {
      guint32 letter = (guchar)word[i];

      bytes[i] = letter | (guint32)(letter - 'A' < 26) << 5;
    }
  memcpy (&packed, bytes, sizeof packed);
  sodium_memzero (bytes, sizeof bytes);
  return packed;
}

/* Looks at the whole list for each word, so that the time does not tell which word it is. */
static gboolean
find_word (const char *word, gsize len, guint32 *index)
{
  guint64 wanted;
  guint32 found = 0;

  if (len > IC_MNEMONIC_WORD_BYTES)
    return FALSE;
  wanted = pack_word (word, len);
  *index = 0;
  for (guint32 i = 0; i < IC_MNEMONIC_N_WORDS; i++)
    {
      guint64 difference;
      guint32 same; /* all ones if there is none */

      memcpy (&difference, ic_mnemonic_words[i], sizeof difference);
      difference ^= wanted;
      same = (guint32)((difference | (0 - difference)) >> 63) - 1;
      *index |= i & same;
      found |= same;
    }
  return found != 0;
}

static void
get_word (guint32 index, char word[IC_MNEMONIC_WORD_BYTES + 1])
{
  memset (word, 0, IC_MNEMONIC_WORD_BYTES + 1);
  for (guint32 i = 0; i < IC_MNEMONIC_N_WORDS; i++)
    {
      guint32 difference = i ^ index;
      char same = (char)((difference - 1) >> 31) * -1;

      for (guint j = 0; j < IC_MNEMONIC_WORD_BYTES; j++)
        word[j] |= ic_mnemonic_words[i][j] & same;
    }
}

static gboolean
is_word_count (guint n_words)
{
  return n_words >= IC_MNEMONIC_MIN_WORDS && n_words <= IC_MNEMONIC_MAX_WORDS && n_words % 3 == 0;
}

/* BIP39: one bit of the hash for each three words, after the entropy. */
static gboolean
checksum_matches (const Parsed *parsed)
{
  guint8 packed[MAX_PACKED_BYTES + 1] = { 0 };
  guint8 hash[crypto_hash_sha256_BYTES];
  guint n_checksum_bits = parsed->n_words / 3;
  guint n_entropy_bytes = parsed->n_words * 4 / 3;
  guint8 mask = 0xff << (8 - n_checksum_bits);
  gboolean matches;

  for (guint bit = 0; bit < parsed->n_words * IC_MNEMONIC_WORD_BITS; bit++)
    {
      guint32 word = parsed->index[bit / IC_MNEMONIC_WORD_BITS];
      guint shift = IC_MNEMONIC_WORD_BITS - 1 - bit % IC_MNEMONIC_WORD_BITS;

      packed[bit / 8] |= (word >> shift & 1) << (7 - bit % 8);
    }
  crypto_hash_sha256 (hash, packed, n_entropy_bytes);
  matches = ((hash[0] ^ packed[n_entropy_bytes]) & mask) == 0;
  sodium_memzero (packed, sizeof packed);
  sodium_memzero (hash, sizeof hash);
  return matches;
}

G_GNUC_PRINTF (4, 5)
static gboolean
refuse (
    IcMnemonicProblem *problem, IcMnemonicProblemKind kind, GError **error, const char *format, ...)
{
  va_list args;

  problem->kind = kind;
  if (error != NULL)
    {
      va_start (args, format);
      *error = g_error_new_valist (IC_ERROR, IC_ERROR_MNEMONIC, format, args);
      va_end (args);
    }
  return FALSE;
}

static gboolean
parse (const char *phrase, Parsed *parsed, IcMnemonicProblem *problem, GError **error)
{
  memset (problem, 0, sizeof *problem);
  if (strnlen (phrase, IC_MNEMONIC_MAX_BYTES + 1) > IC_MNEMONIC_MAX_BYTES)
    return refuse (problem, IC_MNEMONIC_TOO_LONG, error,
                   _ ("a recovery phrase is 12 to 24 words, this text is far longer"));

  split (phrase, parsed);
  problem->n_words = parsed->n_words;
  if (parsed->n_words == 0)
    return refuse (problem, IC_MNEMONIC_EMPTY, error, _ ("recovery phrase has no words"));

  for (guint i = 0; i < MIN (parsed->n_words, IC_MNEMONIC_MAX_WORDS); i++)
    {
      const char *word = phrase + parsed->offset[i];

      if (find_word (word, parsed->len[i], &parsed->index[i]))
        continue;
      problem->word_index = i;
      problem->word_offset = parsed->offset[i];
      problem->word_len = parsed->len[i];
      problem->nearest = ic_mnemonic_nearest (word, parsed->len[i]);
      return refuse (problem, IC_MNEMONIC_UNKNOWN_WORD, error,
                     _ ("word %u of the recovery phrase is not on the list of BIP39"), i + 1);
    }
  if (!is_word_count (parsed->n_words))
    return refuse (problem, IC_MNEMONIC_WORD_COUNT, error,
                   _ ("a recovery phrase has 12, 15, 18, 21 or 24 words, this one has %u"),
                   parsed->n_words);
  if (!checksum_matches (parsed))
    return refuse (
        problem, IC_MNEMONIC_CHECKSUM, error,
        _ ("all words are on the list, but together they fail the check of BIP39: a word "
           "is wrong or two are swapped"));
  return TRUE;
}

/**
 * ic_mnemonic_validate:
 * @phrase: what a person typed or pasted: spaces, new lines, capitals, numbers before the words and
 *   punctuation around them do not matter
 * @problem: (out caller-allocates) (optional): what is wrong, and where
 * @error: IC_ERROR_MNEMONIC; tells which word is wrong, never a word
 *
 * BIP39. An unknown word is reported before a wrong number of words, which is reported before a
 * wrong checksum.
 */
gboolean
ic_mnemonic_validate (const char *phrase, IcMnemonicProblem *problem, GError **error)
{
  g_autoptr (IcSecret) normal = ic_mnemonic_normalize (phrase, problem, error);

  return normal != NULL;
}

/**
 * ic_mnemonic_normalize:
 * @phrase: as for ic_mnemonic_validate()
 * @problem: (out caller-allocates) (optional): what is wrong, and where
 * @error: IC_ERROR_MNEMONIC
 *
 * Returns: (transfer full) (nullable): the words in lower case with one space between them, as they
 *   are hashed and stored; %NULL if the phrase is not valid
 */
IcSecret *
ic_mnemonic_normalize (const char *phrase, IcMnemonicProblem *problem, GError **error)
{
  g_autoptr (IcSecret) normal = NULL;
  IcMnemonicProblem unwanted;
  Parsed parsed;
  gsize len = 0;

  g_return_val_if_fail (phrase != NULL, NULL);

  if (parse (phrase, &parsed, problem != NULL ? problem : &unwanted, error))
    {
      normal = ic_secret_new (parsed.n_words * (IC_MNEMONIC_WORD_BYTES + 1));
      for (guint i = 0; i < parsed.n_words; i++)
        {
          char *out = (char *)ic_secret_get_data (normal);

          if (i > 0)
            out[len++] = ' ';
          for (gsize j = 0; j < parsed.len[i]; j++)
            out[len++] = phrase[parsed.offset[i] + j] | 0x20;
        }
      ic_secret_truncate (normal, len);
    }
  sodium_memzero (&parsed, sizeof parsed);
  return g_steal_pointer (&normal);
}

/**
 * ic_mnemonic_from_entropy:
 * @entropy: (array length=len): random bytes; the caller wipes its copy
 * @len: 16, 20, 24, 28 or 32
 *
 * Returns: (transfer full): the phrase of 12 to 24 words that says the same
 */
IcSecret *
ic_mnemonic_from_entropy (const guint8 *entropy, gsize len)
{
  IcSecret *phrase;
  guint8 packed[MAX_PACKED_BYTES + 1];
  guint8 hash[crypto_hash_sha256_BYTES];
  char word[IC_MNEMONIC_WORD_BYTES + 1];
  guint n_words = len * 3 / 4;
  gsize n_letters = 0;

  g_return_val_if_fail (len % 4 == 0 && is_word_count (n_words), NULL);

  memcpy (packed, entropy, len);
  crypto_hash_sha256 (hash, packed, len);
  packed[len] = hash[0];

  phrase = ic_secret_new (n_words * (IC_MNEMONIC_WORD_BYTES + 1));
  for (guint i = 0; i < n_words; i++)
    {
      char *out = (char *)ic_secret_get_data (phrase);
      guint32 index = 0;

      for (guint j = i * IC_MNEMONIC_WORD_BITS; j < (i + 1) * IC_MNEMONIC_WORD_BITS; j++)
        index = index << 1 | (packed[j / 8] >> (7 - j % 8) & 1);
      get_word (index, word);
      if (i > 0)
        out[n_letters++] = ' ';
      memcpy (out + n_letters, word, IC_MNEMONIC_WORD_BYTES);
      n_letters += strlen (word);
    }
  ic_secret_truncate (phrase, n_letters);
  sodium_memzero (packed, sizeof packed);
  sodium_memzero (hash, sizeof hash);
  sodium_memzero (word, sizeof word);
  return phrase;
}

/**
 * ic_mnemonic_generate:
 * @random: where to get the entropy
 * @n_words: 12, 15, 18, 21 or 24
 *
 * Returns: (transfer full): a new phrase
 */
IcSecret *
ic_mnemonic_generate (IcRandom *random, guint n_words)
{
  g_autoptr (IcSecret) entropy = NULL;

  g_return_val_if_fail (is_word_count (n_words), NULL);

  entropy = ic_secret_new (n_words * 4 / 3);
  ic_random_bytes (random, ic_secret_get_data (entropy), ic_secret_get_len (entropy));
  return ic_mnemonic_from_entropy (ic_secret_get_const (entropy), ic_secret_get_len (entropy));
}
