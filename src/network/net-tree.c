/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-tree-private.h"

#include "ic/ic-leb128.h"
#include <string.h>

/* Balance does not depend on who chooses the labels being unpredictable: a local network only has
 * to be fast for what it makes itself, and a fixed shape makes seeded runs reproducible. */
static guint64
label_priority (const guint8 *label, gsize len)
{
  guint64 h = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < len; i++)
    h = (h ^ label[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  /* FNV alone leaves consecutive labels in order: mix (splitmix64). */
  h = (h ^ (h >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  h = (h ^ (h >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return h ^ (h >> 31);
}

static NetTreeNode *
node_new (const IcLabel *label)
{
  NetTreeNode *node = g_malloc0 (sizeof (NetTreeNode) + label->len);

  memcpy (node->label, label->bytes, label->len);
  node->label_len = label->len;
  node->priority = label_priority (node->label, node->label_len);
  return node;
}

static void
node_clear_content (NetTreeNode *node)
{
  g_clear_pointer (&node->value, g_bytes_unref);
  g_clear_pointer (&node->sub, net_tree_free);
  node->own_valid = FALSE;
  node->valid = FALSE;
}

static void
node_free (NetTreeNode *node)
{
  if (node == NULL)
    return;
  node_free (node->left);
  node_free (node->right);
  node_clear_content (node);
  g_free (node);
}

/* The order of labels in a hash tree: bytes first, then length. */
int
net_tree_node_compare (const NetTreeNode *node, gconstpointer label, gsize len)
{
  int order = memcmp (label, node->label, MIN (len, node->label_len));

  if (order == 0 && len != node->label_len)
    order = len < node->label_len ? -1 : 1;
  return order;
}

static NetTreeNode *
merge (NetTreeNode *a, NetTreeNode *b)
{
  if (a == NULL)
    return b;
  if (b == NULL)
    return a;
  if (a->priority >= b->priority)
    {
      a->valid = FALSE;
      a->right = merge (a->right, b);
      return a;
    }
  b->valid = FALSE;
  b->left = merge (a, b->left);
  return b;
}

static void
split (NetTreeNode *node, const IcLabel *label, NetTreeNode **below, NetTreeNode **above)
{
  if (node == NULL)
    {
      *below = *above = NULL;
      return;
    }
  node->valid = FALSE;
  if (net_tree_node_compare (node, label->bytes, label->len) < 0)
    {
      split (node->left, label, below, &node->left);
      *above = node;
    }
  else
    {
      split (node->right, label, &node->right, above);
      *below = node;
    }
}

/* Finds @label below *@slot or puts it there; everything on the way is out of date then. */
static NetTreeNode *
ensure (NetTreeNode **slot, const IcLabel *label)
{
  guint64 priority = label_priority (label->bytes, label->len);

  while (*slot != NULL)
    {
      int order = net_tree_node_compare (*slot, label->bytes, label->len);

      if (order == 0)
        {
          (*slot)->valid = FALSE;
          return *slot;
        }
      if ((*slot)->priority < priority)
        break;
      (*slot)->valid = FALSE;
      slot = order < 0 ? &(*slot)->left : &(*slot)->right;
    }

  {
    NetTreeNode *node = node_new (label);

    /* Equal priorities are possible in theory; then @label itself may stand further below, but
     * equal labels have equal priorities and the walk above passes those. */
    split (*slot, label, &node->left, &node->right);
    *slot = node;
    return node;
  }
}

static gboolean
remove_path (NetTree *self, const IcLabel *path, gsize n_labels)
{
  NetTreeNode **slot = &self->root;
  NetTreeNode *node = self->root;
  gboolean drop;

  /* Look first: a path that is absent must leave the cached hashes alone. */
  while (node != NULL)
    {
      int order = net_tree_node_compare (node, path->bytes, path->len);

      if (order == 0)
        break;
      node = order < 0 ? node->left : node->right;
    }
  if (node == NULL)
    return FALSE;

  drop = n_labels == 1;
  if (!drop)
    {
      if (node->sub == NULL || !remove_path (node->sub, path + 1, n_labels - 1))
        return FALSE;
      node->own_valid = FALSE;
      drop = net_tree_is_empty (node->sub);
    }

  while (*slot != node)
    {
      (*slot)->valid = FALSE;
      slot = net_tree_node_compare (*slot, path->bytes, path->len) < 0 ? &(*slot)->left
                                                                       : &(*slot)->right;
    }
  node->valid = FALSE;
  if (drop)
    {
      *slot = merge (node->left, node->right);
      node->left = node->right = NULL;
      node_free (node);
    }
  return TRUE;
}

NetTree *
net_tree_new (void)
{
  return g_new0 (NetTree, 1);
}

void
net_tree_free (NetTree *self)
{
  if (self == NULL)
    return;
  node_free (self->root);
  g_free (self);
}

/**
 * net_tree_set: stores @len bytes of @value as the leaf at @path. What stood at the path before,
 * leaf or subtree, is replaced.
 */
void
net_tree_set (NetTree *self, const IcLabel *path, gsize n_labels, gconstpointer value, gsize len)
{
  NetTreeNode *node;

  g_return_if_fail (n_labels > 0);

  node = ensure (&self->root, path);
  node->own_valid = FALSE;
  if (n_labels == 1)
    {
      node_clear_content (node);
      node->value = g_bytes_new (value, len);
      return;
    }
  if (node->sub == NULL)
    {
      node_clear_content (node);
      node->sub = net_tree_new ();
    }
  net_tree_set (node->sub, path + 1, n_labels - 1, value, len);
}

void
net_tree_set_text (NetTree *self, const IcLabel *path, gsize n_labels, const char *value)
{
  net_tree_set (self, path, n_labels, value, strlen (value));
}

/* Numbers stand in a state tree as unsigned LEB128. */
void
net_tree_set_nat (NetTree *self, const IcLabel *path, gsize n_labels, guint64 value)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  ic_leb128_put_uint64 (bytes, value);
  net_tree_set (self, path, n_labels, bytes->data, bytes->len);
}

/**
 * net_tree_remove: removes the leaf or subtree at @path, and every level that becomes empty by it.
 * Returns FALSE if there was none.
 */
gboolean
net_tree_remove (NetTree *self, const IcLabel *path, gsize n_labels)
{
  g_return_val_if_fail (n_labels > 0, FALSE);

  return remove_path (self, path, n_labels);
}

gboolean
net_tree_is_empty (NetTree *self)
{
  return self->root == NULL;
}

GPtrArray *
net_path_new (const IcLabel *labels, gsize n_labels)
{
  GPtrArray *path = g_ptr_array_new_full (n_labels, (GDestroyNotify)g_bytes_unref);

  for (gsize i = 0; i < n_labels; i++)
    g_ptr_array_add (path, g_bytes_new (labels[i].bytes, labels[i].len));
  return path;
}

GPtrArray *
net_paths_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
}
