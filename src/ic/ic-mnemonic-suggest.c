/* SPDX-License-Identifier: MIT */
#include "ic-mnemonic.h"

#include <string.h>

#include "ic-mnemonic-private.h"

/* BIP39: no two words begin with the same four letters. */
#define PREFIX_LETTERS 4
/* A text that needs more changes than this is no misspelt word of the list. */
#define MAX_DISTANCE 3
#define MAX_LETTERS  (IC_MNEMONIC_WORD_BYTES + MAX_DISTANCE)

static guint
min3 (guint a, guint b, guint c)
{
  return MIN (MIN (a, b), c);
}

/* Letters to insert, remove, change or swap with their neighbour. */
static guint
edit_distance (const char *a, gsize a_len, const char *b, gsize b_len)
{
  guint cost[MAX_LETTERS + 1][MAX_LETTERS + 1];

  for (gsize i = 0; i <= a_len; i++)
    cost[i][0] = i;
  for (gsize j = 0; j <= b_len; j++)
    cost[0][j] = j;
  for (gsize i = 1; i <= a_len; i++)
    for (gsize j = 1; j <= b_len; j++)
      {
        guint change = cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

        cost[i][j] = min3 (cost[i - 1][j] + 1, cost[i][j - 1] + 1, change);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          cost[i][j] = MIN (cost[i][j], cost[i - 2][j - 2] + 1);
      }
  return cost[a_len][b_len];
}

/* Copies the ASCII letters of @word in lower case. Returns %FALSE if it is too long. */
static gboolean
fold (const char *word, gsize len, char out[MAX_LETTERS + 1])
{
  if (len > MAX_LETTERS)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    out[i] = g_ascii_tolower (word[i]);
  out[len] = '\0';
  return TRUE;
}

/* The only word that begins like @word, over at most four letters. */
static const char *
find_by_prefix (const char *word, gsize len)
{
  const char *found = NULL;

  for (guint i = 0; i < IC_MNEMONIC_N_WORDS; i++)
    {
      if (strncmp (word, ic_mnemonic_words[i], MIN (len, PREFIX_LETTERS)) != 0)
        continue;
      if (found != NULL)
        return NULL;
      found = ic_mnemonic_words[i];
    }
  return found;
}

/**
 * ic_mnemonic_nearest:
 * @word: a word that is not on the list
 * @len: its length in bytes
 *
 * The first four letters decide, since they identify a word of the list; else the word with the
 * fewest changes, one with the same first letter before others.
 *
 * Returns: (transfer none) (nullable): the word that was meant most likely; %NULL if none is near
 */
const char *
ic_mnemonic_nearest (const char *word, gsize len)
{
  char folded[MAX_LETTERS + 1];
  const char *nearest;
  guint limit = CLAMP (len / 2, 1, MAX_DISTANCE);
  guint best = 2 * limit + 2;

  if (len == 0 || !fold (word, len, folded))
    return NULL;
  nearest = find_by_prefix (folded, len);
  if (nearest != NULL)
    return nearest;

  for (guint i = 0; i < IC_MNEMONIC_N_WORDS; i++)
    {
      const char *candidate = ic_mnemonic_words[i];
      gsize candidate_len = strlen (candidate);
      guint rank;

      if (candidate_len > len + limit || len > candidate_len + limit)
        continue;
      rank = 2 * edit_distance (folded, len, candidate, candidate_len) +
             (candidate[0] != folded[0]);
      if (rank < best)
        {
          best = rank;
          nearest = candidate;
        }
    }
  return nearest;
}

/**
 * ic_mnemonic_complete:
 * @prefix: how a word begins, in either case
 * @words: (array length=max) (out caller-allocates): where to put words, in alphabetical order;
 *   they are static
 * @max: room there
 *
 * Returns: how many were put there; 0 for an empty @prefix
 */
guint
ic_mnemonic_complete (const char *prefix, const char *words[], guint max)
{
  char folded[MAX_LETTERS + 1];
  gsize len;
  guint n = 0;

  g_return_val_if_fail (prefix != NULL, 0);

  len = strlen (prefix);
  if (len == 0 || !fold (prefix, len, folded))
    return 0;
  for (guint i = 0; i < IC_MNEMONIC_N_WORDS && n < max; i++)
    {
      if (strncmp (folded, ic_mnemonic_words[i], len) == 0)
        words[n++] = ic_mnemonic_words[i];
    }
  return n;
}
