/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ic/ic-bytes.h"
#include "ic/ic-cbor.h"
#include "ic/ic-error.h"
#include "ic/ic-hash-tree.h"

/* The example of the interface spec, "Example", and the same tree pruned. */
static const char *const FULL =
    "8301830183024161830183018302417882034568656c6c6f810083024179820345776f726c64"
    "83024162820344676f6f648301830241638100830241648203476d6f726e696e67";
static const char *const PRUNED =
    "83018301830241618301820458201b4feff9bef8131788b0c9dc6dbad6e81e524249c879e9f10f71ce3749f5a638"
    "83024179820345776f726c6483024162820458207b32ac0c6ba8ce35ac82c255fc7906f7fc130dab2a090f80fe12"
    "f9c2cae83ba6830182045820ec8324b8a1f1ac16bd2e806edba78006479c9877fed4eb464a25485465af601d8302"
    "41648203476d6f726e696e67";
static const char *const ROOT_HASH =
    "eb5c5b2195e62d996b84c9bcc8259d19a83786a2f59e0878cec84c811f669aa0";

static IcHashTree *
decode_hex (const char *hex, GError **error)
{
  g_autoptr (GBytes) bytes = ic_bytes_from_hex (hex, NULL);

  g_assert_nonnull (bytes);
  return ic_hash_tree_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

static void
assert_root_hash (IcHashTree *tree, const char *expected)
{
  guint8 hash[IC_HASH_BYTES];
  g_autofree char *hex = NULL;

  ic_hash_tree_get_root_hash (tree, hash);
  hex = ic_hex_encode (hash, sizeof hash);
  g_assert_cmpstr (hex, ==, expected);
}

/* Looks a path of one-letter-or-more labels up, written "a/b". */
static IcLookupStatus
lookup (IcHashTree *tree, const char *path, char **text)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  guint n = g_strv_length (parts);
  g_autofree IcLabel *labels = g_new0 (IcLabel, n);
  const guint8 *value = NULL;
  gsize len = 0;
  IcLookupStatus status;

  for (guint i = 0; i < n; i++)
    labels[i] = IC_LABEL_BYTES (parts[i], strlen (parts[i]));
  status = ic_hash_tree_lookup (tree, labels, n, &value, &len);
  *text = status == IC_LOOKUP_FOUND ? g_strndup ((const char *)value, len) : NULL;
  return status;
}

static void
assert_lookup (IcHashTree *tree, const char *path, IcLookupStatus expected, const char *value)
{
  g_autofree char *text = NULL;

  g_test_message ("looking up %s", path);
  g_assert_cmpint (lookup (tree, path, &text), ==, expected);
  g_assert_cmpstr (text, ==, value);
}

static void
test_example (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcHashTree) tree = decode_hex (FULL, &error);

  g_assert_no_error (error);
  assert_root_hash (tree, ROOT_HASH);
  assert_lookup (tree, "a/x", IC_LOOKUP_FOUND, "hello");
  assert_lookup (tree, "a/y", IC_LOOKUP_FOUND, "world");
  assert_lookup (tree, "b", IC_LOOKUP_FOUND, "good");
  assert_lookup (tree, "c", IC_LOOKUP_ABSENT, NULL);
  assert_lookup (tree, "d", IC_LOOKUP_FOUND, "morning");
  assert_lookup (tree, "a", IC_LOOKUP_ERROR, NULL);
  assert_lookup (tree, "b/z", IC_LOOKUP_ABSENT, NULL);
  assert_lookup (tree, "A", IC_LOOKUP_ABSENT, NULL);
  assert_lookup (tree, "a/w", IC_LOOKUP_ABSENT, NULL);
  assert_lookup (tree, "e", IC_LOOKUP_ABSENT, NULL);
}

