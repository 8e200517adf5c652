/* SPDX-License-Identifier: MIT */
#include "ic-tree-forest-private.h"

#include <string.h>

#include "ic-cbor.h"

/* A path to be revealed. */
typedef struct
{
  IcLabel *labels;
  gsize n_labels;
} Path;

struct _IcTreeBuilder
{
  IcTreeNode root; /* an entry without label: only its children count */
  GPtrArray *reveals;
};

static void
path_free (gpointer data)
{
  Path *self = data;

  for (gsize i = 0; i < self->n_labels; i++)
    g_free ((gpointer)self->labels[i].bytes);
  g_free (self->labels);
  g_free (self);
}

/* Witnesses */

/* Marks the way to the entry of @label, or where there is none to its two neighbours, as shown.
 * Returns the entry, or NULL. */
static IcTreeNode *
forest_show (IcTreeNode *forest, const IcLabel *label)
{
  IcTreeNode *after = NULL, *at = forest;
  int order;

  while (ic_tree_node_is_fork (at))
    {
      at->shown = TRUE;
      if (ic_tree_node_goes_right (at, label))
        at = at->right;
      else
        {
          after = at->right;
          at = at->left;
        }
    }
  at->shown = TRUE;

  order = ic_tree_node_compare (label, at);
  if (order == 0)
    return at;

  /* The search ends at the entry before the label (or at the very first one, where there is none
   * before it). The one after is the first on the other side of the last turn to the left. */
  if (order > 0 && after != NULL)
    {
      for (at = after; ic_tree_node_is_fork (at); at = at->left)
        at->shown = TRUE;
      at->shown = TRUE;
    }
  return NULL;
}

static void
builder_show (IcTreeBuilder *self, const Path *path)
{
  IcTreeNode *entry = &self->root;

  for (gsize i = 0; i < path->n_labels; i++)
    {
      if (entry->children == NULL)
        break;
      entry = forest_show (entry->children, &path->labels[i]);
      if (entry == NULL)
        return;
    }

  /* The end of the path, or a value or nothing where the path goes on: it is shown in full. */
  entry->whole = TRUE;
}

static void
put_pruned (GByteArray *out, const guint8 hash[IC_HASH_BYTES])
{
  ic_cbor_put_array (out, 2);
  ic_cbor_put_uint64 (out, IC_NODE_PRUNED);
  ic_cbor_put_bytes (out, hash, IC_HASH_BYTES);
}

static void forest_put (IcTreeNode *forest, gboolean whole, GByteArray *out);

static void
entry_put_content (IcTreeNode *self, gboolean whole, GByteArray *out)
{
  if (self->has_value && whole)
    {
      ic_cbor_put_array (out, 2);
      ic_cbor_put_uint64 (out, IC_NODE_LEAF);
      ic_cbor_put_bytes (out, self->value, self->value_len);
    }
  else if (self->has_value)
    {
      guint8 hash[IC_HASH_BYTES];

      ic_tree_entry_hash_content (self, hash);
      put_pruned (out, hash);
    }
  else
    forest_put (self->children, whole, out);
}

/* Writes a forest and takes the marks off it. */
static void
forest_put (IcTreeNode *forest, gboolean whole, GByteArray *out)
{
  if (forest == NULL)
    {
      ic_cbor_put_array (out, 1);
      ic_cbor_put_uint64 (out, IC_NODE_EMPTY);
      return;
    }
  if (!whole && !forest->shown)
    {
      guint8 hash[IC_HASH_BYTES];

      ic_tree_forest_hash (forest, hash);
      put_pruned (out, hash);
      return;
    }

  ic_cbor_put_array (out, 3);
  if (ic_tree_node_is_fork (forest))
    {
      ic_cbor_put_uint64 (out, IC_NODE_FORK);
      forest_put (forest->left, whole, out);
      forest_put (forest->right, whole, out);
    }
  else
    {
      ic_cbor_put_uint64 (out, IC_NODE_LABELED);
      ic_cbor_put_bytes (out, forest->label, forest->label_len);
      entry_put_content (forest, whole || forest->whole, out);
    }
  forest->shown = FALSE;
  forest->whole = FALSE;
}

/* Public */

/**
 * ic_tree_builder_new:
 *
 * Returns: (transfer full): an empty tree
 */
IcTreeBuilder *
ic_tree_builder_new (void)
{
  IcTreeBuilder *self = g_new0 (IcTreeBuilder, 1);

  self->reveals = g_ptr_array_new_with_free_func (path_free);
  return self;
}

