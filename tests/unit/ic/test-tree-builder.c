/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ic/ic-bytes.h"
#include "ic/ic-hash-tree.h"
#include "ic/ic-random.h"

/* Labels of a path are at most this many. */
#define MAX_LABELS 3

/* A path and its value, as the test remembers them. */
typedef struct
{
  guint n_labels;
  IcLabel labels[MAX_LABELS];
  guint8 storage[MAX_LABELS][8];
  guint64 value;
} Leaf;

static guint
below (IcRandom *random, guint n)
{
  return ic_random_uint64 (random) % n;
}

/* A random label: short and of few letters, so that prefixes and neighbours are frequent. */
static IcLabel
random_label (IcRandom *random, guint8 storage[8])
{
  gsize len = below (random, 4);

  for (gsize i = 0; i < len; i++)
    storage[i] = "\x00"
                 "ab\xff"[below (random, 4)];
  return IC_LABEL_BYTES (storage, len);
}

static Leaf *
random_leaf (IcRandom *random)
{
  Leaf *leaf = g_new0 (Leaf, 1);

  leaf->n_labels = 1 + below (random, MAX_LABELS);
  for (guint i = 0; i < leaf->n_labels; i++)
    leaf->labels[i] = random_label (random, leaf->storage[i]);
  leaf->value = ic_random_uint64 (random);
  return leaf;
}

static gboolean
labels_equal (const IcLabel *a, const IcLabel *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->bytes, b->bytes, a->len) == 0);
}

/* Whether the first @n labels are the same. */
static gboolean
same_start (const Leaf *a, const Leaf *b, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if (!labels_equal (&a->labels[i], &b->labels[i]))
        return FALSE;
    }
  return TRUE;
}

/* Whether one path leads through, or to, the other: then both cannot be leaves. */
static gboolean
conflict (const Leaf *a, const Leaf *b)
{
  return same_start (a, b, MIN (a->n_labels, b->n_labels));
}

static IcHashTree *
decode (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  IcHashTree *tree = ic_hash_tree_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                          &error);

  g_assert_no_error (error);
  return tree;
}

static IcHashTree *
witness (IcTreeBuilder *builder)
{
  g_autoptr (GBytes) bytes = ic_tree_builder_witness (builder);

  return decode (bytes);
}

static void
assert_root_hash (IcTreeBuilder *builder, IcHashTree *tree)
{
  guint8 expected[IC_HASH_BYTES], hash[IC_HASH_BYTES];

  ic_tree_builder_get_root_hash (builder, expected);
  ic_hash_tree_get_root_hash (tree, hash);
  g_assert_cmpmem (hash, sizeof hash, expected, sizeof expected);
}

static void
assert_found (IcHashTree *tree, const Leaf *leaf)
{
  const guint8 *value;
  gsize len;

  g_assert_cmpint (ic_hash_tree_lookup (tree, leaf->labels, leaf->n_labels, &value, &len), ==,
                   IC_LOOKUP_FOUND);
  g_assert_cmpmem (value, len, &leaf->value, sizeof leaf->value);
}

static IcLookupStatus
look (IcHashTree *tree, const Leaf *leaf)
{
  const guint8 *value;
  gsize len;

  return ic_hash_tree_lookup (tree, leaf->labels, leaf->n_labels, &value, &len);
}

/* Sets and removes at random, keeping the truth in @leaves. */
static void
random_edit (IcRandom *random, IcTreeBuilder *builder, GPtrArray *leaves)
{
  if (leaves->len > 0 && below (random, 4) == 0)
    {
      guint i = below (random, leaves->len);
      Leaf *leaf = g_ptr_array_index (leaves, i);

      ic_tree_builder_remove (builder, leaf->labels, leaf->n_labels);
      g_ptr_array_remove_index_fast (leaves, i);
    }
  else
    {
      Leaf *leaf = random_leaf (random);

      ic_tree_builder_set (builder, leaf->labels, leaf->n_labels, &leaf->value, sizeof leaf->value);
      for (guint i = leaves->len; i-- > 0;)
        {
          if (conflict (g_ptr_array_index (leaves, i), leaf))
            g_ptr_array_remove_index_fast (leaves, i);
        }
      g_ptr_array_add (leaves, leaf);
    }
}

/* The root hash is the same as that of a tree made anew in one go and decoded in full, whatever the
 * order of edits before: the cached hashes are never stale. Compared through the full witness. */
