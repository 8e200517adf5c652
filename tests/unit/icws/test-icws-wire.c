/* SPDX-License-Identifier: MIT */
#include "icws-test-kit.h"

#include <string.h>

/* Bytes that @icp-sdk/core 6.1.0 makes of the same values. */
#define GOLDEN_WS_OPEN "4449444c016c02f3eec6b40268bbd1eacd0e7801000101040100000000000000"
#define GOLDEN_WS_MESSAGE                                                                          \
  "4449444c046d7b6c02fa80a2940568bbd1eacd0e786c0588ecfba70178b99adecb0100ebb49ce90301d6a9bbae0a78" \
  "e8f5c3be0a7e6c01c1b4cc02020103020000000000000002aabb010104010000000000000003000000000000000"    \
  "0"
#define GOLDEN_SERVICE                                                                             \
  "4449444c066c02fa80a2940568bbd1eacd0e786c01ebb49ce903006c01d888abb90a786b04cdc2dabb047fc9c68ea0" \
  "057fd7aba29c0a7f999dafab0d7f6c01c49ff4e40f036b04fdbd95cc0101bfd397b409028ff2d1ef0a049eb7f0ad0b" \
  "020105"

static GBytes *
from_hex (const char *hex)
{
  gsize len = strlen (hex) / 2;
  guint8 *bytes = g_malloc (len);

  for (gsize i = 0; i < len; i++)
    bytes[i] = (guint8)(g_ascii_xdigit_value (hex[2 * i]) << 4 |
                        g_ascii_xdigit_value (hex[2 * i + 1]));
  return g_bytes_new_take (bytes, len);
}

static GBytes *
from_hex2 (const char *head, const char *tail)
{
  g_autofree char *hex = g_strconcat (head, tail, NULL);

  return from_hex (hex);
}

static void
assert_equal_hex (GBytes *bytes, const char *hex)
{
  g_autoptr (GBytes) expected = from_hex (hex);
  gsize len, expected_len;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  const guint8 *expected_data = g_bytes_get_data (expected, &expected_len);

  g_assert_cmpmem (data, len, expected_data, expected_len);
}

static const IcwsClientKey anonymous_1 = { .principal = { 1, { 4 } }, .nonce = 1 };

static void
test_golden_open (void)
{
  g_autoptr (GBytes) bytes = icws_open_arguments_encode (1, &IC_PRINCIPAL_ANONYMOUS);

  assert_equal_hex (bytes, GOLDEN_WS_OPEN);
}

/* Our message has the second argument too, so it is compared as a value. */
static void
test_golden_message (void)
{
  g_autoptr (GBytes) payload = from_hex ("aabb");
  const IcwsMessage message = {
    .client_key = anonymous_1,
    .sequence_num = 2,
    .timestamp_ns = 3,
    .content = payload,
  };
  g_autoptr (GBytes) golden = from_hex (GOLDEN_WS_MESSAGE);
  g_autoptr (GBytes) ours = icws_message_arguments_encode (&message);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) a = ic_candid_decode_any (g_bytes_get_data (golden, NULL),
                                                  g_bytes_get_size (golden), NULL, NULL, &error);
  g_autoptr (GPtrArray) b = NULL;

  g_assert_no_error (error);
  b = ic_candid_decode_any (g_bytes_get_data (ours, NULL), g_bytes_get_size (ours), NULL, NULL,
                            &error);
  g_assert_no_error (error);
  g_assert_cmpuint (a->len, ==, 1);
  g_assert_cmpuint (b->len, ==, 2);
  g_assert_true (ic_candid_value_equal (a->pdata[0], b->pdata[0]));
  g_assert_cmpint (ic_candid_value_get_kind (b->pdata[1]), ==, IC_CANDID_OPT);
  g_assert_null (ic_candid_value_get_opt (b->pdata[1]));
}

static void
check_service (const char *tail, const IcwsServiceMessage *expected)
{
  g_autoptr (GBytes) golden = from_hex2 (GOLDEN_SERVICE, tail);
  g_autoptr (GBytes) ours = icws_service_message_encode (expected);
  GBytes *both[] = { golden, ours };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      IcwsServiceMessage decoded;
      g_autoptr (GError) error = NULL;

      g_assert_true (icws_service_message_decode (&decoded, both[i], &error));
      g_assert_no_error (error);
      g_assert_cmpint (decoded.kind, ==, expected->kind);
      g_assert_true (icws_client_key_equal (&decoded.client_key, &expected->client_key));
      g_assert_cmpuint (decoded.last_incoming_sequence, ==, expected->last_incoming_sequence);
      g_assert_cmpint (decoded.close_reason, ==, expected->close_reason);
    }
}

