/* SPDX-License-Identifier: MIT */
/* The lines of a room as a model that holds one part of a long history. */
#include "chat-history-kit.h"
#include "chat/chat-log.h"

#define N_KEPT 2000

/* A list that is made of what "items-changed" tells alone. */
typedef struct
{
  HistoryKit *kit;
  ChatHistory *history;
  ChatLog *log;
  GPtrArray *shadow;
  guint n_ends;
} Desk;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Desk *desk)
{
  if (removed > 0)
    g_ptr_array_remove_range (desk->shadow, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (desk->shadow, (gint)(position + i),
                        g_list_model_get_item (model, position + i));
  g_assert_cmpuint (desk->shadow->len, ==, g_list_model_get_n_items (model));
}

static void
on_ends_changed (ChatPaged *paged, Desk *desk)
{
  desk->n_ends++;
}

static gint64
id_at (Desk *desk, guint position)
{
  return chat_message_get_id (desk->shadow->pdata[position]);
}

static gint64
last_id (Desk *desk)
{
  return id_at (desk, desk->shadow->len - 1);
}

/* What was told is what is there, in one piece. */
static void
assert_whole (Desk *desk)
{
  for (guint i = 0; i < desk->shadow->len; i++)
    {
      g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (desk->log), i);

      g_assert_true (message == desk->shadow->pdata[i]);
      if (i > 0)
        g_assert_cmpint (id_at (desk, i), ==, id_at (desk, i - 1) + 1);
    }
}

static void
assert_part (Desk *desk, gint64 first, gint64 last)
{
  assert_whole (desk);
  g_assert_cmpint (id_at (desk, 0), ==, first);
  g_assert_cmpint (last_id (desk), ==, last);
}

static void
load (Desk *desk)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_log_load_async (desk->log, NULL, history_on_result, &result);
  g_assert_true (chat_log_load_finish (desk->log, history_wait (&result), &error));
  g_assert_no_error (error);
}

static guint
load_around (Desk *desk, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint position;

  chat_log_load_around_async (desk->log, id, NULL, history_on_result, &result);
  position = chat_log_load_around_finish (desk->log, history_wait (&result), &error);
  g_assert_no_error (error);
  return position;
}

/* What was asked for has its answer by then: answers come in order. */
static void
settle (Desk *desk)
{
  ChatHistoryCounts counts;

  history_count (desk->history, &counts);
}

static void
watch (Desk *desk)
{
  desk->shadow = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (desk->log, "items-changed", G_CALLBACK (on_items_changed), desk);
  g_signal_connect (desk->log, "ends-changed", G_CALLBACK (on_ends_changed), desk);
}

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->kit = history_kit_new ();
  desk->history = history_open (desk->kit->path);
  for (guint i = 1; i <= N_KEPT; i++)
    {
      g_autofree char *text = g_strdup_printf ("line %u", i);

      history_add (desk->history, history_text ("Ada", text, i));
    }
  desk->log = chat_log_new (desk->history);
  watch (desk);
  load (desk);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  g_ptr_array_unref (desk->shadow);
  g_object_unref (desk->log);
  history_close (desk->history);
  history_kit_free (desk->kit);
}

static ChatMessage *
say (Desk *desk, const char *text, ChatDelivery delivery)
{
  g_autoptr (ChatMessage)
      message = chat_message_new (CHAT_MESSAGE_TEXT, "Me", text, TRUE, 7, delivery);

  chat_log_append (desk->log, message, NULL);
  return g_steal_pointer (&message);
}

static void
test_pages (Desk *desk, gconstpointer data)
{
  ChatPaged *paged = CHAT_PAGED (desk->log);
  guint n;

  assert_part (desk, N_KEPT - CHAT_LOG_PAGE + 1, N_KEPT);
  g_assert_true (chat_paged_has_older (paged));
  g_assert_false (chat_paged_has_newer (paged));
  g_assert_cmpuint (desk->n_ends, ==, 1);

  for (n = 2; n <= CHAT_LOG_MAX_ROWS / CHAT_LOG_PAGE; n++)
    {
      chat_paged_load_older (paged);
      chat_paged_load_older (paged); /* under way */
      settle (desk);
      assert_part (desk, N_KEPT - n * CHAT_LOG_PAGE + 1, N_KEPT);
    }
  g_assert_false (chat_paged_has_newer (paged));
  for (; n <= N_KEPT / CHAT_LOG_PAGE; n++)
    {
      g_assert_true (chat_paged_has_older (paged));
      chat_paged_load_older (paged);
      settle (desk);
      assert_part (desk, N_KEPT - n * CHAT_LOG_PAGE + 1,
                   N_KEPT - n * CHAT_LOG_PAGE + CHAT_LOG_MAX_ROWS);
      g_assert_true (chat_paged_has_newer (paged));
    }
  g_assert_false (chat_paged_has_older (paged));
  chat_paged_load_older (paged);
  settle (desk);
  assert_part (desk, 1, CHAT_LOG_MAX_ROWS);

  while (chat_paged_has_newer (paged))
    {
      chat_paged_load_newer (paged);
      settle (desk);
      assert_whole (desk);
    }
  assert_part (desk, N_KEPT - CHAT_LOG_MAX_ROWS + 1, N_KEPT);
  g_assert_true (chat_paged_has_older (paged));
}

