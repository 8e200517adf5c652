/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <string.h>

#include "attest-event-filter.h"

struct _AttestEventFilter
{
  GtkFilter parent_instance;

  IcwsSeverity least;
  int group;    /* -1: all */
  char *search; /* (nullable), folded */
  char **words; /* (nullable): of it */
};

G_DEFINE_FINAL_TYPE (AttestEventFilter, attest_event_filter, GTK_TYPE_FILTER)

/* What a person may know of an entry: its sentence, its stable id, its number. */
static gboolean
matches_words (AttestEventFilter *self, IcwsLedgerEntry *entry)
{
  g_autofree char *text = NULL;
  g_autofree char *haystack = NULL;

  if (self->words == NULL)
    return TRUE;
  text = g_strdup_printf ("%s %s #%" G_GUINT64_FORMAT, icws_ledger_entry_get_text (entry),
                          icws_ledger_entry_get_id (entry), icws_ledger_entry_get_sequence (entry));
  haystack = g_utf8_casefold (text, -1);
  for (char **word = self->words; *word != NULL; word++)
    if (strstr (haystack, *word) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
attest_event_filter_match (GtkFilter *filter, gpointer item)
{
  AttestEventFilter *self = ATTEST_EVENT_FILTER (filter);
  IcwsLedgerEntry *entry = item;

  return icws_ledger_entry_get_severity (entry) >= self->least &&
         (self->group < 0 || (int)icws_ledger_entry_get_group (entry) == self->group) &&
         matches_words (self, entry);
}

static GtkFilterMatch
attest_event_filter_get_strictness (GtkFilter *filter)
{
  return attest_event_filter_is_open (ATTEST_EVENT_FILTER (filter)) ? GTK_FILTER_MATCH_ALL
                                                                    : GTK_FILTER_MATCH_SOME;
}

static void
attest_event_filter_finalize (GObject *object)
{
  g_strfreev (ATTEST_EVENT_FILTER (object)->words);
  g_free (ATTEST_EVENT_FILTER (object)->search);
  G_OBJECT_CLASS (attest_event_filter_parent_class)->finalize (object);
}

static void
attest_event_filter_class_init (AttestEventFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = attest_event_filter_finalize;
  GTK_FILTER_CLASS (klass)->match = attest_event_filter_match;
  GTK_FILTER_CLASS (klass)->get_strictness = attest_event_filter_get_strictness;
}

static void
attest_event_filter_init (AttestEventFilter *self)
{
  self->group = -1;
}

AttestEventFilter *
attest_event_filter_new (void)
{
  return g_object_new (ATTEST_TYPE_EVENT_FILTER, NULL);
}

/**
 * attest_event_filter_set_severity:
 * @least: what is less than this is not shown
 */
void
attest_event_filter_set_severity (AttestEventFilter *self, IcwsSeverity least)
{
  g_return_if_fail (ATTEST_IS_EVENT_FILTER (self));
  if (self->least == least)
    return;
  self->least = least;
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

void
attest_event_filter_set_group (AttestEventFilter *self, int group)
{
  g_return_if_fail (ATTEST_IS_EVENT_FILTER (self));
  if (self->group == group)
    return;
  self->group = group;
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

/**
 * attest_event_filter_set_search:
 * @text: words that must all be there, in any order
 */
void
attest_event_filter_set_search (AttestEventFilter *self, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text != NULL ? text : "", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_auto (GStrv) parts = g_strsplit_set (folded, " \t", -1);

  g_return_if_fail (ATTEST_IS_EVENT_FILTER (self));
  if (g_strcmp0 (self->search, folded) == 0)
    return;
  g_free (self->search);
  self->search = g_strdup (folded);
  for (char **part = parts; *part != NULL; part++)
    if (**part != 0)
      g_ptr_array_add (words, g_strdup (*part));
  g_clear_pointer (&self->words, g_strfreev);
  if (words->len > 0)
    {
      g_ptr_array_add (words, NULL);
      self->words = (char **)g_ptr_array_free (g_steal_pointer (&words), FALSE);
    }
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

gboolean
attest_event_filter_is_open (AttestEventFilter *self)
{
  return self->least == ICWS_SEVERITY_INFO && self->group < 0 && self->words == NULL;
}