/**
 * ic_tree_builder_free:
 * @self: (transfer full): a builder
 */
void
ic_tree_builder_free (IcTreeBuilder *self)
{
  g_return_if_fail (self != NULL);

  ic_tree_forest_free (self->root.children);
  g_ptr_array_unref (self->reveals);
  g_free (self);
}

/**
 * ic_tree_builder_set:
 * @self: a builder
 * @path: (array length=n_labels): one label at least
 * @value: @len bytes of the leaf
 *
 * Sets a leaf. What was at the end of the path, or a value on the way, gives place.
 */
void
ic_tree_builder_set (
    IcTreeBuilder *self, const IcLabel *path, gsize n_labels, gconstpointer value, gsize len)
{
  IcTreeNode *entry;

  g_return_if_fail (self != NULL);
  g_return_if_fail (path != NULL && n_labels > 0);
  g_return_if_fail (value != NULL || len == 0);

  entry = &self->root;
  for (gsize i = 0; i < n_labels; i++)
    {
      IcTreeNode *child = NULL;

      if (entry->has_value)
        {
          g_clear_pointer (&entry->value, g_free);
          entry->has_value = FALSE;
        }
      entry->children = ic_tree_forest_insert (entry->children, &path[i], &child);
      entry = child;
    }

  g_clear_pointer (&entry->children, ic_tree_forest_free);
  g_free (entry->value);
  entry->value = g_memdup2 (value, len);
  entry->value_len = len;
  entry->has_value = TRUE;
}

/* Removes a path below @self; FALSE if there is none. */
static gboolean
entry_remove (IcTreeNode *self, const IcLabel *path, gsize n_labels)
{
  IcTreeNode *child = ic_tree_forest_find (self->children, path);

  if (child == NULL)
    return FALSE;

  if (n_labels > 1)
    {
      if (!entry_remove (child, path + 1, n_labels - 1))
        return FALSE;
      if (child->children != NULL)
        {
          ic_tree_forest_touch (self->children, path);
          return TRUE;
        }
    }

  self->children = ic_tree_forest_remove (self->children, path);
  return TRUE;
}

/**
 * ic_tree_builder_remove:
 * @self: a builder
 * @path: (array length=n_labels): one label at least
 *
 * Removes a leaf or a subtree, and the labels above it that have nothing left below them. A path that
 * is not there is left alone.
 */
void
ic_tree_builder_remove (IcTreeBuilder *self, const IcLabel *path, gsize n_labels)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (path != NULL && n_labels > 0);

  entry_remove (&self->root, path, n_labels);
}

/**
 * ic_tree_builder_get_root_hash:
 * @self: a builder
 * @out: (out): the hash of the whole tree
 */
void
ic_tree_builder_get_root_hash (IcTreeBuilder *self, guint8 out[IC_HASH_BYTES])
{
  g_return_if_fail (self != NULL);

  ic_tree_forest_hash (self->root.children, out);
}

/**
 * ic_tree_builder_reveal:
 * @self: a builder
 * @path: (array length=n_labels): labels from the root; none reveals the whole tree
 *
 * Asks the next witness to show @path: a leaf, a subtree in full, or for a path that is absent by then
 * its neighbours.
 */
void
ic_tree_builder_reveal (IcTreeBuilder *self, const IcLabel *path, gsize n_labels)
{
  Path *copy;

  g_return_if_fail (self != NULL);
  g_return_if_fail (path != NULL || n_labels == 0);

  copy = g_new0 (Path, 1);
  copy->labels = g_new0 (IcLabel, n_labels);
  copy->n_labels = n_labels;
  for (gsize i = 0; i < n_labels; i++)
    copy->labels[i] = IC_LABEL_BYTES (g_memdup2 (path[i].bytes, path[i].len), path[i].len);
  g_ptr_array_add (self->reveals, copy);
}

/**
 * ic_tree_builder_witness:
 * @self: a builder
 *
 * Writes the tree with everything pruned that was not revealed since the last witness.
 *
 * Returns: (transfer full): CBOR without tag
 */
GBytes *
ic_tree_builder_witness (IcTreeBuilder *self)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->reveals->len; i++)
    builder_show (self, g_ptr_array_index (self->reveals, i));
  g_ptr_array_set_size (self->reveals, 0);

  forest_put (self->root.children, self->root.whole, out);
  self->root.whole = FALSE;

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