static void
test_around (Desk *desk, gconstpointer data)
{
  ChatPaged *paged = CHAT_PAGED (desk->log);
  guint position = load_around (desk, 1000);

  g_assert_cmpint (id_at (desk, position), ==, 1000);
  assert_part (desk, 1000 - CHAT_LOG_PAGE + 1, 1000 + CHAT_LOG_PAGE - 1);
  g_assert_true (chat_paged_has_older (paged) && chat_paged_has_newer (paged));
  /* It is there: nothing moves. */
  g_assert_cmpint (id_at (desk, load_around (desk, 1050)), ==, 1050);
  assert_part (desk, 1000 - CHAT_LOG_PAGE + 1, 1000 + CHAT_LOG_PAGE - 1);
  /* At both ends. */
  g_assert_cmpuint (load_around (desk, 3), ==, 2);
  g_assert_false (chat_paged_has_older (paged));
  g_assert_cmpint (id_at (desk, load_around (desk, N_KEPT)), ==, N_KEPT);
  g_assert_true (chat_paged_has_older (paged));
  g_assert_false (chat_paged_has_newer (paged));
  /* It is nowhere. */
  g_assert_cmpuint (load_around (desk, N_KEPT + 5), ==, G_MAXUINT);
  g_assert_cmpuint (load_around (desk, 0), ==, G_MAXUINT);
  g_assert_cmpint (last_id (desk), ==, N_KEPT);
  load_around (desk, 1000);
  chat_paged_load_newest (paged);
  settle (desk);
  assert_part (desk, N_KEPT - CHAT_LOG_PAGE + 1, N_KEPT);
  g_assert_false (chat_paged_has_newer (paged));
}

static void
test_identity (Desk *desk, gconstpointer data)
{
  gint64 id = last_id (desk);
  g_autoptr (ChatMessage) held = g_object_ref (desk->shadow->pdata[desk->shadow->len - 1]);
  ChatMessage *other = desk->shadow->pdata[0];

  g_object_add_weak_pointer (G_OBJECT (other), (gpointer *)&other);
  load_around (desk, 100);
  g_assert_null (other);
  g_assert_cmpint (chat_message_get_id (held), ==, id);
  load_around (desk, id);
  g_assert_true (desk->shadow->pdata[desk->shadow->len - 1] == held);
}

/* Ours on its way, far from what is looked at. */
static void
test_out_of_sight (Desk *desk, gconstpointer data)
{
  g_autoptr (ChatMessage) message = say (desk, "on its way", CHAT_DELIVERY_QUEUED);
  gint64 id = chat_message_get_id (message);
  IcwsClientKey client_key = { .nonce = 9 };
  IcwsQuestion question = { .id = { 1, 2, 3 }, .sequence = 4, .ingress_expiry_ns = 55 };

  g_assert_cmpint (id, ==, N_KEPT + 1);
  load_around (desk, 100);
  chat_log_set_leaving (desk->log, message);
  {
    g_autoptr (ChatHistoryRecord) record = history_get (desk->history, id);

    g_assert_cmpint (record->delivery, ==, CHAT_DELIVERY_SENT);
    g_assert_false (record->has_question);
    g_assert_cmpint (chat_message_get_delivery (message), ==, CHAT_DELIVERY_QUEUED);
  }
  chat_message_set_own_sequence (message, 4);
  chat_message_set_delivery (message, CHAT_DELIVERY_SENT);
  chat_message_set_possible_duplicate (message, TRUE);
  chat_log_set_number (desk->log, message, &client_key, &question);
  {
    g_autoptr (ChatHistoryRecord) record = history_get (desk->history, id);

    g_assert_cmpint (record->delivery, ==, CHAT_DELIVERY_SENT);
    g_assert_cmpuint (record->own_sequence, ==, 4);
    g_assert_true (record->has_question && record->possible_duplicate);
    g_assert_cmpuint (record->question.ingress_expiry_ns, ==, 55);
    g_assert_cmpuint (record->client_key.nonce, ==, 9);
  }
  chat_message_set_failed (message, "no");
  chat_paged_load_newest (CHAT_PAGED (desk->log));
  settle (desk);
  g_assert_true (desk->shadow->pdata[desk->shadow->len - 1] == message);
  {
    g_autoptr (ChatHistoryRecord) record = history_get (desk->history, id);

    g_assert_cmpint (record->delivery, ==, CHAT_DELIVERY_FAILED);
    g_assert_cmpstr (record->failure_text, ==, "no");
  }
}

