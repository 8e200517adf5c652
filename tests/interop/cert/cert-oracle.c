/* SPDX-License-Identifier: MIT */

/* Answers questions about hash trees and certificates, one a line on stdin: a command and its
 * arguments, separated by spaces; bytes as hex, nothing as "-". The answer is one line, "ok VALUES" or
 * "error CODE MESSAGE". A path is labels joined by commas. */
#include "ic-test-authority.h"
#include "ic/ic-bytes.h"
#include "ic/ic-error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LABELS 8

static GBytes *
parse (const char *argument, GError **error)
{
  return g_str_equal (argument, "-") ? g_bytes_new (NULL, 0) : ic_bytes_from_hex (argument, error);
}

static char *
show (gconstpointer bytes, gsize len)
{
  return len == 0 ? g_strdup ("-") : ic_hex_encode (bytes, len);
}

static char *
show_bytes (GBytes *bytes)
{
  return show (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static IcHashTree *
parse_tree (const char *argument, GError **error)
{
  g_autoptr (GBytes) bytes = parse (argument, error);

  return bytes == NULL ? NULL
                       : ic_hash_tree_decode (g_bytes_get_data (bytes, NULL),
                                              g_bytes_get_size (bytes), error);
}

/* root-hash TREE */
static char *
root_hash (char **args, GError **error)
{
  g_autoptr (IcHashTree) tree = parse_tree (args[0], error);
  guint8 hash[IC_HASH_BYTES];

  if (tree == NULL)
    return NULL;
  ic_hash_tree_get_root_hash (tree, hash);
  return show (hash, sizeof hash);
}

/* lookup TREE PATH... gives for each path found=VALUE, absent, unknown or error */
static char *
lookup (char **args, GError **error)
{
  g_autoptr (IcHashTree) tree = parse_tree (args[0], error);
  g_autoptr (GString) answers = g_string_new (NULL);

  if (tree == NULL)
    return NULL;
  for (guint i = 1; args[i] != NULL; i++)
    {
      g_auto (GStrv) items = g_strsplit (args[i], ",", MAX_LABELS);
      g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
      IcLabel path[MAX_LABELS];
      const guint8 *value;
      gsize len;

      for (guint j = 0; items[j] != NULL; j++)
        {
          GBytes *label = parse (items[j], error);

          if (label == NULL)
            return NULL;
          g_ptr_array_add (labels, label);
          path[j] = IC_LABEL_BYTES (g_bytes_get_data (label, NULL), g_bytes_get_size (label));
        }

      g_string_append_c (answers, i > 1 ? ' ' : '\0');
      if (i == 1)
        g_string_truncate (answers, 0);
      switch (ic_hash_tree_lookup (tree, path, labels->len, &value, &len))
        {
        case IC_LOOKUP_FOUND:
          {
            g_autofree char *text = show (value, len);

            g_string_append_printf (answers, "found=%s", text);
          }
          break;
        case IC_LOOKUP_ABSENT:
          g_string_append (answers, "absent");
          break;
        case IC_LOOKUP_UNKNOWN:
          g_string_append (answers, "unknown");
          break;
        case IC_LOOKUP_ERROR:
        default:
          g_string_append (answers, "error");
          break;
        }
    }
  return g_string_free (g_steal_pointer (&answers), FALSE);
}

/* A label whose bytes are all the same: see labels.mjs. */
static gsize
make_label (IcRandom *random, guint8 label[4])
{
  guint8 letter = ic_random_uint64 (random) % 40;
  gsize len = 1 + letter % 4;

  memset (label, letter, len);
  return len;
}

/* witness SEED: a random tree made by our builder, with random paths revealed: TREE ROOT-HASH */
static char *
witness (char **args, GError **error)
{
  g_autoptr (IcRandom) random = ic_random_new_seeded (g_ascii_strtoull (args[0], NULL, 10));
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  guint n = ic_random_uint64 (random) % 60;
  g_autoptr (GBytes) tree = NULL;
  g_autofree char *tree_text = NULL, *hash_text = NULL;
  guint8 hash[IC_HASH_BYTES];

  for (guint i = 0; i < n; i++)
    {
      guint8 labels[3][4];
      IcLabel path[3];
      gsize n_labels = 1 + ic_random_uint64 (random) % 3;
      guint8 value[8];
      guint act = ic_random_uint64 (random) % 6;

      for (gsize j = 0; j < n_labels; j++)
        path[j] = IC_LABEL_BYTES (labels[j], make_label (random, labels[j]));
      ic_random_bytes (random, value, sizeof value);
      if (act == 0)
        ic_tree_builder_reveal (builder, path, n_labels);
      else
        ic_tree_builder_set (builder, path, n_labels, value, i % 9);
      if (act == 1)
        ic_tree_builder_reveal (builder, path, n_labels);
    }

  tree = ic_tree_builder_witness (builder);
  ic_tree_builder_get_root_hash (builder, hash);
  tree_text = show_bytes (tree);
  hash_text = show (hash, sizeof hash);
  return g_strdup_printf ("%s %s", tree_text, hash_text);
}

static IcPrincipal
make_canister (IcRandom *random, guint8 page)
{
  IcPrincipal canister;
  guint8 bytes[10] = { 0, 0, 0, 0, 1, page, 0, 0, 1, 1 };

  ic_random_bytes (random, bytes + 6, 2);
  g_assert (ic_principal_from_bytes (&canister, bytes, sizeof bytes, NULL));
  return canister;
}

/* certificate SEED none|flat|sharded TIME-NS: one that is valid: ROOT-KEY CANISTER DATA CERTIFICATE */
static char *
certificate (char **args, GError **error)
{
  guint64 seed = g_ascii_strtoull (args[0], NULL, 10);
  g_autoptr (IcRandom) random = ic_random_new_seeded (seed);
  g_autoptr (IcTestAuthority) authority = ic_test_authority_new (seed % 8);
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  IcPrincipal low, high, canister = make_canister (random, 5);
  IcLabel path[] = { IC_LABEL ("canister"), { NULL, 0 }, IC_LABEL ("certified_data") };
  guint n_others = ic_random_uint64 (random) % 30;
  guint8 data[IC_HASH_BYTES];
  g_autoptr (GBytes) delegation = NULL, cbor = NULL;
  g_autofree char *root_text = NULL, *canister_text = NULL, *data_text = NULL, *cbor_text = NULL;

  g_assert (ic_principal_from_bytes (&low, "\0\0\0\0\1\5\0\0\1\1", 10, NULL));
  g_assert (ic_principal_from_bytes (&high, "\0\0\0\0\1\5\xff\xff\1\1", 10, NULL));
  if (!g_str_equal (args[1], "none"))
    delegation = ic_test_authority_delegate (
        authority, g_str_equal (args[1], "flat") ? IC_TEST_RANGES_FLAT : IC_TEST_RANGES_SHARDED,
        &low, &high);

  for (guint i = 0; i < n_others; i++)
    {
      IcPrincipal other = make_canister (random, i % 10);

      path[1] = IC_LABEL_BYTES (other.bytes, other.len);
      ic_tree_builder_set (builder, path, G_N_ELEMENTS (path), "other", 5);
    }
  ic_random_bytes (random, data, sizeof data);
  path[1] = IC_LABEL_BYTES (canister.bytes, canister.len);
  ic_test_set (builder, path, G_N_ELEMENTS (path), data, sizeof data);
  ic_test_set_time (builder, g_ascii_strtoull (args[2], NULL, 10));
  cbor = ic_test_authority_certify (authority, builder, delegation);

  root_text = show_bytes (authority->root_der);
  canister_text = show (canister.bytes, canister.len);
  data_text = show (data, sizeof data);
  cbor_text = show_bytes (cbor);
  return g_strdup_printf ("%s %s %s %s", root_text, canister_text, data_text, cbor_text);
}

/* verify ROOT-KEY CANISTER CERTIFICATE NOW-NS gives the certified data */
static char *
verify (char **args, GError **error)
{
  g_autoptr (GBytes) root_der = parse (args[0], error);
  g_autoptr (GBytes) id = parse (args[1], error);
  g_autoptr (GBytes) cbor = parse (args[2], error);
  g_autoptr (IcRootKey) root = NULL;
  g_autoptr (IcCertificate) self = NULL;
  IcPrincipal canister;
  const guint8 *data;
  gsize len;

  g_assert (root_der != NULL && id != NULL && cbor != NULL);
  root = ic_root_key_new_from_der (root_der, error);
  if (root == NULL || !ic_principal_from_bytes (&canister, g_bytes_get_data (id, NULL),
                                                g_bytes_get_size (id), error))
    return NULL;
  self = ic_certificate_new_from_cbor (cbor, error);
  if (self == NULL || !ic_certificate_verify (self, root, &canister, error) ||
      !ic_certificate_check_time (self, g_ascii_strtoull (args[3], NULL, 10), 0, 0, error))
    return NULL;
  data = ic_certificate_get_certified_data (self, &canister, &len, error);
  return data != NULL ? show (data, len) : NULL;
}

static const struct
{
  const char *name;
  guint n_args; /* at least */
  char *(*answer) (char **args, GError **error);
} COMMANDS[] = {
  { "root-hash", 1, root_hash },     { "lookup", 2, lookup }, { "witness", 1, witness },
  { "certificate", 3, certificate }, { "verify", 4, verify },
};

static void
answer_line (char *line)
{
  g_auto (GStrv) words = g_strsplit (g_strstrip (line), " ", -1);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    {
      g_autofree char *answer = NULL;

      if (words[0] == NULL || !g_str_equal (words[0], COMMANDS[i].name))
        continue;
      g_assert (g_strv_length (words + 1) >= COMMANDS[i].n_args);
      answer = COMMANDS[i].answer (words + 1, &error);
      if (answer != NULL)
        printf ("ok %s\n", answer);
      else
        printf ("error %d %s\n", error->code, error->message);
      fflush (stdout);
      return;
    }
  g_error ("unknown question: %s", words[0]);
}

int
main (void)
{
  char *line = NULL;
  size_t size = 0;

  while (getline (&line, &size, stdin) > 0)
    answer_line (line);
  free (line);
  return EXIT_SUCCESS;
}
