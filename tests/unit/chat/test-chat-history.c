/* SPDX-License-Identifier: MIT */
/* What is written is read again: records, pages, state, retention. */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "chat-history-kit.h"

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static ChatHistoryRecord *
full_record (void)
{
  ChatHistoryRecord *record = history_text ("Ada", "Zeilen\nund \"Zeichen\" \xf0\x9f\x98\x80",
                                            G_MAXUINT64 - 1);

  record->own = TRUE;
  record->delivery = CHAT_DELIVERY_FAILED;
  record->own_sequence = 7;
  record->sequence = G_MAXUINT64;
  record->certificate_time_ns = 1700000000123456789;
  record->key = g_strdup ("aaaaa-aa_00000000000000000001");
  record->has_client_key = TRUE;
  record->client_key.principal = (IcPrincipal){ 3, { 1, 2, 3 } };
  record->client_key.nonce = G_MAXUINT64 - 3;
  record->has_question = TRUE;
  memset (record->question.id, 0xab, sizeof record->question.id);
  record->question.sequence = 7;
  record->question.ingress_expiry_ns = 99;
  record->from_ns = 11;
  record->to_ns = 12;
  record->possible_duplicate = TRUE;
  record->failure_text = g_strdup ("The canister trapped");
  record->content = bytes_of ("content");
  record->cert = bytes_of ("a certificate!");
  record->tree = bytes_of ("a witness!");
  record->has_proof = TRUE;
  return record;
}

static void
assert_same (const ChatHistoryRecord *a, const ChatHistoryRecord *b, gboolean with_raw)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpstr (a->author, ==, b->author);
  g_assert_cmpstr (a->text, ==, b->text);
  g_assert_cmpint (a->own, ==, b->own);
  g_assert_cmpuint (a->time_ns, ==, b->time_ns);
  g_assert_cmpint (a->delivery, ==, b->delivery);
  g_assert_cmpuint (a->own_sequence, ==, b->own_sequence);
  g_assert_cmpuint (a->sequence, ==, b->sequence);
  g_assert_cmpuint (a->certificate_time_ns, ==, b->certificate_time_ns);
  g_assert_cmpstr (a->key, ==, b->key);
  g_assert_cmpint (a->has_client_key, ==, b->has_client_key);
  g_assert_true (icws_client_key_equal (&a->client_key, &b->client_key));
  g_assert_cmpint (a->has_question, ==, b->has_question);
  g_assert_cmpmem (&a->question, sizeof a->question, &b->question, sizeof b->question);
  g_assert_cmpstr (a->codec_id, ==, b->codec_id);
  g_assert_cmpuint (a->from_ns, ==, b->from_ns);
  g_assert_cmpuint (a->to_ns, ==, b->to_ns);
  g_assert_cmpint (a->possible_duplicate, ==, b->possible_duplicate);
  g_assert_cmpstr (a->failure_text, ==, b->failure_text);
  g_assert_cmpint (a->has_proof, ==, b->has_proof);
  if (!with_raw)
    {
      g_assert_null (b->content);
      return;
    }
  g_assert_true (g_bytes_equal (a->content, b->content));
  g_assert_true (g_bytes_equal (a->cert, b->cert));
  g_assert_true (g_bytes_equal (a->tree, b->tree));
}

