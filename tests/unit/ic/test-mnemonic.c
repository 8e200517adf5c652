/* SPDX-License-Identifier: MIT */
#include "ic/ic-bytes.h"
#include "ic/ic-error.h"
#include "ic/ic-mnemonic-private.h"
#include "ic/ic-mnemonic.h"
#include "mnemonic-vectors.h"

#include <string.h>

#define ABANDON_11                                                                                 \
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
#define PHRASE  "legal winner thank year wave sausage worth useful legal winner thank yellow"
#define DFX_ONE "equip will roof matter pink blind book anxiety banner elbow sun young"

static IcSecret *
to_seed (const char *phrase, const char *passphrase, GError **error)
{
  g_autoptr (IcSecret) words = ic_secret_new_text (phrase);
  g_autoptr (IcSecret) extra = passphrase != NULL ? ic_secret_new_text (passphrase) : NULL;

  return ic_mnemonic_to_seed (words, extra, error);
}

static void
assert_hex (IcSecret *secret, const char *expected)
{
  g_autoptr (IcSecret) hex = ic_secret_to_hex (secret);

  g_assert_cmpstr (ic_secret_get_text (hex), ==, expected);
}

static void
test_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mnemonic_vectors); i++)
    {
      g_autoptr (GBytes) entropy = ic_bytes_from_hex (mnemonic_vectors[i].entropy, NULL);
      g_autoptr (IcSecret) phrase = ic_mnemonic_from_entropy (g_bytes_get_data (entropy, NULL),
                                                              g_bytes_get_size (entropy));
      g_autoptr (GError) error = NULL;
      g_autoptr (IcSecret) seed = to_seed (mnemonic_vectors[i].phrase, "TREZOR", &error);

      g_assert_no_error (error);
      g_assert_cmpstr (ic_secret_get_text (phrase), ==, mnemonic_vectors[i].phrase);
      assert_hex (seed, mnemonic_vectors[i].seed);
    }
}

/* However a phrase is written, it is the same one. */
static void
test_forms (void)
{
  static const char *const forms[] = {
    PHRASE,
    "  legal winner thank year wave sausage worth useful legal winner thank yellow \n",
    "legal winner thank year\nwave sausage worth useful\r\nlegal\twinner thank    yellow\n",
    "LEGAL Winner thank YEAR wave sausage worth useful legal winner thank yellow",
    "1. legal 2. winner 3. thank 4. year 5. wave 6. sausage 7. worth 8. useful 9. legal "
    "10. winner 11. thank 12. yellow",
    "1)legal 2)winner 3)thank 4)year 5)wave 6)sausage 7)worth 8)useful 9)legal 10)winner "
    "11)thank 12)yellow",
    "legal, winner, thank, year, wave, sausage, worth, useful, legal, winner, thank, yellow.",
    "\"legal winner thank year wave sausage worth useful legal winner thank yellow\"",
    "legal\xc2\xa0winner\xe3\x80\x80thank year wave sausage worth useful legal winner thank yellow",
    "\xef\xbb\xbflegal winner thank year wave sausage worth useful legal winner thank yellow",
    "legal - winner - thank - year - wave - sausage - worth - useful - legal - winner - thank - "
    "yellow",
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      IcMnemonicProblem problem;
      g_autoptr (GError) error = NULL;
      g_autoptr (IcSecret) normal = ic_mnemonic_normalize (forms[i], &problem, &error);

      g_assert_no_error (error);
      g_assert_cmpint (problem.kind, ==, IC_MNEMONIC_VALID);
      g_assert_cmpuint (problem.n_words, ==, 12);
      g_assert_cmpstr (ic_secret_get_text (normal), ==, PHRASE);
      g_assert_true (ic_mnemonic_validate (forms[i], NULL, NULL));
    }
}