/* What changes between a question to the disk and its answer is shown as it is now. */
static void
test_changed_while_reading (Desk *desk, gconstpointer data)
{
  ChatMessage *message = say (desk, "on its way", CHAT_DELIVERY_SENT);

  load_around (desk, 100);
  chat_paged_load_newest (CHAT_PAGED (desk->log));
  /* The read is on its way to the disk, and this is written after it. */
  chat_message_set_delivery (message, CHAT_DELIVERY_ACCEPTED);
  g_object_unref (message);
  settle (desk);
  g_assert_cmpint (chat_message_get_delivery (desk->shadow->pdata[desk->shadow->len - 1]), ==,
                   CHAT_DELIVERY_ACCEPTED);
}

static void
test_append_in_the_past (Desk *desk, gconstpointer data)
{
  g_autoptr (ChatMessage) early = NULL;
  g_autoptr (ChatMessage) late = NULL;
  g_autoptr (ChatMessage) gone = NULL;

  load_around (desk, 100);
  early = say (desk, "early", CHAT_DELIVERY_QUEUED);
  gone = say (desk, "gone", CHAT_DELIVERY_FAILED);
  g_assert_cmpint (last_id (desk), <, N_KEPT);
  g_assert_true (chat_log_get_newest (desk->log) == gone);
  chat_paged_load_newest (CHAT_PAGED (desk->log));
  late = say (desk, "late", CHAT_DELIVERY_QUEUED);
  g_assert_true (chat_log_remove (desk->log, gone));
  g_assert_false (chat_log_remove (desk->log, gone));
  settle (desk);
  g_assert_true (desk->shadow->pdata[desk->shadow->len - 1] == late);
  g_assert_true (desk->shadow->pdata[desk->shadow->len - 2] == early);
  g_assert_cmpint (id_at (desk, desk->shadow->len - 3), ==, N_KEPT);
  g_assert_cmpint (chat_message_get_id (gone), ==, 0);
  g_assert_null (history_get (desk->history, N_KEPT + 2));

  /* In the present, new lines push old ones out. */
  for (guint i = 0; i < CHAT_LOG_MAX_ROWS + 1; i++)
    {
      g_autoptr (ChatMessage) message = say (desk, "more", CHAT_DELIVERY_ACCEPTED);

      g_assert_cmpuint (desk->shadow->len, <=, CHAT_LOG_MAX_ROWS);
    }
  g_assert_false (chat_paged_has_newer (CHAT_PAGED (desk->log)));
  load_around (desk, 1900);
  while (chat_paged_has_newer (CHAT_PAGED (desk->log)))
    {
      g_autoptr (ChatMessage) message = NULL;

      chat_paged_load_newer (CHAT_PAGED (desk->log));
      /* One more comes before the answer, at the end of all. */
      if (desk->n_ends < 20)
        message = say (desk, "meanwhile", CHAT_DELIVERY_ACCEPTED);
      desk->n_ends++;
      settle (desk);
    }
  g_assert_cmpint (last_id (desk), ==, chat_history_get_last_id (desk->history));
}

static void
test_replace_newest (Desk *desk, gconstpointer data)
{
  g_autoptr (ChatMessage) gap = chat_message_new (CHAT_MESSAGE_NOTICE, NULL, CHAT_NOTICE_GAP, FALSE,
                                                  10, CHAT_DELIVERY_RECEIVED);
  g_autoptr (ChatMessage) wider = chat_message_new (CHAT_MESSAGE_NOTICE, NULL, CHAT_NOTICE_GAP,
                                                    FALSE, 20, CHAT_DELIVERY_RECEIVED);

  chat_message_set_span (gap, 1, 10);
  chat_message_set_span (wider, 1, 20);
  chat_log_append (desk->log, gap, NULL);
  load_around (desk, 100);
  chat_log_replace_newest (desk->log, wider);
  load (desk);
  g_assert_true (desk->shadow->pdata[desk->shadow->len - 1] == wider);
  g_assert_cmpint (id_at (desk, desk->shadow->len - 2), ==, N_KEPT);
  {
    g_autoptr (ChatHistoryRecord) record = history_get (desk->history, chat_message_get_id (wider));

    g_assert_cmpuint (record->from_ns, ==, 1);
    g_assert_cmpuint (record->to_ns, ==, 20);
  }
}

