/* SPDX-License-Identifier: MIT */
/* What was said: with links, long texts folded; and what is to be said about the author's name. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "attest-fold-text.h"
#include "attest-link-text.h"
#include "attest-message-row-private.h"
#include "attest-text.h"

/* On a message: that the person wants to see all of it, also when its row comes again. */
static GQuark
get_unfolded_quark (void)
{
  return g_quark_from_static_string ("attest-unfolded");
}

static void
create_more (AttestMessageRow *self)
{
  self->more = gtk_button_new ();
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->more), "message.toggle-fold");
  gtk_widget_add_css_class (self->more, "flat");
  gtk_widget_add_css_class (self->more, "message-more");
  gtk_box_append (GTK_BOX (self->body), self->more);
  attest_message_layout_set_more (self->layout, self->more);
}

static void
update_more (AttestMessageRow *self, gboolean is_long)
{
  if (!is_long)
    {
      if (self->more != NULL)
        gtk_widget_set_visible (self->more, FALSE);
      return;
    }
  if (self->more == NULL)
    create_more (self);
  gtk_button_set_label (GTK_BUTTON (self->more), self->folded ? _ ("Show More") : _ ("Show Less"));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_STATE_EXPANDED,
                               !self->folded, -1);
  gtk_widget_set_visible (self->more, TRUE);
}

/* A value of a canister's own type: the text is a summary of it. */
static gboolean
is_summary (ChatMessage *message)
{
  const char *text = chat_message_get_text (message);
  const char *details = chat_message_get_details (message);

  return text != NULL && details != NULL && strstr (details, text) == NULL;
}

/**
 * attest_message_row_update_text:
 * @self: a row of a text
 */
void
attest_message_row_update_text (AttestMessageRow *self)
{
  g_autofree char *clean = attest_text_clean (chat_message_get_text (self->message));
  g_autofree char *markup = NULL;
  gsize cut = attest_fold_text_find_cut (clean);
  gboolean summary = is_summary (self->message);

  self->folded = (cut > 0 || summary) &&
                 g_object_get_qdata (G_OBJECT (self->message), get_unfolded_quark ()) == NULL;
  if (!self->folded && summary)
    {
      g_free (clean);
      clean = attest_text_clean (chat_message_get_details (self->message));
    }
  if (self->folded && cut > 0)
    {
      char *whole = clean;

      whole[cut] = '\0';
      clean = g_strconcat (g_strchomp (whole), " …", NULL);
      g_free (whole);
    }
  markup = attest_link_text_to_markup (clean);
  if (markup != NULL)
    gtk_label_set_markup (self->text, markup);
  else
    gtk_label_set_text (self->text, clean);
  update_more (self, cut > 0 || summary);
}

/**
 * attest_message_row_toggle_fold:
 * @self: a row of a long text
 */
void
attest_message_row_toggle_fold (AttestMessageRow *self)
{
  if (!attest_message_row_is_text (self) || self->more == NULL ||
      !gtk_widget_get_visible (self->more))
    return;
  g_object_set_qdata (G_OBJECT (self->message), get_unfolded_quark (),
                      GINT_TO_POINTER (self->folded));
  attest_message_row_update_text (self);
  attest_message_row_update_label (self);
}

static GtkLabel *
get_mark_label (AttestMessageRow *self)
{
  GtkWidget *icon;
  GtkWidget *label;

  if (self->mark != NULL)
    return GTK_LABEL (gtk_widget_get_last_child (self->mark));
  self->mark = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  icon = gtk_image_new_from_icon_name ("attest-imitation-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 14);
  gtk_box_append (GTK_BOX (self->mark), icon);
  label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (self->mark), label);
  gtk_widget_add_css_class (self->mark, "message-mark");
  gtk_box_append (GTK_BOX (self->body), self->mark);
  attest_message_layout_set_mark (self->layout, self->mark);
  return GTK_LABEL (label);
}

/**
 * attest_message_row_show_mark:
 * @self: the row
 * @shown: whether it shows its author, and it is somebody else
 */
void
attest_message_row_show_mark (AttestMessageRow *self, gboolean shown)
{
  g_clear_pointer (&self->mark_words, g_free);
  if (self->marks != NULL && attest_message_row_is_text (self) &&
      !chat_message_is_own (self->message))
    self->mark_words = attest_name_marks_describe (self->marks,
                                                   chat_message_get_author (self->message));
  if (shown && self->mark_words != NULL)
    gtk_label_set_text (get_mark_label (self), self->mark_words);
  if (self->mark != NULL)
    gtk_widget_set_visible (self->mark, shown && self->mark_words != NULL);
}
