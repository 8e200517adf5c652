/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-gateway-frame.h"

#include "ic/ic-cbor.h"

/* Names, lengths and key: less than this in all. */
#define OVERHEAD_BYTES 256

NetGatewayFrame *
net_gateway_frame_new (const IcPrincipal *canister_id,
                       const NetOutputMessage *message,
                       GBytes *cert,
                       GBytes *tree)
{
  NetGatewayFrame *self = g_new0 (NetGatewayFrame, 1);

  g_ref_count_init (&self->ref_count);
  self->canister_id = *canister_id;
  self->client_key = message->client_key;
  self->key = g_strdup (message->key);
  self->content = g_bytes_ref (message->content);
  self->cert = g_bytes_ref (cert);
  self->tree = g_bytes_ref (tree);
  return self;
}

NetGatewayFrame *
net_gateway_frame_copy (const NetGatewayFrame *self)
{
  NetGatewayFrame *copy = g_memdup2 (self, sizeof *self);

  g_ref_count_init (&copy->ref_count);
  copy->key = g_strdup (self->key);
  g_bytes_ref (copy->content);
  g_bytes_ref (copy->cert);
  g_bytes_ref (copy->tree);
  return copy;
}

NetGatewayFrame *
net_gateway_frame_ref (NetGatewayFrame *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
net_gateway_frame_unref (NetGatewayFrame *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;
  g_free (self->key);
  g_bytes_unref (self->content);
  g_bytes_unref (self->cert);
  g_bytes_unref (self->tree);
  g_free (self);
}

GBytes *
net_gateway_frame_encode (const NetGatewayFrame *self)
{
  GByteArray *out = g_byte_array_sized_new (net_gateway_frame_get_size (self));

  ic_cbor_put_map (out, 4);
  ic_cbor_put_text (out, "key");
  ic_cbor_put_text (out, self->key);
  ic_cbor_put_text (out, "content");
  ic_cbor_put_gbytes (out, self->content);
  ic_cbor_put_text (out, "cert");
  ic_cbor_put_gbytes (out, self->cert);
  ic_cbor_put_text (out, "tree");
  ic_cbor_put_gbytes (out, self->tree);
  return g_byte_array_free_to_bytes (out);
}

gsize
net_gateway_frame_get_size (const NetGatewayFrame *self)
{
  return OVERHEAD_BYTES + g_bytes_get_size (self->content) + g_bytes_get_size (self->cert) +
         g_bytes_get_size (self->tree);
}

NetFaultPhase
net_gateway_message_get_phase (const NetWsMessage *message)
{
  NetServiceKind kind;
  NetCloseReason reason;
  guint64 number;

  if (!message->is_service_message ||
      !net_ws_decode_service_message (message->content, &kind, &number, &reason, NULL))
    return NET_FAULT_PHASE_CHAT;
  switch (kind)
    {
    case NET_SERVICE_OPEN:
      return NET_FAULT_PHASE_OPEN;
    case NET_SERVICE_CLOSE:
      return NET_FAULT_PHASE_CLOSE;
    case NET_SERVICE_ACK:
    case NET_SERVICE_KEEP_ALIVE:
    default:
      return NET_FAULT_PHASE_ACK;
    }
}

NetFaultPhase
net_gateway_frame_get_phase (const NetGatewayFrame *self)
{
  g_auto (NetWsMessage) message = { 0 };

  if (!net_ws_message_from_cbor (self->content, &message, NULL))
    return NET_FAULT_PHASE_CHAT;
  return net_gateway_message_get_phase (&message);
}