static void
test_round_trip (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  g_autoptr (ChatHistoryRecord) full = full_record ();
  ChatHistory *history = history_open (kit->path);
  GStatBuf status;

  g_assert_null (chat_history_get_damage (history));
  g_assert_cmpint (chat_history_append (history, full), ==, 1);
  g_assert_cmpint (history_add (history, chat_history_record_new ()), ==, 2);
  history_close (history);
  g_assert_cmpint (g_stat (kit->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  history = history_open (kit->path);
  {
    g_autoptr (GPtrArray) page = history_read (history, CHAT_HISTORY_NEWEST, 0, 10);
    g_autoptr (ChatHistoryRecord) first = history_get (history, 1);
    g_autoptr (ChatHistoryRecord) second = history_get (history, 2);
    g_autoptr (ChatHistoryRecord) empty = chat_history_record_new ();

    g_assert_cmpuint (page->len, ==, 2);
    assert_same (full, page->pdata[0], FALSE);
    assert_same (full, first, TRUE);
    assert_same (empty, second, FALSE);
    g_assert_null (history_get (history, 3));
    g_assert_cmpint (history_add (history, chat_history_record_new ()), ==, 3);
  }
  history_close (history);
}

static void
test_update (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  g_autoptr (ChatHistoryRecord) full = full_record ();
  g_autoptr (ChatHistoryRecord) read = NULL;
  ChatHistory *history = history_open (kit->path);

  full->id = history_add (history, history_own (full->text, CHAT_DELIVERY_QUEUED));
  full->time_ns = 5;
  g_free (full->author);
  full->author = g_strdup ("Me");
  chat_history_update (history, full,
                       CHAT_HISTORY_DELIVERY | CHAT_HISTORY_NUMBER | CHAT_HISTORY_PROOF |
                           CHAT_HISTORY_DUPLICATE | CHAT_HISTORY_SPAN);
  read = history_get (history, full->id);
  assert_same (full, read, TRUE);
  g_clear_pointer (&read, chat_history_record_free);

  /* Another proof takes the place of the first, which nothing else needs. */
  g_bytes_unref (full->cert);
  full->cert = bytes_of ("another certificate");
  chat_history_update (history, full, CHAT_HISTORY_PROOF);
  read = history_get (history, full->id);
  assert_same (full, read, TRUE);
  chat_history_remove (history, full->id);
  chat_history_update (history, full, CHAT_HISTORY_PROOF); /* of nothing */
  g_assert_null (history_get (history, full->id));
  g_assert_true (history_flush (history, NULL));
  history_close (history);
}

static gint64
count_rows (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  gint64 n;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  n = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return n;
}

static void
test_shared_proof (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (ChatHistoryRecord) record = full_record ();

      chat_history_append (history, record);
    }
  history_close (history);
  g_assert_cmpint (count_rows (kit->path, "SELECT count (*) FROM proof"), ==, 2);
  g_assert_cmpint (count_rows (kit->path, "SELECT count (*) FROM raw"), ==, 50);

  history = history_open (kit->path);
  for (gint64 id = 1; id < 50; id++)
    chat_history_remove (history, id);
  history_close (history);
  g_assert_cmpint (count_rows (kit->path, "SELECT count (*) FROM proof"), ==, 2);
  history = history_open (kit->path);
  chat_history_remove (history, 50);
  history_close (history);
  g_assert_cmpint (count_rows (kit->path, "SELECT count (*) FROM proof"), ==, 0);
}

static void
assert_page (
    ChatHistory *history, ChatHistoryWhere where, gint64 id, guint n, gint64 first, guint len)
{
  g_autoptr (GPtrArray) page = history_read (history, where, id, n);

  g_assert_cmpuint (page->len, ==, len);
  for (guint i = 0; i < len; i++)
    g_assert_cmpint (((ChatHistoryRecord *)page->pdata[i])->id, ==, first + i);
}

static void
test_pages (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);
  ChatHistoryCounts counts;

  assert_page (history, CHAT_HISTORY_NEWEST, 0, 10, 0, 0);
  history_count (history, &counts);
  g_assert_cmpint (counts.n_records, ==, 0);
  g_assert_cmpint (counts.first_unread, ==, 0);
  for (guint i = 0; i < 100; i++)
    history_add (history, history_text ("Ada", "text", i));
  assert_page (history, CHAT_HISTORY_NEWEST, 0, 10, 91, 10);
  assert_page (history, CHAT_HISTORY_BEFORE, 91, 50, 41, 50);
  assert_page (history, CHAT_HISTORY_BEFORE, 11, 50, 1, 10);
  assert_page (history, CHAT_HISTORY_BEFORE, 1, 50, 0, 0);
  assert_page (history, CHAT_HISTORY_AFTER, 0, 5, 1, 5);
  assert_page (history, CHAT_HISTORY_AFTER, 98, 5, 99, 2);
  assert_page (history, CHAT_HISTORY_AROUND, 50, 11, 45, 11);
  assert_page (history, CHAT_HISTORY_AROUND, 2, 10, 1, 6);
  assert_page (history, CHAT_HISTORY_NEWEST, 0, G_MAXUINT, 1, 100);

  chat_history_set_last_read (history, 40);
  history_add (history, history_own ("mine is read", CHAT_DELIVERY_ACCEPTED));
  history_count (history, &counts);
  g_assert_cmpint (counts.n_records, ==, 101);
  g_assert_cmpint (counts.n_unread, ==, 60);
  g_assert_cmpint (counts.first_unread, ==, 41);
  g_assert_cmpint (counts.oldest, ==, 1);
  g_assert_cmpint (counts.newest, ==, 101);
  history_close (history);
}

