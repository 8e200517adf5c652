/* SPDX-License-Identifier: MIT */
#include "icws-wire-private.h"
#include "ic/ic-i18n.h"

#include <string.h>

/* Types live as long as the program; main thread only. */
IcCandidType *
icws_wire_client_key_type (void)
{
  static IcCandidType *type = NULL;

  if (type == NULL)
    {
      g_autoptr (IcCandidType) principal = ic_candid_type_new_primitive (IC_CANDID_PRINCIPAL);
      g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);

      type = ic_candid_type_new_record ();
      ic_candid_type_add_field (type, "client_principal", principal);
      ic_candid_type_add_field (type, "client_nonce", nat64);
    }
  return type;
}

IcCandidValue *
icws_wire_client_key_value (const IcwsClientKey *key)
{
  IcCandidValue *value = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (value, "client_principal",
                                   ic_candid_value_new_principal (&key->principal));
  ic_candid_value_record_set_take (value, "client_nonce",
                                   ic_candid_value_new_uint (IC_CANDID_NAT64, key->nonce));
  return value;
}

/* Our own values at our own types: that they do not fit would be a mistake in this file. */
static GBytes *
encode (IcCandidType *const *types, IcCandidValue *const *values, gsize n)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = ic_candid_encode (types, values, n, &error);

  g_assert_no_error (error);
  return bytes;
}

/**
 * icws_open_arguments_encode:
 * @client_nonce: nonce of the client key
 * @gateway: principal of the gateway's handshake
 *
 * Returns: (transfer full): arguments of `ws_open`.
 */
GBytes *
icws_open_arguments_encode (guint64 client_nonce, const IcPrincipal *gateway)
{
  g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);
  g_autoptr (IcCandidType) principal = ic_candid_type_new_primitive (IC_CANDID_PRINCIPAL);
  g_autoptr (IcCandidType) type = ic_candid_type_new_record ();
  g_autoptr (IcCandidValue) value = ic_candid_value_new_record ();

  ic_candid_type_add_field (type, "client_nonce", nat64);
  ic_candid_type_add_field (type, "gateway_principal", principal);
  ic_candid_value_record_set_take (value, "client_nonce",
                                   ic_candid_value_new_uint (IC_CANDID_NAT64, client_nonce));
  ic_candid_value_record_set_take (value, "gateway_principal",
                                   ic_candid_value_new_principal (gateway));
  return encode (&type, &value, 1);
}

static IcCandidType *
message_argument_type (void)
{
  static IcCandidType *type = NULL;

  if (type == NULL)
    {
      g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);
      g_autoptr (IcCandidType) boolean = ic_candid_type_new_primitive (IC_CANDID_BOOL);
      g_autoptr (IcCandidType) blob = ic_candid_type_new_blob ();
      g_autoptr (IcCandidType) message = ic_candid_type_new_record ();

      ic_candid_type_add_field (message, "client_key", icws_wire_client_key_type ());
      ic_candid_type_add_field (message, "sequence_num", nat64);
      ic_candid_type_add_field (message, "timestamp", nat64);
      ic_candid_type_add_field (message, "is_service_message", boolean);
      ic_candid_type_add_field (message, "content", blob);
      type = ic_candid_type_new_record ();
      ic_candid_type_add_field (type, "msg", message);
    }
  return type;
}

/**
 * icws_message_arguments_encode:
 * @message: a message to the canister
 *
 * The second argument of `ws_message` (`opt T`, there only so that the canister's interface shows
 * its application type) is sent as null, as the JavaScript SDK does.
 *
 * Returns: (transfer full): arguments of `ws_message`.
 */
GBytes *
icws_message_arguments_encode (const IcwsMessage *message)
{
  g_autoptr (IcCandidType) null = ic_candid_type_new_primitive (IC_CANDID_NULL);
  g_autoptr (IcCandidType) opt = ic_candid_type_new_opt (null);
  g_autoptr (IcCandidValue) none = ic_candid_value_new_opt (NULL);
  g_autoptr (IcCandidValue) argument = ic_candid_value_new_record ();
  IcCandidValue *record = ic_candid_value_new_record ();
  gsize len;
  gconstpointer data = g_bytes_get_data (message->content, &len);
  IcCandidType *types[] = { message_argument_type (), opt };
  IcCandidValue *values[] = { argument, none };

  ic_candid_value_record_set_take (record, "client_key",
                                   icws_wire_client_key_value (&message->client_key));
  ic_candid_value_record_set_take (
      record, "sequence_num", ic_candid_value_new_uint (IC_CANDID_NAT64, message->sequence_num));
  ic_candid_value_record_set_take (
      record, "timestamp", ic_candid_value_new_uint (IC_CANDID_NAT64, message->timestamp_ns));
  ic_candid_value_record_set_take (record, "is_service_message",
                                   ic_candid_value_new_bool (message->is_service_message));
  ic_candid_value_record_set_take (record, "content", ic_candid_value_new_blob (data, len));
  ic_candid_value_record_set_take (argument, "msg", record);
  return encode (types, values, G_N_ELEMENTS (types));
}

/**
 * icws_close_arguments_encode:
 * @key: key of the client that left
 *
 * Returns: (transfer full): arguments of `ws_close`, a method for gateways.
 */
GBytes *
icws_close_arguments_encode (const IcwsClientKey *key)
{
  g_autoptr (IcCandidType) type = ic_candid_type_new_record ();
  g_autoptr (IcCandidValue) value = ic_candid_value_new_record ();

  ic_candid_type_add_field (type, "client_key", icws_wire_client_key_type ());
  ic_candid_value_record_set_take (value, "client_key", icws_wire_client_key_value (key));
  return encode (&type, &value, 1);
}

/**
 * icws_get_messages_arguments_encode:
 * @nonce: number of the first message that is wanted
 *
 * Returns: (transfer full): arguments of `ws_get_messages`, a method for gateways.
 */
GBytes *
icws_get_messages_arguments_encode (guint64 nonce)
{
  g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);
  g_autoptr (IcCandidType) type = ic_candid_type_new_record ();
  g_autoptr (IcCandidValue) value = ic_candid_value_new_record ();

  ic_candid_type_add_field (type, "nonce", nat64);
  ic_candid_value_record_set_take (value, "nonce",
                                   ic_candid_value_new_uint (IC_CANDID_NAT64, nonce));
  return encode (&type, &value, 1);
}

/**
 * icws_client_request_encode:
 * @envelope: CBOR of ic_envelope_sign_finish()
 * @error: %ICWS_ERROR_FRAME if @envelope is no CBOR map
 *
 * Returns: (transfer full): `{envelope: ...}`, what a client sends to a gateway.
 */
GBytes *
icws_client_request_encode (GBytes *envelope, GError **error)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (envelope, &len);
  GByteArray *out;

  /* The self-describe tag belongs at the start of a message, not in the middle. */
  if (len >= 3 && memcmp (data, "\xd9\xd9\xf7", 3) == 0)
    {
      data += 3;
      len -= 3;
    }
  if (len == 0 || (data[0] >> 5) != 5)
    {
      g_set_error_literal (error, ICWS_ERROR, ICWS_ERROR_FRAME, _ ("The envelope is no CBOR map"));
      return NULL;
    }
  out = g_byte_array_sized_new (len + 16);
  ic_cbor_put_self_describe (out);
  ic_cbor_put_map (out, 1);
  ic_cbor_put_text (out, "envelope");
  g_byte_array_append (out, data, len);
  return g_byte_array_free_to_bytes (out);
}
