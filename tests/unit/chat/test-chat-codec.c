/* SPDX-License-Identifier: MIT */
/* The codecs of the known canisters, and what a room does with hostile content. */
#include "chat/chat.h"

static GBytes *
from_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; hex[0] && hex[1]; hex += 2)
    {
      guint8 byte = (guint8)(g_ascii_xdigit_value (hex[0]) * 16 + g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  return g_byte_array_free_to_bytes (bytes);
}

static void
round_trip (ChatCodec *codec, ChatEventKind kind, const char *author, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatEvent) event = chat_event_new (kind, author, text);
  g_autoptr (GBytes) content = chat_codec_encode (codec, event, 17, &error);
  g_autoptr (ChatEvent) back = NULL;

  g_assert_no_error (error);
  back = chat_codec_decode (codec, content, &error);
  g_assert_no_error (error);
  g_assert_cmpint (back->kind, ==, kind);
  g_assert_cmpstr (back->author, ==, author);
  g_assert_cmpstr (back->text, ==, text);
}

static void
test_group (void)
{
  g_autoptr (ChatCodec) codec = chat_codec_new_by_id ("group-chat");

  g_assert_true (chat_codec_echoes_own (codec));
  round_trip (codec, CHAT_EVENT_TEXT, "Ann", "hello");
  round_trip (codec, CHAT_EVENT_TEXT, "", "");
  round_trip (codec, CHAT_EVENT_TEXT, "日本語", "<b>&amp; 🦀</b>\n\u202e");
  round_trip (codec, CHAT_EVENT_TYPING, "Ann", NULL);
  round_trip (codec, CHAT_EVENT_JOINED, "Ann", NULL);
}

static void
test_ping_pong (void)
{
  g_autoptr (ChatCodec) motoko = chat_codec_new_by_id ("ping-pong-motoko");
  g_autoptr (ChatCodec) rust = chat_codec_new_by_id ("ping-pong-rust");
  g_autoptr (ChatEvent) joined = chat_event_new (CHAT_EVENT_JOINED, "Ann", NULL);
  g_autoptr (GError) error = NULL;

  round_trip (motoko, CHAT_EVENT_TEXT, NULL, "ping");
  round_trip (rust, CHAT_EVENT_TEXT, NULL, "ping");
  g_assert_null (chat_codec_encode (rust, joined, 0, &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_MESSAGE);
  g_assert_null (chat_codec_new_by_id ("no such canister"));
  g_assert_null (chat_codec_new_by_id (NULL));
}

/* The bytes of record {message: "ping"}: field id of "message" is 0x91a3ba8d (LEB128). */
static void
test_golden (void)
{
  g_autoptr (ChatCodec) codec = chat_ping_pong_motoko_codec_new ();
  g_autoptr (ChatEvent) event = chat_event_new (CHAT_EVENT_TEXT, NULL, "ping");
  g_autoptr (GBytes) content = chat_codec_encode (codec, event, 0, NULL);
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  guint32 id = 0;

  for (const char *c = "message"; *c; c++)
    id = id * 223 + (guint8)*c;
  g_byte_array_append (expected, (const guint8 *)"DIDL\x01\x6c\x01", 7);
  ic_leb128_put_uint64 (expected, id);
  g_byte_array_append (expected, (const guint8 *)"\x71\x01\x00\x04ping", 8);
  g_assert_cmpmem (expected->data, expected->len, g_bytes_get_data (content, NULL),
                   g_bytes_get_size (content));
}

static void
expect_refused (ChatCodec *codec, GBytes *content, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatEvent) event = chat_codec_decode (codec, content, &error);

  g_assert_null (event);
  g_assert_error (error, CHAT_ERROR, code);
}

static void
test_hostile (void)
{
  g_autoptr (ChatCodec) group = chat_group_codec_new ();
  g_autoptr (ChatCodec) rust = chat_ping_pong_rust_codec_new ();
  g_autofree char *long_text = g_strnfill (CHAT_MAX_TEXT_BYTES + 1, 'x');
  g_autoptr (ChatEvent) too_long = chat_event_new (CHAT_EVENT_TEXT, "Ann", long_text);
  g_autoptr (ChatEvent) fits = chat_event_new (CHAT_EVENT_TEXT, "Ann", long_text + 1);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) noise = from_hex ("4449444c00");
  /* record {message: text} holding "a\0b" */
  g_autoptr (ChatCodec) motoko = chat_ping_pong_motoko_codec_new ();
  g_autoptr (ChatEvent) plain = chat_event_new (CHAT_EVENT_TEXT, NULL, "axb");
  g_autoptr (GBytes) good = chat_codec_encode (motoko, plain, 0, NULL);
  g_autofree guint8 *with_nul = g_memdup2 (g_bytes_get_data (good, NULL), g_bytes_get_size (good));
  g_autoptr (GBytes) bad = NULL;
  g_autoptr (GBytes) full = NULL;
  g_autoptr (GError) error = NULL;

  with_nul[g_bytes_get_size (good) - 2] = 0;
  bad = g_bytes_new (with_nul, g_bytes_get_size (good));
  expect_refused (motoko, bad, CHAT_ERROR_MESSAGE);
  expect_refused (group, empty, CHAT_ERROR_MESSAGE);
  expect_refused (group, noise, CHAT_ERROR_MESSAGE);
  expect_refused (rust, good, CHAT_ERROR_MESSAGE);
  g_assert_null (chat_codec_encode (group, too_long, 0, &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_TOO_LONG);
  full = chat_codec_encode (group, fits, 0, NULL);
  g_assert_nonnull (full);
  for (gsize len = 0; len < 40; len++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (full, 0, len);

      expect_refused (group, cut, CHAT_ERROR_MESSAGE);
    }
}

