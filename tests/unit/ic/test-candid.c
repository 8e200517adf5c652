/* SPDX-License-Identifier: MIT */
#include "ic/ic-candid.h"
#include "ic/ic-error.h"

/* Messages that other implementations made, and the shape of what we make. */

static void
assert_bytes (GBytes *bytes, const char *hex)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (text, "%02x", data[i]);
  g_assert_cmpstr (text->str, ==, hex);
}

static GBytes *
from_hex (const char *hex)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (; hex[0] != 0; hex += 2)
    {
      guint8 byte = (guint8)(g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static IcCandidValue *
decode_hex (const char *hex, IcCandidType *type, GError **error)
{
  g_autoptr (GBytes) bytes = from_hex (hex);
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return ic_candid_decode_one (data, len, type, NULL, error);
}

static void
add_field_take (IcCandidType *self, const char *name, IcCandidType *type)
{
  g_assert_true (ic_candid_type_add_field (self, name, type));
  ic_candid_type_unref (type);
}

static IcCandidType *
prim (IcCandidKind kind)
{
  return ic_candid_type_new_primitive (kind);
}

static IcCandidType *
client_key_type (void)
{
  IcCandidType *type = ic_candid_type_new_record ();

  add_field_take (type, "client_principal", prim (IC_CANDID_PRINCIPAL));
  add_field_take (type, "client_nonce", prim (IC_CANDID_NAT64));
  return type;
}

static IcCandidValue *
client_key_value (void)
{
  IcCandidValue *value = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (value, "client_nonce",
                                   ic_candid_value_new_uint (IC_CANDID_NAT64, 1));
  ic_candid_value_record_set_take (value, "client_principal",
                                   ic_candid_value_new_principal (&IC_PRINCIPAL_ANONYMOUS));
  return value;
}

static void
assert_round_trip (IcCandidType *type, IcCandidValue *value, const char *hex)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ic_candid_encode_one (type, value, &error);
  g_autoptr (IcCandidValue) back = NULL;

  g_assert_no_error (error);
  assert_bytes (bytes, hex);
  back = decode_hex (hex, type, &error);
  g_assert_no_error (error);
  g_assert_true (ic_candid_value_equal (value, back));
}

static void
test_open (void)
{
  g_autoptr (IcCandidType) type = ic_candid_type_new_record ();
  g_autoptr (IcCandidValue) value = ic_candid_value_new_record ();

  add_field_take (type, "client_nonce", prim (IC_CANDID_NAT64));
  add_field_take (type, "gateway_principal", prim (IC_CANDID_PRINCIPAL));
  ic_candid_value_record_set_take (value, "client_nonce",
                                   ic_candid_value_new_uint (IC_CANDID_NAT64, 1));
  ic_candid_value_record_set_take (value, "gateway_principal",
                                   ic_candid_value_new_principal (&IC_PRINCIPAL_ANONYMOUS));
  assert_round_trip (type, value,
                     "4449444c016c02f3eec6b40268bbd1eacd0e7801000101040100000000000000");
}

static void
test_message (void)
{
  g_autoptr (IcCandidType) type = ic_candid_type_new_record ();
  g_autoptr (IcCandidType) message = ic_candid_type_new_record ();
  g_autoptr (IcCandidValue) value = ic_candid_value_new_record ();
  IcCandidValue *inside = ic_candid_value_new_record ();
  static const guint8 content[] = { 0xaa, 0xbb };

  add_field_take (message, "client_key", client_key_type ());
  add_field_take (message, "sequence_num", prim (IC_CANDID_NAT64));
  add_field_take (message, "timestamp", prim (IC_CANDID_NAT64));
  add_field_take (message, "is_service_message", prim (IC_CANDID_BOOL));
  add_field_take (message, "content", ic_candid_type_new_blob ());
  g_assert_true (ic_candid_type_add_field (type, "msg", message));

  ic_candid_value_record_set_take (inside, "client_key", client_key_value ());
  ic_candid_value_record_set_take (inside, "sequence_num",
                                   ic_candid_value_new_uint (IC_CANDID_NAT64, 2));
  ic_candid_value_record_set_take (inside, "timestamp",
                                   ic_candid_value_new_uint (IC_CANDID_NAT64, 3));
  ic_candid_value_record_set_take (inside, "is_service_message", ic_candid_value_new_bool (FALSE));
  ic_candid_value_record_set_take (inside, "content",
                                   ic_candid_value_new_blob (content, sizeof content));
  ic_candid_value_record_set_take (value, "msg", inside);

  assert_round_trip (
      type, value,
      "4449444c046d7b6c02fa80a2940568bbd1eacd0e786c0588ecfba70178b99adecb0100ebb49ce903"
      "01d6a9bbae0a78e8f5c3be0a7e6c01c1b4cc02020103020000000000000002aabb01010401000000"
      "00000000030000000000000000");
}

static IcCandidType *
around (const char *name, IcCandidType *inner)
{
  IcCandidType *type = ic_candid_type_new_record ();

  add_field_take (type, name, inner);
  return type;
}

static IcCandidType *
service_message_type (void)
{
  IcCandidType *type = ic_candid_type_new_variant ();
  IcCandidType *reason = ic_candid_type_new_variant ();

  add_field_take (reason, "KeepAliveTimeout", prim (IC_CANDID_NULL));
  add_field_take (reason, "WrongSequenceNumber", prim (IC_CANDID_NULL));
  add_field_take (reason, "InvalidServiceMessage", prim (IC_CANDID_NULL));
  add_field_take (reason, "ClosedByApplication", prim (IC_CANDID_NULL));
  add_field_take (type, "OpenMessage", around ("client_key", client_key_type ()));
  add_field_take (type, "AckMessage",
                  around ("last_incoming_sequence_num", prim (IC_CANDID_NAT64)));
  add_field_take (type, "KeepAliveMessage",
                  around ("last_incoming_sequence_num", prim (IC_CANDID_NAT64)));
  add_field_take (type, "CloseMessage", around ("reason", reason));
  return type;
}

#define SERVICE_HEAD                                                                               \
  "4449444c066c02fa80a2940568bbd1eacd0e786c01ebb49ce903006c01d888abb90a786b04cdc2dabb047fc9c68ea0" \
  "057fd7aba29c0a7f999dafab0d7f6c01c49ff4e40f036b04fdbd95cc0101bfd397b409028ff2d1ef0a049eb7f0ad0b" \
  "020105"

static IcCandidValue *
numbered (const char *tag, guint64 number)
{
  IcCandidValue *inside = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (inside, "last_incoming_sequence_num",
                                   ic_candid_value_new_uint (IC_CANDID_NAT64, number));
  return ic_candid_value_new_variant_take (tag, inside);
}

static void
test_service_message (void)
{
  g_autoptr (IcCandidType) type = service_message_type ();
  g_autoptr (IcCandidValue) ack = numbered ("AckMessage", 5);
  g_autoptr (IcCandidValue) keep_alive = numbered ("KeepAliveMessage", 7);
  g_autoptr (IcCandidValue) open = NULL;
  g_autoptr (IcCandidValue) closing = NULL;
  IcCandidValue *inside;

  assert_round_trip (type, ack, SERVICE_HEAD "030500000000000000");
  assert_round_trip (type, keep_alive, SERVICE_HEAD "010700000000000000");

  inside = ic_candid_value_new_record ();
  ic_candid_value_record_set_take (inside, "client_key", client_key_value ());
  open = ic_candid_value_new_variant_take ("OpenMessage", inside);
  assert_round_trip (type, open, SERVICE_HEAD "000101040100000000000000");

  inside = ic_candid_value_new_record ();
  ic_candid_value_record_set_take (inside, "reason",
                                   ic_candid_value_new_variant_take ("KeepAliveTimeout", NULL));
  closing = ic_candid_value_new_variant_take ("CloseMessage", inside);
  assert_round_trip (type, closing, SERVICE_HEAD "0203");
}

/* The wire may carry a narrower variant than ours: positions differ, ids do not. */
static void
test_narrow_variant (void)
{
  g_autoptr (IcCandidType) wide = service_message_type ();
  g_autoptr (IcCandidType) narrow = ic_candid_type_new_variant ();
  g_autoptr (IcCandidValue) ack = numbered ("AckMessage", 9);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (IcCandidValue) back = NULL;
  guint64 number = 0;

  add_field_take (narrow, "AckMessage",
                  around ("last_incoming_sequence_num", prim (IC_CANDID_NAT64)));
  bytes = ic_candid_encode_one (narrow, ack, &error);
  g_assert_no_error (error);
  back = ic_candid_decode_one (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), wide, NULL,
                               &error);
  g_assert_no_error (error);
  g_assert_null (ic_candid_value_variant_get (back, "OpenMessage"));
  g_assert_true (ic_candid_value_get_uint64 (
      ic_candid_value_record_get (ic_candid_value_variant_get (back, "AckMessage"),
                                  "last_incoming_sequence_num"),
      &number));
  g_assert_cmpuint (number, ==, 9);
}

