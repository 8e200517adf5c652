/* SPDX-License-Identifier: MIT */
/* The trees of a proof, as lists that can be folded. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-inspector-private.h"

static GListModel *
create_children (gpointer item, gpointer data)
{
  return icws_tree_item_dup_children (item);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "monospace");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (item, expander);
  gtk_list_item_set_activatable (item, FALSE);
}

static char *
describe (IcwsTreeItem *item)
{
  switch (icws_tree_item_get_node_type (item))
    {
    case IC_NODE_PRUNED:
      /* Translators: a part of a proof that is not revealed; then its hash */
      return g_strdup_printf (_ ("hidden: %s"), icws_tree_item_get_text (item));
    case IC_NODE_LEAF:
      return g_strdup_printf ("= %s", icws_tree_item_get_text (item));
    case IC_NODE_FORK:
    case IC_NODE_EMPTY:
      /* Translators: the top of a hash tree; then its hash */
      return g_strdup_printf (_ ("root: %s"), icws_tree_item_get_hash (item));
    case IC_NODE_LABELED:
    default:
      return g_strdup (icws_tree_item_get_text (item));
    }
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  g_autoptr (IcwsTreeItem) item = gtk_tree_list_row_get_item (row);
  GtkWidget *icon = gtk_widget_get_first_child (gtk_tree_expander_get_child (expander));
  GtkWidget *label = gtk_widget_get_next_sibling (icon);
  g_autofree char *text = describe (item);
  gboolean on_path = icws_tree_item_get_on_path (item);

  gtk_tree_expander_set_list_row (expander, row);
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, text);
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), "attest-step-passed-symbolic");
  gtk_widget_set_visible (icon, on_path);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("On the path of the proof"), -1);
  if (on_path)
    gtk_widget_add_css_class (label, "heading");
  else
    gtk_widget_remove_css_class (label, "heading");
}

/* Opens what leads to the message; the rest stays folded. */
static void
expand_path (GtkTreeListModel *model)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);
      g_autoptr (IcwsTreeItem) item = gtk_tree_list_row_get_item (row);

      if (icws_tree_item_get_on_path (item))
        gtk_tree_list_row_set_expanded (row, TRUE);
    }
}

static GtkSelectionModel *
create_model (IcwsTreeItem *root)
{
  GListStore *store = g_list_store_new (ICWS_TYPE_TREE_ITEM);
  GtkTreeListModel *model;

  if (root != NULL)
    g_list_store_append (store, root);
  model = gtk_tree_list_model_new (G_LIST_MODEL (store), FALSE, FALSE, create_children, NULL, NULL);
  expand_path (model);
  return GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (model)));
}

static void
choice_cb (GtkDropDown *choice, GParamSpec *pspec, GtkListView *view)
{
  GPtrArray *models = g_object_get_data (G_OBJECT (view), "models");
  guint selected = gtk_drop_down_get_selected (choice);

  if (selected < models->len)
    gtk_list_view_set_model (view, g_ptr_array_index (models, selected));
}

/**
 * attest_inspector_proof_new:
 * @inspection: a frame taken apart
 * @canister_id: whose proof it is
 * @view: (out): the list, for tests
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
attest_inspector_proof_new (const IcwsInspection *inspection,
                            const IcPrincipal *canister_id,
                            GtkWidget **view)
{
  const char *names[] = { _ ("The room's own tree, with the message"),
                          _ ("The certificate of the Internet Computer"),
                          _ ("The root's certificate for the room's subnet"), NULL };
  g_autoptr (IcwsTreeItem) witness = icws_inspection_dup_witness_tree (inspection);
  g_autoptr (IcwsTreeItem)
      certificate = icws_inspection_dup_certificate_tree (inspection, canister_id);
  g_autoptr (IcwsTreeItem) delegation = icws_inspection_dup_delegation_tree (inspection);
  GPtrArray *models = g_ptr_array_new_with_free_func (g_object_unref);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *choice = gtk_drop_down_new_from_strings (names);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_ptr_array_add (models, create_model (witness));
  g_ptr_array_add (models, create_model (certificate));
  g_ptr_array_add (models, create_model (delegation));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);

  *view = gtk_list_view_new (g_object_ref (g_ptr_array_index (models, 0)), factory);
  g_object_set_data_full (G_OBJECT (*view), "models", models, (GDestroyNotify)g_ptr_array_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Hash tree"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Which tree"), -1);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (choice_cb), *view);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), *view);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), choice);
  gtk_box_append (GTK_BOX (box), scrolled);
  return box;
}
