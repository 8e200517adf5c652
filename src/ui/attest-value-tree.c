/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-value-tree.h"

/* Levels that are unfolded from the start, while there are no more rows than this. */
#define UNFOLDED_DEPTH 3
#define UNFOLDED_ROWS  60

struct _AttestValueTree
{
  AdwBin parent_instance;

  GtkListView *list;
  GtkTreeListModel *model; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (AttestValueTree, attest_value_tree, ADW_TYPE_BIN)

static GListModel *
create_model_cb (gpointer item, gpointer data)
{
  return attest_value_node_dup_children (item);
}

static GtkWidget *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* Name and type on one line, the value under them: there is room for it at any depth. */
static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *value;

  add_label (header, "heading");
  gtk_widget_add_css_class (add_label (header, "dim-label"), "caption");
  gtk_box_append (GTK_BOX (box), header);
  value = add_label (box, NULL);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (item, expander);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
set_label (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, *text != '\0');
}

/* What is unfolded needs no summary. */
static void
update_value (GtkListItem *item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (AttestValueNode) node = NULL;
  GtkWidget *box = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (gtk_list_item_get_child (item)));

  if (row == NULL)
    return;
  node = gtk_tree_list_row_get_item (row);
  set_label (gtk_widget_get_last_child (box),
             gtk_tree_list_row_get_expanded (row) ? "" : attest_value_node_get_text (node));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (AttestValueNode) node = gtk_tree_list_row_get_item (row);
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  GtkWidget *box = gtk_tree_expander_get_child (expander);
  GtkWidget *header = gtk_widget_get_first_child (box);
  const char *name = attest_value_node_get_name (node);
  const char *type = attest_value_node_get_type_name (node);
  g_autofree char *label = NULL;

  gtk_tree_expander_set_list_row (expander, row);
  set_label (gtk_widget_get_first_child (header), name);
  set_label (gtk_widget_get_last_child (header), type);
  gtk_widget_set_visible (header, *name != '\0' || *type != '\0');
  update_value (item);
  /* Translators: read aloud for a field of a value: its name, its type, what it says */
  label = g_strdup_printf (_ ("%s, %s: %s"), name, type, attest_value_node_get_text (node));
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (update_value), item,
                           G_CONNECT_SWAPPED);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);

  if (row != NULL)
    g_signal_handlers_disconnect_by_func (row, update_value, item);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (item)), NULL);
}

static void
attest_value_tree_dispose (GObject *object)
{
  g_clear_object (&ATTEST_VALUE_TREE (object)->model);
  G_OBJECT_CLASS (attest_value_tree_parent_class)->dispose (object);
}

static void
attest_value_tree_class_init (AttestValueTreeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = attest_value_tree_dispose;
}

static void
attest_value_tree_init (AttestValueTree *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "value-tree");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Fields of the Message"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

GtkWidget *
attest_value_tree_new (void)
{
  return g_object_new (ATTEST_TYPE_VALUE_TREE, NULL);
}

static void
unfold (GtkTreeListModel *model)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)) && i < UNFOLDED_ROWS; i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);

      if (gtk_tree_list_row_get_depth (row) < UNFOLDED_DEPTH)
        gtk_tree_list_row_set_expanded (row, TRUE);
    }
}

/**
 * attest_value_tree_set_root:
 * @self: the tree
 * @root: (nullable): what it shows; what stands within an unnamed one with no type stands for it
 */
void
attest_value_tree_set_root (AttestValueTree *self, AttestValueNode *root)
{
  g_autoptr (GListModel) top = NULL;
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_return_if_fail (ATTEST_IS_VALUE_TREE (self));
  gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->model);
  if (root == NULL)
    return;
  if (*attest_value_node_get_type_name (root) == '\0')
    top = attest_value_node_dup_children (root);
  if (top == NULL)
    {
      top = G_LIST_MODEL (g_list_store_new (ATTEST_TYPE_VALUE_NODE));
      g_list_store_append (G_LIST_STORE (top), root);
    }
  self->model = gtk_tree_list_model_new (g_steal_pointer (&top), FALSE, FALSE, create_model_cb,
                                         NULL, NULL);
  unfold (self->model);
  selection = GTK_SELECTION_MODEL (
      gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->model))));
  gtk_list_view_set_model (self->list, selection);
}

/**
 * attest_value_tree_get_rows:
 * @self: the tree
 *
 * Returns: (transfer none) (nullable): what is unfolded
 */
GListModel *
attest_value_tree_get_rows (AttestValueTree *self)
{
  g_return_val_if_fail (ATTEST_IS_VALUE_TREE (self), NULL);
  return G_LIST_MODEL (self->model);
}
