/* SPDX-License-Identifier: MIT */
/* Candid of the IC WebSocket canister interface [ic-websocket-cdk-rs ws_types.did]. */
#include "config.h"

#include "net-ws-types.h"

#include "ic/ic-error.h"
#include <string.h>

/* Built once and kept for the life of the process: types are immutable. */
typedef struct
{
  IcCandidType *client_key;
  IcCandidType *message;
  IcCandidType *open_arg;
  IcCandidType *close_arg;
  IcCandidType *message_arg;
  IcCandidType *get_messages_arg;
  IcCandidType *result;
  IcCandidType *messages_result;
  IcCandidType *service_message;
} Types;

typedef struct
{
  const char *name;
  IcCandidType *type; /* transfer none */
} Field;

static IcCandidType *
composite (IcCandidType *self, const Field *fields, gsize n)
{
  for (gsize i = 0; i < n; i++)
    ic_candid_type_add_field (self, fields[i].name, fields[i].type);
  return self;
}

#define RECORD(...)                                                                                \
  composite (ic_candid_type_new_record (), (const Field[]){ __VA_ARGS__ },                         \
             sizeof ((const Field[]){ __VA_ARGS__ }) / sizeof (Field))
#define VARIANT(...)                                                                               \
  composite (ic_candid_type_new_variant (), (const Field[]){ __VA_ARGS__ },                        \
             sizeof ((const Field[]){ __VA_ARGS__ }) / sizeof (Field))

static void
build_service_types (Types *types, IcCandidType *null, IcCandidType *nat64)
{
  g_autoptr (IcCandidType) open = RECORD ({ "client_key", types->client_key });
  g_autoptr (IcCandidType) number = RECORD ({ "last_incoming_sequence_num", nat64 });
  g_autoptr (IcCandidType)
      reason = VARIANT ({ "WrongSequenceNumber", null }, { "InvalidServiceMessage", null },
                        { "KeepAliveTimeout", null }, { "ClosedByApplication", null });
  g_autoptr (IcCandidType) close = RECORD ({ "reason", reason });

  types->service_message = VARIANT ({ "OpenMessage", open }, { "AckMessage", number },
                                    { "KeepAliveMessage", number }, { "CloseMessage", close });
}

static void
build_types (Types *types)
{
  g_autoptr (IcCandidType) null = ic_candid_type_new_primitive (IC_CANDID_NULL);
  g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);
  g_autoptr (IcCandidType) boolean = ic_candid_type_new_primitive (IC_CANDID_BOOL);
  g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidType) principal = ic_candid_type_new_primitive (IC_CANDID_PRINCIPAL);
  g_autoptr (IcCandidType) blob = ic_candid_type_new_blob ();
  g_autoptr (IcCandidType) output = NULL;
  g_autoptr (IcCandidType) outputs = NULL;
  g_autoptr (IcCandidType) certified = NULL;

  types->client_key = RECORD ({ "client_principal", principal }, { "client_nonce", nat64 });
  types->message = RECORD ({ "client_key", types->client_key }, { "sequence_num", nat64 },
                           { "timestamp", nat64 }, { "is_service_message", boolean },
                           { "content", blob });
  types->open_arg = RECORD ({ "client_nonce", nat64 }, { "gateway_principal", principal });
  types->close_arg = RECORD ({ "client_key", types->client_key });
  types->message_arg = RECORD ({ "msg", types->message });
  types->get_messages_arg = RECORD ({ "nonce", nat64 });
  types->result = VARIANT ({ "Ok", null }, { "Err", text });

  output = RECORD ({ "client_key", types->client_key }, { "key", text }, { "content", blob });
  outputs = ic_candid_type_new_vec (output);
  certified = RECORD ({ "messages", outputs }, { "cert", blob }, { "tree", blob },
                      { "is_end_of_queue", boolean });
  types->messages_result = VARIANT ({ "Ok", certified }, { "Err", text });
  build_service_types (types, null, nat64);
}

static const Types *
get_types (void)
{
  static Types types;
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      build_types (&types);
      g_once_init_leave (&once, 1);
    }
  return &types;
}

/* Values */

static IcCandidValue *
nat64_value (guint64 value)
{
  return ic_candid_value_new_uint (IC_CANDID_NAT64, value);
}

static IcCandidValue *
blob_value (GBytes *bytes)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return ic_candid_value_new_blob (data, len);
}

static IcCandidValue *
client_key_value (const NetClientKey *key)
{
  IcCandidValue *value = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (value, "client_principal",
                                   ic_candid_value_new_principal (&key->principal));
  ic_candid_value_record_set_take (value, "client_nonce", nat64_value (key->nonce));
  return value;
}

/* The types above and the values below are both ours: they always fit. */
static GBytes *
encode_take (IcCandidType *type, IcCandidValue *value)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = ic_candid_encode_one (type, value, &error);

  if (bytes == NULL)
    g_error ("cannot encode our own Candid: %s", error->message);
  ic_candid_value_unref (value);
  return bytes;
}

