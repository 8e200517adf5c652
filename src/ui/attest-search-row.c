/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <glib/gi18n.h>

#include "attest-search-row.h"
#include "attest-search-text.h"
#include "attest-text.h"
#include "attest-time.h"

struct _AttestSearchRow
{
  GtkListBoxRow parent_instance;

  gint64 id;
  char *label; /* what a screen reader says */
};

G_DEFINE_FINAL_TYPE (AttestSearchRow, attest_search_row, GTK_TYPE_LIST_BOX_ROW)

static void
attest_search_row_finalize (GObject *object)
{
  g_free (ATTEST_SEARCH_ROW (object)->label);
  G_OBJECT_CLASS (attest_search_row_parent_class)->finalize (object);
}

static void
attest_search_row_class_init (AttestSearchRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_search_row_finalize;
}

static void
attest_search_row_init (AttestSearchRow *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "search-row");
}

static GtkWidget *
create_label (const char *text, PangoAttrList *attributes)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

static GtkWidget *
create_author (const ChatHistoryHit *hit)
{
  const char *author = hit->record->author;
  g_autoptr (PangoAttrList) attributes = NULL;
  g_autofree char *name = attest_search_text_excerpt (author, hit->author_spans, &attributes);
  GtkWidget *label;

  if (hit->record->own)
    label = create_label (_ ("You"), NULL);
  else
    label = create_label (*name != '\0' ? name : _ ("Nameless"), attributes);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "search-author");
  return label;
}

static char *
format_time (guint64 time_ns, guint64 now_ns)
{
  g_autofree char *day = attest_time_format_day (time_ns, now_ns);
  g_autofree char *clock = attest_time_format_clock (time_ns);

  /* Translators: a day, such as "Yesterday" or "Tuesday, 24 November", and a time of that day */
  return g_strdup_printf (_ ("%s, %s"), day, clock);
}

/**
 * attest_search_row_new:
 * @hit: what was found
 * @now_ns: the present
 *
 * Returns: (transfer floating): a row for it
 */
GtkWidget *
attest_search_row_new (const ChatHistoryHit *hit, guint64 now_ns)
{
  AttestSearchRow *self = g_object_new (ATTEST_TYPE_SEARCH_ROW, NULL);
  g_autoptr (PangoAttrList) attributes = NULL;
  g_autofree char *excerpt = attest_search_text_excerpt (hit->record->text, hit->text_spans,
                                                         &attributes);
  g_autofree char *time = format_time (hit->record->time_ns, now_ns);
  g_autofree char *author = attest_text_isolate (hit->record->author);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *time_label = create_label (time, NULL);
  GtkWidget *text_label = create_label (excerpt, attributes);

  self->id = hit->record->id;
  gtk_widget_add_css_class (time_label, "caption");
  gtk_widget_add_css_class (time_label, "dim-label");
  gtk_widget_add_css_class (time_label, "numeric");
  gtk_label_set_wrap (GTK_LABEL (text_label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text_label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (text_label), 2);
  gtk_box_append (GTK_BOX (head), create_author (hit));
  gtk_box_append (GTK_BOX (head), time_label);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), text_label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);

  /* Translators: author, day and time, text; read aloud for a message that was found */
  self->label = g_strdup_printf (_ ("%s, %s, %s"), hit->record->own ? _ ("You") : author, time,
                                 excerpt);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->label,
                                  -1);
  return GTK_WIDGET (self);
}

gint64
attest_search_row_get_id (AttestSearchRow *self)
{
  g_return_val_if_fail (ATTEST_IS_SEARCH_ROW (self), 0);
  return self->id;
}

const char *
attest_search_row_get_label (AttestSearchRow *self)
{
  g_return_val_if_fail (ATTEST_IS_SEARCH_ROW (self), NULL);
  return self->label;
}
