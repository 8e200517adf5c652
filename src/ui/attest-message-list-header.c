/* SPDX-License-Identifier: MIT */
/* What stands above a row: the day, the end of what there is, the line above what was not seen. */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-message-list-private.h"
#include "attest-time.h"

static GtkWidget *
create_day (AttestMessageList *self, guint64 wall_ns)
{
  IcClock *clock = self->clock != NULL ? self->clock : ic_clock_get_system ();
  g_autofree char *day = attest_time_format_day (wall_ns, ic_clock_get_wall_ns (clock));
  GtkWidget *label = gtk_label_new (day);

  gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "day-divider");
  gtk_widget_add_css_class (label, "caption-heading");
  return label;
}

/* What is said above the first message that there is: that more is on its way, or that there is no
 * more. */
static GtkWidget *
create_end (AttestMessageList *self)
{
  GtkWidget *box;
  GtkWidget *label;

  if (self->has_older)
    /* Translators: above the first message, while older ones are read from the history */
    label = gtk_label_new (_ ("Loading Older Messages…"));
  else if (self->keeps_history)
    /* Translators: above the very first message of a room */
    label = gtk_label_new (_ ("Beginning of the History"));
  else
    label = gtk_label_new (
        _ ("This room keeps no history: what you see is what was said since you joined."));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, "list-beginning");
  if (self->has_older)
    {
      GtkWidget *spinner = gtk_spinner_new ();

      /* One that turns has frames drawn all the time, seen or not. */
      gtk_spinner_set_spinning (GTK_SPINNER (spinner), self->loading_older);
      gtk_box_append (GTK_BOX (box), spinner);
    }
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static GtkWidget *
create_beginning (AttestMessageList *self, guint64 wall_ns)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), create_end (self));
  gtk_box_append (GTK_BOX (box), create_day (self, wall_ns));
  return box;
}

/* The day above a row, if the row before is of another one; above the first, that there is no
 * more. */
void
attest_message_list_update_header (GtkListBoxRow *row, GtkListBoxRow *before_row, gpointer data)
{
  AttestMessageList *self = ATTEST_MESSAGE_LIST (data);
  g_autoptr (ChatMessage) outside = NULL;
  ChatMessage *message = attest_message_row_get_message (ATTEST_MESSAGE_ROW (row));
  ChatMessage *before = NULL;
  guint64 time_ns = chat_message_get_time_ns (message);
  GtkWidget *header = NULL;

  if (before_row != NULL)
    before = attest_message_row_get_message (ATTEST_MESSAGE_ROW (before_row));
  else
    before = outside = attest_message_list_get_item_above (self);

  if (before == NULL)
    header = create_beginning (self, time_ns);
  else if (!attest_time_is_same_day (chat_message_get_time_ns (before), time_ns))
    header = create_day (self, time_ns);
  if (message == self->first_unread)
    header = attest_message_list_create_unread_line (header);
  gtk_list_box_row_set_header (row, header);
}
