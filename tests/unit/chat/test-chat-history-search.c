/* SPDX-License-Identifier: MIT */
/* Search: what is found, where, and that what is typed is never a query of its own. */
#include <string.h>

#include "chat-history-kit.h"
#include "chat/chat-history-private.h"

static void
assert_found (ChatHistory *history, const char *words, guint n)
{
  g_autoptr (GPtrArray) hits = history_search (history, words, 0, 100);

  if (hits->len != n)
    g_error ("“%s” is found %u times, not %u", words, hits->len, n);
}

static void
test_words (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);

  history_add (history, history_text ("Ada", "The analytical engine weaves patterns", 1));
  history_add (history, history_text ("Grace", "Engines! Crème brûlée, straße", 2));
  history_add (history, history_text ("Эдсгер", "Простота", 3));
  history_add (history, history_own ("my own engine room", CHAT_DELIVERY_QUEUED));
  {
    g_autoptr (ChatHistoryRecord) notice = history_text (NULL, "engine-notice", 4);

    notice->kind = CHAT_MESSAGE_NOTICE;
    chat_history_append (history, notice);
  }
  assert_found (history, "engine", 3);
  assert_found (history, "ENGINE", 3);
  assert_found (history, "engines", 1);
  assert_found (history, "eng", 3);
  assert_found (history, "engine analytical", 1);
  assert_found (history, "  pat\twea\n", 1);
  assert_found (history, "ngine", 0);
  assert_found (history, "creme brulee", 1);
  assert_found (history, "grace", 1);
  assert_found (history, "grace creme", 1);
  assert_found (history, "ada creme", 0);
  assert_found (history, "прост", 1);
  assert_found (history, "эдс", 1);
  assert_found (history, "", 0);
  assert_found (history, "   ", 0);
  assert_found (history, "!?*\"", 0);
  assert_found (history, "engine !", 3);
  history_close (history);
}

static void
test_injection (void)
{
  static const char *const typed[] = { "engine OR nothing",
                                       "NOT engine",
                                       "text : engine",
                                       "{author text} : engine",
                                       "engine*",
                                       "\"engine",
                                       "eng\"ine\"",
                                       "engine\" OR \"nothing",
                                       "^engine",
                                       "engine NEAR room",
                                       "NEAR(a b, 2)",
                                       "(engine",
                                       "engine)",
                                       "a AND b",
                                       "-engine",
                                       "'; DROP TABLE message; --",
                                       "\\",
                                       "%",
                                       "_",
                                       "author:Ada",
                                       "\"\"\"\"",
                                       "*",
                                       "engine + room",
                                       "\xff\xfe engine",
                                       "rank MATCH 'bm25()'",
                                       "search" };
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);
  g_autofree char *giant = g_strnfill (100000, '"');
  g_autofree char *words = g_strnfill (2000, ' ');

  for (guint i = 0; i < 2000; i += 2)
    words[i] = 'x';
  history_add (history, history_text ("Ada", "engine", 1));
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (GPtrArray) hits = history_search (history, typed[i], 0, 10);

      g_assert_cmpuint (hits->len, <=, 1);
    }
  /* As words, these are not all in the text. */
  assert_found (history, "engine OR nothing", 0);
  assert_found (history, "NOT engine", 0);
  assert_found (history, "author:Ada", 0);
  assert_found (history, "engine*", 1);
  assert_found (history, "^engine", 1);
  assert_found (history, giant, 0);
  assert_found (history, words, 0);
  assert_found (history, "engine", 1);
  history_close (history);
}

static void
test_quotes (void)
{
  static const struct
  {
    const char *typed;
    const char *query;
  } cases[] = {
    { "one", "\"one\"*" },
    { "one two", "\"one\"* \"two\"*" },
    { "o\"ne", "\"o\"\"ne\"*" },
    { "\" a", "\"a\"*" },
    { "...", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *query = chat_history_quote_words (cases[i].typed);

      g_assert_cmpstr (query, ==, cases[i].query);
    }
}

static void
assert_span (GArray *spans, guint i, const char *text, const char *word)
{
  const ChatHistorySpan *span;

  g_assert_cmpuint (i, <, spans->len);
  span = &g_array_index (spans, ChatHistorySpan, i);
  g_assert_cmpmem (text + span->start, span->end - span->start, word, strlen (word));
}

static void
test_spans (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);
  const char *text = "<b>Crème</b> and <crème> creme; cr\xc3\xa8";
  g_autoptr (GPtrArray) hits = NULL;
  ChatHistoryHit *hit;

  history_add (history, history_text ("Creme Puff", text, 1));
  hits = history_search (history, "CRÈM", 0, 10);
  g_assert_cmpuint (hits->len, ==, 1);
  hit = hits->pdata[0];
  g_assert_cmpstr (hit->record->text, ==, text);
  g_assert_cmpuint (hit->text_spans->len, ==, 3);
  assert_span (hit->text_spans, 0, text, "Crème");
  assert_span (hit->text_spans, 1, text, "crème");
  assert_span (hit->text_spans, 2, text, "creme");
  g_assert_cmpuint (hit->author_spans->len, ==, 1);
  assert_span (hit->author_spans, 0, "Creme Puff", "Creme");
  history_close (history);
}

static void
test_pages (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);
  gint64 before = 0;
  guint n = 0;

  for (guint i = 0; i < 250; i++)
    history_add (history, history_text ("Ada", i % 2 ? "even" : "odd", i));
  for (;;)
    {
      g_autoptr (GPtrArray) hits = history_search (history, "odd", before, 50);

      if (hits->len == 0)
        break;
      for (guint i = 0; i < hits->len; i++)
        {
          const ChatHistoryHit *hit = hits->pdata[i];

          g_assert_true (before == 0 || hit->record->id < before);
          before = hit->record->id;
          n++;
        }
    }
  g_assert_cmpuint (n, ==, 125);
  history_close (history);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/history/search/words", test_words);
  g_test_add_func ("/chat/history/search/injection", test_injection);
  g_test_add_func ("/chat/history/search/quotes", test_quotes);
  g_test_add_func ("/chat/history/search/spans", test_spans);
  g_test_add_func ("/chat/history/search/pages", test_pages);
  return g_test_run ();
}