static void
test_field_ids (void)
{
  static const struct
  {
    const char *name;
    guint32 id;
  } known[] = {
    { "client_principal", 1384677498 },
    { "client_nonce", 3921324219 },
    { "client_key", 1025972843 },
    { "sequence_num", 352253448 },
    { "timestamp", 2781795542 },
    { "is_service_message", 2815490792 },
    { "content", 427265337 },
    { "key", 5343647 },
    { "messages", 889051340 },
    { "cert", 1102915300 },
    { "tree", 1292081502 },
    { "is_end_of_queue", 3733147138 },
    { "gateway_principal", 647083891 },
    { "msg", 5446209 },
    { "nonce", 2680573167 },
    { "last_incoming_sequence_num", 2804597848 },
    { "reason", 4238151620 },
    { "Ok", 17724 },
    { "Err", 3456837 },
    { "OpenMessage", 428171005 },
    { "KeepAliveMessage", 2525358527 },
    { "CloseMessage", 2918480143 },
    { "AckMessage", 3049003934 },
    { "ClosedByApplication", 1198956877 },
    { "InvalidServiceMessage", 1409524553 },
    { "WrongSequenceNumber", 2743637463 },
    { "KeepAliveTimeout", 3580612249 },
    { "", 0 },
    { "\xe2\x98\x83", 11272781 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpuint (ic_candid_field_id (known[i].name), ==, known[i].id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/candid/golden/open", test_open);
  g_test_add_func ("/candid/golden/message", test_message);
  g_test_add_func ("/candid/golden/service-message", test_service_message);
  g_test_add_func ("/candid/golden/narrow-variant", test_narrow_variant);
  g_test_add_func ("/candid/golden/field-ids", test_field_ids);

  return g_test_run ();
}