static IcCandidValue *
decode (GBytes *bytes, IcCandidType *type, GError **error)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return ic_candid_decode_one (data, len, type, NULL, error);
}

static gboolean
read_nat64 (IcCandidValue *record, const char *name, guint64 *out)
{
  IcCandidValue *value = ic_candid_value_record_get (record, name);

  return value != NULL && ic_candid_value_get_uint64 (value, out);
}

static gboolean
read_principal (IcCandidValue *record, const char *name, IcPrincipal *out)
{
  IcCandidValue *value = ic_candid_value_record_get (record, name);

  return value != NULL && ic_candid_value_get_principal (value, out);
}

static gboolean
read_blob (IcCandidValue *record, const char *name, GBytes **out)
{
  IcCandidValue *value = ic_candid_value_record_get (record, name);
  gsize len;
  const guint8 *bytes = value != NULL ? ic_candid_value_get_blob (value, &len) : NULL;

  if (bytes == NULL)
    return FALSE;
  *out = g_bytes_new (bytes, len);
  return TRUE;
}

static gboolean
read_bool (IcCandidValue *record, const char *name, gboolean *out)
{
  IcCandidValue *value = ic_candid_value_record_get (record, name);

  return value != NULL && ic_candid_value_get_bool (value, out);
}

static gboolean
read_client_key (IcCandidValue *record, NetClientKey *key)
{
  IcCandidValue *value = ic_candid_value_record_get (record, "client_key");

  return value != NULL && read_principal (value, "client_principal", &key->principal) &&
         read_nat64 (value, "client_nonce", &key->nonce);
}

static gboolean
complain_unless (gboolean ok, const char *what, GError **error)
{
  if (!ok)
    g_set_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE, "%s does not have the expected fields",
                 what);
  return ok;
}

/* Arguments */

GBytes *
net_ws_encode_open_arg (guint64 client_nonce, const IcPrincipal *gateway_principal)
{
  IcCandidValue *value = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (value, "client_nonce", nat64_value (client_nonce));
  ic_candid_value_record_set_take (value, "gateway_principal",
                                   ic_candid_value_new_principal (gateway_principal));
  return encode_take (get_types ()->open_arg, value);
}

gboolean
net_ws_decode_open_arg (GBytes *arg,
                        guint64 *client_nonce,
                        IcPrincipal *gateway_principal,
                        GError **error)
{
  g_autoptr (IcCandidValue) value = decode (arg, get_types ()->open_arg, error);

  return value != NULL &&
         complain_unless (read_nat64 (value, "client_nonce", client_nonce) &&
                              read_principal (value, "gateway_principal", gateway_principal),
                          "the argument of ws_open", error);
}

GBytes *
net_ws_encode_close_arg (const NetClientKey *key)
{
  IcCandidValue *value = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (value, "client_key", client_key_value (key));
  return encode_take (get_types ()->close_arg, value);
}

gboolean
net_ws_decode_close_arg (GBytes *arg, NetClientKey *key, GError **error)
{
  g_autoptr (IcCandidValue) value = decode (arg, get_types ()->close_arg, error);

  return value != NULL &&
         complain_unless (read_client_key (value, key), "the argument of ws_close", error);
}

GBytes *
net_ws_encode_message_arg (const NetWsMessage *message)
{
  IcCandidValue *value = ic_candid_value_new_record ();
  IcCandidValue *msg = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (msg, "client_key", client_key_value (&message->client_key));
  ic_candid_value_record_set_take (msg, "sequence_num", nat64_value (message->sequence_num));
  ic_candid_value_record_set_take (msg, "timestamp", nat64_value (message->timestamp_ns));
  ic_candid_value_record_set_take (msg, "is_service_message",
                                   ic_candid_value_new_bool (message->is_service_message));
  ic_candid_value_record_set_take (msg, "content", blob_value (message->content));
  ic_candid_value_record_set_take (value, "msg", msg);
  return encode_take (get_types ()->message_arg, value);
}

gboolean
net_ws_decode_message_arg (GBytes *arg, NetWsMessage *message, GError **error)
{
  g_autoptr (IcCandidValue) value = decode (arg, get_types ()->message_arg, error);
  IcCandidValue *msg;

  if (value == NULL)
    return FALSE;
  msg = ic_candid_value_record_get (value, "msg");
  return complain_unless (msg != NULL && read_client_key (msg, &message->client_key) &&
                              read_nat64 (msg, "sequence_num", &message->sequence_num) &&
                              read_nat64 (msg, "timestamp", &message->timestamp_ns) &&
                              read_bool (msg, "is_service_message", &message->is_service_message) &&
                              read_blob (msg, "content", &message->content),
                          "the argument of ws_message", error);
}

