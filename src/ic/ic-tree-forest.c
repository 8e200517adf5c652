/* SPDX-License-Identifier: MIT */
/*
 * Any shape of forks is a valid hash tree; this one is balanced (AVL), so that a change, the new root
 * hash and the witness of a label cost the logarithm of the number of labels beside it. Hashes are
 * kept until something below them changes.
 */
#include "ic-tree-forest-private.h"

#include <string.h>

static void node_free (IcTreeNode *self);

void
ic_tree_forest_free (IcTreeNode *forest)
{
  if (forest != NULL)
    node_free (forest);
}

static void
node_free (IcTreeNode *self)
{
  ic_tree_forest_free (self->left);
  ic_tree_forest_free (self->right);
  ic_tree_forest_free (self->children);
  g_free (self->label);
  g_free (self->value);
  g_free (self);
}

gboolean
ic_tree_node_is_fork (const IcTreeNode *self)
{
  return self->left != NULL;
}

static IcTreeNode *
entry_new (const IcLabel *label)
{
  IcTreeNode *self = g_new0 (IcTreeNode, 1);

  self->label = g_memdup2 (label->bytes, label->len);
  self->label_len = label->len;
  return self;
}

int
ic_tree_node_compare (const IcLabel *label, const IcTreeNode *entry)
{
  return ic_label_compare (label->bytes, label->len, entry->label, entry->label_len);
}

static IcTreeNode *
node_first (IcTreeNode *self)
{
  return ic_tree_node_is_fork (self) ? self->first : self;
}

/* Whether @label lies in the right subtree of a fork. */
gboolean
ic_tree_node_goes_right (const IcTreeNode *self, const IcLabel *label)
{
  return ic_tree_node_compare (label, node_first (self->right)) >= 0;
}

/* Balancing */

static void
fork_update (IcTreeNode *self)
{
  self->height = 1 + MAX (self->left->height, self->right->height);
  self->first = node_first (self->left);
  self->hashed = FALSE;
}

static IcTreeNode *
fork_new (IcTreeNode *left, IcTreeNode *right)
{
  IcTreeNode *self = g_new0 (IcTreeNode, 1);

  self->left = left;
  self->right = right;
  fork_update (self);
  return self;
}

static IcTreeNode *
rotate_right (IcTreeNode *self)
{
  IcTreeNode *top = self->left;

  self->left = top->right;
  top->right = self;
  fork_update (self);
  fork_update (top);
  return top;
}

static IcTreeNode *
rotate_left (IcTreeNode *self)
{
  IcTreeNode *top = self->right;

  self->right = top->left;
  top->left = self;
  fork_update (self);
  fork_update (top);
  return top;
}

/* Restores the balance of a fork one of whose subtrees has changed. */
static IcTreeNode *
fork_balance (IcTreeNode *self)
{
  int lean = (int)self->right->height - (int)self->left->height;

  if (lean > 1)
    {
      if (self->right->left->height > self->right->right->height)
        self->right = rotate_right (self->right);
      return rotate_left (self);
    }
  if (lean < -1)
    {
      if (self->left->right->height > self->left->left->height)
        self->left = rotate_left (self->left);
      return rotate_right (self);
    }

  fork_update (self);
  return self;
}

/* Forests. A forest is the topmost node of the AVL tree, or NULL if there are no children. */

IcTreeNode *
ic_tree_forest_find (IcTreeNode *forest, const IcLabel *label)
{
  while (forest != NULL && ic_tree_node_is_fork (forest))
    forest = ic_tree_node_goes_right (forest, label) ? forest->right : forest->left;

  return forest != NULL && ic_tree_node_compare (label, forest) == 0 ? forest : NULL;
}

/* Makes sure that there is an entry for @label, tells it, and marks all above it as changed. */
IcTreeNode *
ic_tree_forest_insert (IcTreeNode *forest, const IcLabel *label, IcTreeNode **entry)
{
  int order;

  if (forest == NULL)
    return *entry = entry_new (label);

  if (ic_tree_node_is_fork (forest))
    {
      IcTreeNode **side = ic_tree_node_goes_right (forest, label) ? &forest->right : &forest->left;

      *side = ic_tree_forest_insert (*side, label, entry);
      return fork_balance (forest);
    }

  order = ic_tree_node_compare (label, forest);
  if (order == 0)
    {
      forest->hashed = FALSE;
      return *entry = forest;
    }

  *entry = entry_new (label);
  return order < 0 ? fork_new (*entry, forest) : fork_new (forest, *entry);
}

/* Removes the entry of @label, which is there. */
IcTreeNode *
ic_tree_forest_remove (IcTreeNode *forest, const IcLabel *label)
{
  IcTreeNode **side, *other;

  if (!ic_tree_node_is_fork (forest))
    {
      node_free (forest);
      return NULL;
    }

  if (ic_tree_node_goes_right (forest, label))
    {
      side = &forest->right;
      other = forest->left;
    }
  else
    {
      side = &forest->left;
      other = forest->right;
    }

  *side = ic_tree_forest_remove (*side, label);
  if (*side != NULL)
    return fork_balance (forest);

  g_free (forest);
  return other;
}

/* Marks the way to an entry as changed. */
void
ic_tree_forest_touch (IcTreeNode *forest, const IcLabel *label)
{
  while (ic_tree_node_is_fork (forest))
    {
      forest->hashed = FALSE;
      forest = ic_tree_node_goes_right (forest, label) ? forest->right : forest->left;
    }
  forest->hashed = FALSE;
}

/* Hashes */

/* Hash of what stands below an entry's label. */
void
ic_tree_entry_hash_content (IcTreeNode *self, guint8 out[IC_HASH_BYTES])
{
  if (self->has_value)
    ic_hash_tree_hash_leaf (self->value, self->value_len, out);
  else
    ic_tree_forest_hash (self->children, out);
}

void
ic_tree_forest_hash (IcTreeNode *forest, guint8 out[IC_HASH_BYTES])
{
  if (forest == NULL)
    {
      ic_hash_tree_hash_empty (out);
      return;
    }

  if (!forest->hashed)
    {
      guint8 first[IC_HASH_BYTES], second[IC_HASH_BYTES];

      if (ic_tree_node_is_fork (forest))
        {
          ic_tree_forest_hash (forest->left, first);
          ic_tree_forest_hash (forest->right, second);
          ic_hash_tree_hash_fork (first, second, forest->hash);
        }
      else
        {
          ic_tree_entry_hash_content (forest, first);
          ic_hash_tree_hash_labeled (forest->label, forest->label_len, first, forest->hash);
        }
      forest->hashed = TRUE;
    }

  memcpy (out, forest->hash, IC_HASH_BYTES);
}