static void
test_clear (Desk *desk, gconstpointer data)
{
  g_autoptr (ChatMessage) waits = say (desk, "waits", CHAT_DELIVERY_QUEUED);
  g_autoptr (ChatMessage) after = NULL;
  g_autoptr (GPtrArray) on_their_way = g_ptr_array_new ();

  g_ptr_array_add (on_their_way, waits);
  chat_paged_load_older (CHAT_PAGED (desk->log));
  chat_log_clear (desk->log, on_their_way);
  history_clear (desk->history);
  g_assert_cmpuint (desk->shadow->len, ==, 1);
  g_assert_true (desk->shadow->pdata[0] == waits);
  g_assert_false (chat_paged_has_older (CHAT_PAGED (desk->log)));
  after = say (desk, "after", CHAT_DELIVERY_QUEUED);
  chat_message_set_delivery (waits, CHAT_DELIVERY_ACCEPTED);
  load (desk);
  assert_part (desk, N_KEPT + 1, N_KEPT + 2);
  g_assert_true (desk->shadow->pdata[0] == waits && desk->shadow->pdata[1] == after);
  {
    g_autoptr (ChatHistoryRecord) record = history_get (desk->history, N_KEPT + 1);

    g_assert_cmpstr (record->text, ==, "waits");
    g_assert_cmpint (record->delivery, ==, CHAT_DELIVERY_ACCEPTED);
  }
}

/* Nothing is written, or looked for, after the end. */
static void
test_closed (Desk *desk, gconstpointer data)
{
  g_autoptr (ChatMessage) message = say (desk, "on its way", CHAT_DELIVERY_SENT);
  g_autoptr (ChatHistory) history = g_steal_pointer (&desk->history);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ChatMessage) late = NULL;

  chat_history_close_async (history, NULL, history_on_result, &result);
  chat_history_close_finish (history, history_wait (&result), NULL);
  chat_message_set_delivery (message, CHAT_DELIVERY_ACCEPTED);
  late = say (desk, "late", CHAT_DELIVERY_QUEUED);
  g_assert_cmpint (chat_message_get_id (late), ==, 0);
  chat_paged_load_older (CHAT_PAGED (desk->log));
  desk->history = history_open (desk->kit->path);
}

static void
test_unkept (void)
{
  Desk desk = { .log = chat_log_new (NULL) };
  ChatMessage *first;

  watch (&desk);
  for (guint i = 0; i < CHAT_LOG_MAX_UNKEPT + 50; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_object_unref (say (&desk, text, CHAT_DELIVERY_ACCEPTED));
    }
  first = desk.shadow->pdata[0];
  g_assert_cmpuint (desk.shadow->len, ==, CHAT_LOG_MAX_UNKEPT);
  g_assert_cmpstr (chat_message_get_text (first), ==, "50");
  g_assert_false (chat_paged_has_older (CHAT_PAGED (desk.log)));
  load (&desk);
  g_assert_cmpuint (load_around (&desk, 1), ==, G_MAXUINT);
  g_assert_true (chat_log_remove (desk.log, first));
  g_assert_cmpuint (desk.shadow->len, ==, CHAT_LOG_MAX_UNKEPT - 1);
  g_assert_cmpuint (desk.n_ends, ==, 0);
  g_ptr_array_unref (desk.shadow);
  g_object_unref (desk.log);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Desk, NULL, set_up, func, tear_down)
  ADD ("/chat/log/pages", test_pages);
  ADD ("/chat/log/around", test_around);
  ADD ("/chat/log/identity", test_identity);
  ADD ("/chat/log/out-of-sight", test_out_of_sight);
  ADD ("/chat/log/changed-while-reading", test_changed_while_reading);
  ADD ("/chat/log/append-in-the-past", test_append_in_the_past);
  ADD ("/chat/log/replace-newest", test_replace_newest);
  ADD ("/chat/log/clear", test_clear);
  ADD ("/chat/log/closed", test_closed);
  g_test_add_func ("/chat/log/unkept", test_unkept);
  return g_test_run ();
}
