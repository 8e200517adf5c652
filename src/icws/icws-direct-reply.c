/* SPDX-License-Identifier: MIT */
/* What the methods for gateways answer (cdk-rs ws_types.did), and what our own arguments say. */
#include "icws-direct-private.h"

#include <string.h>

#include "icws-wire-private.h"
#include "ic/ic-i18n.h"

/* A message is some six values, and a long content counts more. */
static const IcCandidLimits reply_limits = {
  .max_bytes = ICWS_DIRECT_MAX_REPLY_BYTES,
  .max_types = 200,
  .max_depth = 16,
  .max_values = 5000,
};

/* Types live as long as the program; main thread only, as the transport is. */
typedef struct
{
  IcCandidType *result;
  IcCandidType *messages_result;
  IcCandidType *open_arg;
  IcCandidType *message_arg;
} Types;

static IcCandidType *
make_result (IcCandidType *ok)
{
  g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  IcCandidType *result = ic_candid_type_new_variant ();

  ic_candid_type_add_field (result, "Ok", ok);
  ic_candid_type_add_field (result, "Err", text);
  return result;
}

static IcCandidType *
make_messages_result (void)
{
  g_autoptr (IcCandidType) text = ic_candid_type_new_primitive (IC_CANDID_TEXT);
  g_autoptr (IcCandidType) boolean = ic_candid_type_new_primitive (IC_CANDID_BOOL);
  /* CDKs before 0.3.1 do not say it, and a queue of theirs ends with each poll. */
  g_autoptr (IcCandidType) end = ic_candid_type_new_opt (boolean);
  g_autoptr (IcCandidType) blob = ic_candid_type_new_blob ();
  g_autoptr (IcCandidType) message = ic_candid_type_new_record ();
  g_autoptr (IcCandidType) list = ic_candid_type_new_vec (message);
  g_autoptr (IcCandidType) record = ic_candid_type_new_record ();

  ic_candid_type_add_field (message, "client_key", icws_wire_client_key_type ());
  ic_candid_type_add_field (message, "key", text);
  ic_candid_type_add_field (message, "content", blob);
  ic_candid_type_add_field (record, "messages", list);
  ic_candid_type_add_field (record, "cert", blob);
  ic_candid_type_add_field (record, "tree", blob);
  ic_candid_type_add_field (record, "is_end_of_queue", end);
  return make_result (record);
}

/* Only the field that is read; the rest is skipped. */
static IcCandidType *
make_record_of (const char *name, IcCandidType *field)
{
  IcCandidType *record = ic_candid_type_new_record ();

  ic_candid_type_add_field (record, name, field);
  return record;
}

static const Types *
get_types (void)
{
  static Types types;

  if (types.result == NULL)
    {
      g_autoptr (IcCandidType) null = ic_candid_type_new_primitive (IC_CANDID_NULL);
      g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);
      g_autoptr (IcCandidType) message = make_record_of ("sequence_num", nat64);

      types.messages_result = make_messages_result ();
      types.open_arg = make_record_of ("client_nonce", nat64);
      types.message_arg = make_record_of ("msg", message);
      types.result = make_result (null);
    }
  return &types;
}

static void
message_free (gpointer data)
{
  IcwsDirectMessage *message = data;

  g_free (message->key);
  g_clear_pointer (&message->content, g_bytes_unref);
  g_free (message);
}

void
icws_direct_reply_free (IcwsDirectReply *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->messages);
  g_clear_pointer (&self->cert, g_bytes_unref);
  g_clear_pointer (&self->tree, g_bytes_unref);
  g_free (self);
}

static gboolean
read_nat64 (IcCandidValue *record, const char *name, guint64 *out)
{
  IcCandidValue *value = ic_candid_value_record_get (record, name);

  return value != NULL && ic_candid_value_get_uint64 (value, out);
}

static GBytes *
read_blob (IcCandidValue *record, const char *name)
{
  IcCandidValue *value = ic_candid_value_record_get (record, name);
  gsize len;
  const guint8 *bytes = value != NULL ? ic_candid_value_get_blob (value, &len) : NULL;

  return bytes != NULL ? g_bytes_new (bytes, len) : NULL;
}

static gboolean
read_message (IcCandidValue *record, IcwsDirectMessage *message)
{
  IcCandidValue *client = ic_candid_value_record_get (record, "client_key");
  IcCandidValue *principal;
  IcCandidValue *key = ic_candid_value_record_get (record, "key");
  const char *text = NULL;
  gsize len = 0;

  if (client == NULL || key == NULL)
    return FALSE;
  principal = ic_candid_value_record_get (client, "client_principal");
  text = ic_candid_value_get_text (key, &len);
  /* A zero inside would make the C string another key than the one that came. */
  if (principal == NULL || text == NULL || len > ICWS_MAX_KEY_CHARS || strlen (text) != len ||
      !ic_candid_value_get_principal (principal, &message->client_key.principal) ||
      !read_nat64 (client, "client_nonce", &message->client_key.nonce))
    return FALSE;
  message->key = g_strdup (text);
  message->content = read_blob (record, "content");
  return message->content != NULL;
}

