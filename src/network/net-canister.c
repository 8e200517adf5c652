/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "net-canister.h"

G_DEFINE_INTERFACE (NetCanister, net_canister, G_TYPE_OBJECT)

static void
net_canister_default_init (NetCanisterInterface *iface)
{
}

const IcPrincipal *
net_canister_get_id (NetCanister *self)
{
  return NET_CANISTER_GET_IFACE (self)->get_id (self);
}

gboolean
net_canister_inspect (NetCanister *self, const char *method, NetOutcome *outcome)
{
  NetCanisterInterface *iface = NET_CANISTER_GET_IFACE (self);

  return iface->inspect == NULL || iface->inspect (self, method, outcome);
}

guint64
net_canister_get_delay_ms (NetCanister *self, const char *method)
{
  NetCanisterInterface *iface = NET_CANISTER_GET_IFACE (self);

  return iface->get_delay_ms != NULL ? iface->get_delay_ms (self, method) : 0;
}

void
net_canister_update (NetCanister *self,
                     const IcPrincipal *caller,
                     const char *method,
                     GBytes *arg,
                     NetOutcome *outcome)
{
  NET_CANISTER_GET_IFACE (self)->update (self, caller, method, arg, outcome);
}

void
net_canister_query (NetCanister *self,
                    const IcPrincipal *caller,
                    const char *method,
                    GBytes *arg,
                    const NetQueryContext *context,
                    NetOutcome *outcome)
{
  NET_CANISTER_GET_IFACE (self)->query (self, caller, method, arg, context, outcome);
}

gboolean
net_canister_get_certified_data (NetCanister *self, guint8 data[IC_HASH_BYTES])
{
  return NET_CANISTER_GET_IFACE (self)->get_certified_data (self, data);
}

const char *const *
net_canister_get_metadata_names (NetCanister *self)
{
  return NET_CANISTER_GET_IFACE (self)->get_metadata_names (self);
}

const char *
net_canister_get_metadata (NetCanister *self, const char *name)
{
  return NET_CANISTER_GET_IFACE (self)->get_metadata (self, name);
}

void
net_canister_trap (NetCanister *self, NetOutcome *outcome, const char *message)
{
  g_autofree char *id = ic_principal_to_text (net_canister_get_id (self));

  net_outcome_reject (outcome, NET_REJECT_CANISTER_ERROR, NET_ERROR_CODE_CALLED_TRAP,
                      "Error from Canister %s: Canister called `ic0.trap` with message: '%s'", id,
                      message);
}

/* @kind: "update" or "query". */
void
net_canister_no_method (NetCanister *self,
                        NetOutcome *outcome,
                        const char *kind,
                        const char *method)
{
  g_autofree char *id = ic_principal_to_text (net_canister_get_id (self));

  net_outcome_reject (outcome, NET_REJECT_CANISTER_ERROR, NET_ERROR_CODE_METHOD_NOT_FOUND,
                      "Error from Canister %s: Canister has no %s method '%s'.", id, kind, method);
}
