/* SPDX-License-Identifier: MIT */
/* Arguments and results of the IC WebSocket methods, in Candid. */
#include "config.h"

#include "net-ws-candid-private.h"

#include "ic/ic-error.h"
#include <string.h>

/* Arguments */

GBytes *
net_ws_encode_open_arg (guint64 client_nonce, const IcPrincipal *gateway_principal)
{
  IcCandidValue *value = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (value, "client_nonce", net_ws_nat64_value (client_nonce));
  ic_candid_value_record_set_take (value, "gateway_principal",
                                   ic_candid_value_new_principal (gateway_principal));
  return net_ws_encode_take (net_ws_get_types ()->open_arg, value);
}

gboolean
net_ws_decode_open_arg (GBytes *arg,
                        guint64 *client_nonce,
                        IcPrincipal *gateway_principal,
                        GError **error)
{
  g_autoptr (IcCandidValue) value = net_ws_decode (arg, net_ws_get_types ()->open_arg, error);

  return value != NULL &&
         net_ws_complain_unless (
             net_ws_read_nat64 (value, "client_nonce", client_nonce) &&
                 net_ws_read_principal (value, "gateway_principal", gateway_principal),
             "the argument of ws_open", error);
}

GBytes *
net_ws_encode_close_arg (const NetClientKey *key)
{
  IcCandidValue *value = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (value, "client_key", net_ws_client_key_value (key));
  return net_ws_encode_take (net_ws_get_types ()->close_arg, value);
}

gboolean
net_ws_decode_close_arg (GBytes *arg, NetClientKey *key, GError **error)
{
  g_autoptr (IcCandidValue) value = net_ws_decode (arg, net_ws_get_types ()->close_arg, error);

  return value != NULL && net_ws_complain_unless (net_ws_read_client_key (value, key),
                                                  "the argument of ws_close", error);
}

GBytes *
net_ws_encode_message_arg (const NetWsMessage *message)
{
  IcCandidValue *value = ic_candid_value_new_record ();
  IcCandidValue *msg = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (msg, "client_key",
                                   net_ws_client_key_value (&message->client_key));
  ic_candid_value_record_set_take (msg, "sequence_num", net_ws_nat64_value (message->sequence_num));
  ic_candid_value_record_set_take (msg, "timestamp", net_ws_nat64_value (message->timestamp_ns));
  ic_candid_value_record_set_take (msg, "is_service_message",
                                   ic_candid_value_new_bool (message->is_service_message));
  ic_candid_value_record_set_take (msg, "content", net_ws_blob_value (message->content));
  ic_candid_value_record_set_take (value, "msg", msg);
  return net_ws_encode_take (net_ws_get_types ()->message_arg, value);
}

gboolean
net_ws_decode_message_arg (GBytes *arg, NetWsMessage *message, GError **error)
{
  g_autoptr (IcCandidValue) value = net_ws_decode (arg, net_ws_get_types ()->message_arg, error);
  IcCandidValue *msg;

  if (value == NULL)
    return FALSE;
  msg = ic_candid_value_record_get (value, "msg");
  return net_ws_complain_unless (
      msg != NULL && net_ws_read_client_key (msg, &message->client_key) &&
          net_ws_read_nat64 (msg, "sequence_num", &message->sequence_num) &&
          net_ws_read_nat64 (msg, "timestamp", &message->timestamp_ns) &&
          net_ws_read_bool (msg, "is_service_message", &message->is_service_message) &&
          net_ws_read_blob (msg, "content", &message->content),
      "the argument of ws_message", error);
}

GBytes *
net_ws_encode_get_messages_arg (guint64 nonce)
{
  IcCandidValue *value = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (value, "nonce", net_ws_nat64_value (nonce));
  return net_ws_encode_take (net_ws_get_types ()->get_messages_arg, value);
}

gboolean
net_ws_decode_get_messages_arg (GBytes *arg, guint64 *nonce, GError **error)
{
  g_autoptr (IcCandidValue)
      value = net_ws_decode (arg, net_ws_get_types ()->get_messages_arg, error);

  return value != NULL && net_ws_complain_unless (net_ws_read_nat64 (value, "nonce", nonce),
                                                  "the argument of ws_get_messages", error);
}

/* Results */

static IcCandidValue *
err_value (const char *err)
{
  return ic_candid_value_new_variant_take ("Err", ic_candid_value_new_text (err));
}