static void
test_golden_service (void)
{
  IcwsServiceMessage ack = { .kind = ICWS_SERVICE_ACK, .last_incoming_sequence = 5 };
  IcwsServiceMessage open = { .kind = ICWS_SERVICE_OPEN, .client_key = anonymous_1 };
  IcwsServiceMessage alive = { .kind = ICWS_SERVICE_KEEP_ALIVE, .last_incoming_sequence = 7 };

  check_service ("030500000000000000", &ack);
  check_service ("000101040100000000000000", &open);
  check_service ("010700000000000000", &alive);
  for (guint i = 0; i < 4; i++)
    {
      /* Order of the ids, not of our enum. */
      static const char *const tails[] = { "0202", "0201", "0203", "0200" };
      IcwsServiceMessage close = { .kind = ICWS_SERVICE_CLOSE, .close_reason = i };

      check_service (tails[i], &close);
    }
}

static void
test_service_refused (void)
{
  static const char *const bad[] = {
    "",
    "4449444c",
    "4449444c0000",
    "4449444c00017d05",                    /* a number */
    "4449444c016b01017f010000",            /* a variant with an unknown tag */
    GOLDEN_SERVICE "0305000000000000",     /* truncated */
    GOLDEN_SERVICE "03050000000000000000", /* trailing byte */
    GOLDEN_SERVICE "04",                   /* no such tag */
    GOLDEN_SERVICE "0204",                 /* no such reason */
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = from_hex (bad[i]);
      g_autoptr (GError) error = NULL;
      IcwsServiceMessage service;

      g_assert_false (icws_service_message_decode (&service, bytes, &error));
      g_assert_error (error, ICWS_ERROR, ICWS_ERROR_CONTENT);
    }
}

static void
test_other_arguments (void)
{
  g_autoptr (GBytes) close = icws_close_arguments_encode (&anonymous_1);
  g_autoptr (GBytes) poll = icws_get_messages_arguments_encode (7);

  /* record {client_key: record {client_principal; client_nonce}}, record {nonce: nat64} */
  assert_equal_hex (close, "4449444c026c02fa80a2940568bbd1eacd0e786c01ebb49ce903000101"
                           "0101040100000000000000");
  assert_equal_hex (poll, "4449444c016c01ef9999fe0978010007000000"
                          "00000000");
}

static void
test_handshake (void)
{
  /* {gateway_principal: h'04'}, with and without the self-describe tag */
  static const char *const good[] = { "a171676174657761795f7072696e636970616c4104",
                                      "d9d9f7a171676174657761795f7072696e636970616c4104" };
  static const char *const bad[] = {
    "",
    "a0",
    "80",
    "00",
    "a171676174657761795f7072696e636970616c6104",   /* text */
    "a171676174657761795f7072696e636970616c0c",     /* number */
    "a171676174657761795f7072696e636970616c41",     /* truncated */
    "a171676174657761795f7072696e636970616c410400", /* trailing */
    "a171676174657761795f7072696e636970616c581e04040404040404040404040404040404040404040404040404"
    "0404040404", /* a principal of 30 bytes */
    "a271676174657761795f7072696e636970616c410471676174657761795f7072696e636970616c4104",
    "a16378797a4104", /* another key */
  };
  IcPrincipal gateway;
  g_autoptr (GBytes) encoded = icws_handshake_encode (&IC_PRINCIPAL_ANONYMOUS);

  assert_equal_hex (encoded, good[1]);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GBytes) bytes = from_hex (good[i]);
      g_autoptr (GError) error = NULL;

      g_assert_true (icws_handshake_decode (bytes, &gateway, &error));
      g_assert_no_error (error);
      g_assert_true (ic_principal_is_anonymous (&gateway));
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = from_hex (bad[i]);
      g_autoptr (GError) error = NULL;

      g_assert_false (icws_handshake_decode (bytes, &gateway, &error));
      g_assert_error (error, ICWS_ERROR, ICWS_ERROR_HANDSHAKE);
    }
}

static void
test_frame_key (void)
{
  static const char *const bad[] = {
    "",
    "_",
    "2vxsx-fae",
    "2vxsx-fae_",
    "2vxsx-fae_1",
    "2vxsx-fae_0000000000000000001",
    "2vxsx-fae_000000000000000000001",
    "2vxsx-fae_0000000000000000000a",
    "2vxsx-fae_+0000000000000000001",
    "2vxsx-fae_18446744073709551616",
    "2vxsx-fae_99999999999999999999",
    "2VXSX-FAE_00000000000000000001",
    "2vxsxfae_00000000000000000001",
    "2vxsx-faf_00000000000000000001",
    " 2vxsx-fae_00000000000000000001",
  };
  IcPrincipal gateway;
  guint64 nonce;

  g_assert_true (icws_frame_key_parse ("2vxsx-fae_00000000000000000042", &gateway, &nonce));
  g_assert_true (ic_principal_is_anonymous (&gateway));
  g_assert_cmpuint (nonce, ==, 42);
  g_assert_true (icws_frame_key_parse ("2vxsx-fae_18446744073709551615", &gateway, &nonce));
  g_assert_cmpuint (nonce, ==, G_MAXUINT64);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (icws_frame_key_parse (bad[i], &gateway, &nonce));
}

