/* SPDX-License-Identifier: MIT */
#include "icws-tree-item.h"
#include "ic/ic-i18n.h"

#include <string.h>

/* More of a value than this helps nobody. */
#define MAX_SHOWN_BYTES 64

struct _IcwsTreeItem
{
  GObject parent_instance;

  IcHashTree *tree; /* keeps the nodes alive */
  const IcHashTreeNode *node;
  GPtrArray *path; /* (nullable): GBytes labels that go on below this node */
  guint depth;     /* how many labels of the path are above */
  gboolean on_path;
  gboolean is_root;
  char *text;
  char *hash;
};

G_DEFINE_FINAL_TYPE (IcwsTreeItem, icws_tree_item, G_TYPE_OBJECT)

static gboolean
is_printable (const guint8 *bytes, gsize len)
{
  if (len == 0 || !g_utf8_validate ((const char *)bytes, (gssize)len, NULL))
    return FALSE;
  for (const char *p = (const char *)bytes; p < (const char *)bytes + len; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/**
 * icws_tree_item_format_bytes:
 * @bytes: a label or a value
 * @len: its length
 *
 * Returns: (transfer full): the same for people
 */
char *
icws_tree_item_format_bytes (gconstpointer bytes, gsize len)
{
  gsize shown = MIN (len, MAX_SHOWN_BYTES);
  g_autofree char *hex = NULL;

  if (is_printable (bytes, len))
    {
      g_autofree char *text = g_utf8_substring (
          bytes, 0, MIN (g_utf8_strlen (bytes, (gssize)len), MAX_SHOWN_BYTES));

      return g_strdup_printf ("“%s%s”", text, len > MAX_SHOWN_BYTES ? "…" : "");
    }
  if (len == 0)
    return g_strdup ("∅");
  hex = ic_hex_encode (bytes, shown);
  if (shown == len)
    return g_steal_pointer (&hex);
  return g_strdup_printf (
      /* Translators: the beginning of bytes in hexadecimal digits, and how many there are */ _ (
          "%s… (%zu bytes)"),
      hex, len);
}

static char *
format_node (const IcHashTreeNode *node)
{
  IcNodeType type = ic_hash_tree_node_get_type (node);
  const guint8 *bytes;
  gsize len;

  if (type == IC_NODE_EMPTY || type == IC_NODE_FORK)
    return g_strdup ("");
  bytes = ic_hash_tree_node_get_bytes (node, &len);
  if (type == IC_NODE_LABELED && len > 0 && len <= IC_PRINCIPAL_MAX_BYTES &&
      !is_printable (bytes, len))
    {
      IcPrincipal principal;

      if (ic_principal_from_bytes (&principal, bytes, len, NULL))
        return ic_principal_to_text (&principal);
    }
  return icws_tree_item_format_bytes (bytes, len);
}

static IcwsTreeItem *
item_new (IcHashTree *tree, const IcHashTreeNode *node, GPtrArray *path, guint depth)
{
  IcwsTreeItem *self = g_object_new (ICWS_TYPE_TREE_ITEM, NULL);
  guint8 hash[IC_HASH_BYTES];

  self->tree = ic_hash_tree_ref (tree);
  self->node = node;
  self->path = path != NULL ? g_ptr_array_ref (path) : NULL;
  self->depth = depth;
  self->on_path = path != NULL;
  self->text = format_node (node);
  ic_hash_tree_node_get_hash (node, hash);
  self->hash = ic_hex_encode (hash, sizeof hash);
  return self;
}

static gboolean
is_next_label (IcwsTreeItem *self, const IcHashTreeNode *node)
{
  const guint8 *bytes;
  gsize len, wanted_len;
  gconstpointer wanted;

  if (self->path == NULL || self->depth >= self->path->len)
    return FALSE;
  bytes = ic_hash_tree_node_get_bytes (node, &len);
  wanted = g_bytes_get_data (g_ptr_array_index (self->path, self->depth), &wanted_len);
  return len == wanted_len && memcmp (bytes, wanted, len) == 0;
}

/* Forks only hold labels, leaves and pruned nodes together: what hangs on them is shown flat. */
static void
collect (IcwsTreeItem *self, const IcHashTreeNode *node, GListStore *store)
{
  g_autoptr (IcwsTreeItem) item = NULL;

  switch (ic_hash_tree_node_get_type (node))
    {
    case IC_NODE_FORK:
      collect (self, ic_hash_tree_node_get_left (node), store);
      collect (self, ic_hash_tree_node_get_right (node), store);
      return;
    case IC_NODE_EMPTY:
      return;
    case IC_NODE_LABELED:
      item = is_next_label (self, node) ? item_new (self->tree, node, self->path, self->depth + 1)
                                        : item_new (self->tree, node, NULL, 0);
      break;
    case IC_NODE_LEAF:
      item = self->path != NULL && self->depth == self->path->len
                 ? item_new (self->tree, node, self->path, self->depth)
                 : item_new (self->tree, node, NULL, 0);
      break;
    case IC_NODE_PRUNED:
    default:
      item = item_new (self->tree, node, NULL, 0);
    }
  g_list_store_append (store, item);
}

static void
icws_tree_item_finalize (GObject *object)
{
  IcwsTreeItem *self = ICWS_TREE_ITEM (object);

  ic_hash_tree_unref (self->tree);
  g_clear_pointer (&self->path, g_ptr_array_unref);
  g_free (self->text);
  g_free (self->hash);
  G_OBJECT_CLASS (icws_tree_item_parent_class)->finalize (object);
}

static void
icws_tree_item_class_init (IcwsTreeItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = icws_tree_item_finalize;
}

static void
icws_tree_item_init (IcwsTreeItem *self)
{
}

/**
 * icws_tree_item_new:
 * @tree: a hash tree
 * @path: the path that it proves
 * @n_labels: labels in it
 *
 * Returns: (transfer full): its root
 */
IcwsTreeItem *
icws_tree_item_new (IcHashTree *tree, const IcLabel *path, gsize n_labels)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  IcwsTreeItem *self;

  for (gsize i = 0; i < n_labels; i++)
    g_ptr_array_add (labels, g_bytes_new (path[i].bytes, path[i].len));
  self = item_new (tree, ic_hash_tree_get_root (tree), labels, 0);
  self->is_root = TRUE;
  return self;
}

IcNodeType
icws_tree_item_get_node_type (IcwsTreeItem *self)
{
  /* Whatever its node is, the root stands above all labels. */
  return self->is_root ? IC_NODE_FORK : ic_hash_tree_node_get_type (self->node);
}

const char *
icws_tree_item_get_text (IcwsTreeItem *self)
{
  return self->text;
}

const char *
icws_tree_item_get_hash (IcwsTreeItem *self)
{
  return self->hash;
}

gboolean
icws_tree_item_get_on_path (IcwsTreeItem *self)
{
  return self->on_path;
}

/**
 * icws_tree_item_dup_children:
 *
 * Returns: (transfer full) (nullable): what hangs below it; %NULL for a leaf or a hash
 */
GListModel *
icws_tree_item_dup_children (IcwsTreeItem *self)
{
  IcNodeType type = icws_tree_item_get_node_type (self);
  GListStore *store;

  if (type != IC_NODE_FORK && type != IC_NODE_LABELED)
    return NULL;
  store = g_list_store_new (ICWS_TYPE_TREE_ITEM);
  collect (self, type == IC_NODE_LABELED ? ic_hash_tree_node_get_left (self->node) : self->node,
           store);
  return G_LIST_MODEL (store);
}
