/* SPDX-License-Identifier: MIT */
/* NetTree against the reader of `ic`, which was written apart from it. */
#include "ic/ic-hash-tree.h"
#include "network/net-tree.h"
#include <string.h>

#define N_LEAVES 300

static IcHashTree *
decode_witness (NetTree *tree, GPtrArray *paths)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  IcHashTree *witness;

  net_tree_put_witness (tree, paths, out);
  witness = ic_hash_tree_decode (out->data, out->len, &error);
  g_assert_no_error (error);
  return witness;
}

static void
assert_same_root (NetTree *tree, IcHashTree *witness)
{
  guint8 ours[IC_HASH_BYTES], theirs[IC_HASH_BYTES];

  net_tree_get_hash (tree, ours);
  ic_hash_tree_get_root_hash (witness, theirs);
  g_assert_cmpmem (ours, sizeof ours, theirs, sizeof theirs);
}

static IcLookupStatus
lookup (NetTree *tree, const IcLabel *reveal, const IcLabel *path, gsize n, char **value)
{
  g_autoptr (GPtrArray) paths = net_paths_new ();
  g_autoptr (IcHashTree) witness = NULL;
  const guint8 *bytes;
  gsize len;
  IcLookupStatus status;

  g_ptr_array_add (paths, net_path_new (reveal, n));
  witness = decode_witness (tree, paths);
  assert_same_root (tree, witness);
  status = ic_hash_tree_lookup (witness, path, n, &bytes, &len);
  if (value != NULL)
    *value = status == IC_LOOKUP_FOUND ? g_strndup ((const char *)bytes, len) : NULL;
  return status;
}

static IcLabel
label_of (char *buffer, guint number)
{
  g_snprintf (buffer, 16, "key%05u", number);
  return IC_LABEL_BYTES (buffer, strlen (buffer));
}

/* Even numbers are in the tree, odd ones are not. */
static NetTree *
make_tree (void)
{
  NetTree *tree = net_tree_new ();

  for (guint i = 0; i < N_LEAVES; i++)
    {
      char name[16];
      IcLabel path[] = { IC_LABEL ("top"), label_of (name, 2 * i) };

      net_tree_set_text (tree, path, 2, name);
    }
  net_tree_set_text (tree, (IcLabel[]){ IC_LABEL ("time") }, 1, "now");
  return tree;
}

static void
test_found_and_absent (void)
{
  g_autoptr (NetTree) tree = make_tree ();

  for (guint i = 0; i < 2 * N_LEAVES + 2; i++)
    {
      char name[16];
      g_autofree char *value = NULL;
      IcLabel path[] = { IC_LABEL ("top"), label_of (name, i) };
      gboolean there = i % 2 == 0 && i < 2 * N_LEAVES;
      IcLookupStatus status = lookup (tree, path, path, 2, &value);

      g_assert_cmpint (status, ==, there ? IC_LOOKUP_FOUND : IC_LOOKUP_ABSENT);
      g_assert_cmpstr (value, ==, there ? name : NULL);
    }
}

static void
test_pruned_is_unknown (void)
{
  g_autoptr (NetTree) tree = make_tree ();
  IcLabel shown[] = { IC_LABEL ("top"), IC_LABEL ("key00010") };
  IcLabel hidden[] = { IC_LABEL ("top"), IC_LABEL ("key00400") };

  g_assert_cmpint (lookup (tree, shown, hidden, 2, NULL), ==, IC_LOOKUP_UNKNOWN);
  /* The marks of one witness are gone in the next. */
  g_assert_cmpint (lookup (tree, hidden, shown, 2, NULL), ==, IC_LOOKUP_UNKNOWN);
}

static void
test_empty (void)
{
  g_autoptr (NetTree) tree = net_tree_new ();
  g_autoptr (GPtrArray) paths = net_paths_new ();
  g_autoptr (IcHashTree) witness = decode_witness (tree, paths);

  assert_same_root (tree, witness);
  g_assert_true (net_tree_is_empty (tree));
  g_assert_cmpint (lookup (tree, &IC_LABEL ("a"), &IC_LABEL ("a"), 1, NULL), ==, IC_LOOKUP_ABSENT);
}

