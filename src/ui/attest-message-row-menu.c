/* SPDX-License-Identifier: MIT */
/* What can be done with a message. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-delivery-text.h"
#include "attest-link-text.h"
#include "attest-message-row-private.h"
#include "attest-text.h"

/* Addresses that the menu offers, for who uses no pointer; the text holds all of them. */
#define MAX_MENU_LINKS   6
#define MAX_MENU_LETTERS 60

static void
append_common (GMenu *menu)
{
  g_autoptr (GMenu) section = g_menu_new ();

  g_menu_append (section, _ ("Copy _Message"), "message.copy");
  g_menu_append (section, _ ("_Quote"), "message.quote");
  g_menu_append (section, _ ("_Details"), "message.details");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/* Added to what a label offers by itself; one for all rows. */
static GMenuModel *
get_extra_menu (void)
{
  static GMenu *menu;

  if (menu == NULL)
    {
      menu = g_menu_new ();
      append_common (menu);
    }
  return G_MENU_MODEL (menu);
}

/* The host is in what stays: it comes first, and it is in ASCII. */
static char *
make_link_label (const char *uri)
{
  g_autoptr (GString) label = g_string_new (uri);

  if (label->len > MAX_MENU_LETTERS)
    {
      g_string_truncate (label, MAX_MENU_LETTERS);
      g_string_append (label, "…");
    }
  g_string_replace (label, "_", "__", 0);
  /* Translators: %s is an address */
  return g_strdup_printf (_ ("Open %s"), label->str);
}

static void
append_links (GMenu *menu, AttestMessageRow *self)
{
  g_autofree char *clean = attest_text_clean (chat_message_get_text (self->message));
  g_autoptr (GPtrArray) links = attest_link_text_find (clean);
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < MIN (links->len, MAX_MENU_LINKS); i++)
    {
      const AttestLink *link = g_ptr_array_index (links, i);
      g_autofree char *label = make_link_label (link->uri);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "message.open-link", "s", link->uri);
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static GMenuModel *
create_menu (AttestMessageRow *self)
{
  GMenu *menu = g_menu_new ();

  if (!attest_message_row_is_text (self))
    {
      g_menu_append (menu, _ ("Copy _Message"), "message.copy");
      return G_MENU_MODEL (menu);
    }
  append_common (menu);
  append_links (menu, self);
  if (self->failed)
    g_menu_append (menu, _ ("_Send Again"), "message.send-again");
  return G_MENU_MODEL (menu);
}

/* Of a tall message only a part may be in sight, and nothing opens outside of the screen. */
static double
clamp_to_sight (AttestMessageRow *self, double y)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t sight;

  if (scroller == NULL || !gtk_widget_compute_bounds (scroller, GTK_WIDGET (self), &sight))
    return y;
  return CLAMP (y, (double)sight.origin.y, (double)(sight.origin.y + sight.size.height));
}

/**
 * attest_message_row_popup_menu:
 * @self: the row
 * @x: where, in the row
 * @y: where, in the row
 *
 * Opens the menu of the message.
 */
void
attest_message_row_popup_menu (AttestMessageRow *self, double x, double y)
{
  g_autoptr (GMenuModel) model = NULL;
  GdkRectangle place = { (int)x, (int)clamp_to_sight (self, y), 1, 1 };

  g_return_if_fail (ATTEST_IS_MESSAGE_ROW (self));
  if (self->message == NULL)
    return;
  model = create_menu (self);
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  else
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* The row goes to another message, or away. */
void
attest_message_row_close_menu (AttestMessageRow *self)
{
  g_clear_pointer (&self->menu, gtk_widget_unparent);
}

GtkWidget *
attest_message_row_get_menu (AttestMessageRow *self)
{
  g_return_val_if_fail (ATTEST_IS_MESSAGE_ROW (self), NULL);
  return self->menu;
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestMessageRow *self = ATTEST_MESSAGE_ROW (widget);
  g_autofree char *text = NULL;

  if (self->message == NULL)
    return;
  text = attest_message_row_dup_text (self);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
quote_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (attest_message_row_is_text (ATTEST_MESSAGE_ROW (widget)))
    attest_message_row_emit_quote (ATTEST_MESSAGE_ROW (widget));
}

static void
details_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (attest_message_row_is_text (ATTEST_MESSAGE_ROW (widget)))
    attest_message_row_emit_details (ATTEST_MESSAGE_ROW (widget));
}

static void
send_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (ATTEST_MESSAGE_ROW (widget)->message != NULL)
    attest_message_row_emit_send_again (ATTEST_MESSAGE_ROW (widget));
}

static void
toggle_fold_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  /* Before the height changes, so that the list can hold the place. */
  attest_message_row_emit_fold (ATTEST_MESSAGE_ROW (widget));
  attest_message_row_toggle_fold (ATTEST_MESSAGE_ROW (widget));
}

static void
popup_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AttestMessageRow *self = ATTEST_MESSAGE_ROW (widget);
  GtkWidget *part = GTK_WIDGET (attest_message_row_is_text (self) ? self->text : self->notice);
  graphene_point_t place;

  if (!gtk_widget_compute_point (
          part, widget, &GRAPHENE_POINT_INIT (0, (float)gtk_widget_get_height (part)), &place))
    graphene_point_init (&place, 0, 0);
  attest_message_row_popup_menu (self, (double)place.x, (double)place.y);
}

static void
open_link (AttestMessageRow *self, const char *uri)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!attest_link_is_safe (uri))
    return;
  if (attest_link_is_room (uri))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-link", "s", uri);
  else
    gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

static void
open_link_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_link (ATTEST_MESSAGE_ROW (widget), g_variant_get_string (parameter, NULL));
}

static gboolean
activate_link_cb (AttestMessageRow *self, const char *uri)
{
  open_link (self, uri);
  return TRUE;
}

/**
 * attest_message_row_class_install_actions:
 * @widget_class: the class of the row
 */
void
attest_message_row_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "message.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "message.quote", NULL, quote_action);
  gtk_widget_class_install_action (widget_class, "message.details", NULL, details_action);
  gtk_widget_class_install_action (widget_class, "message.send-again", NULL, send_again_action);
  gtk_widget_class_install_action (widget_class, "message.toggle-fold", NULL, toggle_fold_action);
  gtk_widget_class_install_action (widget_class, "message.open-link", "s", open_link_action);
  gtk_widget_class_install_action (widget_class, "message.popup-menu", NULL, popup_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "message.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_ALT_MASK,
                                       "message.details", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "message.popup-menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK,
                                       "message.popup-menu", NULL);
}

/**
 * attest_message_row_init_menu:
 * @self: a new row
 */
void
attest_message_row_init_menu (AttestMessageRow *self)
{
  gtk_label_set_extra_menu (self->text, get_extra_menu ());
  g_signal_connect_object (self->text, "activate-link", G_CALLBACK (activate_link_cb), self,
                           G_CONNECT_SWAPPED);
}