static void
test_state (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  g_autofree char *giant = g_strnfill (CHAT_HISTORY_MAX_DRAFT + 100, 'x');
  ChatHistory *history = history_open (kit->path);

  g_assert_cmpstr (chat_history_get_draft (history), ==, "");
  g_assert_cmpstr (chat_history_get_display_name (history), ==, "");
  g_assert_cmpint (chat_history_get_last_read (history), ==, 0);
  chat_history_set_draft (history, "half a sen");
  chat_history_set_draft (history, "half a sentence");
  chat_history_set_display_name (history, "Ada");
  chat_history_set_last_read (history, 12345678901);
  history_close (history);
  history = history_open (kit->path);
  g_assert_cmpstr (chat_history_get_draft (history), ==, "half a sentence");
  g_assert_cmpstr (chat_history_get_display_name (history), ==, "Ada");
  g_assert_cmpint (chat_history_get_last_read (history), ==, 12345678901);
  chat_history_set_draft (history, giant);
  g_assert_cmpuint (strlen (chat_history_get_draft (history)), ==, CHAT_HISTORY_MAX_DRAFT);
  chat_history_set_draft (history, NULL);
  history_close (history);
  history = history_open (kit->path);
  g_assert_cmpstr (chat_history_get_draft (history), ==, "");
  history_close (history);
}

static void
test_outbox (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);
  g_autoptr (ChatHistoryRecord) change = chat_history_record_new ();
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ChatHistoryRecord) found = NULL;
  g_autoptr (GError) error = NULL;

  history_add (history, history_text ("Ada", "received", 1));
  change->id = history_add (history, history_own ("first", CHAT_DELIVERY_QUEUED));
  history_add (history, history_own ("accepted", CHAT_DELIVERY_ACCEPTED));
  history_add (history, history_own ("failed", CHAT_DELIVERY_FAILED));
  history_add (history, history_own ("second", CHAT_DELIVERY_QUEUED));
  change->delivery = CHAT_DELIVERY_SENT;
  change->own_sequence = 4;
  change->has_client_key = TRUE;
  change->client_key.nonce = G_MAXUINT64 - 9;
  chat_history_update (history, change, CHAT_HISTORY_DELIVERY | CHAT_HISTORY_NUMBER);
  history_close (history);

  history = history_open (kit->path);
  waiting = history_outbox (history);
  g_assert_cmpuint (waiting->len, ==, 2);
  g_assert_cmpstr (((ChatHistoryRecord *)waiting->pdata[0])->text, ==, "first");
  g_assert_cmpint (((ChatHistoryRecord *)waiting->pdata[0])->delivery, ==, CHAT_DELIVERY_SENT);
  g_assert_cmpstr (((ChatHistoryRecord *)waiting->pdata[1])->text, ==, "second");
  chat_history_find_own_async (history, G_MAXUINT64 - 9, 4, NULL, history_on_result, &result);
  found = chat_history_get_finish (history, history_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->text, ==, "first");
  g_clear_object (&result);
  chat_history_find_own_async (history, 9, 4, NULL, history_on_result, &result);
  g_assert_null (chat_history_get_finish (history, history_wait (&result), &error));
  g_assert_no_error (error);
  history_close (history);
}