/* The lookups that the interface spec lists for its pruned example. */
static void
test_pruned_example (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcHashTree) tree = decode_hex (PRUNED, &error);

  g_assert_no_error (error);
  assert_root_hash (tree, ROOT_HASH);
  assert_lookup (tree, "a/a", IC_LOOKUP_UNKNOWN, NULL);
  assert_lookup (tree, "a/y", IC_LOOKUP_FOUND, "world");
  assert_lookup (tree, "aa", IC_LOOKUP_ABSENT, NULL);
  assert_lookup (tree, "ax", IC_LOOKUP_ABSENT, NULL);
  assert_lookup (tree, "b", IC_LOOKUP_UNKNOWN, NULL);
  assert_lookup (tree, "bb", IC_LOOKUP_UNKNOWN, NULL);
  assert_lookup (tree, "d", IC_LOOKUP_FOUND, "morning");
  assert_lookup (tree, "e", IC_LOOKUP_ABSENT, NULL);
  /* Beyond the spec's list: what is before and behind what is shown. */
  assert_lookup (tree, "A", IC_LOOKUP_ABSENT, NULL);
  assert_lookup (tree, "a/z", IC_LOOKUP_ABSENT, NULL);
  assert_lookup (tree, "a/x", IC_LOOKUP_UNKNOWN, NULL);
  assert_lookup (tree, "c", IC_LOOKUP_UNKNOWN, NULL);
}

static void
test_empty_path (void)
{
  g_autoptr (IcHashTree) leaf = decode_hex ("82034568656c6c6f", NULL);
  g_autoptr (IcHashTree) empty = decode_hex ("8100", NULL);
  g_autoptr (IcHashTree) fork = decode_hex (FULL, NULL);
  const guint8 *value;
  gsize len;

  g_assert_cmpint (ic_hash_tree_lookup (leaf, NULL, 0, &value, &len), ==, IC_LOOKUP_FOUND);
  g_assert_cmpmem (value, len, "hello", 5);
  g_assert_cmpint (ic_hash_tree_lookup (empty, NULL, 0, &value, &len), ==, IC_LOOKUP_ABSENT);
  g_assert_cmpint (ic_hash_tree_lookup (fork, NULL, 0, &value, &len), ==, IC_LOOKUP_ERROR);
  assert_root_hash (empty, "4e3ed35c4e2d1ee89996483fb6260a64cffb6c47dbab216e7930e82f8190d120");
}

static void
on_child (const guint8 *label, gsize len, const IcHashTreeNode *child, gpointer data)
{
  GString *seen = data;

  g_string_append_len (seen, (const char *)label, len);
  g_string_append_printf (seen, "%d ", ic_hash_tree_node_get_type (child));
}

static void
test_walk (void)
{
  g_autoptr (IcHashTree) tree = decode_hex (PRUNED, NULL);
  const IcHashTreeNode *root = ic_hash_tree_get_root (tree), *node = NULL;
  const IcLabel path[] = { IC_LABEL ("a") };
  g_autoptr (IcHashTree) single = decode_hex ("83024161830241628100", NULL);
  g_autoptr (GString) seen = g_string_new (NULL);
  const guint8 *bytes;
  gsize len;

  ic_hash_tree_node_foreach_child (root, on_child, seen);
  g_assert_cmpstr (seen->str, ==, "a1 b4 d3 ");
  /* A subtree of one label: the label itself, not what is below it. */
  g_string_truncate (seen, 0);
  ic_hash_tree_node_foreach_child (ic_hash_tree_get_root (single), on_child, seen);
  g_assert_cmpstr (seen->str, ==, "a2 ");

  g_assert_cmpint (ic_hash_tree_lookup_node (tree, path, 1, &node), ==, IC_LOOKUP_FOUND);
  g_assert_cmpint (ic_hash_tree_node_get_type (node), ==, IC_NODE_FORK);
  g_assert_cmpint (ic_hash_tree_node_get_type (ic_hash_tree_node_get_left (node)), ==,
                   IC_NODE_PRUNED);
  node = ic_hash_tree_node_get_right (node);
  g_assert_cmpint (ic_hash_tree_node_get_type (node), ==, IC_NODE_LABELED);
  bytes = ic_hash_tree_node_get_bytes (node, &len);
  g_assert_cmpmem (bytes, len, "y", 1);
  g_assert_null (ic_hash_tree_node_get_right (node));
  node = ic_hash_tree_node_get_left (node);
  bytes = ic_hash_tree_node_get_bytes (node, &len);
  g_assert_cmpmem (bytes, len, "world", 5);
  g_assert_null (ic_hash_tree_node_get_left (node));
}

