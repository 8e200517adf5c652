/* SPDX-License-Identifier: MIT */
#include "icws-wire-private.h"
#include "ic/ic-i18n.h"

static const char *const service_names[] = {
  [ICWS_SERVICE_OPEN] = "OpenMessage",
  [ICWS_SERVICE_ACK] = "AckMessage",
  [ICWS_SERVICE_KEEP_ALIVE] = "KeepAliveMessage",
  [ICWS_SERVICE_CLOSE] = "CloseMessage",
};

static const char *const reason_names[] = {
  [ICWS_CLOSE_WRONG_SEQUENCE_NUMBER] = "WrongSequenceNumber",
  [ICWS_CLOSE_INVALID_SERVICE_MESSAGE] = "InvalidServiceMessage",
  [ICWS_CLOSE_KEEP_ALIVE_TIMEOUT] = "KeepAliveTimeout",
  [ICWS_CLOSE_BY_APPLICATION] = "ClosedByApplication",
};

/* A service message is some dozen bytes and a small type table; anything big is no such thing. */
static const IcCandidLimits service_limits = {
  .max_bytes = 64 * 1024,
  .max_types = 100,
  .max_depth = 16,
  .max_values = 1000,
};

/* Types live as long as the program; main thread only, as the session is. */
static IcCandidType *
service_type (void)
{
  static IcCandidType *type = NULL;

  if (type == NULL)
    {
      g_autoptr (IcCandidType) nat64 = ic_candid_type_new_primitive (IC_CANDID_NAT64);
      g_autoptr (IcCandidType) null = ic_candid_type_new_primitive (IC_CANDID_NULL);
      g_autoptr (IcCandidType) open = ic_candid_type_new_record ();
      g_autoptr (IcCandidType) last = ic_candid_type_new_record ();
      g_autoptr (IcCandidType) reason = ic_candid_type_new_variant ();
      g_autoptr (IcCandidType) close = ic_candid_type_new_record ();

      ic_candid_type_add_field (open, "client_key", icws_wire_client_key_type ());
      ic_candid_type_add_field (last, "last_incoming_sequence_num", nat64);
      for (guint i = 0; i < G_N_ELEMENTS (reason_names); i++)
        ic_candid_type_add_field (reason, reason_names[i], null);
      ic_candid_type_add_field (close, "reason", reason);
      type = ic_candid_type_new_variant ();
      ic_candid_type_add_field (type, service_names[ICWS_SERVICE_OPEN], open);
      ic_candid_type_add_field (type, service_names[ICWS_SERVICE_ACK], last);
      ic_candid_type_add_field (type, service_names[ICWS_SERVICE_KEEP_ALIVE], last);
      ic_candid_type_add_field (type, service_names[ICWS_SERVICE_CLOSE], close);
    }
  return type;
}

static gboolean
read_client_key (IcCandidValue *record, IcwsClientKey *key)
{
  IcCandidValue *inner = ic_candid_value_record_get (record, "client_key");
  IcCandidValue *principal;
  IcCandidValue *nonce;

  if (inner == NULL)
    return FALSE;
  principal = ic_candid_value_record_get (inner, "client_principal");
  nonce = ic_candid_value_record_get (inner, "client_nonce");
  return principal != NULL && nonce != NULL &&
         ic_candid_value_get_principal (principal, &key->principal) &&
         ic_candid_value_get_uint64 (nonce, &key->nonce);
}

static gboolean
read_last (IcCandidValue *record, guint64 *last)
{
  IcCandidValue *value = ic_candid_value_record_get (record, "last_incoming_sequence_num");

  return value != NULL && ic_candid_value_get_uint64 (value, last);
}

static gboolean
read_reason (IcCandidValue *record, IcwsCloseReason *reason)
{
  IcCandidValue *value = ic_candid_value_record_get (record, "reason");

  for (guint i = 0; value != NULL && i < G_N_ELEMENTS (reason_names); i++)
    if (ic_candid_value_variant_get (value, reason_names[i]) != NULL)
      {
        *reason = (IcwsCloseReason)i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_body (IcwsServiceMessage *self, IcCandidValue *body)
{
  switch (self->kind)
    {
    case ICWS_SERVICE_OPEN:
      return read_client_key (body, &self->client_key);
    case ICWS_SERVICE_ACK:
    case ICWS_SERVICE_KEEP_ALIVE:
      return read_last (body, &self->last_incoming_sequence);
    case ICWS_SERVICE_CLOSE:
      return read_reason (body, &self->close_reason);
    }
  return FALSE;
}

/**
 * icws_service_message_decode:
 * @self: (out caller-allocates): the message
 * @candid: content of a message with the service flag
 * @error: %ICWS_ERROR_CONTENT
 *
 * Reads WebsocketServiceMessageContent (cdk-rs service_messages.did).
 */
gboolean
icws_service_message_decode (IcwsServiceMessage *self, GBytes *candid, GError **error)
{
  g_autoptr (GError) inner = NULL;
  gsize len;
  const guint8 *data = g_bytes_get_data (candid, &len);
  g_autoptr (IcCandidValue)
      value = ic_candid_decode_one (data, len, service_type (), &service_limits, &inner);

  *self = (IcwsServiceMessage){ 0 };
  for (guint i = 0; value != NULL && i < G_N_ELEMENTS (service_names); i++)
    {
      IcCandidValue *body = ic_candid_value_variant_get (value, service_names[i]);

      if (body == NULL)
        continue;
      self->kind = (IcwsServiceKind)i;
      if (read_body (self, body))
        return TRUE;
    }
  g_set_error (error, ICWS_ERROR, ICWS_ERROR_CONTENT,
               _ ("The certified content is no service message: %s"),
               inner != NULL ? inner->message : _ ("unknown form"));
  return FALSE;
}

static IcCandidValue *
body_value (const IcwsServiceMessage *self)
{
  IcCandidValue *record = ic_candid_value_new_record ();

  switch (self->kind)
    {
    case ICWS_SERVICE_OPEN:
      ic_candid_value_record_set_take (record, "client_key",
                                       icws_wire_client_key_value (&self->client_key));
      break;
    case ICWS_SERVICE_ACK:
    case ICWS_SERVICE_KEEP_ALIVE:
      ic_candid_value_record_set_take (
          record, "last_incoming_sequence_num",
          ic_candid_value_new_uint (IC_CANDID_NAT64, self->last_incoming_sequence));
      break;
    case ICWS_SERVICE_CLOSE:
      ic_candid_value_record_set_take (
          record, "reason",
          ic_candid_value_new_variant_take (reason_names[self->close_reason],
                                            ic_candid_value_new_null ()));
      break;
    }
  return record;
}

/**
 * icws_service_message_encode:
 * @self: a service message
 *
 * Returns: (transfer full): its Candid bytes.
 */
GBytes *
icws_service_message_encode (const IcwsServiceMessage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IcCandidValue)
      value = ic_candid_value_new_variant_take (service_names[self->kind], body_value (self));
  GBytes *bytes = ic_candid_encode_one (service_type (), value, &error);

  g_assert_no_error (error);
  return bytes;
}