static void
test_edits (void)
{
  for (guint seed = 0; seed < 40; seed++)
    {
      g_autoptr (IcRandom) random = ic_random_new_seeded (seed);
      g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
      g_autoptr (GPtrArray) leaves = g_ptr_array_new_with_free_func (g_free);

      for (guint step = 0; step < 150; step++)
        {
          g_autoptr (IcHashTree) tree = NULL;
          guint8 hash[IC_HASH_BYTES];

          random_edit (random, builder, leaves);
          /* Asking for the hash now and then leaves cached ones behind for the next edits. */
          if (below (random, 3) == 0)
            ic_tree_builder_get_root_hash (builder, hash);
          if (step % 10 != 9)
            continue;

          ic_tree_builder_reveal (builder, NULL, 0);
          tree = witness (builder);
          assert_root_hash (builder, tree);
          for (guint i = 0; i < leaves->len; i++)
            assert_found (tree, g_ptr_array_index (leaves, i));
          for (guint i = 0; i < 20; i++)
            {
              g_autofree Leaf *other = random_leaf (random);
              gboolean known = FALSE;

              for (guint j = 0; j < leaves->len; j++)
                known = known || conflict (g_ptr_array_index (leaves, j), other);
              if (!known)
                g_assert_cmpint (look (tree, other), ==, IC_LOOKUP_ABSENT);
            }
        }
    }
}

/* Random witnesses: what was revealed is found, what was revealed and is not there is proved absent,
 * everything else is unknown or truly absent, and never found. */
static void
test_reveals (void)
{
  guint n_unknown = 0, n_absent = 0, n_found = 0;

  for (guint seed = 0; seed < 400; seed++)
    {
      g_autoptr (IcRandom) random = ic_random_new_seeded (1000 + seed);
      g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
      g_autoptr (GPtrArray) leaves = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GPtrArray) revealed = g_ptr_array_new ();
      g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (IcHashTree) tree = NULL;
      guint n_edits = below (random, 80);

      for (guint i = 0; i < n_edits; i++)
        random_edit (random, builder, leaves);
      for (guint i = 0; i < leaves->len; i++)
        {
          Leaf *leaf = g_ptr_array_index (leaves, i);

          if (below (random, 5) == 0)
            {
              ic_tree_builder_reveal (builder, leaf->labels, leaf->n_labels);
              g_ptr_array_add (revealed, leaf);
            }
        }
      for (guint i = 0; i < 3; i++)
        {
          Leaf *other = random_leaf (random);
          gboolean known = FALSE;

          for (guint j = 0; j < leaves->len; j++)
            known = known || conflict (g_ptr_array_index (leaves, j), other);
          if (known)
            {
              g_free (other);
              continue;
            }
          ic_tree_builder_reveal (builder, other->labels, other->n_labels);
          g_ptr_array_add (missing, other);
        }

      tree = witness (builder);
      assert_root_hash (builder, tree);
      for (guint i = 0; i < revealed->len; i++)
        assert_found (tree, g_ptr_array_index (revealed, i));
      for (guint i = 0; i < missing->len; i++)
        g_assert_cmpint (look (tree, g_ptr_array_index (missing, i)), ==, IC_LOOKUP_ABSENT);
      n_found += revealed->len;
      n_absent += missing->len;
      for (guint i = 0; i < leaves->len; i++)
        {
          Leaf *leaf = g_ptr_array_index (leaves, i);
          IcLookupStatus status;

          if (g_ptr_array_find (revealed, leaf, NULL))
            continue;
          status = look (tree, leaf);
          g_assert_cmpint (status, ==, IC_LOOKUP_UNKNOWN);
          n_unknown++;
        }

      /* The marks are gone. */
      g_clear_pointer (&tree, ic_hash_tree_unref);
      tree = witness (builder);
      assert_root_hash (builder, tree);
      g_assert_cmpint (ic_hash_tree_node_get_type (ic_hash_tree_get_root (tree)), ==,
                       leaves->len > 0 ? IC_NODE_PRUNED : IC_NODE_EMPTY);
    }

  g_assert_cmpuint (n_unknown, >, 1000);
  g_assert_cmpuint (n_absent, >, 200);
  g_assert_cmpuint (n_found, >, 200);
}