static void
test_expire (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);
  ChatHistoryCounts counts;

  history_add (history, history_own ("still waits", CHAT_DELIVERY_QUEUED));
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *text = g_strdup_printf ("vanishingword%u", i);

      history_add (history, history_text ("Ada", text, i + 10));
    }
  g_assert_cmpint (history_expire (history, 0, 0), ==, 0);
  g_assert_cmpint (history_expire (history, 0, 5000), ==, 0);
  g_assert_cmpint (history_expire (history, 1010, 0), ==, 1000);
  history_count (history, &counts);
  g_assert_cmpint (counts.n_records, ==, 1001);
  g_assert_cmpint (history_expire (history, 0, 100), ==, 900);
  history_count (history, &counts);
  g_assert_cmpint (counts.n_records, ==, 101);
  g_assert_cmpint (counts.oldest, ==, 1);
  {
    g_autoptr (GPtrArray) gone = history_search (history, "vanishingword5", 0, 500);
    g_autoptr (GPtrArray) left = history_search (history, "vanishingword1999", 0, 500);

    g_assert_cmpuint (gone->len, ==, 0);
    g_assert_cmpuint (left->len, ==, 1);
  }
  /* Neither the rows nor the words of the index are left in the files. */
  g_assert_true (history_kit_holds (kit, "vanishingword1999"));
  g_assert_false (history_kit_holds (kit, "vanishingword55"));
  g_assert_false (history_kit_holds (kit, "vanishingword899"));
  history_close (history);
}

static void
test_clear (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);
  static const char *const secrets[] = { "secretword",     "SecretAuthor", "secret draft",
                                         "a certificate!", "a witness!",   "content of it" };

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (ChatHistoryRecord) record = full_record ();

      g_free (record->text);
      record->text = g_strdup_printf ("a secretword%u, and more", i);
      g_free (record->author);
      record->author = g_strdup ("SecretAuthor");
      g_bytes_unref (record->content);
      record->content = bytes_of ("content of it");
      chat_history_append (history, record);
    }
  chat_history_set_draft (history, "secret draft");
  chat_history_set_last_read (history, 17);
  g_assert_true (history_flush (history, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_true (history_kit_holds (kit, secrets[i]));
  history_clear (history);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (history_kit_holds (kit, secrets[i]))
      g_error ("“%s” is still there", secrets[i]);
  g_assert_cmpstr (chat_history_get_draft (history), ==, "");
  g_assert_cmpint (chat_history_get_last_read (history), ==, 0);

  /* It goes on, with higher ids. */
  g_assert_cmpint (history_add (history, history_text ("Ada", "after", 1)), ==, 301);
  {
    g_autoptr (GPtrArray) hits = history_search (history, "after", 0, 10);
    g_autoptr (GPtrArray) page = history_read (history, CHAT_HISTORY_NEWEST, 0, 10);

    g_assert_cmpuint (hits->len, ==, 1);
    g_assert_cmpuint (page->len, ==, 1);
  }
  history_close (history);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_false (history_kit_holds (kit, secrets[i]));
  g_assert_true (chat_history_delete_files (kit->path, NULL));
  g_assert_false (g_file_test (kit->path, G_FILE_TEST_EXISTS));
}

static void
test_messages (void)
{
  g_autoptr (ChatHistoryRecord) full = full_record ();
  g_autoptr (ChatMessage) message = chat_history_record_to_message (full);
  g_autoptr (ChatHistoryRecord) again = chat_history_record_new_from_message (message);

  g_assert_cmpstr (chat_message_get_text (message), ==, full->text);
  /* A row knows no session and no bytes. */
  again->has_client_key = full->has_client_key;
  again->client_key = full->client_key;
  again->has_question = full->has_question;
  again->question = full->question;
  again->codec_id = g_strdup (full->codec_id);
  again->has_proof = TRUE;
  assert_same (full, again, FALSE);
}

static void
on_written (guint *n)
{
  (*n)++;
}

static void
test_batches (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);
  guint n_written = 0;

  g_signal_connect_swapped (history, "written", G_CALLBACK (on_written), &n_written);
  for (guint i = 0; i < 1000; i++)
    history_add (history, history_text ("Ada", "one turn", i));
  g_assert_true (history_flush (history, NULL));
  g_assert_cmpuint (n_written, ==, 1);
  history_close (history);
}