static void
test_problems (void)
{
  static const struct
  {
    const char *phrase;
    IcMnemonicProblemKind kind;
    guint n_words;
    guint index;
    const char *word; /* as it stands there */
    const char *nearest;
  } cases[] = {
    { "", IC_MNEMONIC_EMPTY, 0, 0, NULL, NULL },
    { " \n\t ", IC_MNEMONIC_EMPTY, 0, 0, NULL, NULL },
    { "1. 2. 3.", IC_MNEMONIC_EMPTY, 0, 0, NULL, NULL },
    { "abandon", IC_MNEMONIC_WORD_COUNT, 1, 0, NULL, NULL },
    { ABANDON_11, IC_MNEMONIC_WORD_COUNT, 11, 0, NULL, NULL },
    { ABANDON_11 "abandon about", IC_MNEMONIC_WORD_COUNT, 13, 0, NULL, NULL },
    { ABANDON_11 ABANDON_11 "abandon abandon about", IC_MNEMONIC_WORD_COUNT, 25, 0, NULL, NULL },
    { ABANDON_11 ABANDON_11 "abandon abandon abandon abandon abandon", IC_MNEMONIC_WORD_COUNT, 27,
      0, NULL, NULL },
    { ABANDON_11 "abandon", IC_MNEMONIC_CHECKSUM, 12, 0, NULL, NULL },
    { "winner legal thank year wave sausage worth useful legal winner thank yellow",
      IC_MNEMONIC_CHECKSUM, 12, 0, NULL, NULL },
    /* Each length has its checksum. */
    { ABANDON_11 "abandon abandon abandon abandon", IC_MNEMONIC_CHECKSUM, 15, 0, NULL, NULL },
    { ABANDON_11 ABANDON_11 "abandon abandon", IC_MNEMONIC_CHECKSUM, 24, 0, NULL, NULL },
    /* The first four letters decide. */
    { "legal winner thnak year wave sausage worth useful legal winner thank yellow",
      IC_MNEMONIC_UNKNOWN_WORD, 12, 2, "thnak", "thank" },
    { "legal winner thank years wave sausage worth useful legal winner thank yellow",
      IC_MNEMONIC_UNKNOWN_WORD, 12, 3, "years", "year" },
    { "legal winner thank year wave SAUSAGES worth useful legal winner thank yellow",
      IC_MNEMONIC_UNKNOWN_WORD, 12, 5, "SAUSAGES", "sausage" },
    { "legal winner thank year wave saus worth useful legal winner thank yellow",
      IC_MNEMONIC_UNKNOWN_WORD, 12, 5, "saus", "sausage" },
    { "legal winner thank year wave sausage worth useful legal winner thank yelow",
      IC_MNEMONIC_UNKNOWN_WORD, 12, 11, "yelow", "yellow" },
    { "lgeal winner thank year wave sausage worth useful legal winner thank yellow",
      IC_MNEMONIC_UNKNOWN_WORD, 12, 0, "lgeal", "legal" },
    { "legal winner thank year wave sausage worth useful legal winner thank yellowish",
      IC_MNEMONIC_UNKNOWN_WORD, 12, 11, "yellowish", "yellow" },
    { "legal winner qqqq year", IC_MNEMONIC_UNKNOWN_WORD, 4, 2, "qqqq", NULL },
    { "legal winner h\xc3\xa4lf year", IC_MNEMONIC_UNKNOWN_WORD, 4, 2, "h\xc3\xa4lf", "half" },
    { "legal abandon1 winner", IC_MNEMONIC_UNKNOWN_WORD, 3, 1, "abandon1", "abandon" },
    { "legal a winner", IC_MNEMONIC_UNKNOWN_WORD, 3, 1, "a", NULL },
    { "legal supercalifragilisticexpialidocious", IC_MNEMONIC_UNKNOWN_WORD, 2, 1,
      "supercalifragilisticexpialidocious", NULL },
    { "legal\x01winner", IC_MNEMONIC_UNKNOWN_WORD, 1, 0, "legal\x01winner", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      IcMnemonicProblem problem;
      g_autoptr (GError) error = NULL;

      g_assert_false (ic_mnemonic_validate (cases[i].phrase, &problem, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_MNEMONIC);
      g_assert_cmpint (ic_error_get_class (error), ==, IC_ERROR_CLASS_OURS);
      g_assert_cmpint (problem.kind, ==, cases[i].kind);
      g_assert_cmpuint (problem.n_words, ==, cases[i].n_words);
      g_assert_cmpuint (problem.word_index, ==, cases[i].index);
      if (cases[i].word != NULL)
        {
          g_assert_cmpmem (cases[i].phrase + problem.word_offset, problem.word_len, cases[i].word,
                           strlen (cases[i].word));
          /* A message may be logged: no word of a phrase is in it. */
          if (strlen (cases[i].word) > 2)
            g_assert_null (strstr (error->message, cases[i].word));
        }
      if (g_strcmp0 (cases[i].nearest, problem.nearest) != 0 && cases[i].nearest == NULL)
        g_test_message ("case %u: nearest %s", i, problem.nearest);
      g_assert_cmpstr (problem.nearest, ==, cases[i].nearest);
    }
}

static void
test_too_long (void)
{
  g_autofree char *text = g_strnfill (IC_MNEMONIC_MAX_BYTES + 1, ' ');
  IcMnemonicProblem problem;
  g_autoptr (GError) error = NULL;

  memcpy (text, PHRASE, strlen (PHRASE));
  g_assert_false (ic_mnemonic_validate (text, &problem, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_MNEMONIC);
  g_assert_cmpint (problem.kind, ==, IC_MNEMONIC_TOO_LONG);
  text[IC_MNEMONIC_MAX_BYTES] = '\0';
  g_assert_true (ic_mnemonic_validate (text, &problem, NULL));
}

/* BIP39 itself, so that the suggestion by four letters is never ambiguous. */
static void
test_word_list (void)
{
  for (guint i = 0; i < IC_MNEMONIC_N_WORDS; i++)
    {
      const char *word = ic_mnemonic_words[i];

      g_assert_cmpuint (strlen (word), >=, 3);
      g_assert_cmpuint (strlen (word), <=, IC_MNEMONIC_WORD_BYTES);
      if (i == 0)
        continue;
      g_assert_cmpstr (ic_mnemonic_words[i - 1], <, word);
      g_assert_cmpint (strncmp (ic_mnemonic_words[i - 1], word, 4), !=, 0);
    }
}

/* Of one letter too many, too few, another or two swapped in the middle, the word is found again or
 * another one at the same distance is. */
static void
test_nearest (void)
{
  guint n_same = 0;
  guint n_all = 0;

  for (guint i = 0; i < IC_MNEMONIC_N_WORDS; i += 7)
    {
      const char *word = ic_mnemonic_words[i];
      gsize len = strlen (word);

      for (gsize at = 1; at < len; at++)
        {
          char wrong[IC_MNEMONIC_WORD_BYTES + 2] = { 0 };
          const char *nearest;

          memcpy (wrong, word, len);
          wrong[at] = 'z';
          nearest = ic_mnemonic_nearest (wrong, len);
          g_assert_nonnull (nearest);
          n_all++;
          n_same += g_str_equal (nearest, word);
        }
    }
  g_test_message ("%u of %u", n_same, n_all);
  g_assert_cmpuint (n_same * 10, >, n_all * 7);
}

static void
test_complete (void)
{
  const char *words[10] = { 0 };

  g_assert_cmpuint (ic_mnemonic_complete ("", words, 10), ==, 0);
  g_assert_cmpuint (ic_mnemonic_complete ("zoo", words, 10), ==, 1);
  g_assert_cmpstr (words[0], ==, "zoo");
  g_assert_cmpuint (ic_mnemonic_complete ("AB", words, 10), ==, 10);
  g_assert_cmpstr (words[0], ==, "abandon");
  g_assert_cmpstr (words[9], ==, "abuse");
  g_assert_cmpuint (ic_mnemonic_complete ("ab", words, 3), ==, 3);
  g_assert_cmpuint (ic_mnemonic_complete ("act", words, 10), ==, 5);
  g_assert_cmpstr (words[0], ==, "act");
  g_assert_cmpuint (ic_mnemonic_complete ("xx", words, 10), ==, 0);
  g_assert_cmpuint (ic_mnemonic_complete ("abandonabandon", words, 10), ==, 0);
  g_assert_cmpuint (ic_mnemonic_complete ("abandonabandonabandon", words, 10), ==, 0);
  g_assert_cmpuint (ic_mnemonic_complete ("\xc3\xa4", words, 10), ==, 0);
  g_assert_cmpuint (ic_mnemonic_complete ("ab", words, 0), ==, 0);
}

static void
test_generate (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 200; i++)
    {
      guint n_words = 12 + i % 5 * 3;
      g_autoptr (IcSecret) phrase = ic_mnemonic_generate (random, n_words);
      IcMnemonicProblem problem;

      g_assert_true (ic_mnemonic_validate (ic_secret_get_text (phrase), &problem, NULL));
      g_assert_cmpuint (problem.n_words, ==, n_words);
      g_assert_true (g_hash_table_add (seen, g_strdup (ic_secret_get_text (phrase))));
    }
}

/* The same passphrase in two Unicode forms, and one with compatibility characters. */
static void
test_passphrase (void)
{
  static const char *const same[][2] = {
    { "caf\xc3\xa9", "cafe\xcc\x81" },
    { "\xef\xac\x81sh \xe2\x85\xa7", "fish VIII" },
    { "\xea\xb0\x80", "\xe1\x84\x80\xe1\x85\xa1" },
    { "q\xcc\x87\xcc\xa3", "q\xcc\xa3\xcc\x87" },
    { "\xe3\x83\x91\xe3\x82\xb9", "\xe3\x83\x8f\xe3\x82\x9a\xe3\x82\xb9" },
  };
  g_autoptr (IcSecret) none = to_seed (PHRASE, NULL, NULL);
  g_autoptr (IcSecret) empty = to_seed (PHRASE, "", NULL);
  g_autoptr (IcSecret) space = to_seed (PHRASE, " ", NULL);

  g_assert_true (ic_secret_equal (none, empty));
  g_assert_false (ic_secret_equal (none, space));
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (IcSecret) first = to_seed (PHRASE, same[i][0], NULL);
      g_autoptr (IcSecret) second = to_seed (PHRASE, same[i][1], NULL);

      g_assert_true (ic_secret_equal (first, second));
      g_assert_false (ic_secret_equal (first, none));
    }
}

static gunichar
pick_character (IcRandom *random)
{
  for (;;)
    {
      gunichar c = ic_random_uint64 (random) % (ic_random_uint64 (random) % 2 ? 0x3000 : 0x20000);

      if (c != 0 && g_unichar_validate (c))
        return c;
    }
}

/* GLib's own function for it is right, but not for secrets. */
static void
test_decompose (void)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (5);

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (IcSecret) secret = NULL;
      g_autoptr (IcSecret) normal = NULL;
      g_autofree char *expected = NULL;

      for (guint j = 0; j < 12; j++)
        g_string_append_unichar (text, pick_character (random));
      secret = ic_secret_new_text (text->str);
      normal = ic_mnemonic_decompose (secret, NULL);
      expected = g_utf8_normalize (text->str, -1, G_NORMALIZE_NFKD);
      g_assert_cmpstr (ic_secret_get_text (normal), ==, expected);
    }
}