static gboolean
read_messages (IcCandidValue *list, GPtrArray *messages)
{
  for (gsize i = 0; i < ic_candid_value_get_n_children (list); i++)
    {
      IcwsDirectMessage *message = g_new0 (IcwsDirectMessage, 1);

      g_ptr_array_add (messages, message);
      if (!read_message (ic_candid_value_get_child (list, i, NULL), message))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_end_of_queue (IcCandidValue *record)
{
  IcCandidValue *opt = ic_candid_value_record_get (record, "is_end_of_queue");
  IcCandidValue *value = opt != NULL ? ic_candid_value_get_opt (opt) : NULL;
  gboolean is_end = TRUE;

  return value == NULL || !ic_candid_value_get_bool (value, &is_end) || is_end;
}

/* The value of Ok; NULL with @err or @error. */
static IcCandidValue *
decode_result (GBytes *candid, IcCandidType *type, IcCandidValue **ok, char **err, GError **error)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (candid, &len);
  IcCandidValue *value = ic_candid_decode_one (bytes, len, type, &reply_limits, error);

  if (value == NULL)
    return NULL;
  *ok = ic_candid_value_variant_get (value, "Ok");
  if (*ok == NULL)
    {
      IcCandidValue *text = ic_candid_value_variant_get (value, "Err");

      *err = g_strdup (text != NULL ? ic_candid_value_get_text (text, NULL) : _ ("no result"));
      ic_candid_value_unref (value);
      return NULL;
    }
  return value;
}

/**
 * icws_direct_reply_decode:
 * @candid: reply of ws_get_messages
 * @err: (out): the canister's words, if it refused; %NULL otherwise
 * @error: %ICWS_ERROR_FRAME, %ICWS_ERROR_FRAME_LIMIT
 *
 * Returns: (transfer full) (nullable): the messages, nothing of them verified.
 */
IcwsDirectReply *
icws_direct_reply_decode (GBytes *candid, char **err, GError **error)
{
  GError *inner = NULL;
  IcCandidValue *record = NULL;
  IcCandidValue *list;
  g_autoptr (IcCandidValue) value = NULL;
  g_autoptr (IcwsDirectReply) self = NULL;

  *err = NULL;
  value = decode_result (candid, get_types ()->messages_result, &record, err, &inner);
  if (value == NULL)
    {
      if (inner != NULL)
        icws_wire_take_cbor_error (error, inner, ICWS_ERROR_FRAME, ICWS_ERROR_FRAME_LIMIT,
                                   _ ("The boundary node gave no list of messages"));
      return NULL;
    }
  list = ic_candid_value_record_get (record, "messages");
  if (list != NULL && ic_candid_value_get_n_children (list) > ICWS_DIRECT_MAX_MESSAGES)
    {
      g_set_error (error, ICWS_ERROR, ICWS_ERROR_FRAME_LIMIT,
                   _ ("The boundary node gave %zu messages at once; at most %d were due"),
                   ic_candid_value_get_n_children (list), ICWS_DIRECT_MAX_MESSAGES);
      return NULL;
    }
  self = g_new0 (IcwsDirectReply, 1);
  self->messages = g_ptr_array_new_with_free_func (message_free);
  self->cert = read_blob (record, "cert");
  self->tree = read_blob (record, "tree");
  self->is_end_of_queue = read_end_of_queue (record);
  if (list == NULL || self->cert == NULL || self->tree == NULL ||
      !read_messages (list, self->messages))
    {
      g_set_error_literal (error, ICWS_ERROR, ICWS_ERROR_FRAME,
                           _ ("The boundary node gave messages of an unknown form"));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * icws_direct_result_decode:
 * @candid: reply of ws_open, ws_message or ws_close
 * @err: (out): the canister's words, if it refused; %NULL otherwise
 * @error: %ICWS_ERROR_CONTENT: no such result
 *
 * Returns: whether it is Ok.
 */
gboolean
icws_direct_result_decode (GBytes *candid, char **err, GError **error)
{
  g_autoptr (GError) inner = NULL;
  IcCandidValue *ok = NULL;
  g_autoptr (IcCandidValue) value = NULL;

  *err = NULL;
  value = decode_result (candid, get_types ()->result, &ok, err, &inner);
  if (inner != NULL)
    g_set_error (error, ICWS_ERROR, ICWS_ERROR_CONTENT,
                 _ ("The canister's certified answer to a call is of an unknown form: %s"),
                 inner->message);
  return value != NULL;
}

static IcCandidValue *
decode_arg (GBytes *arg, IcCandidType *type)
{
  gsize len;
  gconstpointer bytes = g_bytes_get_data (arg, &len);

  return ic_candid_decode_one (bytes, len, type, NULL, NULL);
}

/* (skip) */
gboolean
icws_direct_open_nonce (GBytes *arg, guint64 *nonce)
{
  g_autoptr (IcCandidValue) value = decode_arg (arg, get_types ()->open_arg);

  return value != NULL && read_nat64 (value, "client_nonce", nonce);
}

/* (skip) */
gboolean
icws_direct_message_sequence (GBytes *arg, guint64 *sequence)
{
  g_autoptr (IcCandidValue) value = decode_arg (arg, get_types ()->message_arg);
  IcCandidValue *message = value != NULL ? ic_candid_value_record_get (value, "msg") : NULL;

  return message != NULL && read_nat64 (message, "sequence_num", sequence);
}
