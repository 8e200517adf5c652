/* SPDX-License-Identifier: MIT */
/* What the canister's side of the protocol sends, and hands out to gateways that poll. */
#include "config.h"

#include "net-ws-cdk-private.h"

#include "ic/ic-cbor.h"
#include <string.h>

/* Neither CBOR nor Candid. */
#define NONSENSE "\xffno message"

/* Sending */

static guint64
next_sequence_num (NetWsCdk *self, NetWsClient *client)
{
  if (client->last_outgoing > 0 &&
      net_ws_cdk_strike (self, NET_CANISTER_FAULT_WRONG_SEQUENCE, NULL))
    client->last_outgoing++;
  return ++client->last_outgoing;
}

/* What is certified and relayed. (transfer full) */
static GBytes *
make_content (NetWsCdk *self, const NetWsMessage *message)
{
  gboolean self_describe = self->flavour == NET_CDK_RUST;
  guint64 parameter;

  if (net_ws_cdk_strike (self, NET_CANISTER_FAULT_BAD_CONTENT, &parameter))
    {
      GBytes *nonsense = g_bytes_new_static (NONSENSE, strlen (NONSENSE));
      NetWsMessage bad = *message;
      GBytes *content;

      if (parameter != NET_CANISTER_FAULT_BAD_INNER_CONTENT)
        return nonsense;
      bad.content = nonsense;
      content = net_ws_message_to_cbor (&bad, self_describe);
      g_bytes_unref (nonsense);
      return content;
    }
  return net_ws_message_to_cbor (message, self_describe);
}

char *
net_ws_cdk_send_to (NetWsCdk *self,
                    NetWsClient *client,
                    GBytes *content,
                    gboolean is_service_message)
{
  guint64 now_ns = net_ws_cdk_get_now_ns (self);
  NetWsQueue *queue = g_hash_table_lookup (self->gateways, &client->gateway_principal);
  NetWsMessage message = { .client_key = client->key,
                           .sequence_num = next_sequence_num (self, client),
                           .timestamp_ns = now_ns,
                           .is_service_message = is_service_message,
                           .content = content };

  if (queue == NULL)
    {
      g_autofree char *text = ic_principal_to_text (&client->gateway_principal);

      return g_strdup_printf ("Gateway with principal %s is not registered", text);
    }
  net_ws_queue_delete_old (queue, self->tree, now_ns, self->options.ack_interval_ms * IC_NS_PER_MS);
  net_ws_queue_push (queue, self->tree, &client->key, now_ns, make_content (self, &message));
  self->certified = TRUE;
  return NULL;
}

char *
net_ws_cdk_send (NetWsCdk *self, const IcPrincipal *principal, GBytes *content)
{
  char *err = NULL;
  NetWsClient *client = net_ws_cdk_find_current (self, principal, &err);

  if (client == NULL)
    return err;
  if (net_ws_cdk_strike (self, NET_CANISTER_FAULT_SECOND_OPEN, NULL))
    {
      g_autoptr (GBytes) open = net_ws_encode_open_message (&client->key);

      g_free (net_ws_cdk_send_to (self, client, open, TRUE));
    }
  return net_ws_cdk_send_to (self, client, content, FALSE);
}

/* Polling */

static GBytes *
make_witness (NetWsCdk *self, GPtrArray *messages)
{
  g_autoptr (GPtrArray) paths = net_paths_new ();
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < messages->len; i++)
    {
      NetOutputMessage *message = g_ptr_array_index (messages, i);
      IcLabel label = IC_LABEL_BYTES (message->key, strlen (message->key));

      g_ptr_array_add (paths, net_path_new (&label, 1));
    }
  ic_cbor_put_self_describe (out);
  ic_cbor_put_array (out, 3);
  ic_cbor_put_uint64 (out, IC_NODE_LABELED);
  ic_cbor_put_bytes (out, NET_WS_LABEL_WEBSOCKET, strlen (NET_WS_LABEL_WEBSOCKET));
  net_tree_put_witness (self->tree, paths, out);
  return g_byte_array_free_to_bytes (out);
}

gboolean
net_ws_cdk_get_messages (NetWsCdk *self,
                         const IcPrincipal *caller,
                         guint64 nonce,
                         const NetQueryContext *context,
                         NetOutputMessages *out)
{
  NetWsQueue *queue = g_hash_table_lookup (self->gateways, caller);

  out->messages = g_ptr_array_new_with_free_func ((GDestroyNotify)net_output_message_unref);
  out->is_end_of_queue = queue == NULL ||
                         net_ws_queue_peek (queue, nonce, NET_WS_MAX_MESSAGES_PER_POLL,
                                            out->messages);
  if (out->messages->len == 0)
    {
      out->cert = g_bytes_new_static ("", 0);
      out->tree = g_bytes_new_static ("", 0);
      return TRUE;
    }
  if (context == NULL || (out->cert = context->data_certificate (context->user_data)) == NULL)
    return FALSE;
  out->tree = make_witness (self, out->messages);
  return TRUE;
}