static void
test_passphrase_refused (void)
{
  g_autofree char *long_text = g_strnfill (IC_MNEMONIC_MAX_PASSPHRASE_BYTES + 1, 'a');
  const char *const wrong[] = { "\xff", "abc\xc3", long_text };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (to_seed (PHRASE, wrong[i], &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_MNEMONIC);
    }
}

typedef struct
{
  GMainLoop *loop;
  IcSecret *seed;
  GError *error;
} Derivation;

static void
derived_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Derivation *derivation = data;

  derivation->seed = ic_mnemonic_to_seed_finish (result, &derivation->error);
  g_main_loop_quit (derivation->loop);
}

static IcSecret *
to_seed_async (const char *phrase, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Derivation derivation = { loop };
  IcSecret *words = ic_secret_new_text (phrase);

  ic_mnemonic_to_seed_async (words, NULL, cancellable, derived_cb, &derivation);
  ic_secret_unref (words);
  g_main_loop_run (loop);
  if (derivation.error != NULL)
    g_propagate_error (error, derivation.error);
  return derivation.seed;
}

static void
test_async (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (IcSecret) seed = to_seed_async (DFX_ONE, NULL, &error);
  g_autoptr (IcSecret) expected = to_seed (DFX_ONE, NULL, NULL);

  g_assert_no_error (error);
  g_assert_true (ic_secret_equal (seed, expected));

  g_assert_null (to_seed_async ("equip", NULL, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_MNEMONIC);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (to_seed_async (DFX_ONE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mnemonic/vectors", test_vectors);
  g_test_add_func ("/mnemonic/forms", test_forms);
  g_test_add_func ("/mnemonic/problems", test_problems);
  g_test_add_func ("/mnemonic/too-long", test_too_long);
  g_test_add_func ("/mnemonic/word-list", test_word_list);
  g_test_add_func ("/mnemonic/nearest", test_nearest);
  g_test_add_func ("/mnemonic/complete", test_complete);
  g_test_add_func ("/mnemonic/generate", test_generate);
  g_test_add_func ("/mnemonic/passphrase", test_passphrase);
  g_test_add_func ("/mnemonic/decompose", test_decompose);
  g_test_add_func ("/mnemonic/passphrase-refused", test_passphrase_refused);
  g_test_add_func ("/mnemonic/async", test_async);

  return g_test_run ();
}
