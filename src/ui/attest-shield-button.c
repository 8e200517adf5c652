/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-health-text.h"
#include "attest-shield-button.h"
#include "attest-time.h"

struct _AttestShieldButton
{
  AdwBin parent_instance;

  GtkWidget *button;
  GtkImage *icon;
  GtkLabel *word;
  const char *css_class;
  gboolean compact;
};

enum
{
  PROP_0,
  PROP_COMPACT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (AttestShieldButton, attest_shield_button, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

static void
attest_shield_button_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, ATTEST_SHIELD_BUTTON (object)->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
attest_shield_button_set_property (GObject *object,
                                   guint prop_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  AttestShieldButton *self = ATTEST_SHIELD_BUTTON (object);

  switch (prop_id)
    {
    case PROP_COMPACT:
      if (self->compact == g_value_get_boolean (value))
        return;
      self->compact = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
attest_shield_button_class_init (AttestShieldButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = attest_shield_button_get_property;
  object_class->set_property = attest_shield_button_set_property;

  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                       G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/attest_chat/Attest/ui/attest-shield-button.ui");
  gtk_widget_class_bind_template_child (widget_class, AttestShieldButton, button);
  gtk_widget_class_bind_template_child (widget_class, AttestShieldButton, icon);
  gtk_widget_class_bind_template_child (widget_class, AttestShieldButton, word);
}

static void
attest_shield_button_init (AttestShieldButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  attest_shield_button_set_health (self, CHAT_HEALTH_CHECKING, 0);
}

GtkWidget *
attest_shield_button_new (void)
{
  return g_object_new (ATTEST_TYPE_SHIELD_BUTTON, NULL);
}

/**
 * attest_shield_button_set_health:
 * @self: the button
 * @health: the verdict
 * @since_ns: when it became so, nanoseconds since 1970; 0 for not known
 */
void
attest_shield_button_set_health (AttestShieldButton *self, ChatHealth health, guint64 since_ns)
{
  g_autoptr (AttestHealthText) text = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *tooltip = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (ATTEST_IS_SHIELD_BUTTON (self));

  text = attest_health_text_new (health, NULL, 0, 0);
  gtk_image_set_from_icon_name (self->icon, text->icon_name);
  gtk_label_set_label (self->word, text->word);
  if (self->css_class != NULL)
    gtk_widget_remove_css_class (self->button, self->css_class);
  self->css_class = text->css_class;
  gtk_widget_add_css_class (self->button, self->css_class);

  if (since_ns != 0)
    {
      clock = attest_time_format_clock_seconds (since_ns);
      /* Translators: a verdict as a sentence, then the time since which it holds */
      tooltip = g_strdup_printf (_ ("%s\nSince %s"), text->title, clock);
      label = g_strdup_printf (_ ("Connection: %s, since %s"), text->word, clock);
    }
  else
    {
      tooltip = g_strdup (text->title);
      label = g_strdup_printf (_ ("Connection: %s"), text->word);
    }
  gtk_widget_set_tooltip_text (self->button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

const char *
attest_shield_button_get_word (AttestShieldButton *self)
{
  g_return_val_if_fail (ATTEST_IS_SHIELD_BUTTON (self), NULL);
  return gtk_label_get_label (self->word);
}

const char *
attest_shield_button_get_icon_name (AttestShieldButton *self)
{
  g_return_val_if_fail (ATTEST_IS_SHIELD_BUTTON (self), NULL);
  return gtk_image_get_icon_name (self->icon);
}