static void
test_whole_subtree (void)
{
  g_autoptr (NetTree) tree = make_tree ();
  g_autoptr (GPtrArray) paths = net_paths_new ();
  g_autoptr (IcHashTree) witness = NULL;
  const guint8 *bytes;
  gsize len;

  g_ptr_array_add (paths, net_path_new (&IC_LABEL ("top"), 1));
  witness = decode_witness (tree, paths);
  assert_same_root (tree, witness);
  for (guint i = 0; i < N_LEAVES; i++)
    {
      char name[16];
      IcLabel path[] = { IC_LABEL ("top"), label_of (name, 2 * i) };

      g_assert_cmpint (ic_hash_tree_lookup (witness, path, 2, &bytes, &len), ==, IC_LOOKUP_FOUND);
    }
  g_assert_cmpint (ic_hash_tree_lookup (witness, &IC_LABEL ("time"), 1, &bytes, &len), ==,
                   IC_LOOKUP_UNKNOWN);
}

/* The hash depends on what is in the tree, not on how it came there. */
static void
test_remove (void)
{
  g_autoptr (NetTree) tree = make_tree ();
  g_autoptr (NetTree) small = net_tree_new ();
  guint8 before[IC_HASH_BYTES], after[IC_HASH_BYTES];

  net_tree_get_hash (tree, before);
  g_assert_false (net_tree_remove (tree, (IcLabel[]){ IC_LABEL ("top"), IC_LABEL ("none") }, 2));
  for (guint i = 1; i < N_LEAVES; i++)
    {
      char name[16];
      IcLabel path[] = { IC_LABEL ("top"), label_of (name, 2 * i) };

      g_assert_true (net_tree_remove (tree, path, 2));
      g_assert_cmpint (lookup (tree, path, path, 2, NULL), ==, IC_LOOKUP_ABSENT);
    }
  net_tree_set_text (small, (IcLabel[]){ IC_LABEL ("time") }, 1, "now");
  net_tree_set_text (small, (IcLabel[]){ IC_LABEL ("top"), IC_LABEL ("key00000") }, 2, "key00000");
  net_tree_get_hash (tree, before);
  net_tree_get_hash (small, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);

  /* A level that becomes empty goes, too. */
  g_assert_true (net_tree_remove (tree, (IcLabel[]){ IC_LABEL ("top"), IC_LABEL ("key00000") }, 2));
  g_assert_cmpint (lookup (tree, &IC_LABEL ("top"), &IC_LABEL ("top"), 1, NULL), ==,
                   IC_LOOKUP_ABSENT);
}

static void
test_replace (void)
{
  g_autoptr (NetTree) tree = make_tree ();
  g_autofree char *value = NULL;
  IcLabel path[] = { IC_LABEL ("top"), IC_LABEL ("key00020") };
  guint8 before[IC_HASH_BYTES], after[IC_HASH_BYTES];

  net_tree_get_hash (tree, before);
  net_tree_set_text (tree, path, 2, "other");
  net_tree_get_hash (tree, after);
  g_assert_cmpint (memcmp (before, after, sizeof after), !=, 0);
  g_assert_cmpint (lookup (tree, path, path, 2, &value), ==, IC_LOOKUP_FOUND);
  g_assert_cmpstr (value, ==, "other");
  net_tree_set_text (tree, path, 2, "key00020");
  net_tree_get_hash (tree, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/tree/found-and-absent", test_found_and_absent);
  g_test_add_func ("/network/tree/pruned-is-unknown", test_pruned_is_unknown);
  g_test_add_func ("/network/tree/empty", test_empty);
  g_test_add_func ("/network/tree/whole-subtree", test_whole_subtree);
  g_test_add_func ("/network/tree/remove", test_remove);
  g_test_add_func ("/network/tree/replace", test_replace);
  return g_test_run ();
}