static void
test_tag (void)
{
  g_autofree char *tagged = g_strconcat ("d9d9f7", FULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcHashTree) tree = decode_hex (tagged, &error);

  g_assert_no_error (error);
  assert_root_hash (tree, ROOT_HASH);
}

static void
test_decode_item (void)
{
  g_autoptr (GBytes) bytes = ic_bytes_from_hex (PRUNED, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (IcHashTree) tree = NULL;
  cbor_item_t *item;

  item = ic_cbor_load (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL, &error);
  g_assert_no_error (error);
  tree = ic_hash_tree_decode_item (item, &error);
  g_assert_no_error (error);
  assert_root_hash (tree, ROOT_HASH);
  cbor_decref (&item);
}

/* What must be refused, and why. */
static const struct
{
  const char *name;
  const char *hex;
} MALFORMED[] = {
  { "nothing", "" },
  { "no array", "00" },
  { "empty array", "80" },
  { "kind is text", "8161"
                    "61" },
  { "unknown kind", "8105" },
  { "kind beyond a byte", "811903e8" },
  { "empty with an item", "820000" },
  { "fork of one", "82018100" },
  { "fork of three", "8401810081008100" },
  { "label is text", "8302616182034161" },
  { "label without tree", "82024161" },
  { "leaf is text", "82036161" },
  { "leaf is a number", "820300" },
  { "pruned hash too short",
    "8204581f00000000000000000000000000000000000000000000000000000000000000" },
  { "pruned hash too long",
    "82045821000000000000000000000000000000000000000000000000000000000000000000" },
  { "leaf cut off", "8203456865" },
  { "leaf of 2^63 bytes", "82035b8000000000000000" },
  { "array of 2^63 items", "9b800000000000000000" },
  { "indefinite array", "9f00ff" },
  { "indefinite string", "82035f4161ff" },
  { "reserved length", "82035c" },
  { "bytes left over", "810000" },
  { "tag inside", "8301d9d9f7810081"
                  "00" },
  { "other tag", "d9d9f88100" },
  { "tag twice", "d9d9f7d9d9f78100" },
  { "labels equal", "8301830241618203417883024161820341"
                    "79" },
  { "labels falling", "83018302416282034178830241618203"
                      "4179" },
  { "prefix after", "830183024261618203417883024161820341"
                    "79" },
  { "falling across forks", "8301"
                            "8301"
                            "8302416182034178"
                            "8302416382034178"
                            "8301"
                            "8100"
                            "8302416282034178" },
  { "leaf in a fork", "830182034161830241628203"
                      "4178" },
  { "leaf in a nested fork", "83024161"
                             "830182034161"
                             "8100" },
};

static void
test_malformed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (MALFORMED); i++)
    {
      g_autoptr (GError) error = NULL;
      IcHashTree *tree = decode_hex (MALFORMED[i].hex, &error);

      g_test_message ("%s", MALFORMED[i].name);
      g_assert_null (tree);
      g_assert_error (error, IC_ERROR, IC_ERROR_HASH_TREE);
    }
}

