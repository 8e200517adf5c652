/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-value-row.h"

struct _AttestValueRow
{
  AdwActionRow parent_instance;

  char *value;
  GtkLabel *label;
  GtkWidget *copy;
  gboolean copyable;
};

enum
{
  PROP_0,
  PROP_VALUE,
  PROP_COPYABLE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (AttestValueRow, attest_value_row, ADW_TYPE_ACTION_ROW)

static GParamSpec *properties[N_PROPS];

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestValueRow *self = ATTEST_VALUE_ROW (widget);

  if (self->value != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->value);
}

static void
name_copy_button (AttestValueRow *self)
{
  /* Translators: %s is what is copied, such as "Your principal" */
  g_autofree char *label = g_strdup_printf (
      _ ("Copy: %s"), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
attest_value_row_constructed (GObject *object)
{
  AttestValueRow *self = ATTEST_VALUE_ROW (object);

  G_OBJECT_CLASS (attest_value_row_parent_class)->constructed (object);

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  /* Breaks words only when there is really no room. */
  gtk_label_set_natural_wrap_mode (self->label, GTK_NATURAL_WRAP_NONE);
  if (self->copyable)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self), "copyable");
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 3);
      self->copy = gtk_button_new_from_icon_name ("attest-copy-symbolic");
      gtk_widget_set_valign (self->copy, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (self->copy, "flat");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->copy), "value.copy");
      gtk_widget_set_tooltip_text (self->copy, _ ("Copy"));
      /* A template gives the title only after the construction. */
      g_signal_connect (self, "notify::title", G_CALLBACK (name_copy_button), NULL);
      name_copy_button (self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->copy);
      g_object_ref_sink (self->label);
    }
  else
    {
      gtk_label_set_xalign (self->label, 1);
      gtk_label_set_justify (self->label, GTK_JUSTIFY_RIGHT);
      gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
      gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (self),
                                 GTK_WIDGET (g_object_ref_sink (self->label)));
    }
  attest_value_row_set_value (self, NULL);
}

static void
attest_value_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AttestValueRow *self = ATTEST_VALUE_ROW (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    case PROP_COPYABLE:
      g_value_set_boolean (value, self->copyable);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
attest_value_row_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  AttestValueRow *self = ATTEST_VALUE_ROW (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      attest_value_row_set_value (self, g_value_get_string (value));
      break;
    case PROP_COPYABLE:
      self->copyable = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
attest_value_row_dispose (GObject *object)
{
  AttestValueRow *self = ATTEST_VALUE_ROW (object);

  g_clear_object (&self->label);
  G_OBJECT_CLASS (attest_value_row_parent_class)->dispose (object);
}

static void
attest_value_row_finalize (GObject *object)
{
  g_free (ATTEST_VALUE_ROW (object)->value);
  G_OBJECT_CLASS (attest_value_row_parent_class)->finalize (object);
}

static void
attest_value_row_class_init (AttestValueRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = attest_value_row_constructed;
  object_class->get_property = attest_value_row_get_property;
  object_class->set_property = attest_value_row_set_property;
  object_class->dispose = attest_value_row_dispose;
  object_class->finalize = attest_value_row_finalize;

  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                    G_PARAM_STATIC_STRINGS);
  properties[PROP_COPYABLE] = g_param_spec_boolean ("copyable", NULL, NULL, FALSE,
                                                    G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                        G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "value.copy", NULL, copy_action);
}

static void
attest_value_row_init (AttestValueRow *self)
{
}

/**
 * attest_value_row_set_value:
 * @self: the row
 * @value: (nullable): the value; %NULL shows that it is not known
 */
void
attest_value_row_set_value (AttestValueRow *self, const char *value)
{
  const char *shown = value != NULL && *value != '\0' ? value : _ ("not known");

  g_return_if_fail (ATTEST_IS_VALUE_ROW (self));

  if (self->label == NULL ||
      (g_strcmp0 (self->value, value) == 0 && *gtk_label_get_label (self->label) != '\0'))
    return;
  g_free (self->value);
  self->value = g_strdup (value);
  gtk_label_set_text (self->label, shown);
  if (self->copyable)
    {
      /* Rows of libadwaita read their texts as markup. */
      g_autofree char *escaped = g_markup_escape_text (shown, -1);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (self), escaped);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "value.copy", value != NULL);
    }
  else
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                    shown, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

const char *
attest_value_row_get_value (AttestValueRow *self)
{
  g_return_val_if_fail (ATTEST_IS_VALUE_ROW (self), NULL);
  return self->value;
}
