/* SPDX-License-Identifier: MIT */
/* What goes wrong on the way up, from the client to the canister. */
#include "config.h"

#include "net-gateway-faults-private.h"

static NetFaultPhase
find_phase (const IcRequest *request)
{
  g_auto (NetWsMessage) message = { 0 };

  if (g_strcmp0 (request->method_name, "ws_open") == 0)
    return NET_FAULT_PHASE_OPEN;
  if (g_strcmp0 (request->method_name, "ws_close") == 0)
    return NET_FAULT_PHASE_CLOSE;
  if (!net_ws_decode_message_arg (request->arg, &message, NULL))
    return NET_FAULT_PHASE_CHAT;
  return net_gateway_message_get_phase (&message);
}

static gboolean
withholds (NetGatewayFaults *self, NetFaultPhase phase, const IcPrincipal *client)
{
  return net_gateway_faults_silence (self, &self->up, NET_FAULT_WITHHOLD_OPEN, phase, client) ||
         net_gateway_faults_silence (self, &self->up, NET_FAULT_WITHHOLD_UP, phase, client) ||
         net_faults_strike (self->gateway->faults, NET_FAULT_WITHHOLD_KEEP_ALIVE, phase, client,
                            NULL);
}

/* The second of two goes before the first. */
static void
submit_in_turn (NetGatewayFaults *self,
                NetFaultPhase phase,
                const IcPrincipal *client,
                const IcEnvelope *envelope)
{
  /* Encoded anew, as the real gateway does: what is no part of its envelope is lost on the way. */
  g_autoptr (GBytes) bytes = ic_envelope_encode (envelope);
  g_autoptr (GBytes) swapped = NULL;

  if (self->swapped == NULL &&
      net_faults_strike (self->gateway->faults, NET_FAULT_SWAP_UP, phase, client, NULL))
    {
      self->swapped = g_steal_pointer (&bytes);
      return;
    }
  net_gateway_submit (self->gateway, net_gateway_session_get_canister_id (self->session), bytes);
  swapped = g_steal_pointer (&self->swapped);
  if (swapped != NULL)
    net_gateway_submit (self->gateway, net_gateway_session_get_canister_id (self->session),
                        swapped);
}

void
net_gateway_faults_send_up (NetGatewayFaults *self, const IcEnvelope *envelope)
{
  const IcPrincipal *client = &envelope->request->sender;
  NetFaultPhase phase = NET_FAULT_PHASE_ANY;

  if (!net_faults_is_honest (self->gateway->faults) || self->up.on)
    {
      phase = find_phase (envelope->request);
      if (withholds (self, phase, client))
        return;
    }
  submit_in_turn (self, phase, client, envelope);
  if (phase != NET_FAULT_PHASE_ANY && !net_gateway_faults_drop (self, phase, client))
    net_gateway_faults_restart (self, phase, client);
}

gboolean
net_gateway_faults_withholds_close (NetGatewayFaults *self, const IcPrincipal *client)
{
  return net_gateway_faults_silence (self, &self->up, NET_FAULT_WITHHOLD_UP, NET_FAULT_PHASE_CLOSE,
                                     client);
}