/* A subtree is revealed in full, its neighbours stay hidden. */
static void
test_reveal_subtree (void)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  g_autoptr (IcHashTree) tree = NULL;
  const IcLabel ax[] = { IC_LABEL ("a"), IC_LABEL ("x") };
  const IcLabel ay[] = { IC_LABEL ("a"), IC_LABEL ("y") };
  const IcLabel b[] = { IC_LABEL ("b") };
  const guint8 *value;
  gsize len;

  ic_tree_builder_set (builder, ax, 2, "1", 1);
  ic_tree_builder_set (builder, ay, 2, "2", 1);
  ic_tree_builder_set (builder, b, 1, "3", 1);
  ic_tree_builder_reveal (builder, ax, 1);
  tree = witness (builder);

  g_assert_cmpint (ic_hash_tree_lookup (tree, ax, 2, &value, &len), ==, IC_LOOKUP_FOUND);
  g_assert_cmpint (ic_hash_tree_lookup (tree, ay, 2, &value, &len), ==, IC_LOOKUP_FOUND);
  g_assert_cmpint (ic_hash_tree_lookup (tree, b, 1, &value, &len), ==, IC_LOOKUP_UNKNOWN);
}

/* Labels that have nothing left below them go, too. */
static void
test_remove_parents (void)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  const IcLabel ax[] = { IC_LABEL ("a"), IC_LABEL ("x") };
  guint8 empty[IC_HASH_BYTES], hash[IC_HASH_BYTES];

  ic_tree_builder_get_root_hash (builder, empty);
  ic_tree_builder_set (builder, ax, 2, "1", 1);
  ic_tree_builder_get_root_hash (builder, hash);
  g_assert_true (memcmp (hash, empty, sizeof hash) != 0);
  ic_tree_builder_remove (builder, ax, 2);
  ic_tree_builder_get_root_hash (builder, hash);
  g_assert_cmpmem (hash, sizeof hash, empty, sizeof empty);
  /* Nothing there: nothing happens. */
  ic_tree_builder_remove (builder, ax, 2);
}

static gsize
depth (const IcHashTreeNode *node)
{
  const IcHashTreeNode *left = ic_hash_tree_node_get_left (node);
  const IcHashTreeNode *right = ic_hash_tree_node_get_right (node);

  return 1 + MAX (left != NULL ? depth (left) : 0, right != NULL ? depth (right) : 0);
}

/* 20,000 keys in rising order, as a message queue makes them, a window of 1,000 kept: the forks stay
 * balanced, and a witness of 50 keys is small. */
static void
test_queue (void)
{
  g_autoptr (IcTreeBuilder) builder = ic_tree_builder_new ();
  g_autoptr (IcHashTree) tree = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint8 hash[IC_HASH_BYTES];

  for (guint i = 0; i < 20000; i++)
    {
      char key[32];
      IcLabel path[] = { IC_LABEL ("websocket"), { key, 0 } };

      path[1].len = g_snprintf (key, sizeof key, "gateway_%020u", i);
      ic_tree_builder_set (builder, path, 2, hash, sizeof hash);
      if (i >= 1000)
        {
          path[1].len = g_snprintf (key, sizeof key, "gateway_%020u", i - 1000);
          ic_tree_builder_remove (builder, path, 2);
        }
      ic_tree_builder_get_root_hash (builder, hash);
    }

  for (guint i = 19900; i < 19950; i++)
    {
      char key[32];
      IcLabel path[] = { IC_LABEL ("websocket"), { key, 0 } };

      path[1].len = g_snprintf (key, sizeof key, "gateway_%020u", i);
      ic_tree_builder_reveal (builder, path, 2);
    }
  bytes = ic_tree_builder_witness (builder);
  tree = decode (bytes);
  assert_root_hash (builder, tree);
  /* AVL: at most 1.44 log2(1,000) forks, and two labels with what is below them. */
  g_assert_cmpuint (depth (ic_hash_tree_get_root (tree)), <=, 15 + 4);
  g_assert_cmpuint (g_bytes_get_size (bytes), <, 50 * 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ic/tree-builder/edits", test_edits);
  g_test_add_func ("/ic/tree-builder/reveals", test_reveals);
  g_test_add_func ("/ic/tree-builder/reveal-subtree", test_reveal_subtree);
  g_test_add_func ("/ic/tree-builder/remove-parents", test_remove_parents);
  g_test_add_func ("/ic/tree-builder/queue", test_queue);
  return g_test_run ();
}