static void
test_profile (void)
{
  static const struct
  {
    const char *network;
    const char *gateway;
    gboolean good;
  } cases[] = {
    { "https://icp-api.io", "wss://gateway.icws.io", TRUE },
    { "http://127.0.0.1:4943", "ws://127.0.0.1:8080/", TRUE },
    { "http://[::1]:4943", "ws://[::1]:8080", TRUE },
    { "", "ws://127.0.0.1:8080", FALSE },
    { "ftp://example.org", "ws://127.0.0.1", FALSE },
    { "http://127.0.0.1", "http://127.0.0.1:8080", FALSE },
    { "http://", "ws://127.0.0.1:8080", FALSE },
    { "not a url", "ws://127.0.0.1:8080", FALSE },
    { "http://127.0.0.1:99999999", "ws://127.0.0.1:8080", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_CUSTOM);
      g_autoptr (GError) error = NULL;

      g_free (profile->network_url);
      g_free (profile->gateway_url);
      profile->network_url = g_strdup (cases[i].network);
      profile->gateway_url = g_strdup (cases[i].gateway);
      g_test_message ("%s %s", cases[i].network, cases[i].gateway);
      g_assert_cmpint (chat_profile_validate (profile, &error), ==, cases[i].good);
      if (!cases[i].good)
        g_assert_error (error, CHAT_ERROR, CHAT_ERROR_PROFILE);
    }
}

/* A room without a connection: nothing is sent, what comes in is shown. */
static void
test_room (void)
{
  g_autoptr (ChatProfile) profile = chat_profile_new_default (CHAT_NETWORK_LOCAL);
  g_autoptr (IcManualClock) clock = ic_manual_clock_new (IC_NS_PER_S);
  g_autoptr (IcRandom) random = ic_random_new_seeded (1);
  g_autoptr (IcEd25519Identity) identity = ic_ed25519_identity_new_random (random);
  ChatConnection *connection = chat_connection_new (profile, IC_IDENTITY (identity),
                                                    IC_CLOCK (clock), random);
  ChatRoom *room = chat_room_new (connection, "Me");
  GListModel *model = G_LIST_MODEL (room);
  g_autoptr (ChatCodec) codec = chat_group_codec_new ();
  g_autoptr (ChatEvent) typing = chat_event_new (CHAT_EVENT_TYPING, "Ann", NULL);
  g_autoptr (ChatEvent) said = chat_event_new (CHAT_EVENT_TEXT, "Ann", "hi");
  g_autoptr (ChatEvent) impostor = chat_event_new (CHAT_EVENT_TEXT, "Me", "waits");
  g_autoptr (GBytes) typing_bytes = chat_codec_encode (codec, typing, 0, NULL);
  g_autoptr (GBytes) said_bytes = chat_codec_encode (codec, said, 0, NULL);
  g_autoptr (GBytes) impostor_bytes = chat_codec_encode (codec, impostor, 0, NULL);
  g_autoptr (GBytes) noise = g_bytes_new_static ("noise", 5);
  g_autoptr (ChatMessage) own = NULL;
  g_autoptr (ChatMessage) claimed = NULL;
  g_autoptr (ChatMessage) notice = NULL;
  g_autoptr (GError) error = NULL;

  chat_room_handle_content (room, typing_bytes, NULL, NULL);
  g_assert_cmpstr (chat_room_get_typists (room)[0], ==, "Ann");
  chat_room_handle_content (room, said_bytes, NULL, NULL);
  g_assert_null (chat_room_get_typists (room)[0]);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 1);

  g_assert_false (chat_room_send_text (room, " \n\t", &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_EMPTY);
  g_assert_true (chat_room_send_text (room, "  waits ", NULL));
  own = g_list_model_get_item (model, 1);
  g_assert_cmpstr (chat_message_get_text (own), ==, "waits");
  g_assert_cmpint (chat_message_get_delivery (own), ==, CHAT_DELIVERY_QUEUED);
  chat_room_send_again (room, own); /* not failed: nothing happens */
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 2);

  /* Our name and our words, but we have sent nothing: somebody else's. */
  chat_room_handle_content (room, impostor_bytes, NULL, NULL);
  claimed = g_list_model_get_item (model, 2);
  g_assert_false (chat_message_is_own (claimed));
  g_assert_cmpint (chat_message_get_delivery (own), ==, CHAT_DELIVERY_QUEUED);

  chat_room_handle_content (room, noise, NULL, NULL);
  notice = g_list_model_get_item (model, 3);
  g_assert_cmpint (chat_message_get_kind (notice), ==, CHAT_MESSAGE_NOTICE);
  g_assert_cmpstr (chat_message_get_text (notice), ==, CHAT_NOTICE_UNREADABLE);

  g_assert_cmpint (chat_connection_get_health (connection), ==, CHAT_HEALTH_DISCONNECTED);
  g_assert_finalize_object (room);
  g_assert_finalize_object (connection);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chat/codec/group", test_group);
  g_test_add_func ("/chat/codec/ping-pong", test_ping_pong);
  g_test_add_func ("/chat/codec/golden", test_golden);
  g_test_add_func ("/chat/codec/hostile", test_hostile);
  g_test_add_func ("/chat/profile", test_profile);
  g_test_add_func ("/chat/room", test_room);
  return g_test_run ();
}
