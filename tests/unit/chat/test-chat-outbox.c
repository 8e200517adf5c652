/* SPDX-License-Identifier: MIT */
/* What we said and do not know to be accepted: its order through the ends of sessions. */
#include "chat/chat-outbox.h"

#define NOON_NS (G_GUINT64_CONSTANT (1700000000) * IC_NS_PER_S)

static void
push_text (ChatOutbox *outbox, const char *said)
{
  g_autoptr (ChatMessage)
      row = chat_message_new (CHAT_MESSAGE_TEXT, "Me", said, TRUE, NOON_NS, CHAT_DELIVERY_QUEUED);

  chat_outbox_push (outbox, chat_event_new (CHAT_EVENT_TEXT, "Me", said), row);
}

static void
test_outbox_echo (void)
{
  g_autoptr (ChatOutbox) outbox = chat_outbox_new ();
  g_autoptr (ChatEvent) hello = chat_event_new (CHAT_EVENT_TEXT, "Me", "hello");
  g_autoptr (ChatEvent) impostor = chat_event_new (CHAT_EVENT_TEXT, "Me", "not mine");
  g_autoptr (ChatOutboxItem) first = NULL;
  g_autoptr (ChatOutboxItem) second = NULL;

  push_text (outbox, "hello");
  push_text (outbox, "hello");
  /* Not in flight yet: the same words of somebody else are not our echo. */
  g_assert_null (chat_outbox_take_echo (outbox, hello));
  chat_outbox_peek_waiting (outbox)->sequence = 1;
  chat_outbox_peek_waiting (outbox)->sequence = 2;
  g_assert_null (chat_outbox_peek_waiting (outbox));
  g_assert_null (chat_outbox_take_echo (outbox, impostor));
  first = chat_outbox_take_echo (outbox, hello);
  g_assert_cmpuint (first->sequence, ==, 1);
  second = chat_outbox_take_echo (outbox, hello);
  g_assert_cmpuint (second->sequence, ==, 2);
  g_assert_null (chat_outbox_take_echo (outbox, hello));
}

/* The session knows the first two of these messages. */
static gboolean
get_question (guint64 sequence, IcwsQuestion *out, gpointer data)
{
  *out = (IcwsQuestion){ .sequence = sequence, .ingress_expiry_ns = sequence };
  return sequence <= GPOINTER_TO_UINT (data);
}

static void
number_all (ChatOutbox *outbox)
{
  ChatOutboxItem *item;

  for (guint64 sequence = 1; (item = chat_outbox_peek_waiting (outbox)) != NULL; sequence++)
    item->sequence = sequence;
}

static void
test_end_session (void)
{
  g_autoptr (ChatOutbox) outbox = chat_outbox_new ();
  ChatOutboxItem *item;

  push_text (outbox, "relayed");
  push_text (outbox, "sent, as the session knows");
  push_text (outbox, "numbered only");
  push_text (outbox, "waits");
  chat_outbox_push_first (outbox, chat_event_new (CHAT_EVENT_JOINED, "Me", NULL));
  g_assert_cmpint (chat_outbox_peek_waiting (outbox)->event->kind, ==, CHAT_EVENT_JOINED);
  for (guint64 sequence = 1; sequence <= 4; sequence++)
    chat_outbox_peek_waiting (outbox)->sequence = sequence;
  chat_outbox_set_relayed (outbox, 1);
  chat_outbox_set_relayed (outbox, 2);

  chat_outbox_end_session (outbox, get_question, GUINT_TO_POINTER (3));
  /* The join notice is forgotten; nothing may go before the fate of the two is known. */
  g_assert_cmpuint (chat_outbox_get_length (outbox), ==, 4);
  g_assert_null (chat_outbox_peek_waiting (outbox));
  g_assert_true (chat_outbox_is_busy (outbox));
  item = chat_outbox_next_checking (outbox, NULL);
  g_assert_cmpstr (item->event->text, ==, "relayed");
  g_assert_cmpuint (item->question.ingress_expiry_ns, ==, 2);
  g_assert_cmpint (chat_message_get_delivery (item->message), ==, CHAT_DELIVERY_SENT);
  item = chat_outbox_next_checking (outbox, item);
  g_assert_cmpint (chat_message_get_delivery (item->message), ==, CHAT_DELIVERY_SENT);
  g_assert_null (chat_outbox_next_checking (outbox, item));

  /* The second waits again, but not before the first is known. */
  chat_outbox_wait_again (outbox, item);
  g_assert_cmpint (chat_message_get_delivery (item->message), ==, CHAT_DELIVERY_QUEUED);
  g_assert_null (chat_outbox_peek_waiting (outbox));
  chat_outbox_item_free (chat_outbox_take (outbox, chat_outbox_next_checking (outbox, NULL)));
  for (guint i = 0; i < 3; i++)
    {
      static const char *ORDER[] = { "sent, as the session knows", "numbered only", "waits" };

      g_assert_cmpstr (chat_outbox_peek_waiting (outbox)->event->text, ==, ORDER[i]);
      chat_outbox_peek_waiting (outbox)->sequence = i + 1;
    }
  g_assert_false (chat_outbox_is_busy (outbox));
}

