/* SPDX-License-Identifier: MIT */
/* The Candid types of the IC WebSocket canister interface [ic-websocket-cdk-rs ws_types.did]. */
#include "config.h"

#include "net-ws-candid-private.h"

#include "ic/ic-error.h"

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
build_service_types (NetWsTypes *types, IcCandidType *null, IcCandidType *nat64)
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
build_types (NetWsTypes *types)
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

/* Built once and kept for the life of the process: types are immutable. */
const NetWsTypes *
net_ws_get_types (void)
{
  static NetWsTypes types;
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      build_types (&types);
      g_once_init_leave (&once, 1);
    }
  return &types;
}

/* Values */

IcCandidValue *
net_ws_nat64_value (guint64 value)
{
  return ic_candid_value_new_uint (IC_CANDID_NAT64, value);
}

IcCandidValue *
net_ws_blob_value (GBytes *bytes)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return ic_candid_value_new_blob (data, len);
}

IcCandidValue *
net_ws_client_key_value (const NetClientKey *key)
{
  IcCandidValue *value = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (value, "client_principal",
                                   ic_candid_value_new_principal (&key->principal));
  ic_candid_value_record_set_take (value, "client_nonce", net_ws_nat64_value (key->nonce));
  return value;
}

/* The types above and the values below are both ours: they always fit. */
GBytes *
net_ws_encode_take (IcCandidType *type, IcCandidValue *value)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = ic_candid_encode_one (type, value, &error);

  if (bytes == NULL)
    g_error ("cannot encode our own Candid: %s", error->message);
  ic_candid_value_unref (value);
  return bytes;
}

IcCandidValue *
net_ws_decode (GBytes *bytes, IcCandidType *type, GError **error)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return ic_candid_decode_one (data, len, type, NULL, error);
}

gboolean
net_ws_read_nat64 (IcCandidValue *record, const char *name, guint64 *out)
{
  IcCandidValue *value = ic_candid_value_record_get (record, name);

  return value != NULL && ic_candid_value_get_uint64 (value, out);
}

gboolean
net_ws_read_principal (IcCandidValue *record, const char *name, IcPrincipal *out)
{
  IcCandidValue *value = ic_candid_value_record_get (record, name);

  return value != NULL && ic_candid_value_get_principal (value, out);
}

gboolean
net_ws_read_blob (IcCandidValue *record, const char *name, GBytes **out)
{
  IcCandidValue *value = ic_candid_value_record_get (record, name);
  gsize len;
  const guint8 *bytes = value != NULL ? ic_candid_value_get_blob (value, &len) : NULL;

  if (bytes == NULL)
    return FALSE;
  *out = g_bytes_new (bytes, len);
  return TRUE;
}

gboolean
net_ws_read_bool (IcCandidValue *record, const char *name, gboolean *out)
{
  IcCandidValue *value = ic_candid_value_record_get (record, name);

  return value != NULL && ic_candid_value_get_bool (value, out);
}

gboolean
net_ws_read_client_key (IcCandidValue *record, NetClientKey *key)
{
  IcCandidValue *value = ic_candid_value_record_get (record, "client_key");

  return value != NULL && net_ws_read_principal (value, "client_principal", &key->principal) &&
         net_ws_read_nat64 (value, "client_nonce", &key->nonce);
}

gboolean
net_ws_complain_unless (gboolean ok, const char *what, GError **error)
{
  if (!ok)
    g_set_error (error, IC_ERROR, IC_ERROR_CANDID_TYPE, "%s does not have the expected fields",
                 what);
  return ok;
}