/* Every shorter piece of a tree is refused. */
static void
test_truncated (void)
{
  g_autoptr (GBytes) bytes = ic_bytes_from_hex (FULL, NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize len = 0; len < size; len++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *copy = g_memdup2 (data, len);

      g_assert_null (ic_hash_tree_decode (copy, len, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_HASH_TREE);
    }
}

/* @depth labels, one below the other, and an empty node. */
static GByteArray *
nested (guint depth)
{
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < depth; i++)
    {
      ic_cbor_put_array (out, 3);
      ic_cbor_put_uint64 (out, IC_NODE_LABELED);
      ic_cbor_put_bytes (out, "n", 1);
    }
  ic_cbor_put_array (out, 1);
  ic_cbor_put_uint64 (out, IC_NODE_EMPTY);
  return out;
}

static void
test_depth (void)
{
  const guint too_deep[] = { IC_HASH_TREE_MAX_DEPTH + 1, 10000, 500000 };
  g_autoptr (GByteArray) deepest = nested (IC_HASH_TREE_MAX_DEPTH);
  g_autoptr (GError) none = NULL;
  g_autoptr (IcHashTree) tree = ic_hash_tree_decode (deepest->data, deepest->len, &none);

  g_assert_no_error (none);
  for (gsize i = 0; i < G_N_ELEMENTS (too_deep); i++)
    {
      g_autoptr (GByteArray) bytes = nested (too_deep[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (ic_hash_tree_decode (bytes->data, bytes->len, &error));
      g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
    }
}

/* Forks that open and open: a tree of only two-byte nodes. */
static void
test_too_many_nodes (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  const guint levels = 17; /* 2^18 nodes */

  /* A full binary tree of forks, written in preorder. */
  for (guint leaf = 0; leaf < 1u << levels; leaf++)
    {
      /* As many forks open before a leaf as its index has trailing zeroes. */
      guint open = leaf == 0 ? levels : (guint)g_bit_nth_lsf (leaf, -1);

      while (open-- > 0)
        g_byte_array_append (bytes, (const guint8 *)"\x83\x01", 2);
      g_byte_array_append (bytes, (const guint8 *)"\x81\x00", 2);
    }

  g_assert_null (ic_hash_tree_decode (bytes->data, bytes->len, &error));
  g_assert_error (error, IC_ERROR, IC_ERROR_LIMIT);
}

/* A flipped bit anywhere is refused or changes the root hash. */
static void
test_flips (void)
{
  g_autoptr (GBytes) bytes = ic_bytes_from_hex (PRUNED, NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint n_refused = 0, n_changed = 0;

  for (gsize bit = 0; bit < size * 8; bit++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (IcHashTree) tree = NULL;
      g_autofree char *hex = NULL;
      guint8 hash[IC_HASH_BYTES];

      copy[bit / 8] ^= 1 << bit % 8;
      tree = ic_hash_tree_decode (copy, size, NULL);
      if (tree == NULL)
        {
          n_refused++;
          continue;
        }
      ic_hash_tree_get_root_hash (tree, hash);
      hex = ic_hex_encode (hash, sizeof hash);
      g_assert_cmpstr (hex, !=, ROOT_HASH);
      n_changed++;
    }
  g_assert_cmpuint (n_refused, >, 0);
  g_assert_cmpuint (n_changed, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/hash-tree/example", test_example);
  g_test_add_func ("/ic/hash-tree/pruned-example", test_pruned_example);
  g_test_add_func ("/ic/hash-tree/empty-path", test_empty_path);
  g_test_add_func ("/ic/hash-tree/walk", test_walk);
  g_test_add_func ("/ic/hash-tree/tag", test_tag);
  g_test_add_func ("/ic/hash-tree/decode-item", test_decode_item);
  g_test_add_func ("/ic/hash-tree/malformed", test_malformed);
  g_test_add_func ("/ic/hash-tree/truncated", test_truncated);
  g_test_add_func ("/ic/hash-tree/depth", test_depth);
  g_test_add_func ("/ic/hash-tree/too-many-nodes", test_too_many_nodes);
  g_test_add_func ("/ic/hash-tree/flips", test_flips);
  return g_test_run ();
}
