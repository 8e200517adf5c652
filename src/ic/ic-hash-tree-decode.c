/* SPDX-License-Identifier: MIT */
/*
 * Reads the CBOR of a hash tree (interface spec, "Certificate", CDDL hash-tree):
 * [0] | [1, tree, tree] | [2, bytes, tree] | [3, bytes] | [4, bytes .size 32].
 *
 * The bytes come from whoever answered us and are hashed before anything else is known about them, so
 * both passes are loops with a bounded stack: the first counts the nodes and finds the end, so that
 * the second can fill one block of the right size.
 */
#include "ic-hash-tree-private.h"

#include <string.h>

#include "ic-error.h"
#include "ic-i18n.h"

/* How many items each kind of node has in its array, and how many of them are subtrees. */
static const guint8 NODE_ITEMS[] = { 1, 3, 3, 2, 2 };
static const guint8 NODE_CHILDREN[] = { 0, 2, 1, 0, 0 };

/* An open node whose subtrees are not all read. */
typedef struct
{
  guint32 node;
  guint32 missing; /* subtrees still to come */
  /* The frame of the labelled node (or the root) whose children the labels below here are, and in
   * that frame the label that came last. */
  guint32 forest;
  IcHashTreeNode *last;
} Frame;

/* Reads what stands before a node's subtrees. */
static gboolean
read_node (IcCborCursor *cursor, IcNodeType *type, const guint8 **bytes, gsize *len, GError **error)
{
  guint64 items, tag;

  *bytes = NULL;
  *len = 0;

  if (!ic_cbor_cursor_expect (cursor, IC_CBOR_MAJOR_ARRAY, &items) ||
      !ic_cbor_cursor_expect (cursor, IC_CBOR_MAJOR_UINT, &tag))
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_HASH_TREE,
                           _ ("a node is no array that begins with its kind"));
      return FALSE;
    }
  if (tag > IC_NODE_PRUNED)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_HASH_TREE, _ ("there is no node of kind %" PRIu64),
                   tag);
      return FALSE;
    }
  *type = tag;
  if (items != NODE_ITEMS[*type])
    {
      g_set_error (error, IC_ERROR, IC_ERROR_HASH_TREE,
                   _ ("a node of kind %d has %" PRIu64 " items, must have %d"), *type, items,
                   NODE_ITEMS[*type]);
      return FALSE;
    }

  switch (*type)
    {
    case IC_NODE_LABELED:
    case IC_NODE_LEAF:
    case IC_NODE_PRUNED:
      if (!ic_cbor_cursor_string (cursor, IC_CBOR_MAJOR_BYTES, bytes, len))
        {
          g_set_error (error, IC_ERROR, IC_ERROR_HASH_TREE,
                       _ ("a node of kind %d lacks its byte string"), *type);
          return FALSE;
        }
      if (*type == IC_NODE_PRUNED && *len != IC_HASH_BYTES)
        {
          g_set_error (error, IC_ERROR, IC_ERROR_HASH_TREE,
                       _ ("the hash of a pruned node has %zu bytes, must have %d"), *len,
                       IC_HASH_BYTES);
          return FALSE;
        }
      break;
    case IC_NODE_EMPTY:
    case IC_NODE_FORK:
    default:
      break;
    }

  return TRUE;
}

/* First pass: how many nodes there are. Moves the cursor past the tree. */
static gboolean
count_nodes (IcCborCursor *cursor, guint32 *n_nodes, GError **error)
{
  guint8 missing[IC_HASH_TREE_MAX_DEPTH];
  guint depth = 0;
  guint32 n = 0;

  do
    {
      IcNodeType type;
      const guint8 *bytes;
      gsize len;

      if (n == IC_HASH_TREE_MAX_NODES)
        {
          g_set_error (error, IC_ERROR, IC_ERROR_LIMIT, _ ("a hash tree of more than %d nodes"),
                       IC_HASH_TREE_MAX_NODES);
          return FALSE;
        }
      if (!read_node (cursor, &type, &bytes, &len, error))
        return FALSE;
      n++;

      if (NODE_CHILDREN[type] > 0)
        {
          if (depth == IC_HASH_TREE_MAX_DEPTH)
            {
              g_set_error (error, IC_ERROR, IC_ERROR_LIMIT, _ ("a hash tree nested deeper than %d"),
                           IC_HASH_TREE_MAX_DEPTH);
              return FALSE;
            }
          missing[depth++] = NODE_CHILDREN[type];
        }
      else
        {
          while (depth > 0 && --missing[depth - 1] == 0)
            depth--;
        }
    }
  while (depth > 0);

  *n_nodes = n;
  return TRUE;
}

/* Interface spec, "well-formed": the labels of a forest rise strictly, and no leaf stands in a fork. */
static gboolean
check_node (Frame *frames, guint depth, IcHashTreeNode *nodes, IcHashTreeNode *node, GError **error)
{
  Frame *forest;

  if (depth == 0)
    return TRUE;

  if (node->type == IC_NODE_LEAF && nodes[frames[depth - 1].node].type == IC_NODE_FORK)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_HASH_TREE,
                           _ ("a leaf without a label in a fork"));
      return FALSE;
    }
  if (node->type != IC_NODE_LABELED)
    return TRUE;

  forest = &frames[frames[depth - 1].forest];
  if (forest->last != NULL &&
      ic_label_compare (forest->last->bytes, forest->last->len, node->bytes, node->len) >= 0)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_HASH_TREE,
                           _ ("the labels of a hash tree do not rise"));
      return FALSE;
    }
  forest->last = node;
  return TRUE;
}

