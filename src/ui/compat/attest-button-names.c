/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "compat/attest-button-names.h"

#include <adwaita.h>
#include <string.h>

/* The name of a button with a mnemonic is both its text, underscore and all, and the label that it is
 * labelled by, which is its own. In a row it is the row that labels it, and the text is needed. */
static void
correct (GtkButton *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);

  if (row != NULL &&
      adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)) == GTK_WIDGET (button))
    {
      g_auto (GStrv) parts = g_strsplit (gtk_button_get_label (button), "_", 2);
      g_autofree char *text = g_strjoinv ("", parts);

      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                      -1);
    }
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static gboolean
has_mnemonic (GtkButton *button)
{
  const char *label = gtk_button_get_label (button);

  return gtk_button_get_use_underline (button) && label != NULL && strchr (label, '_') != NULL;
}

static void
on_label (GtkButton *button, GParamSpec *pspec, gpointer data)
{
  if (has_mnemonic (button))
    correct (button);
}

/* A switcher takes the titles of its pages as they are, underscore and all. */
static void
correct_tab (GtkButton *tab)
{
  GtkWidget *label = gtk_button_get_child (tab);

  if (GTK_IS_LABEL (label))
    gtk_accessible_update_property (GTK_ACCESSIBLE (tab), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_label_get_text (GTK_LABEL (label)), -1);
}

static gboolean
on_map (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GObject *widget = g_value_get_object (values);

  if (GTK_IS_BUTTON (widget) && GTK_IS_STACK_SWITCHER (gtk_widget_get_parent (GTK_WIDGET (widget))))
    correct_tab (GTK_BUTTON (widget));
  else if (GTK_IS_BUTTON (widget) && has_mnemonic (GTK_BUTTON (widget)))
    {
      correct (GTK_BUTTON (widget));
      g_signal_handlers_disconnect_by_func (widget, on_label, NULL);
      g_signal_connect (widget, "notify::label", G_CALLBACK (on_label), NULL);
    }
  return TRUE;
}

void
attest_button_names_init (void)
{
  GTypeClass *klass;

  if (gtk_get_major_version () > 4 || gtk_get_minor_version () >= 10)
    return;
  klass = g_type_class_ref (GTK_TYPE_WIDGET);
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_map, NULL, NULL);
  g_type_class_unref (klass);
}
