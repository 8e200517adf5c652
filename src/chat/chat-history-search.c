/* SPDX-License-Identifier: MIT */
/* Full-text search. What a person types is never taken for the language of FTS5. */
#include "chat-history-private.h"

#include <string.h>

#define MAX_WORDS 16

void
chat_history_hit_free (ChatHistoryHit *self)
{
  if (self == NULL)
    return;
  chat_history_record_free (self->record);
  g_clear_pointer (&self->text_spans, g_array_unref);
  g_clear_pointer (&self->author_spans, g_array_unref);
  g_free (self);
}

void
chat_history_search_free (ChatHistorySearch *self)
{
  g_free (self->words);
  g_free (self);
}

static gboolean
has_letter (const char *word)
{
  for (const char *p = word; *p != 0; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) || g_unichar_type (c) == G_UNICODE_PRIVATE_USE)
        return TRUE;
    }
  return FALSE;
}

/**
 * chat_history_quote_words:
 * @words: what a person typed
 *
 * Each word becomes a string of FTS5, with a star behind it: it must begin a word of the text (or,
 * where the tokenizer splits it, a row of words). Quotation marks are doubled, so that nothing gets
 * out of its string.
 *
 * Returns: (transfer full) (nullable): a query; %NULL if nothing can be searched for
 */
char *
chat_history_quote_words (const char *words)
{
  g_autofree char *valid = g_utf8_make_valid (words, -1);
  g_autofree char *cut = g_utf8_substring (valid, 0,
                                           MIN (g_utf8_strlen (valid, -1), CHAT_HISTORY_MAX_QUERY));
  g_auto (GStrv) parts = g_strsplit_set (cut, " \t\n\r\f\v", -1);
  GString *query = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; parts[i] != NULL && n < MAX_WORDS; i++)
    {
      if (!has_letter (parts[i]))
        continue;
      g_string_append (query, n++ > 0 ? " \"" : "\"");
      for (const char *p = parts[i]; *p != 0; p++)
        {
          if (*p == '"')
            g_string_append_c (query, '"');
          g_string_append_c (query, *p);
        }
      g_string_append (query, "\"*");
    }
  return g_string_free (query, n == 0);
}

/* Takes the marks out of a highlighted text: where each pair stood. */
static GArray *
find_spans (const char *marked, const char *open, const char *close)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (ChatHistorySpan));
  gsize mark_len = strlen (open);
  gsize taken = 0;
  const char *p = marked;

  while (p != NULL && (p = strstr (p, open)) != NULL)
    {
      const char *end = strstr (p + mark_len, close);
      ChatHistorySpan span;

      if (end == NULL)
        break;
      span.start = (guint)((gsize)(p - marked) - taken);
      taken += mark_len;
      span.end = (guint)((gsize)(end - marked) - taken);
      taken += mark_len;
      g_array_append_val (spans, span);
      p = end + mark_len;
    }
  return spans;
}

static gboolean
read_hits (ChatHistoryStore *self,
           const char *query,
           const ChatHistorySearch *search,
           GPtrArray *hits,
           GError **error)
{
  sqlite3_stmt *stmt = chat_history_stmt (self, STMT_SEARCH);
  /* No text can hold these. */
  g_autofree char *open = g_strdup_printf ("<%08x%08x", g_random_int (), g_random_int ());
  g_autofree char *close = g_strdup_printf (">%08x%08x", g_random_int (), g_random_int ());
  gboolean ok;
  int rc;

  chat_history_bind_text (stmt, 1, query);
  sqlite3_bind_int64 (stmt, 2, search->before > 0 ? search->before : G_MAXINT64);
  chat_history_bind_text (stmt, 3, open);
  chat_history_bind_text (stmt, 4, close);
  sqlite3_bind_int64 (stmt, 5, search->n);
  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      ChatHistoryHit *hit = g_new0 (ChatHistoryHit, 1);

      hit->record = chat_history_read_row (stmt);
      hit->author_spans = find_spans (
          (const char *)sqlite3_column_text (stmt, CHAT_HISTORY_N_COLUMNS), open, close);
      hit->text_spans = find_spans (
          (const char *)sqlite3_column_text (stmt, CHAT_HISTORY_N_COLUMNS + 1), open, close);
      g_ptr_array_add (hits, hit);
    }
  ok = chat_history_check (self, rc, error);
  sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
  return ok;
}

gboolean
chat_history_run_search (ChatHistoryStore *self, ChatHistoryJob *job, GError **error)
{
  const ChatHistorySearch *search = job->data;
  g_autofree char *query = chat_history_quote_words (search->words);
  GPtrArray *hits = g_ptr_array_new_with_free_func ((GDestroyNotify)chat_history_hit_free);
  g_autoptr (GError) local = NULL;

  job->result = hits;
  job->free_result = (GDestroyNotify)g_ptr_array_unref;
  if (query == NULL || read_hits (self, query, search, hits, &local))
    return TRUE;
  if (chat_history_reindex (self, local))
    {
      g_ptr_array_set_size (hits, 0);
      return read_hits (self, query, search, hits, error);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