/* Second pass: fills the nodes. */
static gboolean
fill_nodes (IcCborCursor *cursor, IcHashTree *self, GError **error)
{
  Frame frames[IC_HASH_TREE_MAX_DEPTH];
  guint depth = 0;

  for (guint32 i = 0; i < self->n_nodes; i++)
    {
      IcHashTreeNode *node = &self->nodes[i];
      gsize len;

      if (!read_node (cursor, &node->type, &node->bytes, &len, error))
        return FALSE;
      node->len = len;
      node->span = 1;
      if (!check_node (frames, depth, self->nodes, node, error))
        return FALSE;

      if (NODE_CHILDREN[node->type] > 0)
        {
          Frame *frame = &frames[depth];

          frame->node = i;
          frame->missing = NODE_CHILDREN[node->type];
          frame->last = NULL;
          frame->forest = depth;
          if (node->type == IC_NODE_FORK && depth > 0)
            frame->forest = frames[depth - 1].forest;
          depth++;
        }
      else
        {
          while (depth > 0 && --frames[depth - 1].missing == 0)
            {
              depth--;
              self->nodes[frames[depth].node].span = i + 1 - frames[depth].node;
            }
        }
    }

  return TRUE;
}

/* Children stand behind their parent, so one walk from the back meets every child first. */
static void
hash_nodes (IcHashTree *self)
{
  for (guint32 i = self->n_nodes; i-- > 0;)
    {
      IcHashTreeNode *node = &self->nodes[i];

      switch (node->type)
        {
        case IC_NODE_EMPTY:
          ic_hash_tree_hash_empty (node->hash);
          break;
        case IC_NODE_FORK:
          ic_hash_tree_hash_fork (node[1].hash, node[1 + node[1].span].hash, node->hash);
          break;
        case IC_NODE_LABELED:
          ic_hash_tree_hash_labeled (node->bytes, node->len, node[1].hash, node->hash);
          break;
        case IC_NODE_LEAF:
          ic_hash_tree_hash_leaf (node->bytes, node->len, node->hash);
          break;
        case IC_NODE_PRUNED:
        default:
          memcpy (node->hash, node->bytes, IC_HASH_BYTES);
          break;
        }
    }
}

/**
 * ic_hash_tree_read: (skip)
 * @cursor: (inout): where the tree begins; moved past it on success
 * @error: IC_ERROR_HASH_TREE, or IC_ERROR_LIMIT for a tree too deep or too large
 *
 * Returns: (transfer full): the tree with all its hashes, or %NULL
 */
IcHashTree *
ic_hash_tree_read (IcCborCursor *cursor, GError **error)
{
  g_autoptr (IcHashTree) self = NULL;
  IcCborCursor end = *cursor, copy;
  guint32 n_nodes;
  guint8 *bytes;
  gsize len;

  if (!count_nodes (&end, &n_nodes, error))
    return NULL;

  len = end.at - cursor->at;
  self = g_malloc (sizeof (IcHashTree) + n_nodes * sizeof (IcHashTreeNode) + len);
  g_atomic_ref_count_init (&self->ref_count);
  self->n_nodes = n_nodes;

  bytes = (guint8 *)&self->nodes[n_nodes];
  memcpy (bytes, cursor->at, len);
  copy.at = bytes;
  copy.end = bytes + len;
  if (!fill_nodes (&copy, self, error))
    return NULL;
  hash_nodes (self);

  *cursor = end;
  return g_steal_pointer (&self);
}

/**
 * ic_hash_tree_decode:
 * @bytes: @len bytes of CBOR, with or without self-describe tag
 * @error: IC_ERROR_HASH_TREE for what is no well-formed tree or has bytes left over, IC_ERROR_LIMIT
 *   for one deeper than %IC_HASH_TREE_MAX_DEPTH or too large
 *
 * Decodes a hash tree and hashes it. The bytes are copied.
 *
 * Returns: (transfer full): the tree, or %NULL
 */
IcHashTree *
ic_hash_tree_decode (gconstpointer bytes, gsize len, GError **error)
{
  IcCborCursor cursor;
  g_autoptr (IcHashTree) self = NULL;

  ic_cbor_cursor_init (&cursor, bytes, len);
  ic_cbor_cursor_skip_self_describe (&cursor);
  self = ic_hash_tree_read (&cursor, error);
  if (self == NULL)
    return NULL;
  if (cursor.at != cursor.end)
    {
      g_set_error (error, IC_ERROR, IC_ERROR_HASH_TREE, _ ("%zu bytes behind the hash tree"),
                   (gsize)(cursor.end - cursor.at));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * ic_hash_tree_decode_item:
 * @item: an item of a message that ic_cbor_load() read
 * @error: as ic_hash_tree_decode()
 *
 * Returns: (transfer full): the tree, or %NULL
 */
IcHashTree *
ic_hash_tree_decode_item (cbor_item_t *item, GError **error)
{
  unsigned char *bytes = NULL;
  size_t size = 0, len;
  IcHashTree *self;

  g_return_val_if_fail (item != NULL, NULL);

  len = cbor_serialize_alloc (item, &bytes, &size);
  if (len == 0)
    {
      g_set_error_literal (error, IC_ERROR, IC_ERROR_HASH_TREE, _ ("not a hash tree"));
      return NULL;
    }
  self = ic_hash_tree_decode (bytes, len, error);
  free (bytes);

  return self;
}