GBytes *
net_ws_encode_result (const char *err)
{
  return net_ws_encode_take (
      net_ws_get_types ()->result,
      err != NULL ? err_value (err)
                  : ic_candid_value_new_variant_take ("Ok", ic_candid_value_new_null ()));
}

gboolean
net_ws_decode_result (GBytes *reply, char **err, GError **error)
{
  g_autoptr (IcCandidValue) value = net_ws_decode (reply, net_ws_get_types ()->result, error);
  IcCandidValue *text;

  if (value == NULL)
    return FALSE;
  text = ic_candid_value_variant_get (value, "Err");
  if (text == NULL)
    return TRUE;
  if (err != NULL)
    *err = g_strdup (ic_candid_value_get_text (text, NULL));
  return FALSE;
}

GBytes *
net_ws_encode_messages (const NetOutputMessages *messages)
{
  IcCandidValue *list = ic_candid_value_new_vec ();
  IcCandidValue *record = ic_candid_value_new_record ();

  for (guint i = 0; i < messages->messages->len; i++)
    {
      NetOutputMessage *message = g_ptr_array_index (messages->messages, i);
      IcCandidValue *item = ic_candid_value_new_record ();

      ic_candid_value_record_set_take (item, "client_key",
                                       net_ws_client_key_value (&message->client_key));
      ic_candid_value_record_set_take (item, "key", ic_candid_value_new_text (message->key));
      ic_candid_value_record_set_take (item, "content", net_ws_blob_value (message->content));
      ic_candid_value_vec_append_take (list, item);
    }
  ic_candid_value_record_set_take (record, "messages", list);
  ic_candid_value_record_set_take (record, "cert", net_ws_blob_value (messages->cert));
  ic_candid_value_record_set_take (record, "tree", net_ws_blob_value (messages->tree));
  ic_candid_value_record_set_take (record, "is_end_of_queue",
                                   ic_candid_value_new_bool (messages->is_end_of_queue));
  return net_ws_encode_take (net_ws_get_types ()->messages_result,
                             ic_candid_value_new_variant_take ("Ok", record));
}

static gboolean
read_output_messages (IcCandidValue *list, GPtrArray *out)
{
  gsize n = list != NULL ? ic_candid_value_get_n_children (list) : 0;

  for (gsize i = 0; i < n; i++)
    {
      IcCandidValue *item = ic_candid_value_get_child (list, i, NULL);
      IcCandidValue *key = ic_candid_value_record_get (item, "key");
      const char *text = key != NULL ? ic_candid_value_get_text (key, NULL) : NULL;
      const char *digits = text != NULL ? strrchr (text, '_') : NULL;
      guint64 nonce;
      NetClientKey client_key;
      GBytes *content = NULL;

      if (digits == NULL ||
          !g_ascii_string_to_unsigned (digits + 1, 10, 0, G_MAXUINT64, &nonce, NULL) ||
          !net_ws_read_client_key (item, &client_key) ||
          !net_ws_read_blob (item, "content", &content))
        return FALSE;
      g_ptr_array_add (out,
                       net_output_message_new (&client_key, nonce, 0, g_strdup (text), content));
    }
  return list != NULL;
}

/* Err of the canister is an error here, too: a gateway stops polling either way. */
gboolean
net_ws_decode_messages (GBytes *reply, NetOutputMessages *messages, GError **error)
{
  g_autoptr (IcCandidValue)
      value = net_ws_decode (reply, net_ws_get_types ()->messages_result, error);
  IcCandidValue *record;

  if (value == NULL)
    return FALSE;
  record = ic_candid_value_variant_get (value, "Ok");
  if (record == NULL)
    {
      IcCandidValue *err = ic_candid_value_variant_get (value, "Err");

      g_set_error (error, IC_ERROR, IC_ERROR_REJECTED, "ws_get_messages: %s",
                   err != NULL ? ic_candid_value_get_text (err, NULL) : "no result");
      return FALSE;
    }
  messages->messages = g_ptr_array_new_with_free_func ((GDestroyNotify)net_output_message_unref);
  return net_ws_complain_unless (
      read_output_messages (ic_candid_value_record_get (record, "messages"), messages->messages) &&
          net_ws_read_blob (record, "cert", &messages->cert) &&
          net_ws_read_blob (record, "tree", &messages->tree) &&
          net_ws_read_bool (record, "is_end_of_queue", &messages->is_end_of_queue),
      "the result of ws_get_messages", error);
}
