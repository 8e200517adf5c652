/* SPDX-License-Identifier: MIT */
/* Content of service messages, in Candid. */
#include "config.h"

#include "net-ws-candid-private.h"

static const char *const SERVICE_NAMES[] = { "OpenMessage", "AckMessage", "KeepAliveMessage",
                                             "CloseMessage" };
static const char *const REASON_NAMES[NET_N_CLOSE_REASONS] = {
  "WrongSequenceNumber", "InvalidServiceMessage", "KeepAliveTimeout", "ClosedByApplication"
};

const char *
net_close_reason_get_name (NetCloseReason reason)
{
  g_return_val_if_fail (reason < NET_N_CLOSE_REASONS, NULL);

  return REASON_NAMES[reason];
}

gboolean
net_close_reason_from_name (const char *name, NetCloseReason *out)
{
  for (guint i = 0; i < NET_N_CLOSE_REASONS; i++)
    if (g_str_equal (name, REASON_NAMES[i]))
      {
        *out = i;
        return TRUE;
      }
  return FALSE;
}

static GBytes *
encode_service (NetServiceKind kind, const char *name, IcCandidValue *content)
{
  IcCandidValue *record = ic_candid_value_new_record ();

  ic_candid_value_record_set_take (record, name, content);
  return net_ws_encode_take (net_ws_get_types ()->service_message,
                             ic_candid_value_new_variant_take (SERVICE_NAMES[kind], record));
}

GBytes *
net_ws_encode_open_message (const NetClientKey *key)
{
  return encode_service (NET_SERVICE_OPEN, "client_key", net_ws_client_key_value (key));
}

GBytes *
net_ws_encode_number_message (NetServiceKind kind, guint64 last_incoming_sequence_num)
{
  return encode_service (kind, "last_incoming_sequence_num",
                         net_ws_nat64_value (last_incoming_sequence_num));
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
  g_autoptr (IcCandidValue)
      value = net_ws_decode (content, net_ws_get_types ()->service_message, error);

  if (value == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (SERVICE_NAMES); i++)
    {
      IcCandidValue *record = ic_candid_value_variant_get (value, SERVICE_NAMES[i]);

      if (record == NULL)
        continue;
      *kind = i;
      if (i == NET_SERVICE_ACK || i == NET_SERVICE_KEEP_ALIVE)
        return net_ws_complain_unless (
            net_ws_read_nat64 (record, "last_incoming_sequence_num", number), SERVICE_NAMES[i],
            error);
      if (i == NET_SERVICE_CLOSE)
        return net_ws_complain_unless (read_reason (record, reason), SERVICE_NAMES[i], error);
      return TRUE;
    }
  return net_ws_complain_unless (FALSE, "a service message", error);
}