static void
test_cancel (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  chat_history_read_async (history, CHAT_HISTORY_NEWEST, 0, 10, cancellable, history_on_result,
                           &result);
  page = chat_history_read_finish (history, history_wait (&result), &error);
  g_assert_null (page);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  history_close (history);
}

static void
test_path (void)
{
  g_autofree char *path = chat_history_dup_path ("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  g_autofree char *giant = g_strnfill (200, 'a');

  g_assert_true (
      g_str_has_suffix (path, "/attest/history/6ba7b810-9dad-11d1-80b4-00c04fd430c8.db"));
  g_assert_null (chat_history_dup_path ("../../evil"));
  g_assert_null (chat_history_dup_path (""));
  g_assert_null (chat_history_dup_path (NULL));
  g_assert_null (chat_history_dup_path ("a/b"));
  g_assert_null (chat_history_dup_path (giant));
}

/* Never closed: what was written is, and nobody waits. */
static void
test_dropped (void)
{
  g_autoptr (HistoryKit) kit = history_kit_new ();
  ChatHistory *history = history_open (kit->path);
  g_autoptr (GError) error = NULL;

  history_add (history, history_text ("Ada", "the last words", 1));
  g_object_unref (history);
  do
    {
      g_clear_error (&error);
      history = history_try_open (kit->path, &error);
    }
  while (g_error_matches (error, CHAT_HISTORY_ERROR, CHAT_HISTORY_ERROR_BUSY));
  g_assert_no_error (error);
  {
    g_autoptr (GPtrArray) page = history_read (history, CHAT_HISTORY_NEWEST, 0, 10);

    g_assert_cmpuint (page->len, ==, 1);
  }
  history_close (history);

  /* At the end of the program. */
  history = history_open (kit->path);
  history_add (history, history_text ("Ada", "the very last", 1));
  chat_history_close_sync (history);
  g_object_unref (history);
  history = history_open (kit->path);
  {
    g_autoptr (GPtrArray) page = history_read (history, CHAT_HISTORY_NEWEST, 0, 10);

    g_assert_cmpuint (page->len, ==, 2);
  }
  history_close (history);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/history/round-trip", test_round_trip);
  g_test_add_func ("/chat/history/update", test_update);
  g_test_add_func ("/chat/history/shared-proof", test_shared_proof);
  g_test_add_func ("/chat/history/pages", test_pages);
  g_test_add_func ("/chat/history/state", test_state);
  g_test_add_func ("/chat/history/outbox", test_outbox);
  g_test_add_func ("/chat/history/expire", test_expire);
  g_test_add_func ("/chat/history/clear", test_clear);
  g_test_add_func ("/chat/history/messages", test_messages);
  g_test_add_func ("/chat/history/batches", test_batches);
  g_test_add_func ("/chat/history/cancel", test_cancel);
  g_test_add_func ("/chat/history/path", test_path);
  g_test_add_func ("/chat/history/dropped", test_dropped);
  return g_test_run ();
}