GBytes *
net_ws_encode_get_messages_arg (guint64 nonce)
{
  IcCandidValue *value = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (value, "nonce", nat64_value (nonce));
  return encode_take (get_types ()->get_messages_arg, value);
}

gboolean
net_ws_decode_get_messages_arg (GBytes *arg, guint64 *nonce, GError **error)
{
  g_autoptr (IcCandidValue) value = decode (arg, get_types ()->get_messages_arg, error);

  return value != NULL && complain_unless (read_nat64 (value, "nonce", nonce),
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
  return encode_take (get_types ()->result, err != NULL ? err_value (err)
                                                        : ic_candid_value_new_variant_take (
                                                              "Ok", ic_candid_value_new_null ()));
}

gboolean
net_ws_decode_result (GBytes *reply, char **err, GError **error)
{
  g_autoptr (IcCandidValue) value = decode (reply, get_types ()->result, error);
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

      ic_candid_value_record_set_take (item, "client_key", client_key_value (&message->client_key));
      ic_candid_value_record_set_take (item, "key", ic_candid_value_new_text (message->key));
      ic_candid_value_record_set_take (item, "content", blob_value (message->content));
      ic_candid_value_vec_append_take (list, item);
    }
  ic_candid_value_record_set_take (record, "messages", list);
  ic_candid_value_record_set_take (record, "cert", blob_value (messages->cert));
  ic_candid_value_record_set_take (record, "tree", blob_value (messages->tree));
  ic_candid_value_record_set_take (record, "is_end_of_queue",
                                   ic_candid_value_new_bool (messages->is_end_of_queue));
  return encode_take (get_types ()->messages_result,
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
          !read_client_key (item, &client_key) || !read_blob (item, "content", &content))
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
  g_autoptr (IcCandidValue) value = decode (reply, get_types ()->messages_result, error);
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
  return complain_unless (
      read_output_messages (ic_candid_value_record_get (record, "messages"), messages->messages) &&
          read_blob (record, "cert", &messages->cert) &&
          read_blob (record, "tree", &messages->tree) &&
          read_bool (record, "is_end_of_queue", &messages->is_end_of_queue),
      "the result of ws_get_messages", error);
}

/* Service messages */

static const char *const SERVICE_NAMES[] = { "OpenMessage", "AckMessage", "KeepAliveMessage",
                                             "CloseMessage" };
static const char *const REASON_NAMES[] = { "WrongSequenceNumber", "InvalidServiceMessage",
                                            "KeepAliveTimeout", "ClosedByApplication" };

static GBytes *
encode_service (NetServiceKind kind, const char *name, IcCandidValue *content)
{
  IcCandidValue *record = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (record, name, content);
  return encode_take (get_types ()->service_message,
                      ic_candid_value_new_variant_take (SERVICE_NAMES[kind], record));
}

GBytes *
net_ws_encode_open_message (const NetClientKey *key)
{
  return encode_service (NET_SERVICE_OPEN, "client_key", client_key_value (key));
}

GBytes *
net_ws_encode_number_message (NetServiceKind kind, guint64 last_incoming_sequence_num)
{
  return encode_service (kind, "last_incoming_sequence_num",
                         nat64_value (last_incoming_sequence_num));
}

GBytes *
net_ws_encode_close_message (NetCloseReason reason)
{
  return encode_service (
      NET_SERVICE_CLOSE, "reason",
      ic_candid_value_new_variant_take (REASON_NAMES[reason], ic_candid_value_new_null ()));
}

static gboolean
read_reason (IcCandidValue *record, NetCloseReason *out)
{
  IcCandidValue *reason = ic_candid_value_record_get (record, "reason");

  for (guint i = 0; reason != NULL && i < G_N_ELEMENTS (REASON_NAMES); i++)
    if (ic_candid_value_variant_get_id (reason) == ic_candid_field_id (REASON_NAMES[i]))
      {
        *out = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
net_ws_decode_service_message (
    GBytes *content, NetServiceKind *kind, guint64 *number, NetCloseReason *reason, GError **error)
{
  g_autoptr (IcCandidValue) value = decode (content, get_types ()->service_message, error);

  if (value == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (SERVICE_NAMES); i++)
    {
      IcCandidValue *record = ic_candid_value_variant_get (value, SERVICE_NAMES[i]);

      if (record == NULL)
        continue;
      *kind = i;
      if (i == NET_SERVICE_ACK || i == NET_SERVICE_KEEP_ALIVE)
        return complain_unless (read_nat64 (record, "last_incoming_sequence_num", number),
                                SERVICE_NAMES[i], error);
      if (i == NET_SERVICE_CLOSE)
        return complain_unless (read_reason (record, reason), SERVICE_NAMES[i], error);
      return TRUE;
    }
  return complain_unless (FALSE, "a service message", error);
}
