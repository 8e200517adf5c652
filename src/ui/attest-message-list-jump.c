/* SPDX-License-Identifier: MIT */
/* The way to the newest message, and the button for it. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-message-list-private.h"

void
attest_message_list_update_jump_button (AttestMessageList *self)
{
  g_autofree char *count = g_strdup_printf ("%u", self->n_new);
  g_autofree char *label = NULL;

  if (self->n_new > 0)
    label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Go to the newest message, %u new",
                                          "Go to the newest message, %u new", self->n_new),
                             self->n_new);
  else
    label = g_strdup (_ ("Go to the newest message"));
  gtk_label_set_label (self->jump_count, count);
  gtk_widget_set_visible (GTK_WIDGET (self->jump_count), self->n_new > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->jump_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

/**
 * attest_message_list_jump_to_newest:
 * @self: the list
 *
 * Shows the newest message, when it is there, and follows new ones from now on.
 */
void
attest_message_list_jump_to_newest (AttestMessageList *self)
{
  GtkAdjustment *adjustment;

  g_return_if_fail (ATTEST_IS_MESSAGE_LIST (self));

  attest_message_list_cancel_show (self);
  if (attest_message_list_ask_for_newest (self))
    return;
  attest_message_list_set_stick (self, TRUE);
  attest_message_list_show_newest (self);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  self->adjusting = TRUE;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  self->adjusting = FALSE;
}
