/* SPDX-License-Identifier: MIT */
/* What a room says about its own way from session to session. */
#include "chat/chat-room-notices.h"

typedef struct
{
  ChatRoomNotices notices;
  ChatMessage *last;
  ChatMessage *gap;
  ChatMessage *switched;
  gboolean merged;
} Fixture;

static void
forget (Fixture *self)
{
  g_clear_object (&self->gap);
  g_clear_object (&self->switched);
}

static void
open_through (Fixture *self, guint64 proof_ns, const char *place)
{
  forget (self);
  chat_room_notices_opened (&self->notices, proof_ns, place, self->last, &self->gap, &self->merged,
                            &self->switched);
}

static void
close_at (Fixture *self, guint64 proof_ns)
{
  g_assert_null (chat_room_notices_closed (&self->notices, proof_ns, FALSE, 0));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  forget (self);
  g_clear_object (&self->last);
  chat_room_notices_clear (&self->notices);
}

static void
assert_gap (Fixture *self, guint64 from_ns, guint64 to_ns)
{
  guint64 from, to;

  g_assert_cmpstr (chat_message_get_text (self->gap), ==, CHAT_NOTICE_GAP);
  g_assert_cmpint (chat_message_get_kind (self->gap), ==, CHAT_MESSAGE_NOTICE);
  chat_message_get_span (self->gap, &from, &to);
  g_assert_cmpuint (from, ==, from_ns);
  g_assert_cmpuint (to, ==, to_ns);
}

static void
test_gap (Fixture *self, gconstpointer data)
{
  open_through (self, 100, "wss://a");
  g_assert_null (self->gap); /* nothing to miss before the first session */
  close_at (self, 200);
  open_through (self, 300, "wss://a");
  assert_gap (self, 200, 300);
  g_assert_false (self->merged);
  g_assert_null (self->switched);

  /* Again, with nothing between: one gap. */
  self->last = g_object_ref (self->gap);
  close_at (self, 300);
  open_through (self, 400, "wss://a");
  assert_gap (self, 200, 400);
  g_assert_true (self->merged);

  /* Something was said in between: another gap. */
  g_clear_object (&self->last);
  self->last = chat_message_new (CHAT_MESSAGE_TEXT, "Ann", CHAT_NOTICE_GAP, FALSE, 450,
                                 CHAT_DELIVERY_RECEIVED);
  close_at (self, 450);
  open_through (self, 500, "wss://a");
  assert_gap (self, 450, 500);
  g_assert_false (self->merged);
}

static void
test_no_gap (Fixture *self, gconstpointer data)
{
  open_through (self, 100, "wss://a");
  close_at (self, 200);
  open_through (self, 200, "wss://a");
  g_assert_null (self->gap);
  /* An end that proves nothing. */
  close_at (self, 0);
  open_through (self, 300, "wss://a");
  g_assert_null (self->gap);
}

static void
test_switched (Fixture *self, gconstpointer data)
{
  open_through (self, 100, "wss://a");
  g_assert_null (self->switched);
  close_at (self, 100);
  open_through (self, 200, "wss://b");
  g_assert_cmpstr (chat_message_get_text (self->switched), ==, CHAT_NOTICE_SWITCHED);
  g_assert_cmpstr (chat_message_get_author (self->switched), ==, "wss://b");
  close_at (self, 200);
  open_through (self, 300, "");
  g_assert_cmpstr (chat_message_get_text (self->switched), ==, CHAT_NOTICE_SWITCHED);
  g_assert_null (chat_message_get_author (self->switched));
  close_at (self, 300);
  open_through (self, 400, "");
  g_assert_null (self->switched);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (ChatMessage) notice = NULL;

  open_through (self, 100, "wss://a");
  notice = chat_room_notices_closed (&self->notices, 150, TRUE, 170);
  g_assert_cmpstr (chat_message_get_text (notice), ==, CHAT_NOTICE_REFUSED);
  g_assert_cmpuint (chat_message_get_time_ns (notice), ==, 170);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/chat/room-notices/" path, Fixture, NULL, NULL, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("gap", test_gap);
  ADD ("no-gap", test_no_gap);
  ADD ("switched", test_switched);
  ADD ("refused", test_refused);
  return g_test_run ();
}
