/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "attest-banner.h"

/* Enough for each of our sentences at twice the usual size of text in 360 pixels. */
#define MAX_LINES 8

/* AdwBanner needs libadwaita 1.3, and has no icon: status is never by colour alone. */
struct _AttestBanner
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *title;
  GtkButton *button;
  char *css_class;
};

enum
{
  BUTTON_CLICKED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (AttestBanner, attest_banner, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
clicked_cb (AttestBanner *self)
{
  g_signal_emit (self, signals[BUTTON_CLICKED], 0);
}

static void
attest_banner_finalize (GObject *object)
{
  g_free (ATTEST_BANNER (object)->css_class);
  G_OBJECT_CLASS (attest_banner_parent_class)->finalize (object);
}

static void
attest_banner_class_init (AttestBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_banner_finalize;

  signals[BUTTON_CLICKED] = g_signal_new ("button-clicked", ATTEST_TYPE_BANNER, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
attest_banner_init (AttestBanner *self)
{
  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);

  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->title, TRUE);
  gtk_label_set_wrap_mode (self->title, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (self->title, MAX_LINES);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->title, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);

  self->button = GTK_BUTTON (gtk_button_new_with_label (""));
  gtk_button_set_use_underline (self->button, TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->box, "trouble-banner");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->button));

  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_child (self->revealer, self->box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->revealer));
}

void
attest_banner_set_revealed (AttestBanner *self, gboolean revealed)
{
  g_return_if_fail (ATTEST_IS_BANNER (self));
  gtk_revealer_set_reveal_child (self->revealer, revealed);
}

gboolean
attest_banner_get_revealed (AttestBanner *self)
{
  g_return_val_if_fail (ATTEST_IS_BANNER (self), FALSE);
  return gtk_revealer_get_reveal_child (self->revealer);
}

/**
 * attest_banner_set_content:
 * @self: the banner
 * @icon_name: symbolic icon
 * @title: the sentence
 * @button_label: (nullable): label of the action, with mnemonic
 * @css_class: style of the severity
 */
void
attest_banner_set_content (AttestBanner *self,
                           const char *icon_name,
                           const char *title,
                           const char *button_label,
                           const char *css_class)
{
  g_return_if_fail (ATTEST_IS_BANNER (self));

  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_label (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button_label != NULL);
  if (button_label != NULL)
    gtk_button_set_label (self->button, button_label);
  if (self->css_class != NULL)
    gtk_widget_remove_css_class (self->box, self->css_class);
  g_free (self->css_class);
  self->css_class = g_strdup (css_class);
  if (css_class != NULL)
    gtk_widget_add_css_class (self->box, css_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

const char *
attest_banner_get_title (AttestBanner *self)
{
  g_return_val_if_fail (ATTEST_IS_BANNER (self), NULL);
  return gtk_label_get_label (self->title);
}