/* A greeting goes out while older texts are checked. */
static void
test_greeting_first (void)
{
  g_autoptr (ChatOutbox) outbox = chat_outbox_new ();

  push_text (outbox, "old");
  number_all (outbox);
  chat_outbox_set_relayed (outbox, 1);
  chat_outbox_end_session (outbox, get_question, GUINT_TO_POINTER (1));
  push_text (outbox, "new");
  chat_outbox_push_first (outbox, chat_event_new (CHAT_EVENT_JOINED, "Me", NULL));
  number_all (outbox);
  g_assert_nonnull (chat_outbox_find (outbox, 1));
  g_assert_null (chat_outbox_find (outbox, 2));
  g_assert_cmpint (chat_outbox_find (outbox, 1)->event->kind, ==, CHAT_EVENT_JOINED);
}

/* The fence stands since the first session after the one that sent it. */
static void
test_fence (void)
{
  g_autoptr (ChatOutbox) outbox = chat_outbox_new ();
  ChatOutboxItem *first;

  push_text (outbox, "first");
  number_all (outbox);
  chat_outbox_set_relayed (outbox, 1);
  chat_outbox_end_session (outbox, get_question, GUINT_TO_POINTER (1));
  first = chat_outbox_next_checking (outbox, NULL);
  g_assert_cmpuint (first->fence_ns, ==, 0);
  chat_outbox_set_fence (outbox, 10);
  push_text (outbox, "second");
  g_assert_null (chat_outbox_find (outbox, 0));
  chat_outbox_end_session (outbox, get_question, GUINT_TO_POINTER (1));
  chat_outbox_set_fence (outbox, 20);
  g_assert_cmpuint (first->fence_ns, ==, 10);
}

/* What the canister said no to is not asked for again. */
static void
test_refused (void)
{
  g_autoptr (ChatOutbox) outbox = chat_outbox_new ();
  ChatOutboxItem *item;

  push_text (outbox, "x");
  push_text (outbox, "y");
  number_all (outbox);
  chat_outbox_set_relayed (outbox, 1);
  chat_outbox_set_relayed (outbox, 2);
  item = chat_outbox_find (outbox, 2);
  item->refusal = g_strdup ("no");
  g_assert_null (chat_outbox_find_refused (outbox, 1));
  g_assert_true (chat_outbox_find_refused (outbox, 2) == item);
  chat_outbox_end_session (outbox, get_question, GUINT_TO_POINTER (2));
  g_assert_false (item->checking);
  g_assert_null (item->refusal);
  g_assert_true (chat_outbox_next_checking (outbox, NULL) != item);
}

static void
test_outbox_acknowledged (void)
{
  g_autoptr (ChatOutbox) outbox = chat_outbox_new ();

  for (guint64 sequence = 1; sequence <= 3; sequence++)
    {
      push_text (outbox, "x");
      chat_outbox_peek_waiting (outbox)->sequence = sequence;
    }
  push_text (outbox, "waits");
  for (guint64 sequence = 1; sequence <= 2; sequence++)
    {
      g_autoptr (ChatOutboxItem) item = chat_outbox_take_acknowledged (outbox, 2);

      g_assert_cmpuint (item->sequence, ==, sequence);
    }
  g_assert_null (chat_outbox_take_acknowledged (outbox, 2));
  g_assert_cmpuint (chat_outbox_get_length (outbox), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/outbox/echo", test_outbox_echo);
  g_test_add_func ("/chat/outbox/end-session", test_end_session);
  g_test_add_func ("/chat/outbox/greeting-first", test_greeting_first);
  g_test_add_func ("/chat/outbox/fence", test_fence);
  g_test_add_func ("/chat/outbox/refused", test_refused);
  g_test_add_func ("/chat/outbox/acknowledged", test_outbox_acknowledged);
  return g_test_run ();
}