static void
assert_bytes_equal (GBytes *a, GBytes *b)
{
  g_assert_true (g_bytes_equal (a, b));
}

static void
test_frame (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (1, FALSE);

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GBytes) content = icws_test_random_bytes (kit, i * 5);
      g_autoptr (GBytes) cert = icws_test_random_bytes (kit, i * 300);
      g_autoptr (GBytes) tree = icws_test_random_bytes (kit, i);
      const IcwsFrame frame = { (char *)"k€y", content, cert, tree };
      g_autoptr (GBytes) bytes = icws_frame_encode (&frame);
      g_autoptr (GBytes) untagged = g_bytes_new_from_bytes (bytes, 3, g_bytes_get_size (bytes) - 3);
      GBytes *forms[] = { bytes, untagged };

      for (guint j = 0; j < G_N_ELEMENTS (forms); j++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (IcwsFrame) decoded = icws_frame_decode (forms[j], &error);

          g_assert_no_error (error);
          g_assert_cmpstr (decoded->key, ==, frame.key);
          assert_bytes_equal (decoded->content, content);
          assert_bytes_equal (decoded->cert, cert);
          assert_bytes_equal (decoded->tree, tree);
        }
    }
}

/* Forms that no gateway makes but that are the same value: unknown pairs, another order, long lengths. */
static void
test_frame_unusual (void)
{
  static const char *const forms[] = {
    "a4636b6579616b67636f6e74656e7441016463657274410264747265654103",
    "a4647472656541036463657274410267636f6e74656e744101636b6579616b",
    "a5636b6579616b67636f6e74656e744101646365727441026474726565410361780a",
    "d9d9f7a4636b657978016b67636f6e74656e7458010164636572745900010264747265654103",
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GBytes) bytes = from_hex (forms[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (IcwsFrame) frame = icws_frame_decode (bytes, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (frame->key, ==, "k");
      assert_equal_hex (frame->content, "01");
      assert_equal_hex (frame->cert, "02");
      assert_equal_hex (frame->tree, "03");
    }
}

static void
test_frame_refused (void)
{
  static const char *const bad[] = {
    "",
    "a0",
    "f6",
    "83010203",
    "a3636b6579616b67636f6e74656e7441016463657274"
    "4102", /* no tree */
    "a4636b6579416b67636f6e74656e744101646365727441026474726565"
    "4103", /* key is bytes */
    "a4636b6579616b67636f6e74656e746101646365727441026474726565"
    "4103", /* content is text */
    "a4636b6579616b67636f6e74656e7441016463657274f66474726565"
    "4103", /* cert is null */
    "a4636b6579616b67636f6e74656e744101646365727441026474726565"
    "80", /* tree is a list */
    "a4636b6579616b67636f6e74656e744101646365727441026474726565"
    "410300",                                                                     /* trailing */
    "a5636b6579616b67636f6e74656e7441016463657274410264747265654103636b6579616b", /* twice */
    "a4636b657961ff67636f6e74656e744101646365727441026474726565"
    "4103", /* no UTF-8 */
    "a4636b6579636b006c67636f6e74656e744101646365727441026474726565"
    "4103",                                               /* NUL inside */
    "a4636b6579616b67636f6e74656e745bffffffffffffffff01", /* huge length */
    "a4636b6579616b67636f6e74656e745a0640000001",         /* 100 MB announced */
    "bbffffffffffffffff636b6579616b",                     /* huge map */
    "bf636b6579616b67636f6e74656e744101646365727441026474726565"
    "4103ff",                                                             /* indefinite map */
    "a4636b6579616b67636f6e74656e745f4101ff6463657274410264747265654103", /* indefinite bytes */
    "c1a4636b6579616b67636f6e74656e744101646365727441026474726565"
    "4103", /* another tag */
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = from_hex (bad[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (icws_frame_decode (bytes, &error));
      g_assert_true (g_error_matches (error, ICWS_ERROR, ICWS_ERROR_FRAME) ||
                     g_error_matches (error, ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT));
    }
}

static void
test_frame_limits (void)
{
  g_autofree char *long_key = g_strnfill (ICWS_MAX_KEY_CHARS + 1, 'k');
  g_autoptr (GBytes) one = g_bytes_new_static ("1", 1);
  g_autoptr (GBytes)
      large = g_bytes_new_take (g_malloc0 (ICWS_MAX_FRAME_BYTES), ICWS_MAX_FRAME_BYTES);
  const IcwsFrame frames[] = { { long_key, one, one, one }, { (char *)"k", large, one, one } };

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      g_autoptr (GBytes) bytes = icws_frame_encode (&frames[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (icws_frame_decode (bytes, &error));
      g_assert_error (error, ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT);
    }
}

static void
test_message (void)
{
  g_autoptr (IcwsTestKit) kit = icws_test_kit_new (2, FALSE);

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GBytes) payload = icws_test_random_bytes (kit, i);
      const IcwsMessage message = {
        .client_key = { kit->gateway, ic_random_uint64 (kit->random) },
        .sequence_num = ic_random_uint64 (kit->random) >> (i % 64),
        .timestamp_ns = ic_random_uint64 (kit->random) >> (i % 64),
        .is_service_message = i % 2,
        .content = payload,
      };
      g_autoptr (GBytes) bytes = icws_message_encode (&message, i % 3 == 0);
      g_autoptr (GError) error = NULL;
      g_autoptr (IcwsMessage) decoded = icws_message_decode (bytes, &error);
      g_autoptr (IcwsMessage) copy = NULL;

      g_assert_no_error (error);
      copy = icws_message_copy (decoded);
      g_assert_true (icws_client_key_equal (&copy->client_key, &message.client_key));
      g_assert_cmpuint (copy->sequence_num, ==, message.sequence_num);
      g_assert_cmpuint (copy->timestamp_ns, ==, message.timestamp_ns);
      g_assert_cmpint (copy->is_service_message, ==, message.is_service_message);
      assert_bytes_equal (copy->content, payload);
    }
}

/* Each byte cut off, each type wrong. */
static void
test_message_refused (void)
{
  g_autoptr (GBytes) payload = from_hex ("aabbccdd");
  const IcwsMessage message = { .client_key = anonymous_1, .sequence_num = 1, .content = payload };
  g_autoptr (GBytes) good = icws_message_encode (&message, TRUE);
  gsize len;
  const guint8 *data = g_bytes_get_data (good, &len);

  for (gsize i = 0; i < len; i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (good, 0, i);
      g_autoptr (GError) error = NULL;

      g_assert_null (icws_message_decode (cut, &error));
      g_assert_error (error, ICWS_ERROR, ICWS_ERROR_CONTENT);
    }
  /* Any flipped bit gives a message or an error, never a crash. */
  for (gsize i = 0; i < len * 8; i++)
    {
      g_autofree guint8 *flipped = g_memdup2 (data, len);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (IcwsMessage) decoded = NULL;

      flipped[i / 8] ^= 1 << (i % 8);
      bytes = g_bytes_new (flipped, len);
      decoded = icws_message_decode (bytes, &error);
      g_assert_true ((decoded == NULL) == (error != NULL));
    }
}

static void
test_client_request (void)
{
  g_autoptr (GBytes) envelope = from_hex ("d9d9f7a10102");
  g_autoptr (GBytes) untagged = from_hex ("a10102");
  g_autoptr (GBytes) list = from_hex ("8101");
  g_autoptr (GBytes) empty = from_hex ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) a = icws_client_request_encode (envelope, &error);
  g_autoptr (GBytes) b = icws_client_request_encode (untagged, &error);

  g_assert_no_error (error);
  assert_equal_hex (a, "d9d9f7a168656e76656c6f7065a10102");
  assert_bytes_equal (a, b);
  g_assert_null (icws_client_request_encode (list, &error));
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_FRAME);
  g_clear_error (&error);
  g_assert_null (icws_client_request_encode (empty, &error));
  g_assert_error (error, ICWS_ERROR, ICWS_ERROR_FRAME);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icws/wire/golden/open", test_golden_open);
  g_test_add_func ("/icws/wire/golden/message", test_golden_message);
  g_test_add_func ("/icws/wire/golden/service", test_golden_service);
  g_test_add_func ("/icws/wire/service/refused", test_service_refused);
  g_test_add_func ("/icws/wire/arguments", test_other_arguments);
  g_test_add_func ("/icws/wire/handshake", test_handshake);
  g_test_add_func ("/icws/wire/frame/key", test_frame_key);
  g_test_add_func ("/icws/wire/frame/usual", test_frame);
  g_test_add_func ("/icws/wire/frame/unusual", test_frame_unusual);
  g_test_add_func ("/icws/wire/frame/refused", test_frame_refused);
  g_test_add_func ("/icws/wire/frame/limits", test_frame_limits);
  g_test_add_func ("/icws/wire/message/round-trip", test_message);
  g_test_add_func ("/icws/wire/message/refused", test_message_refused);
  g_test_add_func ("/icws/wire/client-request", test_client_request);
  return g_test_run ();
}
